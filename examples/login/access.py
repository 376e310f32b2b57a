"""Who is logged in, and how often somebody may try to be."""

from functools import partial
from typing import NamedTuple

from examples.login.rules import find_username_problem, make_name_key
from examples.login.storage import get_db
from examples.login.users import User, find_user, find_user_by_id, renew_password_hash
from microweb import App, abort, current_app, generate_password_hash
from microweb.auth import Auth, LoginThrottle, OneTimeTokens

__all__ = [
    "authenticate",
    "count_try",
    "forgive_tries",
    "get_auth",
    "get_resets",
    "hash_password",
    "init_app",
    "require_user",
]

_EXTENSION = "login"


class _Access(NamedTuple):
    auth: Auth[User]
    tries: LoginThrottle
    resets: OneTimeTokens


def init_app(app: App) -> None:
    """Let the app know its users; templates get `user`, which is None for a stranger."""
    config = app.config
    auth = Auth[User](app, login_view="pages.login", password_method=config["PASSWORD_METHOD"])
    auth.refresh_view = "pages.confirm"
    auth.login_message = "Please log in first."
    auth.message_category = "error"
    auth.user_loader(_load_user)
    tries = LoginThrottle(
        tries=config["LOGIN_TRIES"], period=config["LOGIN_PERIOD"], store=config["SESSION_STORE"]
    )
    resets = OneTimeTokens(config["SESSION_STORE"], purpose="password-reset", auth=auth)
    app.extensions[_EXTENSION] = _Access(auth, tries, resets)
    app.context_processor(lambda: {"user": auth.user})


def get_auth() -> Auth[User]:
    """Give what logs users of this app in and out."""
    return _access().auth


def get_resets() -> OneTimeTokens:
    """Give what makes and takes the tokens for a new password."""
    return _access().resets


def require_user() -> User:
    """Give the user, in a view that only users reach."""
    return get_auth().user or abort(401)


def hash_password(password: str) -> str:
    """Hash a password as this app does."""
    return generate_password_hash(password, current_app.config["PASSWORD_METHOD"])


def authenticate(username: str, password: str) -> User | None:
    """Give the user whose name and password these are.

    An unknown name, a wrong password and an account that is switched off take the same time.
    """
    db = get_db()
    user = find_user(db, username)
    save = partial(renew_password_hash, db, user) if user is not None else None
    if not get_auth().verify_password(user, password, save=save) or user is None:
        return None
    return find_user_by_id(db, user.id)  # its hash may be a new one


def count_try(username: str) -> float:
    """Count a try to log in, before its password is looked at.

    Returns:
        0 if the try may go on, else how long to wait, in seconds.
    """
    return _access().tries.hit(_account_of(username))


def forgive_tries(username: str) -> None:
    """Drop the tries of this client for an account, now that its password was right."""
    _access().tries.forgive(_account_of(username))


def _account_of(username: str) -> str:
    # Names are counted whether they exist or not: a refusal tells nothing about them.
    return username if find_username_problem(username) else make_name_key(username)


def _load_user(user_id: str) -> User | None:
    return find_user_by_id(get_db(), int(user_id))


def _access() -> _Access:
    access: _Access = current_app.extensions[_EXTENSION]
    return access
