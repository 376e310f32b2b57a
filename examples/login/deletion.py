"""The page on which users delete their own accounts."""

from logging import INFO

from examples.login.access import get_auth, require_user
from examples.login.storage import get_db
from examples.login.users import delete_user
from examples.login.views import Page, refuse_password
from microweb import Blueprint, abort, flash, redirect, render_template, request, url_for
from microweb.auth import login_required, logout_user
from microweb.security.events import log_event

__all__ = ["pages"]

pages = Blueprint("deletion", __name__)


@pages.get("/delete")
@login_required
def show() -> str:
    """Ask for the password."""
    return render_template("delete.html")


@pages.post("/delete")
@login_required
def submit() -> Page:
    """Delete the account with all that belongs to it."""
    user = require_user()
    if user.is_admin:
        abort(403)  # nobody would look after the site
    if refusal := refuse_password("delete.html", "That is not your password."):
        return refusal
    delete_user(get_db(), user)
    get_auth().end_sessions(user)
    logout_user()
    log_event("account_deleted", request.environ, level=INFO, user=user.get_id())
    flash("Your account is deleted.", "success")
    return redirect(url_for("pages.home"))
