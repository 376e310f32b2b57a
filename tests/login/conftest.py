"""The demo in a folder of its own, with passwords that are cheap to hash, or as a real server."""

import os
import shutil
from contextlib import contextmanager
from pathlib import Path
from wsgiref.validate import validator

import pytest
import webtest

from examples.login import create_app
from examples.login.storage import connect
from examples.login.users import add_user
from microweb.security import generate_password_hash
from tests.serving import serving

CHEAP = "pbkdf2:sha256:1"
ROOT = Path(__file__).parent.parent.parent


class Site:
    """A running demo, as a test sees it: `get` and `post` are those of a browser's first tab.

    Requests of `post` carry the token of a form; other tests fill in the forms themselves.
    """

    def __init__(self, app):
        self.app = app
        self.browser = self.new_browser()
        self.get = self.browser.get

    def post(self, path, form="", *, browser=None, headers=(), **options):
        """Send a form, or a body of bytes, as the page that it belongs to does."""
        browser = browser or self.browser
        headers = {"X-CSRF-Token": self.token(browser), **dict(headers)}
        return browser.post(path, form, headers=headers, **options)

    def token(self, browser=None):
        """Give the token of a browser's session, from a page with a form."""
        page = (browser or self.browser).get("/login").maybe_follow()
        return page.html.select_one("input[name=csrf_token]")["value"]

    def new_browser(self, address="127.0.0.1"):
        """Give a client with no cookies, at an address."""
        return webtest.TestApp(validator(self.app), extra_environ={"REMOTE_ADDR": address})

    def log_in(
        self, username="test_user", password="test123456", *, browser=None, status="*", **fields
    ):
        """Send the login form."""
        form = {"username": username, "password": password, **fields}
        return self.post("/login", form, browser=browser, status=status)

    def log_in_admin(self, browser=None):
        """Log in to the account that the fixture has set the site up with."""
        return self.log_in("root", "password of the admin", browser=browser, status=303)

    def is_logged_in(self, browser=None):
        """Say whether the home page greets somebody."""
        return "Welcome" in (browser or self.browser).get("/").text

    def query(self, statement, *values):
        """Ask the database."""
        db = connect(self.app.config["DATABASE"])
        try:
            return db.execute(statement, values).fetchall()
        finally:
            db.close()

    def add_user(self, name, password, *, role="user"):
        """Add a user past the pages."""
        db = connect(self.app.config["DATABASE"])
        try:
            add_user(db, name, generate_password_hash(password, CHEAP), role=role)
        finally:
            db.close()


@pytest.fixture
def make_app(tmp_path, monkeypatch):
    """Make the demo's app in the test's folder; a second one finds what the first one left."""
    monkeypatch.delenv("LOGIN_DATABASE", raising=False)

    def make(**config):
        instance_path = str(tmp_path / "instance")
        return create_app(instance_path=instance_path, **{"PASSWORD_METHOD": CHEAP, **config})

    return make


@pytest.fixture
def make_site(make_app):
    """Make a site with given settings, and with two users: test_user, and root, an admin."""

    def make(**config):
        site = Site(make_app(**config))
        if not site.query("SELECT 1 FROM users WHERE role = 'admin'"):
            site.add_user("root", "password of the admin", role="admin")
        return site

    return make


@pytest.fixture
def new_site(make_app, capsys):
    """A site that nobody has set up; `console` is what it wrote there."""
    site = Site(make_app())
    site.console = capsys.readouterr().err
    return site


@pytest.fixture
def site(make_site):
    return make_site()


@pytest.fixture
def home(tmp_path):
    """A folder that looks like the repository, so that what the demo keeps stays out of that."""
    home = tmp_path / "home"
    home.mkdir()
    for package in ("microweb", "examples"):
        (home / package).symlink_to(ROOT / package, target_is_directory=True)
    shutil.copy(ROOT / "serve.py", home)  # Python would look beside a link's target
    return home


@pytest.fixture
def run_server(tmp_path, home):
    """Run `python ARGUMENTS` in the test's own home.

    The context manager gives the URL that the server prints; its output goes to `server.log`.
    """

    @contextmanager
    def run(*arguments):
        environ = {**os.environ, "PYTHONUNBUFFERED": "1"}
        environ.pop("LOGIN_DATABASE", None)
        log = tmp_path / "server.log"
        with serving(arguments, home=home, log=log, environ=environ) as url:
            yield url

    return run
