"""Helpers: what a view calls."""

import datetime
import uuid

import pytest

from microweb import App, abort, flash, jsonify, redirect, render_template_string, url_for
from microweb.exceptions import BadRequest, HTTPException


@pytest.fixture
def app():
    return App("demo", static_folder=None)


def test_a_redirect_is_a_303_with_a_link(app):
    response = redirect("/next?a=1&b=2")
    assert (response.status_code, response.location) == (303, "/next?a=1&b=2")
    assert '<a href="/next?a=1&amp;b=2">' in response.text


@pytest.mark.parametrize("code", [301, 302, 303, 307, 308])
def test_a_redirect_has_the_code_that_is_given(code):
    assert redirect("/", code).status_code == code


@pytest.mark.parametrize("code", [200, 300, 304, 400])
def test_another_code_is_an_error(code):
    with pytest.raises(ValueError, match=f"code={code}"):
        redirect("/", code)


@pytest.mark.parametrize(
    ("target", "location"),
    [
        ("/a b", None),
        ("/é", "/%C3%A9"),
        ("/a%20b", "/a%20b"),
        ("next", "next"),
        ("?page=2", "?page=2"),
        ("#top", "#top"),
        ("https://shop.example/a?b=c#d", "https://shop.example/a?b=c#d"),
        ('/"><script>', "/%22%3E%3Cscript%3E"),
        ("http://[::1]:8000/", "http://[::1]:8000/"),
    ],
)
def test_a_location_is_percent_encoded(target, location):
    if location is None:
        with pytest.raises(BadRequest):
            redirect(target)
    else:
        response = redirect(target)
        assert response.location == location
        assert "<script>" not in response.text


@pytest.mark.parametrize(
    "target", ["/a\r\nX: y", "//evil", "/\\evil", "javascript:x", "\x00", "ftp://x", "http://u@h"]
)
def test_a_location_that_a_browser_would_misread_is_400(target):
    with pytest.raises(BadRequest, match="redirect target"):
        redirect(target)


@pytest.mark.parametrize(
    ("args", "kwargs", "text"),
    [
        ((), {}, "null"),
        ((1,), {}, "1"),
        (([1, 2],), {}, "[1,2]"),
        ((1, 2), {}, "[1,2]"),
        ((), {"a": 1}, '{"a":1}'),
        ((None,), {}, "null"),
        ((datetime.date(2026, 1, 2),), {}, '"2026-01-02"'),
        ((uuid.UUID(int=1),), {}, '"00000000-0000-0000-0000-000000000001"'),
    ],
)
def test_jsonify_writes_json(app, args, kwargs, text):
    with app.app_context():
        response = jsonify(*args, **kwargs)
    assert (response.text, response.content_type) == (text + "\n", "application/json")


def test_jsonify_takes_values_or_keywords(app):
    with app.app_context(), pytest.raises(TypeError, match="not both"):
        jsonify(1, a=2)


def test_abort_leaves_the_view():
    with pytest.raises(HTTPException) as caught:
        abort(404, "No such user.")
    assert (caught.value.code, caught.value.description) == (404, "No such user.")


@pytest.mark.parametrize(
    "call",
    [
        lambda: url_for("index"),
        lambda: jsonify(1),
        lambda: flash("hello"),
        lambda: render_template_string("x"),
    ],
)
def test_helpers_outside_of_a_context_say_what_is_missing(call):
    with pytest.raises(RuntimeError, match="work while a request is served"):
        call()


def test_a_redirect_is_made_by_the_app_that_serves():
    class Mine(App):
        def redirect(self, location, code=302):
            return super().redirect(f"/prefix{location}", code)

    with Mine("demo", static_folder=None).app_context():
        assert redirect("/a").location == "/prefix/a"
    assert redirect("/a").location == "/a"


def test_jsonify_is_what_the_provider_of_the_app_responds(app):
    class Mine(type(app.json)):
        mimetype = "application/vnd.api+json"

        def response(self, *args, **kwargs):
            return super().response({"data": args[0]})

    app.json = Mine()
    assert app.json.response(1).content_type == "application/vnd.api+json"
    with app.app_context():
        assert jsonify([1]).json == {"data": [1]}
