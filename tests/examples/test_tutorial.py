"""The tutorial's own tests, run on the app that it builds."""

import re
from pathlib import Path

import pytest

PAGE = Path(__file__).parents[2] / "docs" / "tutorial.md"
_BLOCK_RE = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_TEST_RE = re.compile(r"^def (test_\w+)", re.MULTILINE)


@pytest.fixture(scope="module")
def names(tmp_path_factory):
    """What the page's code defines."""
    folder = tmp_path_factory.mktemp("tutorial")
    names = {"__name__": "snippet", "__file__": str(folder / "snippet.py")}
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        for block in _BLOCK_RE.findall(PAGE.read_text(encoding="utf-8")):
            exec(block, names)
    return names


@pytest.mark.parametrize("name", _TEST_RE.findall(PAGE.read_text(encoding="utf-8")))
def test_the_tests_of_the_page_pass(names, name):
    names[name]()
