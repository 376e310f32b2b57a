"""Reach into values: `target.name` and `target[index]`, and what is out of reach.

Names that start with an underscore lead to the inside of Python, as do the frames of generators
and `str.format`, whose text can name any attribute; templates may not have them.
"""

from collections.abc import Callable
from typing import Any

from microweb.templating.exceptions import SecurityError
from microweb.templating.undefined import MISSING, Undefined

__all__ = ["CHECKED", "Lookup", "check_name"]

_FORMATTING = frozenset({"format", "format_map"})
_Lookup = Callable[[Any, str], Any]
_PRIVATE = frozenset(
    {
        "ag_code", "ag_frame", "cr_code", "cr_frame", "cr_origin", "f_back", "f_builtins", "f_code",
        "f_globals", "f_locals", "gi_code", "gi_frame", "mro", "tb_frame", "tb_next",
    }
)  # fmt: skip
CHECKED = _FORMATTING | _PRIVATE
"""The names that are not refused by their first character, but by what they are names of."""


def check_name(target: object, name: str) -> None:
    """Refuse an attribute that templates may not reach.

    Raises:
        SecurityError: The name is private, or it is `format` of a text.
    """
    if name.startswith("_") or name in _PRIVATE:
        raise SecurityError(
            f"access to attribute {name!r} of {type(target).__name__!r} object is refused:"
            " templates cannot reach names that start with an underscore, nor frames and code"
        )
    if name in _FORMATTING and isinstance(target, str | type):
        raise SecurityError(
            f"str.{name} is refused in templates, for its text can reach any attribute;"
            " use the filter `format` or the operator `~`"
        )


class Lookup:
    """Lookups that end in one kind of undefined.

    Generated code calls them by the million, so they are plain functions, not methods: 30 ns each.

    Attributes:
        attribute: Gives an attribute, else an item, for a name that the parser has checked.
        attribute_or: Does the same, and returns a default for what is undefined.
        other_attribute: Gives an item, where it is known that there is no attribute.
        checked_attribute: Gives an attribute, else an item, for a name from anywhere.
        item: Gives an item, else an attribute, for any index.
    """

    def __init__(self, undefined: type[Undefined]) -> None:
        self.other_attribute = _other_attribute(undefined)
        self.attribute = _attribute(self.other_attribute)
        self.attribute_or = _attribute_or(self.other_attribute)
        self.checked_attribute = _checked_attribute(self.attribute)
        self.item = _item(undefined)


def _other_attribute(undefined: type[Undefined]) -> _Lookup:
    def other_attribute(target: Any, name: str) -> Any:
        # Most objects have no items, and asking is cheaper than failing: 100 ns of 500.
        if not hasattr(target, "__getitem__"):
            return undefined(obj=target, name=name)
        try:
            return target[name]
        except (TypeError, LookupError, AttributeError):
            return undefined(obj=target, name=name)

    return other_attribute


def _attribute(other_attribute: _Lookup) -> _Lookup:
    def attribute(target: Any, name: str) -> Any:
        # The items of a plain dict are meant far more often than its methods.
        if target.__class__ is dict and name in target and name not in _DICT_METHODS:
            return target[name]
        try:
            return getattr(target, name)
        except AttributeError:
            return other_attribute(target, name)

    return attribute


def _attribute_or(other_attribute: _Lookup) -> Callable[[Any, str, Any], Any]:
    def attribute_or(target: Any, name: str, default: Any) -> Any:
        if target.__class__ is dict and name not in _DICT_METHODS:
            value = target.get(name, default)
        else:
            # An error that is raised and caught, and an undefined value, would take 1 us.
            value = getattr(target, name, MISSING)
            if value is MISSING:
                if not hasattr(target, "__getitem__"):
                    return default
                value = other_attribute(target, name)
        return default if isinstance(value, Undefined) else value

    return attribute_or


def _checked_attribute(attribute: _Lookup) -> _Lookup:
    def checked_attribute(target: Any, name: str) -> Any:
        check_name(target, name)
        return attribute(target, name)

    return checked_attribute


def _item(undefined: type[Undefined]) -> Callable[[Any, Any], Any]:
    def item(target: Any, index: Any) -> Any:
        try:
            return target[index]
        except (AttributeError, TypeError, LookupError):
            pass
        if not isinstance(index, str) or isinstance(target, Undefined):
            return undefined(obj=target, name=index)
        try:
            value = getattr(target, index)
        except (AttributeError, UnicodeError):
            return undefined(obj=target, name=index)
        check_name(target, index)
        return value

    return item


_DICT_METHODS = frozenset(dir(dict))
