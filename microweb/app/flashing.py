"""Messages that wait in the session for the next page."""

from collections.abc import Iterable
from typing import Any

from microweb.context import Context

__all__ = ["add_flash", "take_flashes"]

_KEY = "_flashes"


def add_flash(context: Context, message: Any, category: str) -> None:
    """Put a message and its category into the session."""
    session = context.session
    session[_KEY] = [*session.get(_KEY, ()), [category, message]]


def take_flashes(
    context: Context, *, with_categories: bool = False, category_filter: Iterable[str] = ()
) -> list[Any]:
    """Take the messages out of the session; in one request each call gives the same ones.

    Args:
        context: The request's.
        with_categories: Give `(category, message)` pairs instead of messages.
        category_filter: Give those of these categories alone.
    """
    if context.flashes is None:
        session = context.session
        waiting: list[tuple[str, Any]] = session.pop(_KEY) if _KEY in session else []
        context.flashes = [(category, message) for category, message in waiting]
    wanted = set(category_filter)
    flashes = [pair for pair in context.flashes if not wanted or pair[0] in wanted]
    return list(flashes) if with_categories else [message for _, message in flashes]
