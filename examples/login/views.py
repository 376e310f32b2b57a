"""The pages: what they take in, and what they answer."""

import math

from examples.login.access import authenticate, current_user, hash_password, log_in, require_user
from examples.login.rules import find_password_problem, find_username_problem
from examples.login.storage import get_db
from examples.login.throttling import count_login, count_registration, forgive_login
from examples.login.users import NameTakenError, add_user, change_password
from microweb import Blueprint, flash, redirect, render_template, request, session, url_for
from microweb.exceptions import HTTPException
from microweb.responses import Response

__all__ = ["pages", "show_error"]

Page = str | Response | tuple[str, int, dict[str, str]]

pages = Blueprint("pages", __name__)


@pages.get("/")
def home() -> Page:
    """Welcome the user, or show the way to the login."""
    return render_template("home.html")


@pages.get("/login")
def login() -> Page:
    """Ask for a name and a password."""
    return redirect(url_for("pages.home")) if current_user() else render_template("login.html")


@pages.post("/login")
def submit_login() -> Page:
    """Log in; whatever does not fit gets the same answer, after the same work."""
    username = _field("username")
    if wait := count_login(username):
        return _refuse("login.html", wait)
    user = authenticate(username, _field("password"))
    if user is None:
        return render_template("login.html", error="Wrong user name or password.")
    forgive_login(username)
    log_in(user)
    flash("Login successful", "success")
    return redirect(url_for("pages.home"))


@pages.post("/logout")
def logout() -> Page:
    """End the session."""
    session.clear()
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
    if wait := count_registration():
        return _refuse("register.html", wait)
    try:
        add_user(get_db(), username, hash_password(password))
    except NameTakenError:
        return render_template("register.html", error="That user name is taken.")
    flash("Your account is ready: please log in.", "success")
    return redirect(url_for("pages.login"))


@pages.get("/password")
def password() -> Page:
    """Ask for the current password and a new one."""
    require_user()
    return render_template("password.html")


@pages.post("/password")
def submit_password() -> Page:
    """Change the password, which ends the user's other sessions."""
    user, new_password = require_user(), _field("new_password")
    if problem := find_password_problem(new_password, username=user.name):
        return render_template("password.html", error=problem)
    if wait := count_login(user.name):
        return _refuse("password.html", wait)
    if authenticate(user.name, _field("password")) is None:
        return render_template("password.html", error="That is not your current password.")
    forgive_login(user.name)
    log_in(change_password(get_db(), user, hash_password(new_password)))
    flash("Your password is changed, and your other sessions have ended.", "success")
    return redirect(url_for("pages.profile"))


@pages.get("/profile")
def profile() -> Page:
    """Show the user's own account."""
    require_user()
    return render_template("profile.html")


def show_error(error: HTTPException) -> Page:
    """Show an error as a page of this site."""
    return (
        render_template("error.html", title=error.name, text=error.description),
        error.code or 500,
        {},
    )


def _field(name: str) -> str:
    """Give a field of the form; one that is not there counts as empty."""
    return request.form.get(name, "")


def _refuse(template: str, wait: float) -> Page:
    """Show a form with the time to wait, in seconds, before it can be sent again."""
    seconds = math.ceil(wait)
    time = f"{math.ceil(seconds / 60)} minutes" if seconds > 120 else f"{seconds} seconds"
    page = render_template(template, error=f"Too many tries. Please wait {time}.")
    return page, 429, {"Retry-After": str(seconds)}
