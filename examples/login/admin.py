"""The pages of the admins, who have to have typed their password in this session."""

from logging import INFO

from examples.login.access import get_auth, require_user
from examples.login.storage import get_db
from examples.login.users import User, find_user_by_id, list_users, switch_user
from microweb import (
    Blueprint,
    Response,
    abort,
    flash,
    redirect,
    render_template,
    request,
    url_for,
)
from microweb.auth import fresh_login_required, roles_required
from microweb.security.events import log_event

__all__ = ["pages"]

_SHOWN = 200

pages = Blueprint("admin", __name__, url_prefix="/admin")


@pages.get("/users")
@roles_required("admin")
@fresh_login_required
def users() -> str:
    """List the users, the newest first, with how many sessions each has."""
    rows = [(user, _count_sessions(user)) for user in list_users(get_db(), limit=_SHOWN)]
    return render_template("users.html", rows=rows, shown=_SHOWN)


@pages.post("/users/<int:user_id>/end-sessions")
@roles_required("admin")
@fresh_login_required
def end_sessions(user_id: int) -> Response:
    """Log a user out everywhere, but for the session that asks for it."""
    user = _find(user_id)
    get_auth().end_sessions(user)
    flash(f"{user.name} is logged out everywhere.", "success")
    return redirect(url_for("admin.users"))


@pages.post("/users/<int:user_id>/disable")
@roles_required("admin")
@fresh_login_required
def disable(user_id: int) -> Response:
    """Switch an account off, which ends its sessions at once."""
    user = _find(user_id)
    if user.id == require_user().id:
        flash("You cannot switch off your own account.", "error")
        return redirect(url_for("admin.users"))
    _switch(user, active=False)
    get_auth().end_sessions(user)
    flash(f"{user.name} is switched off.", "success")
    return redirect(url_for("admin.users"))


@pages.post("/users/<int:user_id>/enable")
@roles_required("admin")
@fresh_login_required
def enable(user_id: int) -> Response:
    """Switch an account on again."""
    user = _find(user_id)
    _switch(user, active=True)
    flash(f"{user.name} may log in again.", "success")
    return redirect(url_for("admin.users"))


def _find(user_id: int) -> User:
    return find_user_by_id(get_db(), user_id) or abort(404)


def _switch(user: User, *, active: bool) -> None:
    switch_user(get_db(), user, active=active)
    event = "account_enabled" if active else "account_disabled"
    by = require_user().get_id()
    log_event(event, request.environ, level=INFO, user=user.get_id(), by=by)


def _count_sessions(user: User) -> int:
    return len(get_auth().list_sessions(user))
