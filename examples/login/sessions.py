"""The sessions of a user: where it is logged in, and a button to end each."""

from examples.login.access import get_auth, require_user
from microweb import (
    Blueprint,
    Response,
    abort,
    current_app,
    flash,
    redirect,
    render_template,
    session,
    url_for,
)
from microweb.auth import login_required
from microweb.context import current_context

__all__ = ["pages"]

pages = Blueprint("sessions", __name__, url_prefix="/sessions")


@pages.get("/")
@login_required
def show() -> str:
    """List the user's sessions, this one first, then the last used."""
    user_id = require_user().get_id()
    found = current_app.session_interface.list_sessions(current_app, user_id, current=session)
    found.sort(key=lambda info: not info.current)
    return render_template("sessions.html", sessions=found)


@pages.post("/<handle>/end")
@login_required
def end(handle: str) -> Response:
    """End one session of the user, and of nobody else."""
    user_id = require_user().get_id()
    if not current_app.session_interface.revoke(current_app, user_id, handle):
        abort(404)
    # Else a browser that is remembered would be back with its next request.
    get_auth().browsers(current_context()).forget_all(user_id)
    flash("That session has ended.", "success")
    return redirect(url_for("sessions.show"))


@pages.post("/end-others")
@login_required
def end_others() -> Response:
    """End all sessions of the user but this one."""
    get_auth().end_sessions(require_user())
    flash("You are logged in here, and nowhere else.", "success")
    return redirect(url_for("sessions.show"))
