"""The sessions of a user: where it is logged in, and a button to end each."""

from examples.login.access import get_auth, require_user
from microweb import Blueprint, Response, abort, flash, redirect, render_template, url_for
from microweb.auth import login_required

__all__ = ["pages"]

pages = Blueprint("sessions", __name__, url_prefix="/sessions")


@pages.get("/")
@login_required
def show() -> str:
    """List where the user is logged in, this session first, then the last used."""
    return render_template("sessions.html", sessions=get_auth().list_sessions(require_user()))


@pages.post("/<handle>/end")
@login_required
def end(handle: str) -> Response:
    """End one session of the user, and of nobody else; its browser forgets the user, too."""
    if not get_auth().end_session(require_user(), handle):
        abort(404)
    flash("That session has ended.", "success")
    return redirect(url_for("sessions.show"))


@pages.post("/end-others")
@login_required
def end_others() -> Response:
    """End all sessions of the user but this one."""
    get_auth().end_sessions(require_user())
    flash("You are logged in here, and nowhere else.", "success")
    return redirect(url_for("sessions.show"))
