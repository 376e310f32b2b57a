"""The filters that change text; each passes over its input a fixed number of times."""

from typing import Any

from microweb.templating.decorators import pass_environment, pass_eval_context
from microweb.templating.markup import Markup, escape, soft_str

__all__ = ["TEXT_FILTERS"]


def do_lower(value: Any) -> str:
    return soft_str(value).lower()


def do_upper(value: Any) -> str:
    return soft_str(value).upper()


def do_capitalize(value: Any) -> str:
    return soft_str(value).capitalize()


def do_trim(value: Any, chars: str | None = None) -> str:
    return soft_str(value).strip(chars)


TEXT_FILTERS = {"capitalize": do_capitalize, "lower": do_lower, "trim": do_trim, "upper": do_upper}
