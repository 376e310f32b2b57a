"""Every Python block of the README and of the docs runs, in order, each file in one namespace."""

import os
import re
from pathlib import Path
from unittest.mock import patch

import pytest

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
_BLOCK_RE = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_LINK_RE = re.compile(r"\]\((?!https?:|#|mailto:)([^)#]+)(?:#[^)]*)?\)")


def page_name(path):
    return path.name


@pytest.mark.parametrize("path", PAGES, ids=page_name)
@patch.dict(os.environ)  # what a page sets there ends with it
def test_snippets_run(path, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    text = path.read_text(encoding="utf-8")
    namespace = {"__name__": "snippet", "__file__": str(tmp_path / "snippet.py")}
    for match in _BLOCK_RE.finditer(text):
        # The line numbers of a failure are those of the page.
        line = text.count("\n", 0, match.start(1))
        exec(compile("\n" * line + match[1], str(path), "exec"), namespace)


@pytest.mark.parametrize("path", PAGES, ids=page_name)
def test_links_lead_to_files_that_exist(path):
    for target in _LINK_RE.findall(path.read_text(encoding="utf-8")):
        assert (path.parent / target).exists(), target
