"""The set-up page: the admin's account, for whoever reads the code on the server's console.

The code follows from the secret key, so all processes of a server show the same one and none has to
keep it. It is worth nothing as soon as there is an admin.
"""

import hmac
from base64 import b32encode
from logging import INFO

from examples.login.access import hash_password
from examples.login.rules import find_password_problem, find_username_problem
from examples.login.storage import get_db, transaction
from examples.login.users import NameTakenError, add_user, has_admin
from microweb import (
    Blueprint,
    Response,
    abort,
    current_app,
    flash,
    redirect,
    render_template,
    request,
    url_for,
)
from microweb.auth import login_user
from microweb.security.events import log_event

__all__ = ["make_code", "pages"]

_PURPOSE = b"examples.login.setup"
_CODE_SIZE = 10  # in bytes: 80 bits, at 20 tries an hour

pages = Blueprint("setup", __name__, url_prefix="/setup")


def make_code(secret_key: str | bytes) -> str:
    """Give the code: 16 letters and digits, in fours."""
    key = secret_key.encode() if isinstance(secret_key, str) else secret_key
    text = b32encode(hmac.digest(key, _PURPOSE, "sha256")[:_CODE_SIZE]).decode()
    return "-".join(text[place : place + 4] for place in range(0, len(text), 4))


@pages.get("/")
def show() -> str | Response:
    """Ask for the code, a name and a password."""
    if has_admin(get_db()):
        return redirect(url_for("pages.login"))
    return render_template("setup.html")


@pages.post("/")
def submit() -> str | Response:
    """Make the admin's account, and log in to it."""
    if has_admin(get_db()):
        abort(403)
    username, password = request.form.get("username", ""), request.form.get("password", "")
    if not _is_code(request.form.get("code", "")):
        log_event("setup_refused", request.environ)
        return render_template("setup.html", error="That is not the code on the console.")
    problem = find_username_problem(username) or find_password_problem(password, username=username)
    if problem:
        return render_template("setup.html", error=problem)
    pwhash = hash_password(password)
    try:
        with transaction(get_db()) as db:
            if has_admin(db):
                abort(403)  # another one was faster
            user = add_user(db, username, pwhash, role="admin")
    except NameTakenError:
        return render_template("setup.html", error="That user name is taken.")
    log_event("account_created", request.environ, level=INFO, user=user.get_id(), role=user.role)
    login_user(user)
    flash("Your site is ready, and you are its admin.", "success")
    return redirect(url_for("pages.home"))


def _is_code(text: str) -> bool:
    """Tell whether this is the code, in any case, with or without its hyphens."""
    code = make_code(current_app.secret_key or "").replace("-", "")
    typed = "".join(text.upper().replace("-", " ").split())
    return hmac.compare_digest(typed.encode(errors="replace"), code.encode())
