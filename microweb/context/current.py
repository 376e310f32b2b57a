"""What is being served in this thread or task: the request, and what goes with it."""

from typing import cast
from wsgiref.types import WSGIEnvironment

from microweb import sessions
from microweb.context.context import Context, ContextApp
from microweb.context.variable import bind, find_bound
from microweb.requests.request import Request

__all__ = [
    "context_of",
    "current_context",
    "current_environ",
    "current_owner",
    "current_request",
    "current_session",
    "find_context",
    "has_context",
    "has_request",
    "release_context",
    "replace_request",
]


def context_of(request: Request) -> Context:
    """Give the context of a request that is being served, made on first use.

    A view may hand its work to several threads: the first of them makes it for all.
    """
    context: Context | None = request.bound_context
    if context is not None:
        return context
    made: Context = vars(request).setdefault("bound_context", Context(request.bound_app, request))
    return made


def replace_request(request: Request) -> None:
    """Serve another request object in the place of the current one, with its context."""
    if find_bound() is not request:
        context = current_context()
        context.request, request.bound_app, request.bound_context = request, context.app, context
        bind(request)


def release_context(request: Request) -> None:
    """Part a request from its context, as they hold each other."""
    context = context_of(request)
    for one in (request, context.request):
        vars(one).pop("bound_context", None)


def has_context() -> bool:
    """Say whether there is a context here, with a request or without."""
    return find_bound() is not None


def has_request() -> bool:
    """Say whether a request is being served here."""
    found = find_bound()
    return isinstance(found, Request) or (found is not None and found.has_request)


def find_context() -> Context | None:
    """Give the current context; None where there is none."""
    found = find_bound()
    return context_of(found) if isinstance(found, Request) else found


def current_owner() -> ContextApp:
    """Give the app of the current context.

    Raises:
        RuntimeError: Nothing is being served in this thread or task.
    """
    found = find_bound()
    if isinstance(found, Request):
        return cast("ContextApp", found.bound_app)
    return current_context().app


def current_request() -> Request:
    """Give the request of the current context.

    Raises:
        RuntimeError: Nothing is being served in this thread or task, or an app without a request.
    """
    found = find_bound()
    return found if isinstance(found, Request) else current_context().request


def current_session() -> "sessions.Session":
    """Give the session of the current context.

    Raises:
        RuntimeError: As for `current_request`.
    """
    context = find_context() or current_context()
    session = context.opened_session
    return context.session if session is None else session


def current_context() -> Context:
    """Give the current context.

    Raises:
        RuntimeError: Nothing is being served in this thread or task.
    """
    context = find_context()
    if context is None:
        raise RuntimeError(
            "there is no request here: `request`, `session`, `g` and `current_app`, and functions "
            "such as `url_for` and `render_template`, work while a request is served. Use them in "
            "a view, or below `with app.test_request_context('/'):` or `with app.app_context():`"
        )
    return context


def current_environ() -> WSGIEnvironment:
    """Give the WSGI environ of the request that is being served; an empty one where there is none.

    It makes no context, so that an error costs none.
    """
    found = find_bound()
    environ = None if found is None else found.environ
    return {} if environ is None else environ
