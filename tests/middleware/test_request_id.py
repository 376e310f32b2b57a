"""RequestID: one id in the environ, the request, the response and the log."""

import io
import logging
import re

import pytest

from microweb import App, abort, has_request_context, request
from microweb.middleware import RequestID
from microweb.middleware.request_id import REQUEST_ID_KEY

OWN = re.compile(r"[0-9a-f]{32}")
GOOD = [
    "a",
    "0f8fad5b-d9cb-469f-a165-70867728950e",
    "01ARZ3NDEKTSV4RRFFQ69G5FAV",
    "Root=1-67891233-abcdef012345678912345678",
    "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
    "x" * 128,
]
BAD = [
    "",
    " ",
    "a b",
    "x" * 129,
    "a,b",
    'a"b',
    "<b>",
    "a;b",
    "$(id)",
    "a\tb",
    "\xe9",
    "a\\n",
    "`id`",
]


def make_client(**options):
    """Give the client of an app whose view shows the id."""
    app = App("demo", static_folder=None)
    app.use(RequestID(**options))
    app.add_url_rule("/", "index", lambda: request.environ[REQUEST_ID_KEY])
    app.add_url_rule("/header", "header", lambda: request.headers["X-Request-ID"])
    app.add_url_rule("/fail", "fail", lambda: abort(500))
    return app.test_client()


def test_each_request_has_an_id_of_its_own():
    client = make_client()
    names = {client.get("/").text for _ in range(50)}
    assert len(names) == 50
    assert all(OWN.fullmatch(name) for name in names)


@pytest.mark.parametrize("path", ["/", "/header"])
def test_request_and_response_carry_the_same_id(path):
    answer = make_client().get(path)
    assert answer.headers.getlist("X-Request-ID") == [answer.text]


@pytest.mark.parametrize("path", ["/fail", "/nowhere"])
def test_an_error_carries_it(path):
    assert OWN.fullmatch(make_client().get(path).headers["X-Request-ID"])


def test_what_a_client_sends_is_not_trusted():
    for path in ("/", "/header"):
        answer = make_client().get(path, headers={"X-Request-ID": "mine"})
        assert OWN.fullmatch(answer.text)
        assert answer.headers["X-Request-ID"] == answer.text


@pytest.mark.parametrize("name", GOOD)
def test_a_good_id_is_taken_when_trusted(name):
    answer = make_client(trust=True).get("/", headers={"X-Request-ID": name})
    assert answer.text == answer.headers["X-Request-ID"] == name


@pytest.mark.parametrize("name", BAD)
def test_a_bad_id_is_replaced_even_when_trusted(name):
    answer = make_client(trust=True).get("/", headers={"X-Request-ID": name})
    assert OWN.fullmatch(answer.text)
    assert answer.headers["X-Request-ID"] == answer.text


@pytest.mark.parametrize("name", ["a\n", "a\r\nX: y", "a\x00"])
def test_an_id_that_would_break_a_line_is_replaced(name):
    overrides = {"HTTP_X_REQUEST_ID": name}
    answer = make_client(trust=True).get("/", environ_overrides=overrides)
    assert OWN.fullmatch(answer.text)


def test_a_missing_id_is_made_when_trusted():
    assert OWN.fullmatch(make_client(trust=True).get("/").text)


def test_the_header_may_have_another_name():
    client = make_client(header="X-Correlation-ID", trust=True)
    answer = client.get("/", headers={"X-Correlation-ID": "mine", "X-Request-ID": "other"})
    assert answer.text == answer.headers["X-Correlation-ID"] == "mine"
    assert "X-Request-ID" not in answer.headers
    assert client.get("/header", headers={"X-Request-ID": "other"}).text == "other"


def test_a_name_that_is_no_token_is_an_error():
    with pytest.raises(ValueError, match="not a token"):
        RequestID(header="X Request")


def test_a_view_does_not_replace_it():
    app = App("demo", static_folder=None)
    app.use(RequestID())
    app.add_url_rule("/", "index", lambda: ("", {"X-Request-ID": "view"}))
    assert OWN.fullmatch(app.test_client().get("/").headers["X-Request-ID"])


def test_log_lines_of_views_errors_and_streams_carry_it():
    app = App("demo", static_folder=None)
    app.config["PROPAGATE_EXCEPTIONS"] = False
    app.use(RequestID())
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logging.Formatter("%(request_id)s %(message)s"))

    def add_id(record):
        known = has_request_context()
        record.request_id = request.environ[REQUEST_ID_KEY] if known else "-"
        return True

    handler.addFilter(add_id)
    app.logger.addHandler(handler)

    def pieces():
        app.logger.error("streamed")
        yield "done"

    @app.get("/")
    def index():
        app.logger.error("viewed")
        return pieces()

    @app.get("/fail")
    def fail():
        raise RuntimeError("lost")

    try:
        app.logger.error("alone")
        name = app.test_client().get("/").headers["X-Request-ID"]
        other = app.test_client().get("/fail").headers["X-Request-ID"]
    finally:
        app.logger.removeHandler(handler)
    lines = stream.getvalue().splitlines()
    assert lines[:3] == ["- alone", f"{name} viewed", f"{name} streamed"]
    assert lines[3].startswith(f"{other} ")
