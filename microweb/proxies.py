"""Proxies: objects that stand for what a function finds at the moment of use."""

from collections.abc import Callable
from functools import cache
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

    Args:
        kind: The class that `find` gives; what it defines is forwarded by properties, the rest by
            `__getattr__`, at six times the cost.
        find: Finds the object, or raises.
    """
    return cast("T", _proxy_class(cast("Any", kind))(find))


class _Proxy:
    """The base of all proxies: forwards what its subclass has no property for."""

    __slots__ = ("_find",)

    _find: Callable[[], Any]

    def __init__(self, find: Callable[[], Any]) -> None:
        object.__setattr__(self, "_find", find)

    def _get_current_object(self) -> Any:
        """Give the object itself, to be passed on to another thread."""
        return self._find()

    def __bool__(self) -> bool:
        try:
            return bool(self._find())
        except RuntimeError:  # `if request:` is a way to ask whether there is one
            return False

    def __repr__(self) -> str:
        try:
            return repr(self._find())
        except RuntimeError:
            return f"<{type(self).__name__} of nothing>"

    def __hash__(self) -> int:
        return hash(self._find())

    def __getattr__(self, name: str) -> Any:
        return getattr(self._find(), name)

    def __setattr__(self, name: str, value: Any) -> None:
        setattr(self._find(), name, value)

    def __delattr__(self, name: str) -> None:
        delattr(self._find(), name)


@cache
def _proxy_class(kind: type[Any]) -> type[_Proxy]:
    """Make the proxy class of a class. There are as many as the program has classes to proxy."""
    members: dict[str, object] = {"__slots__": (), "__doc__": kind.__doc__}
    for name in dir(kind):
        if not name.startswith("_"):
            members[name] = property(_attribute(name))
        elif name in _OPERATORS:
            members[name] = _COMMON.get(name) or _operator(name)
    members["__class__"] = property(_class_of)
    members["__hash__"] = _Proxy.__hash__  # a class that defines __eq__ alone has none
    return type(f"{kind.__name__}Proxy", (_Proxy,), members)


def _class_of(proxy: Any) -> type[Any]:
    """Let `isinstance` see the class of the object; where there is none, the proxy's own.

    Tools that look over a module's names ask every value for its class, outside of any request.
    """
    try:
        return cast("type[Any]", type(proxy._find()))
    except RuntimeError:
        return cast("type[Any]", type(proxy))


def _attribute(name: str) -> Callable[[Any], Any]:
    def get(proxy: Any) -> Any:
        return getattr(proxy._find(), name)

    return get


def _operator(name: str) -> Callable[..., Any]:
    def operate(proxy: Any, *args: Any) -> Any:
        return getattr(proxy._find(), name)(*args)

    return operate


def _contains(proxy: Any, item: object) -> bool:
    return item in proxy._find()


def _get_item(proxy: Any, key: Any) -> Any:
    return proxy._find()[key]


def _set_item(proxy: Any, key: Any, value: Any) -> None:
    proxy._find()[key] = value


# What views do with `session` most, in two thirds of the time that `_operator` takes.
_COMMON: dict[str, Callable[..., Any]] = {
    "__contains__": _contains,
    "__getitem__": _get_item,
    "__setitem__": _set_item,
}
