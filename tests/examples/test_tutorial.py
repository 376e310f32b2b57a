"""The tutorial's two apps are served by its commands; tests/test_docs.py runs its tests."""

import pytest

from tests.examples.running import ask, running
from tests.pages import ROOT, add_to_file, read_blocks


@pytest.fixture
def folder(tmp_path):
    """What a reader has at the end of the page."""
    for block in read_blocks(ROOT / "docs" / "tutorial.md"):
        if block.name:
            add_to_file(block, tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("target", "path", "text"),
    [
        ("hello", "/?name=Ada", "Hello, Ada!"),
        ("tasks", "/", "Nothing to do."),
        ("tasks", "/api/tasks", "[]"),
    ],
)
def test_the_command_of_the_page_serves_it(folder, target, path, text):
    with running(folder, "-m", "microweb", "--app", target, "run", "--debug") as url:
        assert text in ask(url + path)
