"""The page about security says what is so: its settings exist, and its tests do."""

import re
from pathlib import Path

import pytest

from microweb.config import DEFAULTS

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
COUNT = 52
UNITS = {"bytes": 1, "KiB": 1024, "MiB": 1024 * 1024}
_CODE_RE = re.compile("`([^`]+)`")
_SIZE_RE = re.compile("([0-9][0-9,]*)(?: (bytes|KiB|MiB))?")


def table(heading):
    """Give the cells of the first table below a heading."""
    section = TEXT.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    rows = [line for line in section.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in row.strip("|").split(" | ")] for row in rows[2:]]


@pytest.fixture(scope="module")
def known_tests():
    """Give the names of all tests."""
    texts = (path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("test_*.py"))
    return {name for text in texts for name in re.findall(r"^def (test_\w+)\(", text, re.MULTILINE)}


def test_every_item_has_its_row():
    rows = table("Defaults")
    assert [row[0].strip("| ") for row in rows] == [str(n) for n in range(1, COUNT + 1)]
    assert {len(row) for row in rows} == {5}


def test_every_row_names_a_test_with_its_number(known_tests):
    for row in table("Defaults"):
        names = _CODE_RE.findall(row[4])
        number = int(row[0].strip("| "))
        assert names, row[1]
        for name in names:
            assert name in known_tests, row[1]
            assert f"default_{number:02}" in name, row[1]


def test_every_item_is_tested_by_its_number(known_tests):
    tested = {number for name in known_tests for number in re.findall("default_([0-9]{2})", name)}
    assert tested == {f"{number:02}" for number in range(1, COUNT + 1)}


@pytest.mark.parametrize(("heading", "column"), [("Defaults", 3), ("Limits", 2)])
def test_every_key_is_a_setting(heading, column):
    for row in table(heading):
        keys = _CODE_RE.findall(row[column])
        assert keys or row[column] == "none" or "in the rule" in row[column], row
        for key in keys:
            assert key in DEFAULTS or key == "max", key


def test_every_limit_is_the_default_of_its_setting():
    checked = set()
    for row in table("Limits"):
        keys = [key for key in _CODE_RE.findall(row[2]) if key in DEFAULTS]
        sizes = [
            int(number.replace(",", "")) * UNITS[unit or "bytes"]
            for number, unit in _SIZE_RE.findall(row[1])
        ]
        if keys:
            assert [DEFAULTS[key] for key in keys] == sizes, row
        checked.update(keys)
    assert checked == {key for key in DEFAULTS if key.startswith("MAX_")}


@pytest.mark.parametrize(
    "numbers", [range(25, 41), range(91, 100), [88]], ids=["sessions", "logins", "404"]
)
def test_every_lesson_of_history_has_a_test_with_its_number(numbers, known_tests):
    tested = {int(number) for name in known_tests for number in re.findall("_t([0-9]+)_", name)}
    assert set(numbers) <= tested
