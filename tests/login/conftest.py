"""The demo in a folder of its own, with passwords that are cheap to hash, or as a real server."""

import os
import re
import shutil
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from wsgiref.validate import validator

import pytest
import webtest

from examples.login import create_app, prepare
from examples.login.storage import connect
from examples.login.users import add_user
from microweb.security import generate_password_hash

CHEAP = "pbkdf2:sha256:1"
ROOT = Path(__file__).parent.parent.parent

_URL_RE = re.compile(r"https?://[0-9.]+:[0-9]+")
_START_SECONDS = 30
_STOP_SECONDS = 20


class Site:
    """A running demo, as a test sees it: `get` and `post` are those of a browser's first tab."""

    def __init__(self, app):
        self.app = app
        self.browser = self.new_browser()
        self.get = self.browser.get
        self.post = self.browser.post

    def new_browser(self, address="127.0.0.1"):
        """Give a client with no cookies, at an address."""
        return webtest.TestApp(validator(self.app), extra_environ={"REMOTE_ADDR": address})

    def log_in(self, username="test_user", password="test123456", *, browser=None, status="*"):
        """Send the login form."""
        form = {"username": username, "password": password}
        return (browser or self.browser).post("/login", form, status=status)

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

    def add_admin(self, username="root", password="password of the admin"):
        """Add an admin whose password a test knows."""
        db = connect(self.app.config["DATABASE"])
        try:
            add_user(db, username, generate_password_hash(password, CHEAP), role="admin")
        finally:
            db.close()


@pytest.fixture
def make_app(tmp_path, monkeypatch):
    """Make the demo's app in the test's folder; a second one finds what the first one left."""
    monkeypatch.delenv("LOGIN_DATABASE", raising=False)

    def make(**config):
        instance_path = str(tmp_path / "instance")
        app = create_app(instance_path=instance_path, **{"PASSWORD_METHOD": CHEAP, **config})
        prepare(app)
        return app

    return make


@pytest.fixture
def make_site(make_app):
    """Make a site with given settings."""
    return lambda **config: Site(make_app(**config))


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
        log = tmp_path / "server.log"
        environ = {**os.environ, "PYTHONUNBUFFERED": "1"}
        environ.pop("LOGIN_DATABASE", None)
        with (
            log.open("w") as output,
            subprocess.Popen(
                [sys.executable, *arguments],
                cwd=home,
                env=environ,
                stdout=output,
                stderr=subprocess.STDOUT,
            ) as process,
        ):
            try:
                yield _wait_for_url(process, log)
            finally:
                _stop(process)

    return run


def _wait_for_url(process, log):
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        if found := _URL_RE.search(log.read_text()):
            return found.group()
        time.sleep(0.02)
    raise RuntimeError(f"the server printed no URL:\n{log.read_text()}")


def _stop(process):
    process.terminate()
    try:
        process.wait(_STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
