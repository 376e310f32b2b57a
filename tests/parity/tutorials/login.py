"""Users with hashed passwords, a session, a decorator of its own."""

import functools

from flask import Blueprint, Flask, abort, g, make_response, redirect, request, session, url_for
from werkzeug.security import check_password_hash, generate_password_hash

USERS = {}
bp = Blueprint("auth", __name__, url_prefix="/auth")


def login_required(view):
    @functools.wraps(view)
    def wrapped_view(**kwargs):
        if g.user is None:
            return redirect(url_for("auth.login", next=request.path))
        return view(**kwargs)

    return wrapped_view


@bp.before_app_request
def load_logged_in_user():
    user_id = session.get("user_id")
    g.user = USERS.get(user_id)


@bp.route("/register", methods=("POST",))
def register():
    username = request.form["username"]
    password = request.form["password"]
    if username in USERS:
        return "taken", 409
    USERS[username] = {"name": username, "hash": generate_password_hash(password)}
    return redirect(url_for("auth.login"))


@bp.route("/login", methods=("GET", "POST"))
def login():
    if request.method == "POST":
        user = USERS.get(request.form["username"])
        if user is None or not check_password_hash(user["hash"], request.form["password"]):
            return "Incorrect", 401
        session.clear()
        session["user_id"] = user["name"]
        session.permanent = request.form.get("remember") == "on"
        return redirect(request.args.get("next") or url_for("index"))
    return "form"


@bp.route("/logout")
def logout():
    session.clear()
    resp = make_response(redirect(url_for("index")))
    resp.set_cookie("seen", "1", max_age=60)
    return resp


app = Flask(__name__)
app.secret_key = b'_5#y2L"F4Q8z\n\xec]/'
app.register_blueprint(bp)


@app.route("/")
def index():
    return f"Hi {g.user['name']}" if g.user else "You are not logged in"


@app.route("/private/<int:n>")
@login_required
def private(n):
    return f"private {n} {g.user['name']}"


@app.route("/admin")
@login_required
def admin():
    if g.user["name"] != "root":
        abort(403)
    return "admin"


@app.errorhandler(403)
def forbidden(e):
    return f"<b>{e.name}</b>", 403
