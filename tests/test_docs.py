"""Every Python block of the README and of the docs runs, in order, each page in one namespace.

A block that names its file, as in "```python app.py", is added to that file instead, which the
blocks behind it may import; files of tests are run by pytest.
"""

import os
import re
import subprocess
import sys
from unittest.mock import patch

import pytest

from tests.pages import PAGES, ROOT, add_to_file, read_blocks

_LINK_RE = re.compile(r"\]\((?!https?:|mailto:)([^)#]*)(?:#([^)]*))?\)")
_HEADING_RE = re.compile(r"^#+ (.+)$", re.MULTILINE)
_FENCED_RE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)


def page_name(path):
    return path.name


@pytest.mark.parametrize("path", PAGES, ids=page_name)
@patch.dict(os.environ)  # what a page sets there ends with it
@patch.dict(sys.modules)
def test_snippets_run(path, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    namespace = {"__name__": "snippet", "__file__": str(tmp_path / "snippet.py")}
    for block in read_blocks(path):
        if block.name:
            add_to_file(block, tmp_path)
        elif block.language == "python":
            exec(block.compile(path), namespace)


@pytest.mark.parametrize("path", PAGES, ids=page_name)
def test_files_of_a_page_can_be_imported_and_its_tests_pass_twice(path, tmp_path):
    for block in read_blocks(path):
        if block.name:
            add_to_file(block, tmp_path)
    for module in sorted(tmp_path.glob("*.py")):
        run(tmp_path, "-c", f"import {module.stem}")
    if any(tmp_path.rglob("test_*.py")):
        for _ in range(2):
            run(tmp_path, "-m", "pytest", "-q")


def run(folder, *arguments):
    environ = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        env=environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("path", PAGES, ids=page_name)
def test_links_lead_to_files_and_headings_that_exist(path):
    text = _FENCED_RE.sub("", path.read_text(encoding="utf-8"))
    for target, anchor in _LINK_RE.findall(text):
        file = path.parent / target if target else path
        assert file.exists(), target
        assert not anchor or anchor in anchors(file), f"{target}#{anchor}"


def anchors(path):
    """Give the anchors of a page's headings, as they are made where the repository is shown."""
    text = _FENCED_RE.sub("", path.read_text(encoding="utf-8"))
    return {
        re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
        for heading in _HEADING_RE.findall(text)
    }
