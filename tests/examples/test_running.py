"""Each example runs by itself, and by the command line."""

import os
import re
import shutil
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import pytest

from examples.hello import app as hello

ROOT = Path(__file__).parents[2]
OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))


@pytest.fixture
def home(tmp_path):
    """A folder that looks like the repository, so that what an example keeps stays out of that."""
    for package in ("microweb", "examples"):
        shutil.copytree(
            ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__")
        )
    return tmp_path


@contextmanager
def running(home, *arguments):
    """Run Python in a folder; give the URL that it prints."""
    log = home / "log"
    environ = {**os.environ, "PYTHONUNBUFFERED": "1", "PYTHONPATH": str(home), "PORT": "0"}
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
            yield wait_for_url(process, log)
        finally:
            process.terminate()
            process.wait(20)


def wait_for_url(process, log):
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and process.poll() is None:
        if found := re.search(r"http://[0-9.]+:[0-9]+", log.read_text()):
            return found.group()
        time.sleep(0.02)
    raise RuntimeError(f"no URL was printed:\n{log.read_text()}")


def ask(url):
    with OPENER.open(url, timeout=20) as response:
        return response.read().decode()


def test_hello_is_as_short_as_it_says():
    source = (ROOT / "examples" / "hello.py").read_text(encoding="utf-8")
    assert len([line for line in source.splitlines() if line.strip()]) <= 10


def test_hello_greets_the_world_and_whoever_is_named():
    client = hello.test_client()
    assert client.get("/").text == "Hello, World!"
    assert client.get("/?name=Ada").text == "Hello, Ada!"


@pytest.mark.parametrize(
    ("target", "text"), [("examples.hello", "Hello, World!"), ("examples.tasks", "Nothing to do.")]
)
def test_microweb_run_serves_it(home, target, text):
    with running(home, "-m", "microweb", "--app", target, "run") as url:
        assert text in ask(url)


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        (["examples/hello.py"], "Hello, World!"),
        (["-m", "examples.hello"], "Hello, World!"),
        (["-m", "examples.tasks"], "Nothing to do."),
    ],
)
def test_it_runs_by_itself(home, arguments, text):
    program = (
        "import runpy, sys; from microweb import App; run = App.run;"
        "App.run = lambda app: run(app, port=0);"
        + (
            f"runpy.run_module({arguments[1]!r}, run_name='__main__')"
            if arguments[0] == "-m"
            else f"runpy.run_path({arguments[0]!r}, run_name='__main__')"
        )
    )
    with running(home, "-c", program) as url:
        assert text in ask(url)
