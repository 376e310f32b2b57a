"""Flashing: a message for the next page."""

import pytest

from microweb import App, flash, get_flashed_messages, render_template_string


@pytest.fixture
def client():
    app = App("demo", static_folder=None)
    app.secret_key = "a key for tests"
    views = {
        "/flash": lambda: flash("saved") or flash("careful", "warning") or "",
        "/show": lambda: get_flashed_messages(),
        "/pairs": lambda: get_flashed_messages(with_categories=True),
        "/warnings": lambda: get_flashed_messages(category_filter=["warning"]),
        "/twice": lambda: [get_flashed_messages(), get_flashed_messages()],
        "/late": lambda: [get_flashed_messages(), flash("later") or get_flashed_messages()],
        "/page": lambda: render_template_string(
            "{% for kind, text in get_flashed_messages(with_categories=true) %}"
            "{{ kind }}: {{ text }}. {% endfor %}"
        ),
        "/html": lambda: flash("<b>") or render_template_string("{{ get_flashed_messages()[0] }}"),
        "/plain": lambda: "x",
    }
    for rule, view in views.items():
        app.add_url_rule(rule, rule[1:], view)
    return app.test_client()


def test_messages_wait_for_the_page_that_asks_for_them(client):
    client.get("/flash")
    client.get("/plain")
    assert client.get("/show").json == ["saved", "careful"]
    assert client.get("/show").json == []


def test_messages_of_several_requests_add_up(client):
    client.get("/flash")
    client.get("/flash")
    assert client.get("/show").json == ["saved", "careful"] * 2


def test_messages_come_with_their_categories(client):
    client.get("/flash")
    assert client.get("/pairs").json == [["message", "saved"], ["warning", "careful"]]


def test_messages_of_one_category(client):
    client.get("/flash")
    assert client.get("/warnings").json == ["careful"]


def test_within_a_request_each_call_gives_the_same(client):
    client.get("/flash")
    assert client.get("/twice").json == [["saved", "careful"]] * 2


def test_a_message_after_they_were_taken_waits_for_the_next_request(client):
    client.get("/flash")
    assert client.get("/late").json == [["saved", "careful"]] * 2
    assert client.get("/show").json == ["later"]


def test_templates_take_them_escaped(client):
    client.get("/flash")
    assert client.get("/page").text == "message: saved. warning: careful. "
    assert client.get("/html").text == "&lt;b&gt;"


def test_reading_none_sets_no_cookie(client):
    assert "Set-Cookie" not in client.get("/show").headers
