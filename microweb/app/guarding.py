"""Guarding: decorators that keep strangers from a view, and the proof that they stand around it.

A decorator above `@app.get(...)` comes after the registration: it changes the name in the module,
and the page stays open to all. So each guard leaves a mark on the function that it wraps, and a
function with a mark on it is never a view itself.
"""

from collections.abc import Callable
from types import FunctionType
from typing import Any

from microweb.app.endpoints import Endpoint, locate
from microweb.exceptions import RegistrationError

__all__ = ["check_guards", "mark_guarded"]

_KEY = "_microweb_guarded"


def mark_guarded(view: Callable[..., Any], guard: str) -> None:
    """Note that a guard was put around a function; `guard` is the decorator's name."""
    if isinstance(view, FunctionType):
        # functools.wraps copies the mark to other functions, for which it does not stand.
        vars(view)[_KEY] = (view, guard)


def check_guards(endpoint: Endpoint) -> None:
    """Refuse a view that has a guard around it, but was registered without.

    Raises:
        RegistrationError: It has; the message names the view, its place and the right order.
    """
    view = endpoint.view
    marked, guard = getattr(view, _KEY, (None, ""))
    if marked is view:
        raise RegistrationError(
            f"the view {endpoint.name!r} ({locate(view)}) is registered without its @{guard}, and "
            f"so open to all: @{guard} must stand below the route, next to the function"
        )
