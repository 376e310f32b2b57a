"""Tokens in forms, where the config asks for them."""

import re

import pytest

from microweb import App, render_template_string, session, stream_template_string
from microweb.security import csrf_exempt
from microweb.security.tokens import is_good_token, make_token


@pytest.fixture
def app():
    app = App(__name__)
    app.testing = True
    app.secret_key = "of the test" * 4
    app.config["CSRF_TOKENS"] = True

    @app.get("/form")
    def form():
        return render_template_string("<form>{{ csrf_field() }}</form>")

    @app.get("/streamed")
    def streamed():
        return stream_template_string("<form>{{ csrf_field() }}</form>")

    @app.post("/form")
    def send():
        return "taken"

    @app.post("/open")
    @csrf_exempt
    def open_to_all():
        return "taken"

    @app.post("/login")
    def login():
        session.clear()
        return "in"

    return app


def token_of(response):
    return re.search('name="csrf_token" value="([0-9a-f]{128})"', response.text)[1]


def test_a_form_with_the_token_of_its_session_passes(app):
    client = app.test_client()
    token = token_of(client.get("/form"))
    assert client.post("/form", data={"csrf_token": token}).text == "taken"


def test_a_request_without_a_form_sends_the_header(app):
    client = app.test_client()
    token = token_of(client.get("/form"))
    assert client.post("/form", headers={"X-CSRF-Token": token}).text == "taken"


@pytest.mark.parametrize("token", ["", "x", "0" * 128, "é" * 128, " " * 128])
def test_a_token_of_no_session_is_403_and_says_what_is_needed(app, token):
    client = app.test_client()
    client.get("/form")
    response = client.post("/form", data={"csrf_token": token})
    assert response.status_code == 403
    assert "CSRF_TOKENS" in response.text


def test_a_token_of_another_session_is_403(app):
    token = token_of(app.test_client().get("/form"))
    other = app.test_client()
    other.get("/form")
    assert other.post("/form", data={"csrf_token": token}).status_code == 403


def test_t38_two_pages_show_two_tokens_and_both_are_good(app):
    client = app.test_client()
    first, second = token_of(client.get("/form")), token_of(client.get("/form"))
    assert first != second
    for token in (first, second):
        assert client.post("/form", data={"csrf_token": token}).text == "taken"


def test_a_token_ends_with_its_session(app):
    client = app.test_client()
    token = token_of(client.get("/form"))
    client.post("/login", data={"csrf_token": token})
    assert client.post("/form", data={"csrf_token": token}).status_code == 403


def test_t30_a_page_with_a_token_is_not_kept_by_caches(app):
    assert app.test_client().get("/form").headers["Cache-Control"] == "private, no-store"


def test_an_exempt_view_needs_no_token(app):
    assert app.test_client().post("/open").text == "taken"


def test_without_the_setting_the_field_is_nothing_and_no_session_begins(app):
    app.config["CSRF_TOKENS"] = False
    response = app.test_client().get("/form")
    assert response.text == "<form></form>"
    assert "Set-Cookie" not in response.headers
    assert app.test_client().post("/form").text == "taken"


def test_a_secret_of_another_shape_is_replaced():
    values = {"_csrf": "short"}
    token = make_token(values)
    assert is_good_token(values, token)
    assert len(values["_csrf"]) == 64


@pytest.mark.parametrize(
    ("data", "problem"), [({}, "is missing"), ({"csrf_token": "x" * 128}, "is not one of this")]
)
def test_a_refusal_is_logged_without_the_token(app, data, problem, caplog):
    assert app.test_client().post("/form", data=data).status_code == 403
    (record,) = [one for one in caplog.records if one.name == "microweb.security"]
    assert record.getMessage().startswith("csrf_refused ")
    assert problem in record.getMessage()
    assert "xxx" not in record.getMessage()


@pytest.mark.parametrize("store", [None, "memory:"])
def test_a_form_that_is_streamed_to_a_new_visitor_works(app, store):
    app.config["SESSION_STORE"] = store
    client = app.test_client()
    page = client.get("/streamed")
    assert page.headers["Cache-Control"] == "private, no-store"
    assert client.post("/form", data={"csrf_token": token_of(page)}).text == "taken"
    second = client.get("/streamed")
    assert client.post("/form", data={"csrf_token": token_of(second)}).text == "taken"
