"""Reach into values: `target.name` and `target[index]`, and what is out of reach.

Names that start with an underscore lead to the inside of Python, as do the frames of generators
and `str.format`, whose text can name any attribute; templates may not have them.
"""

from collections.abc import Callable
from typing import Any

from microweb.templating.exceptions import SecurityError
from microweb.templating.undefined import Undefined

__all__ = ["FORMATTING", "Lookup", "check_name"]

FORMATTING = frozenset({"format", "format_map"})
_PRIVATE = frozenset(
    {
        "ag_code", "ag_frame", "cr_code", "cr_frame", "cr_origin", "f_back", "f_builtins", "f_code",
        "f_globals", "f_locals", "gi_code", "gi_frame", "mro", "tb_frame", "tb_next",
    }
)  # fmt: skip


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
    if name in FORMATTING and isinstance(target, str | type):
        raise SecurityError(
            f"str.{name} is refused in templates, for its text can reach any attribute;"
            " use the filter `format` or the operator `~`"
        )


class Lookup:
    """Lookups that end in one kind of undefined.

    The generated code calls `attribute`, `checked_attribute` and `item`; they are closures, for a
    method would cost 30 ns more.
    """

    attribute: Callable[[Any, str], Any]
    other_attribute: Callable[[Any, str], Any]
    checked_attribute: Callable[[Any, str], Any]
    item: Callable[[Any, Any], Any]

    def __init__(self, undefined: type[Undefined]) -> None:
        def attribute(target: Any, name: str) -> Any:
            """Return an attribute, else an item, for a name that the parser has checked."""
            # The items of a plain dict are meant far more often than its methods.
            if target.__class__ is dict and name in target and name not in _DICT_METHODS:
                return target[name]
            try:
                return getattr(target, name)
            except AttributeError:
                return other_attribute(target, name)

        def other_attribute(target: Any, name: str) -> Any:
            """Return an item, where there is no attribute of a name."""
            # Most objects have no items, and asking is cheaper than failing: 100 ns of 500.
            if not hasattr(target.__class__, "__getitem__"):
                return undefined(obj=target, name=name)
            try:
                return target[name]
            except (TypeError, LookupError, AttributeError):
                return undefined(obj=target, name=name)

        def checked_attribute(target: Any, name: str) -> Any:
            """Return an attribute, else an item, for a name from anywhere."""
            check_name(target, name)
            return attribute(target, name)

        def item(target: Any, index: Any) -> Any:
            """Return an item, else an attribute, of any name."""
            try:
                return target[index]
            except (AttributeError, TypeError, LookupError):
                if isinstance(index, str) and not isinstance(target, Undefined):
                    return attribute_by_name(target, str(index))
            return undefined(obj=target, name=index)

        def attribute_by_name(target: Any, name: str) -> Any:
            try:
                value = getattr(target, name)
            except (AttributeError, UnicodeError):
                return undefined(obj=target, name=name)
            check_name(target, name)
            return value

        self.attribute = attribute
        self.other_attribute = other_attribute
        self.checked_attribute = checked_attribute
        self.item = item


_DICT_METHODS = frozenset(dir(dict))
