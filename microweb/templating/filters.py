"""The filters by name."""

from collections.abc import Callable
from typing import Any

from microweb.templating.filters_text import TEXT_FILTERS
from microweb.templating.markup import Markup, escape, soft_str
from microweb.templating.undefined import Undefined

__all__ = ["FILTERS"]


def do_default(value: Any, default_value: Any = "", boolean: bool = False) -> Any:
    if isinstance(value, Undefined) or (boolean and not value):
        return default_value
    return value


def do_safe(value: Any) -> Markup:
    return Markup(value)


FILTERS: dict[str, Callable[..., Any]] = {
    **TEXT_FILTERS,
    "count": len,
    "d": do_default,
    "default": do_default,
    "e": escape,
    "escape": escape,
    "length": len,
    "list": list,
    "safe": do_safe,
    "string": soft_str,
}
