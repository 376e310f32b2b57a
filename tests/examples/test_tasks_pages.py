"""The pages of the task manager, as a person uses them."""

import sqlite3
from wsgiref.validate import validator

import pytest
import webtest

from examples.tasks.database import get_db


@pytest.fixture
def browser(app):
    return webtest.TestApp(validator(app))


def add(browser, title, due=""):
    form = browser.get("/").forms[0]
    form["title"], form["due"] = title, due
    return form.submit(status=303).follow()


def titles(page):
    return [each.text for each in page.html.select("li a")]


def test_there_is_nothing_to_do_at_first(browser):
    assert "Nothing to do." in browser.get("/")


def test_a_task_is_added_and_a_message_says_so_once(browser):
    page = add(browser, "  Water the plants ", "2026-11-30")
    assert page.html.select_one("[role=status]").text == "Added: Water the plants"
    assert titles(page) == ["Water the plants"]
    assert page.html.time["datetime"] == "2026-11-30"
    assert not browser.get("/").html.select("[role=status]")


def test_the_next_to_do_comes_first_and_what_is_done_last(browser):
    for title, due in [("later", "2027-01-02"), ("some day", ""), ("soon", "2026-12-01")]:
        add(browser, title, due)
    page = browser.get("/")
    assert titles(page) == ["soon", "later", "some day"]
    page = page.forms[1].submit(status=303).follow()
    assert titles(page) == ["later", "some day", "soon"]


@pytest.mark.parametrize(
    ("form", "field", "message"),
    [
        ({"title": ""}, "title", "A task needs a title."),
        ({"title": " "}, "title", "A task needs a title."),
        ({"title": "x" * 201}, "title", "A title has at most 200 characters."),
        ({"title": "x", "due": "tomorrow"}, "due", "A date looks like 2026-11-30."),
        ({"title": "x", "due": "2026-02-30"}, "due", "A date looks like 2026-11-30."),
        ({}, "title", "A task needs a title."),
    ],
)
@pytest.mark.parametrize("path", ["/", "/1"])
def test_a_mistake_is_shown_beside_its_field_with_what_was_typed(
    browser, path, form, field, message
):
    add(browser, "first")
    html = browser.post(path, form, status=422).html
    assert html.select_one(f"#{field}-error").text == message
    assert html.select_one(f"#{field}")["aria-describedby"] == f"{field}-error"
    assert html.select_one("#title")["value"] == form.get("title", "")
    assert titles(browser.get("/")) == ["first"]


def test_a_title_of_200_characters_is_fine(browser):
    assert titles(add(browser, "x" * 200)) == ["x" * 200]


def test_a_task_is_edited(browser):
    page = add(browser, "Water the plans", "2026-11-30").click("Water the plans")
    form = page.forms[0]
    assert (form["title"].value, form["due"].value) == ("Water the plans", "2026-11-30")
    form["title"], form["due"] = "Water the plants", ""
    page = form.submit(status=303).follow()
    assert "Saved: Water the plants" in page
    assert titles(page) == ["Water the plants"]
    assert page.html.time is None


def test_an_edit_leaves_a_task_done(browser):
    page = add(browser, "x").forms[1].submit(status=303).follow()
    page.click("x").forms[0].submit(status=303)
    assert browser.get("/").html.select("li.done")


def test_done_can_be_taken_back(browser):
    page = add(browser, "x")
    for expected in (1, 0):
        page = page.forms[1].submit(status=303).follow()
        assert len(page.html.select("li.done")) == expected


def test_a_task_is_deleted(browser):
    page = add(browser, "x").click("x").forms[1].submit(status=303).follow()
    assert "Deleted: x" in page
    assert titles(page) == []


@pytest.mark.parametrize("path", ["/7", "/7/done", "/7/delete"])
def test_a_task_that_is_not_there_is_a_404(browser, path):
    assert "There is no such task." in browser.post(path, {"title": "x"}, status=404)


@pytest.mark.parametrize("path", ["/1/done", "/1/delete"])
def test_nothing_changes_by_get(browser, path):
    add(browser, "x")
    browser.get(path, status=405)
    assert len(browser.get("/").html.select("li:not(.done) a")) == 1


def test_another_site_cannot_send_a_form(browser):
    headers = {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}
    browser.post("/", {"title": "x"}, headers=headers, status=403)
    assert titles(browser.get("/")) == []


def test_what_is_typed_is_shown_as_text_and_is_never_sql(browser):
    text = """<script>alert(1)</script>'); DROP TABLE tasks; --"""
    page = add(browser, text)
    assert titles(page) == [text]
    assert "<script" not in page


def test_tasks_outlive_the_program(browser, app):
    add(browser, "x")
    db = sqlite3.connect(app.config["DATABASE"])
    assert db.execute("SELECT title FROM tasks").fetchall() == [("x",)]
    db.close()


def test_the_connection_of_a_request_is_closed_at_its_end(app):
    with app.app_context():
        db = get_db()
        assert get_db() is db
    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        db.execute("SELECT 1")


@pytest.mark.parametrize(("path", "text"), [("/7", "There is no such task."), ("/nowhere", "")])
def test_an_error_is_a_page_that_leads_back(browser, path, text):
    page = browser.get(path, status=404)
    assert text in page
    assert page.content_type == "text/html"
    assert page.click("Back to the list").html.h1.text == "Tasks"


def test_an_error_keeps_its_headers(browser):
    assert browser.get("/1/done", status=405).headers["Allow"] == "OPTIONS, POST"
