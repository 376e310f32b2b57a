"""Tokens of programs in views: `token_required`, and making, listing and ending them."""

from collections.abc import Callable, Iterable
from datetime import timedelta
from functools import wraps
from typing import Any, NoReturn, ParamSpec, TypeVar, cast

from microweb.app.guarding import mark_guarded
from microweb.auth.bearer import SALT, BearerTokens, TokenInfo
from microweb.auth.challenges import bearer_challenge
from microweb.auth.keeping import keys_of
from microweb.auth.manager import auth_of
from microweb.auth.users import id_of
from microweb.context import Context, current_context
from microweb.exceptions import Forbidden, Unauthorized
from microweb.security.csrf import csrf_exempt
from microweb.security.events import log_event
from microweb.security.signing import Signer

__all__ = [
    "InsufficientScope",
    "create_token",
    "current_token",
    "list_tokens",
    "revoke_all_tokens",
    "revoke_token",
    "token_required",
]

P = ParamSpec("P")
T = TypeVar("T")

_CACHE = "_auth_token"
_LIFETIME = timedelta(days=90)


class InsufficientScope(Forbidden):
    """403: the token is good, and not for this.

    RFC 6750 section 3.1.
    """

    description = "The token may not be used for this."

    def __init__(self, challenge: str) -> None:
        super().__init__()
        self.challenge = challenge

    def get_headers(self) -> list[tuple[str, str]]:
        """Give the challenge that names the scopes."""
        return [("WWW-Authenticate", self.challenge)]


def token_required(*scopes: str) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Let programs reach a view that bring a token with all of these scopes.

        @app.get("/api/notes")
        @token_required("notes:read")
        def notes(): ...

    The token comes in the header `Authorization: Bearer ...` and nowhere else. `current_user` is
    its user. A browser never sends one by itself, so the view is exempt from the check for requests
    of other sites: let it look at no cookie.

    Args:
        *scopes: The scopes; none for any good token.

    Raises:
        TypeError: It was put on the view without parentheses.

    RFC 6750 sections 2.1 and 3.
    """
    if not all(isinstance(scope, str) for scope in cast("tuple[object, ...]", scopes)):
        raise TypeError('token_required() takes the names of scopes: @token_required("read")')
    wanted = frozenset(scopes)

    def decorate(view: Callable[P, T]) -> Callable[P, T]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> T:
            context = current_context()
            _admit(context, wanted)
            return context.call(view, *args, **kwargs)

        mark_guarded(view, "token_required")
        return csrf_exempt(guarded)

    return decorate


def current_token() -> TokenInfo | None:
    """Give the token that the request was let in by; None outside of `token_required`."""
    token: TokenInfo | None = current_context().g.get(_CACHE)
    return token


def create_token(
    user: object, *, name: str = "", scopes: Iterable[str] = (), lifetime: timedelta = _LIFETIME
) -> str:
    """Make a token for a user. It is shown once: only a hash of it is kept.

    Args:
        user: Whose it is.
        name: What the user calls it.
        scopes: Words for what may be done with it.
        lifetime: How long it is good.

    Raises:
        NoStoreError: There is no store: see `Auth`.
        TypeError: The scopes are one text.
        ValueError: A scope is no word, or the lifetime is not above 0.
    """
    context = current_context()
    user_id = id_of(user)
    token = _tokens(context).create(user_id, name=name, scopes=scopes, lifetime=lifetime)
    log_event("token_created", context.environ, user=user_id, purpose="bearer")
    return token


def list_tokens(user: object) -> list[TokenInfo]:
    """Give the tokens of a user, the last used first.

    Raises:
        NoStoreError: There is no store.
    """
    return _tokens(current_context()).list(id_of(user))


def revoke_token(user: object, handle: str) -> bool:
    """End a token of a user; False if there is none with this handle.

    Raises:
        NoStoreError: There is no store.
    """
    context = current_context()
    user_id = id_of(user)
    is_revoked = _tokens(context).revoke(user_id, handle)
    if is_revoked:
        log_event("token_revoked", context.environ, user=user_id, handle=handle)
    return is_revoked


def revoke_all_tokens(user: object) -> int:
    """End all tokens of a user; give how many there were.

    Raises:
        NoStoreError: There is no store.
    """
    context = current_context()
    user_id = id_of(user)
    count = _tokens(context).revoke_all(user_id)
    log_event("token_revoked", context.environ, user=user_id, count=count)
    return count


def _admit(context: Context, wanted: frozenset[str]) -> None:
    """Find the token and its user, or raise."""
    credentials = context.request.authorization
    if credentials is None or credentials.type != "bearer" or not credentials.token:
        raise Unauthorized("This needs a token.", www_authenticate=bearer_challenge(context))
    info = _tokens(context).find(credentials.token)
    auth = auth_of(context)
    user: Any = auth.load(info.user_id) if info is not None else None
    if info is None or user is None:
        _refuse_token(context, info)
    if not wanted <= info.scopes:
        scope = " ".join(sorted(wanted))
        log_event("token_refused", context.environ, user=info.user_id, missing=scope)
        raise InsufficientScope(bearer_challenge(context, error="insufficient_scope", scope=scope))
    auth.set_user(context, user)
    setattr(context.g, _CACHE, info)


def _refuse_token(context: Context, info: TokenInfo | None) -> NoReturn:
    reason = "no active user" if info is not None else "unknown, expired or revoked"
    user_id = info.user_id if info is not None else None
    log_event("token_refused", context.environ, user=user_id, reason=reason)
    challenge = bearer_challenge(
        context,
        error="invalid_token",
        error_description="The token is unknown, expired or revoked",
    )
    raise Unauthorized("This token is not good.", www_authenticate=challenge)


def _tokens(context: Context) -> BearerTokens:
    auth = auth_of(context)
    signer = Signer(keys_of(context), salt=SALT)
    return BearerTokens(auth.store_of(context, "tokens"), signer, clock=auth.clock)
