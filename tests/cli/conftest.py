"""A small app, and the program run on it in this process."""

import sys

import pytest

from microweb import App, Blueprint, abort, cli, render_template_string, request, session
from microweb.cli.program import make_program
from microweb.commands import command
from microweb.testing.runner import CliRunner


def make_app():
    """Make an app with a route of each kind."""
    app = App("demo", static_folder=None)
    app.secret_key = "of the tests alone, and long enough"
    add_hooks(app)
    app.add_url_rule("/boom", "boom", boom)
    app.cli.add_command(init_db)
    app.register_blueprint(make_shop())
    return app


def boom():
    raise ZeroDivisionError("on purpose")


@command("init-db")
@cli.option("--force", is_flag=True)
def init_db(force):
    """Create the tables."""
    from microweb import current_app

    cli.echo(f"{current_app.name} {force}")


def make_shop():
    """Make a blueprint with three routes."""
    shop = Blueprint("shop", "demo", url_prefix="/shop")

    @shop.get("/")
    def index():
        """List what there is."""
        return "shop"

    @shop.get("/<int:number>")
    def show(number):
        """Show one thing.

        And more about it.
        """
        return {"number": number}

    @shop.post("/<int:number>/order")
    def order(number):
        session["last"] = number
        return render_template_string("<p>{{ number }} {{ name }}</p>", number=number, name="x")

    @shop.after_request
    def stamp(response):
        response.headers["X-Stamp"] = "1"
        return response

    return shop


def add_hooks(app):
    """Add a hook of each kind, and a middleware."""

    @app.before_request
    def load_user():
        if "stop" in request.args:
            abort(403)
        return "early" if "early" in request.args else None

    @app.use
    def timing(request, call_next):
        return call_next(request)

    @app.teardown_request
    def tidy(error):
        pass


@pytest.fixture
def app():
    return make_app()


@pytest.fixture
def microweb(app):
    """Runs `microweb ...` on the app."""

    def run(*words, **options):
        info = cli.ScriptInfo(create_app=options.pop("create_app", lambda: app))
        return CliRunner().invoke(make_program(), words, obj=info, **options)

    return run


@pytest.fixture
def plugin():
    """A command of another package."""

    @command("plugin")
    def plugin():
        """Come from elsewhere."""
        cli.echo("from the plugin")

    return plugin


@pytest.fixture
def write(tmp_path, monkeypatch):
    """Gives a function that writes a file below the current folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", [*sys.path])
    monkeypatch.delenv("MICROWEB_APP", raising=False)
    monkeypatch.delenv("MICROWEB_DEBUG", raising=False)
    before = set(sys.modules)

    def write(name, text):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    yield write
    for name in set(sys.modules) - before:
        del sys.modules[name]
