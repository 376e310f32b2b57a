"""The demo behind real servers, each a process of its own, asked over a socket."""

import http.cookiejar
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent


class Browser:
    """A client that keeps cookies and follows redirects."""

    def __init__(self, url):
        self.url = url
        cookies = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        no_proxy = urllib.request.ProxyHandler({})
        self.opener = urllib.request.build_opener(cookies, no_proxy)

    def open(self, path, **form):
        """Get a page, or send a form to it, and give its text."""
        data = urllib.parse.urlencode(form).encode() if form else None
        with self.opener.open(self.url + path, data, timeout=20) as response:
            return response.read().decode()


def walk(url):
    """Go through the demo as a visitor does."""
    browser = Browser(url)
    assert "Go to Login" in browser.open("/")
    assert "Wrong user name" in browser.open("/login", username="test_user", password="wrong")
    page = browser.open("/login", username="test_user", password="test123456")
    assert "Login successful" in page
    assert "Welcome, test_user" in page
    assert "color-scheme" in browser.open("/static/style.css")
    assert "Member since" in browser.open("/profile")
    assert "Go to Login" in browser.open("/logout", nothing="")


def test_serve_py_serves_the_whole_flow(run_server, tmp_path):
    with run_server("serve.py", "--port", "0") as url:
        walk(url)
    log = (tmp_path / "server.log").read_text()
    assert "Log in as test_user with the password test123456" in log
    assert re.search(r"New account: admin, password \S{16} ", log)
    assert "Traceback" not in log


def test_serve_py_listens_where_it_is_told(run_server):
    with run_server("serve.py", "--port", "0", "--host", "127.0.0.2") as url:
        assert url.startswith("http://127.0.0.2:")
        assert "Go to Login" in Browser(url).open("/")


def test_serve_py_keeps_its_files_in_the_instance_folder(run_server, home):
    with run_server("serve.py", "--port", "0"):
        names = {path.name for path in (home / "instance").iterdir()}
    assert names >= {"login.db", "secret_key"}


def test_serve_py_takes_another_database(run_server, home, tmp_path):
    with run_server("serve.py", "--port", "0", "--database", str(tmp_path / "other.db")):
        assert (tmp_path / "other.db").exists()
    assert not (home / "instance" / "login.db").exists()


def test_serve_py_shows_tracebacks_when_asked(run_server):
    with run_server("serve.py", "--port", "0", "--debug") as url:
        walk(url)


def test_serve_py_explains_itself():
    command = [sys.executable, "serve.py", "--help"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0
    for option in ("--host", "--port", "--debug", "--database"):
        assert option in done.stdout


def test_a_bare_clone_serves_with_nothing_installed(tmp_path):
    clone = tmp_path / "clone"
    for folder in ("microweb", "examples"):
        shutil.copytree(ROOT / folder, clone / folder, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "serve.py", clone)
    environ = {name: value for name, value in os.environ.items() if not name.startswith("LOGIN_")}
    command = [sys.executable, "-S", "-s", "-E", "-u", "serve.py", "--port", "0"]
    with subprocess.Popen(
        command, cwd=clone, env=environ, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        try:
            lines = iter(process.stdout.readline, "")
            url = next(found.group() for line in lines if (found := re.search(r"http://\S+", line)))
            walk(url)
            process.send_signal(signal.SIGINT)
            process.communicate(timeout=20)
        finally:
            process.kill()
    assert process.returncode == 0
    assert (clone / "instance" / "login.db").exists()
    assert (clone / "instance" / "secret_key").exists()


def test_the_first_start_answers_within_a_second(run_server):
    started = time.monotonic()
    with run_server("serve.py", "--port", "0") as url:
        Browser(url).open("/")
        # One second is the promise; a busy machine may take a little more.
        assert time.monotonic() - started < 2


def test_the_demo_runs_under_gunicorn(run_server, tmp_path):
    pytest.importorskip("gunicorn", reason="gunicorn is not installed")
    arguments = ("--workers", "3", "--bind", "127.0.0.1:0", "examples.login:app")
    with run_server("-m", "gunicorn", *arguments) as url:
        walk(url)
        walk(url)
    log = (tmp_path / "server.log").read_text()
    assert log.count("New account: admin") == 1
    assert "Traceback" not in log


def test_the_demo_runs_under_waitress(run_server, tmp_path):
    pytest.importorskip("waitress", reason="waitress is not installed")
    with run_server("-m", "waitress", "--listen=127.0.0.1:0", "examples.login:app") as url:
        walk(url)
    assert "Traceback" not in (tmp_path / "server.log").read_text()


def test_the_throttle_outlives_the_server(run_server):
    for number in range(2):
        with run_server("serve.py", "--port", "0") as url:
            browser = Browser(url)
            if number == 0:
                for _ in range(10):
                    browser.open("/login", username="nobody", password="x" * 2000)
            with pytest.raises(urllib.error.HTTPError) as caught:
                browser.open("/login", username="nobody", password="right or wrong")
            caught.value.close()
            assert caught.value.code == 429
