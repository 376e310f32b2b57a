"""Read attributes named by text, as `map(attribute="author.name")` does."""

from collections.abc import Callable
from typing import Any

from microweb.templating.configuration import Configuration
from microweb.templating.undefined import Undefined

__all__ = ["attribute_getter", "attribute_list_getter", "ignore_case"]

_Getter = Callable[[Any], Any]


def ignore_case(value: Any) -> Any:
    """Give text in small letters, and what is no text as it is."""
    return value.lower() if isinstance(value, str) else value


def _parts(attribute: Any) -> list[str | int]:
    if attribute is None:
        return []
    if isinstance(attribute, str):
        return [int(part) if part.isdecimal() else part for part in attribute.split(".")]
    return [attribute]


def attribute_getter(
    environment: Configuration,
    attribute: Any,
    *,
    postprocess: _Getter | None = None,
    default: Any = None,
) -> _Getter:
    """Give a function that reads an attribute of an item.

    Args:
        environment: Looks attributes and items up.
        attribute: The name, with dots for attributes of attributes; None for the item itself.
        postprocess: Applied to what was read.
        default: Stands in for what is undefined, unless it is None.
    """
    parts = _parts(attribute)
    lookup = environment.lookup.item

    def get(item: Any) -> Any:
        for part in parts:
            item = lookup(item, part)
            if default is not None and isinstance(item, Undefined):
                item = default
        return item if postprocess is None else postprocess(item)

    return get


def attribute_list_getter(
    environment: Configuration, attribute: Any, *, postprocess: _Getter | None = None
) -> _Getter:
    """Give a function that reads several attributes, named with commas between them."""
    names = attribute.split(",") if isinstance(attribute, str) else [attribute]
    getters = [attribute_getter(environment, name, postprocess=postprocess) for name in names]
    if len(getters) == 1:
        return getters[0]
    return lambda item: [get(item) for get in getters]
