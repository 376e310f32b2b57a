"""Which functions tell what becomes of a request: the app's own, and a few of the framework."""

from collections.abc import Iterable, Iterator
from functools import partial
from types import CodeType
from typing import Any, NamedTuple, cast

from microweb.app import App, errors
from microweb.app.admission import Admission
from microweb.app.answers import AnswerMaker

__all__ = ["Watched", "watch_list"]


class Watched(NamedTuple):
    """A function to watch for.

    Attributes:
        kind: That of its step.
        name: What to call it.
    """

    kind: str
    name: str


def watch_list(app: App) -> dict[CodeType, Watched]:
    """Give the functions to watch for, by their code."""
    found: dict[CodeType, Watched] = {}
    for kind, name, function in _functions(app):
        code = code_of(function)
        if code is not None:
            # One function may be in several places: what comes first says what it is.
            found.setdefault(code, Watched(kind, name))
    return found


def _functions(app: App) -> Iterator[tuple[str, str, object]]:
    """Give kind, name and function."""
    yield from _framework(app)
    yield from _named("middleware", app.middleware)
    scopes: list[Any] = [app, *app.blueprints.values()]
    for scope in scopes:
        yield from _named("before", scope.before_hooks)
        yield from _named("after", scope.after_hooks)
        yield from _named("teardown", scope.teardown_hooks)
    yield from _named("teardown", app.context_teardown_hooks)
    for name, endpoint in app.endpoints.items():
        yield "view", name, endpoint.view


def _framework(app: App) -> Iterator[tuple[str, str, object]]:
    yield "dispatch", "dispatch", app.dispatch
    yield "host", "check_host", Admission.check_host
    yield "csrf", "check_csrf", Admission.check_csrf
    yield "token", "check_token", Admission.check_token
    yield "error", "find_handler", errors.find_handler
    yield "response", "make", AnswerMaker.make
    yield "open", "open_session", app.session_interface.open_session
    yield "save", "save_session", app.session_interface.save_session
    for name in ("render", "render_string", "stream", "stream_string"):
        yield "template", name, getattr(app, name)


def _named(kind: str, functions: Iterable[Any]) -> Iterator[tuple[str, str, object]]:
    for function in functions:
        yield kind, getattr(function, "__name__", type(function).__name__), function


def code_of(function: object) -> CodeType | None:
    """Give the code that runs when something is called; None if it is not Python's.

    Decorated functions are taken as they are: what a decorator adds is part of the step.
    """
    while isinstance(function, partial):
        function = cast("partial[object]", function).func
    function = getattr(function, "__func__", function)
    code: object = getattr(function, "__code__", None)
    if code is None and callable(function):
        code = getattr(type(function).__call__, "__code__", None)
    return code if isinstance(code, CodeType) else None
