"""Answers: every form that a view may return."""

import io
import sqlite3
from http import HTTPStatus

import pytest

from microweb import (
    App,
    Blueprint,
    Response,
    after_this_request,
    make_response,
    render_template_string,
    request,
)
from microweb.http import Headers
from microweb.testing import Client


def answer(value, **settings):
    """Give the response of an app whose only view returns a value, or what a callable makes."""
    app = App("demo", static_folder=None)
    app.config.update(settings)
    app.add_url_rule("/", "index", value if callable(value) else lambda: value)
    return app.test_client().get("/")


@pytest.mark.parametrize(
    ("value", "body", "content_type"),
    [
        ("text é", "text é", "text/html; charset=utf-8"),
        ("", "", "text/html; charset=utf-8"),
        (b"bytes", "bytes", "text/html; charset=utf-8"),
        (bytearray(b"array"), "array", "text/html; charset=utf-8"),
        ({"a": [1, None]}, '{"a":[1,null]}\n', "application/json"),
        ([1, "x"], '[1,"x"]\n', "application/json"),
        ({}, "{}\n", "application/json"),
        ([], "[]\n", "application/json"),
    ],
)
def test_a_value_becomes_a_body(value, body, content_type):
    response = answer(value)
    assert (response.status_code, response.text) == (200, body)
    assert response.headers["Content-Type"] == content_type
    assert response.headers["Content-Length"] == str(len(body.encode()))
    assert response.headers["X-Content-Type-Options"] == "nosniff"


class Word(str):
    __slots__ = ()


def test_a_subclass_of_str_is_text():
    assert answer(Word("word")).text == "word"


@pytest.mark.parametrize(
    "make",
    [
        lambda: (piece for piece in ("a", "b")),
        lambda: iter(["a", b"b"]),
        lambda: io.BytesIO(b"ab"),
        lambda: map(str, "ab"),
    ],
)
def test_an_iterator_is_streamed(make):
    response = answer(lambda: make())
    assert response.text == "ab"
    assert "Content-Length" not in response.headers
    assert response.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("value", "status", "header"),
    [
        (("x", 201), "201 Created", None),
        (("x", "201 Made"), "201 Made", None),
        (("x", "404"), "404 Not Found", None),
        (("x", HTTPStatus.ACCEPTED), "202 Accepted", None),
        (("x", {"X-A": "1"}), "200 OK", "1"),
        (("x", [("X-A", "1")]), "200 OK", "1"),
        (("x", Headers([("X-A", "1")])), "200 OK", "1"),
        (("x", 201, {"X-A": "1"}), "201 Created", "1"),
        (("x", None, {"X-A": "1"}), "200 OK", "1"),
        (({"a": 1}, 400), "400 Bad Request", None),
        (((piece for piece in "x"), 201), "201 Created", None),
        ((Response("x", headers={"X-A": "0"}), 201, {"X-A": "1"}), "201 Created", "1"),
    ],
)
def test_a_tuple_sets_status_and_headers(value, status, header):
    response = answer(value)
    assert (response.status, response.headers.get("X-A")) == (status, header)


def test_a_header_of_a_tuple_replaces_the_default():
    response = answer(("x", {"Content-Type": "text/plain", "x-frame-options": "DENY"}))
    assert response.headers.getlist("Content-Type") == ["text/plain"]
    assert response.headers.getlist("X-Frame-Options") == ["DENY"]


def test_a_tuple_may_name_a_header_twice():
    response = answer(("x", [("Set-Cookie", "a=1"), ("Set-Cookie", "b=2")]))
    assert response.headers.getlist("Set-Cookie") == ["a=1", "b=2"]


def test_a_response_is_sent_as_it_is():
    response = answer(lambda: Response("x", 202, {"X-A": "1"}, mimetype="text/plain"))
    assert (response.status_code, response.headers["X-A"]) == (202, "1")
    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"


@pytest.mark.parametrize("status", [204, 304])
def test_204_and_304_have_no_body_and_no_type(status):
    response = answer(("ignored", status))
    assert response.get_data() == b""
    assert "Content-Type" not in response.headers
    assert "Content-Length" not in response.headers


@pytest.mark.parametrize("value", [None, 5, 1.5, True, object(), {1, 2}, range(3)])
def test_another_value_is_an_error_that_names_the_view(value):
    with pytest.raises(
        TypeError, match=r"the view 'index' \(.*test_answers.py:\d+\) returned"
    ) as caught:
        answer(lambda: value, TESTING=True)
    assert "a view returns text, bytes" in str(caught.value)


def test_none_hints_at_a_missing_return():
    with pytest.raises(TypeError, match="returned None: it may lack a return"):
        answer(lambda: None, TESTING=True)


@pytest.mark.parametrize(
    ("value", "hint"),
    [
        ({1}, "a set, which has no order: make it a list"),
        (404, "404: make it text"),
        ((404, "text"), "404: .* put a body before it if it is a status"),
        (("text", "no status"), "a tuple: 'no status' is not a status"),
    ],
)
def test_the_message_says_how_to_mend_what_is_often_returned(value, hint):
    with pytest.raises((TypeError, ValueError), match=rf"'index' \(.*\) returned {hint}"):
        answer(lambda: value, TESTING=True)


def test_a_coroutine_is_explained_by_the_decorator_that_called_the_view():
    async def view():
        return "x"

    with pytest.raises(TypeError, match=r"coroutine: .*without `await`.*decorator.*ensure_sync"):
        answer(lambda: view(), TESTING=True)


def test_such_an_error_is_a_500_in_production():
    assert answer(lambda: None).status_code == 500


@pytest.mark.parametrize("value", [(), ("x",), ("x", 1, {}, 2)])
def test_a_tuple_of_another_length_is_an_error(value):
    with pytest.raises(TypeError, match=f"returned a tuple of {len(value)}"):
        answer(lambda: value, TESTING=True)


@pytest.mark.parametrize("status", [99, 600, "abc", "200 OK\r\nX-Evil: 1", "\u2603"])
def test_t44_a_status_that_cannot_be_sent_is_a_500(status):
    response = answer(("x", status))
    assert response.status_code == 500
    assert "X-Evil" not in response.headers


def test_text_that_utf_8_cannot_hold_is_a_500():
    assert answer("\ud800").status_code == 500


@pytest.mark.parametrize("value", [{"a": object()}, [float("nan")], {"a": {1}}])
def test_json_that_cannot_be_written_is_a_500(value):
    assert answer(value).status_code == 500


# WSGI callables.


def wsgi(environ, start_response):
    start_response(
        "201 Created", [("Content-Type", "text/x"), ("Set-Cookie", "a=1"), ("Set-Cookie", "b=2")]
    )
    return [environ["REQUEST_METHOD"].encode(), b" ", environ["PATH_INFO"].encode()]


def test_a_wsgi_callable_is_called():
    response = answer(lambda: wsgi)
    assert (response.status, response.text) == ("201 Created", "GET /")
    assert response.headers["Content-Type"] == "text/x"
    assert response.headers.getlist("Set-Cookie") == ["a=1", "b=2"]
    assert response.headers["X-Frame-Options"] == "SAMEORIGIN"


def test_a_wsgi_callable_may_be_a_generator():
    def late(environ, start_response):
        start_response("200 OK", [("Content-Type", "text/plain")])
        yield b"a"
        yield b"b"

    assert answer(lambda: late).text == "ab"


def test_a_wsgi_callable_may_write():
    def writer(environ, start_response):
        start_response("200 OK", [("Content-Type", "text/plain")])(b"written, ")
        return [b"returned"]

    assert answer(lambda: writer).text == "written, returned"


def test_the_body_of_a_wsgi_callable_is_closed():
    closed = []

    class Body:
        def __iter__(self):
            return iter([b"x"])

        def close(self):
            closed.append(True)

    def app(environ, start_response):
        start_response("200 OK", [("Content-Type", "text/plain")])
        return Body()

    assert answer(lambda: app).text == "x"
    assert closed == [True]


def test_a_wsgi_callable_without_content_type_gets_none():
    def bare(environ, start_response):
        start_response("204 No Content", [])
        return []

    assert "Content-Type" not in answer(lambda: bare).headers


def test_a_wsgi_callable_that_does_not_start_is_named():
    def silent(environ, start_response):
        return [b"x"]

    with pytest.raises(
        TypeError, match=r"the WSGI callable .*test_answers.py:\d+ did not call start_response"
    ):
        answer(lambda: silent, TESTING=True)


def test_an_app_within_an_app_finds_its_own_rule():
    inner = App("inner", static_folder=None)
    inner.register_error_handler(
        404, lambda error: render_template_string("{{ request.endpoint }} {{ request.blueprint }}")
    )
    outer = App("outer", static_folder=None)
    blueprint = Blueprint("bp", "outer")
    seen = []

    @blueprint.after_request
    def note(response):
        seen.append(request.endpoint)
        return response

    blueprint.add_url_rule("/x", "mounted", lambda: inner)
    outer.register_blueprint(blueprint)
    assert outer.test_client().get("/x").text == "None None"
    assert seen == ["bp.mounted"]


def test_an_app_that_is_asked_second_does_not_take_the_firsts_rule_for_its_own():
    first, second = (App(name, static_folder=None) for name in ("first", "second"))
    first.add_url_rule("/x", "x", lambda: ("pass on", 404))
    second.register_error_handler(404, lambda error: str(request.endpoint))

    def cascade(environ, start_response):
        b"".join(first(environ, lambda *_: None))
        return second(environ, start_response)

    assert Client(cascade).get("/x").text == "None"


def test_make_response_takes_what_a_view_returns():
    def view():
        response = make_response("x", 201, {"X-A": "1"})
        response.headers["X-B"] = "2"
        return response

    response = answer(view)
    assert (response.status_code, response.headers["X-A"], response.headers["X-B"]) == (
        201,
        "1",
        "2",
    )
    assert answer(lambda: make_response()).text == ""
    assert answer(lambda: make_response({"a": 1})).json == {"a": 1}


def test_make_response_names_itself():
    with pytest.raises(TypeError, match="make_response returned None"):
        answer(lambda: make_response(None), TESTING=True)


def test_files_stay_open_while_a_wsgi_callable_reads_its_own():
    inner, outer = App("inner", static_folder=None), App("outer", static_folder=None)
    seen = []

    @inner.post("/")
    def read_inner():
        return request.files["f"].read()

    @outer.post("/")
    def read_outer():
        data = request.get_data()
        file = request.files["f"]
        request.environ["wsgi.input"] = io.BytesIO(data)

        @after_this_request
        def read_late(response):
            seen.append((response.data, file.closed, file.read()))
            return response

        return inner

    outer.test_client().post("/", data={"f": (io.BytesIO(b"data"), "f.txt")})
    assert seen == [(b"data", False, b"data")]


def test_a_generator_that_yields_no_text_is_named_with_its_view():
    def numbers():
        yield "one"
        yield 2

    with pytest.raises(TypeError, match=r"the view 'index' \(.*\) yielded 2; it yields text or"):
        answer(numbers)


def test_a_generator_is_closed_with_the_body():
    ended = []

    def endless():
        try:
            while True:
                yield "x"
        finally:
            ended.append(True)

    pieces = endless()  # held here, so that nothing else ends it
    app = App("demo", static_folder=None)
    app.add_url_rule("/", "index", lambda: pieces)
    response = app.test_client().get("/", buffered=False)
    assert next(iter(response.response)) == b"x"
    response.close()
    assert ended == [True]


def test_a_row_of_a_database_says_how_it_becomes_a_dict():
    connection = sqlite3.connect(":memory:")
    connection.row_factory = sqlite3.Row
    row = connection.execute("SELECT 1 AS id").fetchone()
    with pytest.raises(TypeError, match=r"returned a Row: make it a dict with dict\(\)"):
        answer(row, TESTING=True)
    with pytest.raises(TypeError, match=r"make it a dict: dict\(\.\.\.\)"):
        answer([row], TESTING=True)
    connection.close()


@pytest.mark.parametrize("value", [("x", ["a"]), ("x", 404, 5)])
def test_headers_that_are_none_are_named_with_the_view(value):
    with pytest.raises(TypeError, match=r"the view 'index' .* for headers, which are a dict or a"):
        answer(value, TESTING=True)


def test_a_header_with_a_line_feed_in_it_is_the_clients_fault():
    assert answer(("x", 200, {"A": "b\nc"}), TESTING=True).status_code == 400
