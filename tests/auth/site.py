"""A small site with logins, its users in a dict, sessions in cookies or on the server."""

from dataclasses import dataclass, replace
from datetime import timedelta

from microweb import App, render_template_string, request, session
from microweb.auth import (
    Auth,
    UserMixin,
    confirm_login,
    create_token,
    current_user,
    fresh_login_required,
    login_required,
    login_user,
    logout_user,
    next_url,
    roles_required,
    token_required,
)
from microweb.helpers import redirect
from microweb.security import generate_password_hash

CHEAP = "pbkdf2:sha256:1"


@dataclass(frozen=True)
class User(UserMixin):
    """One user."""

    id: int
    name: str
    password_hash: str
    role: str = "user"
    is_active: bool = True


class Site:
    """An app and its users."""

    def __init__(self, **options):
        self.users = {
            1: User(1, "ada", generate_password_hash("engine", CHEAP), role="admin"),
            2: User(2, "bob", generate_password_hash("builder", CHEAP)),
        }
        self.app = App("demo", static_folder=None)
        self.app.secret_key = "x" * 32
        self.app.testing = True
        store = options.pop("store", None)
        login_view = options.pop("login_view", "show_login")
        self.app.config.update(options)
        self.auth = Auth(self.app, login_view=login_view, store=store, password_method=CHEAP)
        self.auth.user_loader(lambda user_id: self.users.get(int(user_id)))
        add_views(self.app, self.auth, self)

    def change(self, number, **values):
        """Change a user."""
        self.users[number] = replace(self.users[number], **values)
        return self.users[number]

    def browser(self):
        """Give a client without cookies."""
        return self.app.test_client()

    def log_in(self, name="ada", password="engine", *, browser=None, **form):
        """Send the login form; give the browser."""
        browser = browser or self.browser()
        browser.post("/login", data={"name": name, "password": password, **form})
        return browser

    def who(self, browser):
        """Say whom the site takes a browser for."""
        return browser.get("/").text


def add_views(app, auth, site):
    """Give the site its pages."""
    _add_logins(app, auth, site)
    _add_guarded(app)
    _add_changes(app, auth, site)
    _add_session_views(app)


def _add_logins(app, auth, site):
    """Logging in and out."""

    @app.get("/")
    def index():
        return f"{current_user.name}" if current_user.is_authenticated else "nobody"

    @app.get("/login")
    def show_login():
        return "Please"

    @app.post("/login")
    def log_in():
        name = request.form["name"]
        user = next((user for user in site.users.values() if user.name == name), None)
        if not auth.verify_password(user, request.form["password"]):
            return "Wrong name or password", 401
        login_user(user, remember="remember" in request.form)
        return redirect(next_url("/home"))

    @app.post("/logout")
    def log_out():
        logout_user()
        return redirect("/")


def _add_guarded(app):
    """Pages for some users."""

    @app.get("/private")
    @login_required
    def private():
        return "private"

    @app.post("/private")
    @login_required
    def change_private():
        return "changed"

    @app.get("/admin")
    @roles_required("admin")
    def admin():
        return "admin"

    @app.get("/password")
    @fresh_login_required
    def password():
        return "fresh"

    @app.post("/confirm")
    @login_required
    def confirm():
        confirm_login()
        return "confirmed"

    @app.route("/api/notes", methods=["GET", "POST"])
    @token_required("notes:read")
    def notes():
        return {"user": current_user.name}


def _add_changes(app, auth, site):
    """What changes an account."""

    @app.post("/password")
    @login_required
    def change_password():
        user = site.change(auth.user.id, password_hash=generate_password_hash("new", CHEAP))
        auth.password_changed(user)
        return "changed"

    @app.post("/tokens")
    @login_required
    def new_token():
        scopes = request.form.getlist("scope")
        seconds = request.form.get("seconds", 3600, type=float)
        lifetime = timedelta(seconds=seconds)
        return create_token(auth.user, name="ci", scopes=scopes, lifetime=lifetime)

    @app.post("/end")
    def end():
        return str(auth.end_sessions(auth.user))


def _add_session_views(app):
    """What shows the session."""

    @app.get("/touch")
    def touch():
        return session.setdefault("cart", "full")

    @app.get("/cart")
    def cart():
        return session.get("cart", "empty")

    @app.get("/token")
    def token():
        return render_template_string("{{ csrf_token() }}")
