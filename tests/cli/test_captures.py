"""What docs/cli.md shows is what the program writes."""

import re
import shlex
import sys
from pathlib import Path

import pytest

from microweb.cli import ScriptInfo
from microweb.cli.program import make_program
from microweb.testing.runner import CliRunner

PAGE = Path(__file__).parents[2] / "docs" / "cli.md"
_BLOCK_RE = re.compile(r"^```console\n\$ microweb (.*)\n((?:.*\n)*?)```$", re.MULTILINE)
BLOCKS = dict(_BLOCK_RE.findall(PAGE.read_text(encoding="utf-8")))
# A time is another each time, with another number of blanks before it; a nonce likewise.
_TIME_RE = re.compile(r" +[0-9.]+ (us|ms)\b")
_NONCE_RE = re.compile(r'nonce-[0-9a-f]{32}|nonce="[0-9a-f.]*"?')


def normal(text):
    text = _NONCE_RE.sub("nonce", text)
    return [_TIME_RE.sub(" T", line).rstrip() for line in text.rstrip("\n").splitlines()]


@pytest.fixture
def shop(tmp_path, monkeypatch):
    """Change into a folder with a new project, and go back to what was imported before."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", [*sys.path])
    for name in ("MICROWEB_APP", "MICROWEB_DEBUG", "PORT", "SHOP_SECRET_KEY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COLUMNS", "80")
    before = set(sys.modules)
    yield tmp_path / "shop"
    for name in set(sys.modules) - before:
        if name.partition(".")[0] == "shop":
            del sys.modules[name]


def run(line):
    return CliRunner().invoke(make_program(), shlex.split(line), obj=ScriptInfo()).output


def test_there_are_captures():
    assert len(BLOCKS) >= 6


@pytest.mark.parametrize("line", BLOCKS)
def test_a_capture_is_true(shop, monkeypatch, line):
    if line != "new shop":
        run("new shop")
        monkeypatch.chdir(shop)
    assert normal(run(line)) == normal(BLOCKS[line])
