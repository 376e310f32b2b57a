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

from tests.serving import wait_for_url

ROOT = Path(__file__).parent.parent.parent


class Browser:
    """A client that keeps cookies and follows redirects."""

    def __init__(self, url):
        self.url = url
        cookies = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        no_proxy = urllib.request.ProxyHandler({})
        self.opener = urllib.request.build_opener(cookies, no_proxy)

    def open(self, path, form=None):
        """Get a page, or send a form to it, and give its text."""
        data = urllib.parse.urlencode(form).encode() if form else None
        with self.opener.open(self.url + path, data, timeout=20) as response:
            return response.read().decode()

    def submit(self, path, *, page=None, **form):
        """Send a form with the token that the page has, by default the one at the same address."""
        token = re.search(r'name="csrf_token" value="(\w+)"', self.open(page or path))[1]
        return self.open(path, {"csrf_token": token, **form})


def walk(url, log):
    """Go through the demo as the first visitor does, who reads the server's log."""
    browser = Browser(url)
    home = browser.open("/")
    assert "Go to Login" in home
    if "set this site up" in home:
        code = re.search(r"enter the code (\S+)", log.read_text())[1]
        form = {"code": code, "username": "root", "password": "four odd words here"}
        assert "Welcome, root" in browser.submit("/setup/", **form)
        assert "Go to Login" in browser.submit("/logout", page="/")
    form = {"username": "test_user", "password": "wrong"}
    assert "Wrong user name" in browser.submit("/login", **form)
    page = browser.submit("/login", username="test_user", password="test123456")
    assert "Login successful" in page
    assert "Welcome, test_user" in page
    assert "color-scheme" in browser.open("/static/style.css")
    assert "Member since" in browser.open("/profile")
    assert "this one" in browser.open("/sessions/")
    assert "Go to Login" in browser.submit("/logout", page="/")


@pytest.fixture
def log(tmp_path):
    """What `run_server` writes to."""
    return tmp_path / "server.log"


def test_serve_py_serves_the_whole_flow(run_server, log):
    with run_server("serve.py", "--port", "0") as url:
        walk(url, log)
    text = log.read_text()
    assert text.startswith("To be the admin, open /setup and enter the code ")
    assert "\nLog in as test_user with the password test123456\n" in text
    assert 'login user="1" address="127.0.0.1"' in text
    assert "four odd words" not in text
    assert "Traceback" not in text


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


def test_serve_py_shows_tracebacks_when_asked(run_server, log):
    with run_server("serve.py", "--port", "0", "--debug") as url:
        walk(url, log)


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
    log = tmp_path / "clone.log"
    with (
        log.open("w") as output,
        subprocess.Popen(
            command, cwd=clone, env=environ, stdout=output, stderr=subprocess.STDOUT
        ) as process,
    ):
        try:
            walk(wait_for_url(process, log), log)
            process.send_signal(signal.SIGINT)
            process.wait(20)
        finally:
            process.kill()
    assert process.returncode == 0
    assert (clone / "instance" / "login.db").exists()
    assert (clone / "instance" / "secret_key").exists()


def test_the_first_start_answers_within_a_second(run_server, home):
    times = []
    while len(times) < 3 and min(times, default=9) > 1:  # a busy machine gets three tries
        shutil.rmtree(home / "instance", ignore_errors=True)
        started = time.monotonic()
        with run_server("serve.py", "--port", "0") as url:
            Browser(url).open("/")
            times.append(time.monotonic() - started)
    assert min(times) < 2, times


def test_the_demo_runs_under_gunicorn(run_server, log):
    pytest.importorskip("gunicorn", reason="gunicorn is not installed")
    arguments = ("--workers", "3", "--bind", "127.0.0.1:0", "examples.login:app")
    with run_server("-m", "gunicorn", *arguments) as url:
        walk(url, log)
        walk(url, log)
    text = log.read_text()
    assert len(set(re.findall(r"enter the code (\S+)", text))) == 1  # whichever worker says it
    assert "Traceback" not in text


def test_the_demo_runs_under_waitress(run_server, log):
    pytest.importorskip("waitress", reason="waitress is not installed")
    with run_server("-m", "waitress", "--listen=127.0.0.1:0", "examples.login:app") as url:
        walk(url, log)
    assert "Traceback" not in log.read_text()


def test_the_throttle_outlives_the_server(run_server):
    form = {"username": "nobody", "password": "x" * 2000}
    for number in range(2):
        with run_server("serve.py", "--port", "0") as url:
            browser = Browser(url)
            if number == 0:
                for _ in range(10):
                    browser.submit("/login", **form)
            with pytest.raises(urllib.error.HTTPError) as caught:
                browser.submit("/login", **form)
            caught.value.close()
            assert caught.value.code == 429
