"""Decorators that let a view answer to some users alone. Each stands below the route."""

from collections.abc import Callable
from functools import wraps
from typing import Any, NoReturn, ParamSpec, TypeVar, cast

from microweb.app import App
from microweb.app.flashing import add_flash
from microweb.app.guarding import mark_guarded
from microweb.auth.challenges import bearer_challenge
from microweb.auth.manager import Auth, auth_of
from microweb.auth.users import id_of, roles_of
from microweb.context import Context, current_context
from microweb.exceptions import Forbidden, Unauthorized
from microweb.helpers import redirect
from microweb.requests.request import Request
from microweb.responses.response import Response
from microweb.security.events import log_event

__all__ = ["fresh_login_required", "login_required", "roles_required"]

P = ParamSpec("P")
T = TypeVar("T")


def login_required(view: Callable[P, T]) -> Callable[P, T | Response]:
    """Let those who are logged in reach a view.

    A browser is sent to `Auth.login_view`, with this page as `next`, or gets a 401 if there is
    none; a program that asks for JSON, a script's fetch or a bearer of a token gets a 401 with
    `WWW-Authenticate`.
    """
    return _put_guard(view, "login_required", _let_pass)


def roles_required(*roles: str) -> Callable[[Callable[P, T]], Callable[P, T | Response]]:
    """Let users with all of these roles reach a view; others get a 403, nobody as above.

    Args:
        *roles: Names, looked for in the user's `roles`, or its one `role`.

    Raises:
        TypeError: There is none, or it was put on the view without parentheses.
    """
    if not roles or not all(isinstance(role, str) for role in cast("tuple[object, ...]", roles)):
        raise TypeError('roles_required("admin") takes the names of roles')
    wanted = frozenset(roles)

    def check(_auth: Auth[Any], context: Context, user: object) -> None:
        if not wanted <= roles_of(user):
            _refuse(context, user, wanted)

    return lambda view: _put_guard(view, "roles_required", check)


def fresh_login_required(view: Callable[P, T]) -> Callable[P, T | Response]:
    """Let those reach a view who have typed their password in this session.

    Others, who come from a remembered browser, are sent to `Auth.refresh_view`, or get a 401: it is
    for pages such as that of a new password.

    RFC 9470 section 3.
    """

    def check(auth: Auth[Any], context: Context, _user: object) -> Response | None:
        return None if auth.is_fresh(context) else _ask_again(auth, context)

    return _put_guard(view, "fresh_login_required", check)


def _let_pass(_auth: Auth[Any], _context: Context, _user: object) -> None:
    """Ask no more of a user."""


def _put_guard(
    view: Callable[P, T], name: str, check: Callable[[Auth[Any], Context, Any], Response | None]
) -> Callable[P, T | Response]:
    """Put a guard around a view: nobody is turned away, of a user the check decides.

    Args:
        view: The view.
        name: Of the decorator.
        check: Gives what to answer in place of the view; None lets the user pass.
    """

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> T | Response:
        context = current_context()
        auth = auth_of(context)
        user = auth.user_of(context)
        answer = _turn_away(auth, context) if user is None else check(auth, context, user)
        return context.call(view, *args, **kwargs) if answer is None else answer

    mark_guarded(view, name)
    return guarded


def is_program(request: Request) -> bool:
    """Say whether a request wants a status to read, and no page to show to a person.

    W3C Fetch Metadata Request Headers: what a browser shows as a page comes with the mode
    `navigate`.
    """
    authorization = request.authorization
    if authorization is not None and authorization.type == "bearer":
        return True
    if request.headers.get("Sec-Fetch-Mode", "navigate") != "navigate":
        return True
    offers = ("text/html", "application/json", "application/problem+json")
    return (request.accept_mimetypes.best_match(offers) or offers[0]) != offers[0]


def _turn_away(auth: Auth[Any], context: Context) -> Response:
    if auth.unauthorized_callback is not None:
        app = cast("App", context.app)
        return app.make_response(auth.unauthorized_callback())
    if auth.login_view is None or is_program(context.request):
        raise Unauthorized(www_authenticate=bearer_challenge(context))
    return _send_to(auth, context, auth.login_view, auth.login_message)


def _ask_again(auth: Auth[Any], context: Context) -> Response:
    view = auth.refresh_view or auth.login_view
    if view is None or is_program(context.request):
        raise Unauthorized(
            "You have to type your password again to do this.",
            www_authenticate=bearer_challenge(context, error="insufficient_user_authentication"),
        )
    return _send_to(auth, context, view, auth.refresh_message)


def _send_to(auth: Auth[Any], context: Context, view: str, message: str | None) -> Response:
    app, request = cast("App", context.app), context.request
    if message is not None:
        add_flash(context, message, auth.message_category)
    values: dict[str, Any] = {}
    if request.method in ("GET", "HEAD"):  # another request cannot be made again by a link
        values["next"] = request.script_root + request.full_path.rstrip("?")
    return redirect(app.url_for(view, **values))


def _refuse(context: Context, user: object, wanted: frozenset[str]) -> NoReturn:
    log_event(
        "access_denied",
        context.environ,
        user=id_of(user),
        path=context.request.path,
        roles=" ".join(sorted(wanted)),
    )
    raise Forbidden
