"""docs/flask.md: complete for the installed Flask, with a row for each difference of the cases."""

import importlib
import re

import pytest

pytest.importorskip("flask", reason="reads the names of the real Flask")

from tests.parity.flask_names import DIFFERS, INSTEAD
from tests.parity.flask_page import GROUPS, INTRODUCTION, PAGE, make_page, names_of

TOPICS = ["hooks", "requests", "responses", "routing", "sessions"]
INTRO_TEXT = INTRODUCTION.read_text(encoding="utf-8")
MATTERS = {line.split("|")[1].strip() for line in INTRO_TEXT.splitlines() if line.startswith("| ")}


def test_the_page_is_what_the_names_give():
    assert PAGE.read_text(encoding="utf-8") == make_page(), "run: python -m tests.parity.flask_page"


def test_the_imports_that_the_page_names_work():
    cells = re.findall(
        r"\| `((?:from|import) microweb[^`.]*(?:\.\w+[^`.]*)*)` \|$", INTRO_TEXT, re.MULTILINE
    )
    assert len(cells) == 7
    for line in cells:
        exec(line, {})


def test_every_remark_is_about_a_name_of_flask():
    known = {f"{group}.{name}" for group, theirs, _ in GROUPS for name in names_of(theirs)}
    assert {*DIFFERS, *INSTEAD} <= known


@pytest.mark.parametrize("topic", TOPICS)
def test_every_difference_of_a_case_is_a_row_of_the_page(topic):
    cases = importlib.import_module(f"tests.parity.test_parity_{topic}").CASES
    reasons = {reason for case in cases for reason in case.differs.values()}
    assert reasons <= MATTERS


def test_there_are_at_least_300_cases():
    modules = [importlib.import_module(f"tests.parity.test_parity_{topic}") for topic in TOPICS]
    assert sum(len(module.CASES) for module in modules) >= 300
