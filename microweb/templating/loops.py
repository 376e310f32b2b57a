"""Loops: how much of `loop` a template needs, and the object for those that need all of it."""

from collections.abc import Callable, Iterable, Iterator
from itertools import chain, count, repeat
from typing import Any

from microweb.templating import nodes
from microweb.templating.undefined import MISSING, Undefined

__all__ = ["LoopContext", "loop_attributes", "with_last"]

_INLINE_ATTRIBUTES = frozenset({"index", "index0", "first", "last"})


def loop_attributes(body: Iterable[nodes.Node]) -> set[str] | None:
    """Give what of `loop` the body of a loop uses, or None where it needs the object.

    The object can be spared where the position of the item is all that is asked for.
    """
    used: set[str] = set()
    shared = False
    stack = list(body)
    while stack:
        node = stack.pop()
        attribute = _position_attribute(node)
        if attribute is not None:
            used.add(attribute)
            if isinstance(node, nodes.Call):
                stack += node.arguments.positional
        elif _needs_object(node):
            return None
        elif not isinstance(node, nodes.Block):
            # A template that is rendered in the loop sees `loop` too.
            shared = shared or isinstance(node, nodes.Include | nodes.Import | nodes.FromImport)
            stack += _outside_inner_loop(node)
    return None if shared and used else used


def _needs_object(node: nodes.Node) -> bool:
    if isinstance(node, nodes.Block):
        return node.scoped
    return isinstance(node, nodes.Name | nodes.NamespaceTarget) and node.name == "loop"


def _position_attribute(node: nodes.Node) -> str | None:
    """Give the attribute of `loop.index` and its like, or of `loop.cycle(...)`, or None."""
    if isinstance(node, nodes.Call):
        arguments = node.arguments
        plain = arguments.positional and not (
            arguments.keyword or arguments.star or arguments.double_star
        )
        return "cycle" if plain and _loop_attribute(node.function) == "cycle" else None
    attribute = _loop_attribute(node)
    return attribute if attribute in _INLINE_ATTRIBUTES else None


def _loop_attribute(node: nodes.Node) -> str | None:
    if isinstance(node, nodes.Attribute) and isinstance(node.target, nodes.Name):
        return node.name if node.target.name == "loop" else None
    return None


def _outside_inner_loop(node: nodes.Node) -> Iterable[nodes.Node]:
    """Yield the children for which `loop` means the loop around the node."""
    if not isinstance(node, nodes.For):
        return node.children()
    return [node.iterable, *([node.test] if node.test is not None else []), *node.otherwise]


def with_last(items: Iterable[Any]) -> Iterator[tuple[int, bool, Any]]:
    """Yield for each item its index, whether it is the last, and the item."""
    try:
        last = len(items) - 1  # type: ignore[arg-type]
    except TypeError:
        return _look_ahead(items)
    return zip(count(), chain(repeat(False, last), (True,)), items)  # the first is endless


def _look_ahead(items: Iterable[Any]) -> Iterator[tuple[int, bool, Any]]:
    iterator = iter(items)
    item = next(iterator, MISSING)
    index = 0
    while item is not MISSING:
        following = next(iterator, MISSING)
        yield index, following is MISSING, item
        item = following
        index += 1


class LoopContext:
    """The object `loop` inside of a loop.

    Attributes:
        index0: How many items came before.
        depth0: How many levels of a recursive loop are around.
    """

    template_argument = None

    def __init__(
        self,
        items: Iterable[Any],
        undefined: type[Undefined],
        recurse: Callable[[Iterable[Any], int], str] | None = None,
        depth0: int = 0,
    ) -> None:
        self._items = items
        self._iterator = iter(items)
        self._undefined = undefined
        self._recurse = recurse
        self._length: int | None = None
        self._ahead: Any = MISSING
        self._previous: Any = MISSING
        self._current: Any = MISSING
        self._changed: Any = MISSING
        self.index0 = -1
        self.depth0 = depth0

    def __iter__(self) -> "LoopContext":
        return self

    def __next__(self) -> Any:
        item = self._ahead
        if item is MISSING:
            item = next(self._iterator)
        else:
            self._ahead = MISSING
        self.index0 += 1
        self._previous = self._current
        self._current = item
        return item

    def __call__(self, items: Iterable[Any]) -> str:
        """Render a recursive loop over other items."""
        if self._recurse is None:
            raise TypeError("The loop must have the 'recursive' marker to be called recursively.")
        return self._recurse(items, self.depth0 + 1)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.index}/{self.length}>"

    def __len__(self) -> int:
        return self.length

    def _peek(self) -> Any:
        if self._ahead is MISSING:
            self._ahead = next(self._iterator, MISSING)
        return self._ahead

    @property
    def index(self) -> int:
        """The position of the item, from 1."""
        return self.index0 + 1

    @property
    def depth(self) -> int:
        """The level of a recursive loop, from 1."""
        return self.depth0 + 1

    @property
    def first(self) -> bool:
        """Whether this is the first item."""
        return self.index0 == 0

    @property
    def last(self) -> bool:
        """Whether this is the last item; looks one item ahead."""
        return self._peek() is MISSING

    @property
    def length(self) -> int:
        """The number of items; an iterator is read to its end for it."""
        if self._length is None:
            try:
                self._length = len(self._items)  # type: ignore[arg-type]
            except TypeError:
                rest = list(self._iterator)
                self._iterator = iter(rest)
                self._length = len(rest) + self.index + (self._ahead is not MISSING)
        return self._length

    @property
    def revindex(self) -> int:
        """The number of items to the end, with this one."""
        return self.length - self.index0

    @property
    def revindex0(self) -> int:
        """The number of items to the end."""
        return self.length - self.index

    @property
    def previtem(self) -> Any:
        """The item before, undefined for the first."""
        if self._previous is MISSING:
            return self._undefined("there is no previous item")
        return self._previous

    @property
    def nextitem(self) -> Any:
        """The item after, undefined for the last; looks one item ahead."""
        following = self._peek()
        return self._undefined("there is no next item") if following is MISSING else following

    def cycle(self, *values: Any) -> Any:
        """Give one of the values, each in its turn."""
        if not values:
            raise TypeError("no items for cycling given")
        return values[self.index0 % len(values)]

    def changed(self, *values: Any) -> bool:
        """Whether the values differ from those of the last call."""
        if self._changed == values:
            return False
        self._changed = values
        return True
