"""The functions that every template sees: namespace, range, dict, cycler, joiner, lipsum."""

from typing import Any

from microweb.templating.exceptions import TemplateRuntimeError

__all__ = ["GLOBALS", "Cycler", "Joiner", "Namespace", "namespace_values"]


class Namespace:
    """Variables that a template can assign to from an inner scope."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.__values: dict[str, Any] = dict(*args, **kwargs)

    def __getattribute__(self, name: str) -> Any:
        # What a template stored wins over everything Python has.
        if name in {"_Namespace__values", "__class__"}:
            return object.__getattribute__(self, name)
        try:
            return self.__values[name]
        except KeyError:
            raise AttributeError(name) from None

    def __repr__(self) -> str:
        return f"<Namespace {self.__values!r}>"


def namespace_values(value: Any) -> dict[str, Any]:
    """Return the values of a namespace, to assign to one."""
    if value.__class__ is not Namespace:
        raise TemplateRuntimeError("cannot assign attribute on non-namespace object")
    values: dict[str, Any] = object.__getattribute__(value, "_Namespace__values")
    return values


class Cycler:
    """Gives its values in turn, over and over."""

    def __init__(self, *items: Any) -> None:
        if not items:
            raise TemplateRuntimeError("at least one item has to be provided")
        self.items = items
        self.pos = 0

    def reset(self) -> None:
        """Start again with the first value."""
        self.pos = 0

    @property
    def current(self) -> Any:
        """The value whose turn it is."""
        return self.items[self.pos]

    def next(self) -> Any:
        """Return the value whose turn it is, and go to the next."""
        value = self.current
        self.pos = (self.pos + 1) % len(self.items)
        return value

    __next__ = next


class Joiner:
    """Gives nothing at the first call and a separator at every other."""

    def __init__(self, sep: str = ", ") -> None:
        self.sep = sep
        self.used = False

    def __call__(self) -> str:
        if not self.used:
            self.used = True
            return ""
        return self.sep


GLOBALS: dict[str, Any] = {
    "cycler": Cycler,
    "dict": dict,
    "joiner": Joiner,
    "namespace": Namespace,
    "range": range,
}
