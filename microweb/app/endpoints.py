"""Endpoint: what a rule leads to, a view with all that runs around it, put together once."""

from collections.abc import Callable, Iterator, MutableMapping
from functools import partial
from types import CodeType
from typing import Any, cast

from microweb.exceptions import RegistrationError

__all__ = ["Endpoint", "GuardedEndpoint", "View", "ViewFunctions", "locate"]

View = Callable[..., Any]
Hook = Callable[[], Any]


class Endpoint:
    """A view, the blueprints it belongs to, and the hooks of these and of the app.

    Attributes:
        name: The endpoint, such as `auth.login`.
        view: The function.
        call: The same, to be called without `await`.
        blueprints: The names of its blueprints, innermost first.
        before: Hooks to call before the view.
        after: Hooks to call with the response.
        csrf_exempt: Whether requests from other sites may reach it.
        is_watched: Whether something wants to see its responses before they are sent.
        has_view: Whether a view is registered for it.
    """

    __slots__ = (
        "after",
        "before",
        "blueprints",
        "call",
        "csrf_exempt",
        "has_view",
        "is_watched",
        "name",
        "view",
    )

    def __init__(
        self, name: str, view: View | None = None, blueprints: tuple[str, ...] = ()
    ) -> None:
        self.name = name
        self.view: View = view or _missing_view(name)
        self.call = self.view
        self.has_view = view is not None
        self.blueprints = blueprints
        self.before: tuple[Hook, ...] = ()
        self.after: tuple[Callable[[Any], Any], ...] = ()
        self.csrf_exempt = False
        self.is_watched = True

    def set_view(self, view: View) -> None:
        """Say which view the endpoint stands for.

        Raises:
            RegistrationError: It stands for another; the message names both places.
        """
        if self.has_view and self.view is not view:
            here, there = locate(self.view), locate(view)
            hint = (
                "if a decorator made both, it needs @functools.wraps(view) above its inner function"
                if here == there
                else "give one of them endpoint='...'"
            )
            raise RegistrationError(
                f"the endpoint {self.name!r} is claimed by two views: {here} and {there}; {hint}"
            )
        self.replace_view(view)

    def replace_view(self, view: View | None) -> None:
        """Put a view in the place of the one there is; None for none."""
        self.view = self.call = view or _missing_view(self.name)
        self.has_view = view is not None

    def describe(self) -> str:
        """Name the view and its place, for messages; or what stands for it where there is none."""
        return f"the view {self.name!r} ({locate(self.view)})" if self.name else "make_response"


class GuardedEndpoint(Endpoint):
    """An endpoint as one of its rules reaches it: behind a hook that comes before all others.

    Attributes:
        base: The endpoint.
        guard: The hook.
    """

    __slots__ = ("base", "guard")

    def __init__(self, base: Endpoint, guard: Hook) -> None:
        super().__init__(base.name, base.view if base.has_view else None, base.blueprints)
        self.base = base
        self.guard = guard

    def equip(self) -> None:
        """Take over the view and the hooks of the endpoint."""
        base = self.base
        self.view, self.call, self.has_view = base.view, base.call, base.has_view
        self.before = (self.guard, *base.before)
        self.after = base.after
        self.is_watched, self.csrf_exempt = base.is_watched, base.csrf_exempt


class ViewFunctions(MutableMapping[str, View]):
    """The views of an app, by endpoint. What is put in takes the place of what was there."""

    def __init__(self, endpoints: dict[str, Endpoint], on_change: Callable[[], object]) -> None:
        self._endpoints = endpoints
        self._on_change = on_change

    def __getitem__(self, name: str) -> View:
        endpoint = self._endpoints[name]
        if not endpoint.has_view:
            raise KeyError(name)
        return endpoint.view

    def __setitem__(self, name: str, view: View) -> None:
        self._endpoints.setdefault(name, Endpoint(name)).replace_view(view)
        self._on_change()

    def __delitem__(self, name: str) -> None:
        self[name]  # a missing one is a KeyError
        self._endpoints[name].replace_view(None)
        self._on_change()

    def __iter__(self) -> Iterator[str]:
        return (name for name, endpoint in self._endpoints.items() if endpoint.has_view)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __repr__(self) -> str:
        return f"<ViewFunctions {', '.join(self)}>"


def _missing_view(name: str) -> View:
    def missing_view(**_: object) -> None:
        raise RegistrationError(f"the endpoint {name!r} has a rule and no view")

    return missing_view


def locate(view: object) -> str:
    """Give the place where a function was defined, as `file:line`.

    Decorators and partials are looked through; of an instance it is the place of its `__call__`.
    """
    while (inner := _inner(view)) is not None:
        view = inner
    code: CodeType | None = getattr(view, "__code__", None)
    if code is None and callable(view):
        code = getattr(type(view).__call__, "__code__", None)
    if code is None:
        named = view if isinstance(view, type) else type(view)
        return f"{named.__module__}.{named.__qualname__}"
    return f"{code.co_filename}:{code.co_firstlineno}"


def _inner(view: object) -> object:
    if isinstance(view, partial):
        return cast("partial[object]", view).func
    return getattr(view, "__wrapped__", None)
