"""What a view calls: log in, log out, and the user who is asking."""

from typing import Any

from microweb.auth.manager import auth_of
from microweb.auth.users import AnonymousUser, id_of
from microweb.context import current_context
from microweb.http.locations import is_local_location
from microweb.middleware.rate_limit import by_address
from microweb.proxies import make_proxy
from microweb.requests.request import Request

__all__ = [
    "CurrentUser",
    "by_user",
    "confirm_login",
    "current_user",
    "login_fresh",
    "login_user",
    "logout_user",
    "next_url",
]


class CurrentUser:
    """The type of `current_user`: what every user has, and anything of yours.

    `auth.user`, of an `Auth[User]`, is the same user as your own type, or None for nobody.
    """

    is_authenticated: bool
    is_active: bool
    is_anonymous: bool

    def get_id(self) -> str | None:
        """Give the id; None for nobody."""
        raise NotImplementedError

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(name)


def _find_user() -> Any:
    context = current_context()
    return auth_of(context).user_of(context) or AnonymousUser()


current_user: CurrentUser = make_proxy(CurrentUser, _find_user)


def login_user(user: object, remember: bool = False, *, fresh: bool = True) -> bool:
    """Begin a session for a user, under a new id.

    What a user before this one had in the session is gone; what an anonymous visitor had stays.

    Args:
        user: The user, whose password was just found right.
        remember: Whether the browser is to be remembered for `REMEMBER_COOKIE_DURATION`, 31 days.
            That needs a store: see `Auth`.
        fresh: Whether this counts as a login for `fresh_login_required`.

    Returns:
        False if the user is not active, and then nothing was done.

    Raises:
        NoStoreError: The browser is to be remembered, and there is no store.
        TypeError: The user's class does not derive from `UserMixin`, or it has no id.
    """
    context = current_context()
    return auth_of(context).login(context, user, remember=remember, fresh=fresh)


def logout_user() -> bool:
    """End the session, with all that is in it, and forget the browser; always True.

    A session that the server keeps is gone at once; a copy of one in a cookie is good until its
    time is over.
    """
    context = current_context()
    auth_of(context).logout(context)
    return True


def login_fresh() -> bool:
    """Say whether the user has typed the password in this session."""
    context = current_context()
    return auth_of(context).is_fresh(context)


def confirm_login() -> None:
    """Make the session fresh again, under a new id, now that the password was typed once more."""
    context = current_context()
    auth_of(context).confirm(context)


def by_user(request: Request) -> str:
    """Give what to count a user's requests by, for `rate_limit`; of nobody the address."""
    context = current_context()
    user = auth_of(context).user_of(context)
    return f"user {id_of(user)}" if user is not None else by_address(request)


def next_url(default: str = "/") -> str:
    """Give where to go after a login: the form's or the query's `next` if it is on this site.

    Args:
        default: Where to go without one.

    OWASP Unvalidated Redirects and Forwards Cheat Sheet.
    """
    request = current_context().request
    fields = [request.args.get("next")]
    if request.method not in ("GET", "HEAD"):
        fields.insert(0, request.form.get("next"))
    origin = request.host_url[:-1]
    return next((url for url in fields if url and is_local_location(url, origin)), default)
