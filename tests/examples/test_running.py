"""Each example runs by itself, and by the command line."""

import shutil

import pytest

from examples.hello import app as hello
from tests.examples.running import ROOT, ask, running


@pytest.fixture
def home(tmp_path):
    """A folder that looks like the repository, so that what an example keeps stays out of that."""
    for package in ("microweb", "examples"):
        shutil.copytree(
            ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__")
        )
    return tmp_path


def test_hello_is_as_short_as_it_says():
    source = (ROOT / "examples" / "hello.py").read_text(encoding="utf-8")
    assert len([line for line in source.splitlines() if line.strip()]) <= 10


def test_hello_greets_the_world_and_whoever_is_named():
    client = hello.test_client()
    assert client.get("/").text == "Hello, World!"
    assert client.get("/?name=Ada").text == "Hello, Ada!"
    assert client.get("/?name=<b>").text == "Hello, &lt;b&gt;!"


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
