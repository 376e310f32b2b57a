"""New passwords for who has forgotten the old one, by a link that is good once.

An admin makes the link and hands it on. A site that sends mails would put the same into one.
"""

from logging import INFO

from examples.login.access import get_auth, get_resets, hash_password, require_user
from examples.login.rules import find_password_problem
from examples.login.storage import get_db
from examples.login.users import User, change_password, find_user_by_id
from microweb import (
    Blueprint,
    Response,
    abort,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from microweb.auth import fresh_login_required, roles_required
from microweb.security.events import log_event

__all__ = ["pages"]

pages = Blueprint("resets", __name__)


@pages.post("/admin/users/<int:user_id>/reset-link")
@roles_required("admin")
@fresh_login_required
def make_link(user_id: int) -> str | Response:
    """Show an admin a link for a user."""
    user = find_user_by_id(get_db(), user_id) or abort(404)
    if not user.is_active:
        flash(f"{user.name} is switched off.", "error")
        return redirect(url_for("admin.users"))
    token = get_resets().create(user.get_id())
    by = require_user().get_id()
    log_event("reset_link_made", request.environ, level=INFO, user=user.get_id(), by=by)
    link = url_for("resets.show", token=token, _external=True)
    return render_template("reset_link.html", name=user.name, link=link)


@pages.get("/reset/<token>")
def show(token: str) -> Response:
    """Ask for the new password."""
    user = _find(token)
    return _refuse() if user is None else _show_form(user)


@pages.post("/reset/<token>")
def submit(token: str) -> Response:
    """Set the new password, which ends all sessions of the user, and the link."""
    user, password = _find(token), request.form.get("new_password", "")
    if user is None:
        return _refuse()
    if problem := find_password_problem(password, username=user.name):
        return _show_form(user, error=problem)
    pwhash = hash_password(password)
    if get_resets().use(token) is None:  # another request was faster
        return _refuse()
    get_auth().password_changed(change_password(get_db(), user, pwhash))
    flash("Your password is changed: please log in.", "success")
    return redirect(url_for("pages.login"))


def _find(token: str) -> User | None:
    user_id = get_resets().peek(token)
    return find_user_by_id(get_db(), int(user_id)) if user_id is not None else None


def _show_form(user: User, *, error: str | None = None) -> Response:
    response = make_response(render_template("reset.html", name=user.name, error=error))
    response.headers["Referrer-Policy"] = "no-referrer"  # the address opens the account
    return response


def _refuse() -> Response:
    flash("That link has been used, or is too old. Please ask for another one.", "error")
    return redirect(url_for("pages.login"))
