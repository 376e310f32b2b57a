"""Who is logged in, and what that allows."""

from examples.login.storage import get_db
from examples.login.users import User, find_user, find_user_by_id, renew_password_hash
from microweb import App, abort, current_app, flash, g, redirect, session, url_for
from microweb.responses import Response
from microweb.security import check_password_hash, generate_password_hash, password_needs_rehash

__all__ = [
    "authenticate",
    "current_user",
    "hash_password",
    "init_app",
    "log_in",
    "require_admin",
    "require_user",
]


def init_app(app: App) -> None:
    """Hand the user to every template, and send those who must log in first to do so."""
    app.context_processor(lambda: {"user": current_user()})
    app.register_error_handler(401, _ask_to_log_in)


def hash_password(password: str) -> str:
    """Hash a password as this app does."""
    return generate_password_hash(password, current_app.config["PASSWORD_METHOD"])


def authenticate(username: str, password: str) -> User | None:
    """Give the user whose name and password these are, after one hash in any case."""
    db, method = get_db(), current_app.config["PASSWORD_METHOD"]
    user = find_user(db, username)
    pwhash = user.password_hash if user else None
    if not check_password_hash(pwhash, password, method=method) or user is None:
        return None
    if password_needs_rehash(user.password_hash, method=method):
        renew_password_hash(db, user, hash_password(password))
    return user


def log_in(user: User) -> None:
    """Begin a new session for a user; nothing of the one before is kept."""
    session.clear()
    session["user"] = user.id
    session["version"] = user.session_version
    g.user = user


def current_user() -> User | None:
    """Give the user whose session this is, while it has not been ended."""
    if "user" not in g:
        user = find_user_by_id(get_db(), session["user"]) if "user" in session else None
        is_ended = user is not None and user.session_version != session.get("version")
        g.user = None if is_ended else user
    current: User | None = g.user
    return current


def require_user() -> User:
    """Give the user, or turn the visitor away with 401."""
    return current_user() or abort(401)


def require_admin() -> User:
    """Give the user if it is an admin, or turn the visitor away with 401 or 403."""
    user = require_user()
    return user if user.is_admin else abort(403)


def _ask_to_log_in(_error: Exception) -> Response:
    flash("Please log in first.", "error")
    return redirect(url_for("pages.login"))
