"""The pages: what they take in, and what they answer."""

import math
from logging import INFO

from examples.login.access import (
    authenticate,
    count_try,
    forgive_tries,
    get_auth,
    hash_password,
    require_user,
)
from examples.login.rules import find_password_problem, find_username_problem
from examples.login.storage import get_db
from examples.login.users import NameTakenError, add_user, change_password, has_admin
from examples.login.wording import waiting_time
from microweb import Blueprint, Response, flash, redirect, render_template, request, url_for
from microweb.auth import confirm_login, login_required, login_user, logout_user, next_url
from microweb.exceptions import HTTPException
from microweb.security.events import log_event

__all__ = ["Page", "pages", "refuse_password", "show_error"]

Page = str | Response | tuple[str, int, dict[str, str]]

_TEXTS = {
    403: "You may not do this. Nothing was changed. If you sent a form, it may be too old: load its"
    " page again, and send it once more.",
    404: "There is nothing at this address.",
    500: "That is our fault, and it is written down. Please try again later.",
}

_FORMS = {
    "pages.submit_login": "login.html",
    "pages.submit_register": "register.html",
    "setup.submit": "setup.html",
}
_TOO_OLD = "This page was open for too long. Please look at the form, and send it once more."

pages = Blueprint("pages", __name__)


@pages.get("/")
def home() -> Page:
    """Welcome the user, or show the way to the login."""
    return render_template("home.html", is_new=not has_admin(get_db()))


@pages.get("/login")
def login() -> Page:
    """Ask for a name and a password."""
    return redirect(url_for("pages.home")) if get_auth().user else render_template("login.html")


@pages.post("/login")
def submit_login() -> Page:
    """Log in; whatever does not fit gets the same answer, after the same work."""
    username = _field("username")
    if wait := count_try(username):
        return _ask_to_wait("login.html", wait)
    user = authenticate(username, _field("password"))
    if user is None:
        return render_template("login.html", error="Wrong user name or password.")
    forgive_tries(username)
    login_user(user, remember="remember" in request.form)
    flash("Login successful", "success")
    return redirect(next_url(url_for("pages.home")))


@pages.post("/logout")
def logout() -> Page:
    """End the session."""
    logout_user()
    return redirect(url_for("pages.home"))


@pages.get("/register")
def register() -> Page:
    """Ask for a name and a password to make an account with."""
    return render_template("register.html")


@pages.post("/register")
def submit_register() -> Page:
    """Make an account."""
    username, password = _field("username"), _field("password")
    problem = find_username_problem(username) or find_password_problem(password, username=username)
    if problem:
        return render_template("register.html", error=problem)
    try:
        user = add_user(get_db(), username, hash_password(password))
    except NameTakenError:
        return render_template("register.html", error="That user name is taken.")
    log_event("account_created", request.environ, level=INFO, user=user.get_id(), role=user.role)
    flash("Your account is ready: please log in.", "success")
    return redirect(url_for("pages.login"))


@pages.get("/password")
@login_required
def password() -> Page:
    """Ask for the current password and a new one."""
    return render_template("password.html")


@pages.post("/password")
@login_required
def submit_password() -> Page:
    """Change the password, which ends the user's other sessions."""
    user, new_password = require_user(), _field("new_password")
    if problem := find_password_problem(new_password, username=user.name):
        return render_template("password.html", error=problem)
    if refusal := refuse_password("password.html", "That is not your current password."):
        return refusal
    changed = change_password(get_db(), user, hash_password(new_password))
    get_auth().password_changed(changed)
    flash("Your password is changed, and your other sessions have ended.", "success")
    return redirect(url_for("pages.profile"))


@pages.get("/confirm")
@login_required
def confirm() -> Page:
    """Ask a user whose browser was remembered for the password."""
    return render_template("confirm.html")


@pages.post("/confirm")
@login_required
def submit_confirm() -> Page:
    """Go on to where the password was asked for."""
    if refusal := refuse_password("confirm.html", "That is not your password."):
        return refusal
    confirm_login()
    return redirect(next_url(url_for("pages.home")))


@pages.get("/profile")
@login_required
def profile() -> Page:
    """Show the user's own account."""
    return render_template("profile.html")


def show_error(error: HTTPException) -> Response:
    """Show an error as a page of this site, under the status and headers that it has.

    A program that asks for JSON gets that.
    """
    response = error.get_response(request.environ)
    if response.mimetype != "text/html":
        return response
    form = _FORMS.get(request.endpoint or "")
    # microweb offers a form again where a page of this site sent it, with a token that was too old.
    if form is not None and "<form" in response.text:
        response.data = render_template(form, error=_TOO_OLD)
    else:
        text = _TEXTS.get(response.status_code, error.description)
        response.data = render_template("error.html", title=error.name, text=text)
    return response


def _field(name: str) -> str:
    """Give a field of the form; one that is not there counts as empty."""
    return request.form.get(name, "")


def refuse_password(template: str, problem: str) -> Page | None:
    """Count a try of the user who asks; unless the password is right, show the form again."""
    user = require_user()
    if wait := count_try(user.name):
        return _ask_to_wait(template, wait)
    if not get_auth().verify_password(user, _field("password")):
        return render_template(template, error=problem)
    forgive_tries(user.name)
    return None


def _ask_to_wait(template: str, wait: float) -> Page:
    """Show a form with the time to wait, in seconds, before it can be sent again."""
    page = render_template(template, error=f"Too many tries. Please wait {waiting_time(wait)}.")
    return page, 429, {"Retry-After": str(math.ceil(wait))}
