"""What a node of the tree is: a class with fields, cheap to define, and its children."""

from collections.abc import Iterator
from typing import Any, ClassVar, dataclass_transform

__all__ = ["Node", "Record"]


@dataclass_transform(eq_default=False)
class Record:
    """Makes a constructor of the annotations, as `dataclasses` would for 8 ms of start-up.

    Attributes:
        fields: The names of the arguments of the constructor, in order.
    """

    fields: ClassVar[tuple[str, ...]] = ()

    def __init_subclass__(cls) -> None:
        own = tuple(name for name in cls.__annotations__ if name not in cls.fields)
        cls.fields = (*cls.fields, *own)

    def __init__(self, *values: Any) -> None:
        self.__dict__.update(zip(self.fields, values, strict=True))

    def __repr__(self) -> str:
        values = ", ".join(f"{name}={getattr(self, name)!r}" for name in self.fields)
        return f"{type(self).__name__}({values})"


class Node(Record):
    """The base of every node.

    Attributes:
        lineno: Its line in the template, from 1.
    """

    lineno: int

    def children(self) -> Iterator["Node"]:
        """Yield the nodes in the fields, in order, those in lists and pairs too."""
        for name in self.fields:
            yield from _nodes_in(getattr(self, name))


def _nodes_in(value: object) -> Iterator[Node]:
    if isinstance(value, Node):
        yield value
    elif isinstance(value, (list, tuple)):
        for item in value:  # pyright: ignore[reportUnknownVariableType]
            yield from _nodes_in(item)  # pyright: ignore[reportUnknownArgumentType]
