"""docs/flask.md: complete for the installed Flask, with a row for each difference of the cases."""

import importlib
import re

import pytest

pytest.importorskip("flask", reason="reads the names of the real Flask")

from tests.parity.flask_names import DIFFERS, INSTEAD, NOT_TAKEN
from tests.parity.flask_page import (
    GROUPS,
    INTRODUCTION,
    PAGE,
    make_page,
    names_of,
    option_rows,
)
from tests.parity.signatures import by_keyword_alone, not_taken

TOPICS = ["hooks", "requests", "responses", "routing", "sessions"]
INTRO_TEXT = INTRODUCTION.read_text(encoding="utf-8")
MATTERS = {line.split("|")[1].strip() for line in INTRO_TEXT.splitlines() if line.startswith("| ")}


def test_the_page_is_what_the_names_give():
    assert PAGE.read_text(encoding="utf-8") == make_page(), "run: python -m tests.parity.flask_page"


def test_the_imports_that_the_page_names_work():
    cells = re.findall(
        r"\| `((?:from|import) microweb[^`.]*(?:\.\w+[^`.]*)*)` \|$", INTRO_TEXT, re.MULTILINE
    )
    assert len(cells) == 16
    for line in cells:
        exec(line, {})


def test_every_remark_is_about_a_name_of_flask():
    known = {f"{group}.{name}" for group, theirs, _ in GROUPS for name in names_of(theirs)}
    assert {*DIFFERS, *INSTEAD} <= known


def test_every_option_of_flask_that_a_position_may_give_is_a_row():
    rows = dict(option_rows())
    assert rows["Request.get_json"] == "by keyword: `force=` `silent=` `cache=`"
    for name in ("Flask", "Flask.run", "Request.get_data", "Response.set_cookie", "send_file"):
        assert "by keyword" in rows[name]
        assert f"| `{name}` | {rows[name]} |" in PAGE.read_text(encoding="utf-8")


def test_every_remark_about_an_option_is_shown():
    shown = " ".join(remark for _, remark in option_rows())
    assert [key for key, text in NOT_TAKEN.items() if text not in shown] == []


def test_options_by_keyword_and_those_not_taken_are_found():
    def theirs(a, b=1, c=2, *, d=3): ...

    def ours(a, *, b=1, e=5): ...

    def any_name(a, **options): ...

    assert by_keyword_alone(theirs, ours) == ["b"]
    assert not_taken(theirs, ours) == ["c", "d"]
    assert not_taken(theirs, any_name) == by_keyword_alone(theirs, any_name) == []
    assert by_keyword_alone(dict.pop, ours) == []


@pytest.mark.parametrize("topic", TOPICS)
def test_every_difference_of_a_case_is_a_row_of_the_page(topic):
    cases = importlib.import_module(f"tests.parity.test_parity_{topic}").CASES
    reasons = {reason for case in cases for reason in case.differs.values()}
    assert reasons <= MATTERS


def test_there_are_at_least_300_cases():
    modules = [importlib.import_module(f"tests.parity.test_parity_{topic}") for topic in TOPICS]
    assert sum(len(module.CASES) for module in modules) >= 300
