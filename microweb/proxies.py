"""Proxies: objects that stand for what a function finds at the moment of use."""

from collections.abc import Callable
from typing import Any, TypeVar, cast

__all__ = ["make_proxy"]

T = TypeVar("T")

_OPERATORS = (
    "__call__",
    "__contains__",
    "__delitem__",
    "__dir__",
    "__eq__",
    "__ge__",
    "__getitem__",
    "__gt__",
    "__iter__",
    "__le__",
    "__len__",
    "__lt__",
    "__ne__",
    "__or__",
    "__reversed__",
    "__ror__",
    "__setitem__",
    "__str__",
)


def make_proxy(kind: type[T], find: Callable[[], T]) -> T:
    """Make an object that behaves as the one that `find` gives, found anew at each use.

    Each proxy has a class of its own, which takes 0.1 ms to make: they are for modules to hold.

    Args:
        kind: The class of what `find` gives, for the operators.
        find: Finds the object, or raises `RuntimeError` where there is none.
    """
    known = set(dir(kind))
    operators = {
        name: _COMMON.get(name, _operator)(name, find) for name in _OPERATORS if name in known
    }
    members = {"__slots__": (), "__doc__": kind.__doc__}
    methods = {**_basics(find), **_attributes(find), **operators}
    return cast("T", type(f"{kind.__name__}Proxy", (), members | methods)())


# All functions below hold `find` themselves: to look it up in the proxy takes 0.05 us a use.


def _basics(find: Callable[[], Any]) -> dict[str, Callable[..., Any]]:
    """Give what every proxy has beside its attributes."""

    def is_true(_proxy: object) -> bool:
        try:
            return bool(find())
        except RuntimeError:  # `if request:` is a way to ask whether there is one
            return False

    def show(proxy: object) -> str:
        try:
            return repr(find())
        except RuntimeError:
            return f"<{type(proxy).__name__} of nothing>"

    def get_hash(_proxy: object) -> int:
        return hash(find())

    return {"__bool__": is_true, "__hash__": get_hash, "__repr__": show}


def _attributes(find: Callable[[], Any]) -> dict[str, Callable[..., Any]]:
    """Give what looks up attributes: one function for all takes no longer than a property each.

    `_get_current_object()` gives the object itself, to be passed on to another thread.
    """

    def get(proxy: object, name: str) -> Any:
        try:
            return getattr(find(), name)
        except AttributeError:
            if name == "_get_current_object":
                return find
            raise
        except RuntimeError:
            # Tools look over a module's names outside of any request.
            if name[:2] == "__":
                return object.__getattribute__(proxy, name)
            raise

    def set_(_proxy: object, name: str, value: Any) -> None:
        setattr(find(), name, value)

    def delete(_proxy: object, name: str) -> None:
        delattr(find(), name)

    return {"__getattribute__": get, "__setattr__": set_, "__delattr__": delete}


def _operator(name: str, find: Callable[[], Any]) -> Callable[..., Any]:
    def operate(_proxy: object, *args: Any) -> Any:
        return getattr(find(), name)(*args)

    return operate


def _contains(_name: str, find: Callable[[], Any]) -> Callable[..., Any]:
    def contains(_proxy: object, item: object) -> bool:
        return item in find()

    return contains


def _get_item(_name: str, find: Callable[[], Any]) -> Callable[..., Any]:
    def get_item(_proxy: object, key: Any) -> Any:
        return find()[key]

    return get_item


def _set_item(_name: str, find: Callable[[], Any]) -> Callable[..., Any]:
    def set_item(_proxy: object, key: Any, value: Any) -> None:
        find()[key] = value

    return set_item


# What views do with `session` most, in two thirds of the time that `_operator` takes.
_COMMON: dict[str, Callable[[str, Callable[[], Any]], Callable[..., Any]]] = {
    "__contains__": _contains,
    "__getitem__": _get_item,
    "__setitem__": _set_item,
}
