"""Following one request: as data, as text, and as `microweb explain`."""

import json
import sys

import pytest

from microweb import App
from microweb.explain import (
    Explained,
    describe_submission,
    explain,
    explaining,
    following,
    format_explanation,
)
from microweb.server.debugpage import DebugPage
from microweb.testing import make_environ


def steps_of(app, path, **options):
    explanation = explain(app, make_environ(path, **options))
    return explanation, {step.kind: step for step in explanation.steps}


def test_every_step_of_a_request_is_told_in_order(app):
    explanation = explain(app, make_environ("/shop/3/order", method="POST", data={"a": "1"}))
    kinds = [step.kind for step in explanation.steps]
    wanted = ["request", "middleware", "host", "match", "csrf", "before", "view", "session"]
    wanted += ["template", "response", "after", "session", "headers", "bytes"]
    kept = [kind for kind in kinds if kind != "teardown"]
    assert kept == wanted
    assert "teardown" in kinds
    assert (explanation.status, explanation.size) == ("200 OK", len("<p>3 x</p>"))


def test_functions_are_named_with_place_and_time(app):
    _, steps = steps_of(app, "/shop/3")
    for kind, name in (("before", "load_user"), ("after", "stamp"), ("middleware", "timing")):
        assert steps[kind].title == name
        assert "conftest.py:" in steps[kind].place
        assert steps[kind].microseconds > 0
    assert steps["view"].title == "shop.show(number=3)"
    assert "conftest.py:" in steps["view"].place
    assert steps["view"].details == ("returned a dict",)
    assert steps["view"].depth > steps["middleware"].depth


def test_the_match_says_why_not_the_others(app):
    _, steps = steps_of(app, "/shop/3")
    assert steps["match"].title == "/shop/<int:number> -> shop.show"
    assert "number = 3" in steps["match"].details
    assert "not /shop/<int:number>/order: it goes on where the path ends" in steps["match"].details
    assert "not /shop/: it ends with a slash" in steps["match"].details


def test_a_miss_names_the_rules_that_come_near(app):
    explanation, steps = steps_of(app, "/shop/three")
    assert explanation.status == "404 Not Found"
    assert steps["match"].title == "no rule for GET /shop/three"
    assert (
        "not /shop/<int:number>: <number> (IntegerConverter) does not accept 'three'"
        in steps["match"].details
    )


def test_a_wrong_method_is_told_from_a_wrong_path(app):
    explanation, steps = steps_of(app, "/shop/3/order")
    assert explanation.status == "405 Method Not Allowed"
    assert "not /shop/<int:number>/order: it answers OPTIONS, POST" in steps["match"].details


def test_csrf_is_told_even_where_it_is_not_checked(app):
    assert steps_of(app, "/shop/3")[1]["csrf"].title == "not checked: GET changes nothing"
    _, steps = steps_of(app, "/shop/3/order", method="POST")
    assert steps["csrf"].title.startswith("passed: neither Sec-Fetch-Site nor Origin")
    explanation, steps = steps_of(
        app, "/shop/3/order", method="POST", headers={"Origin": "https://evil.example"}
    )
    assert explanation.status == "403 Forbidden"
    assert "https://evil.example" in steps["csrf"].title
    assert "view" not in steps


def test_a_hook_that_answers_is_told(app):
    _, steps = steps_of(app, "/shop/3?early=1")
    assert steps["before"].details == ("it answers, so the view is not called: a str of 5",)
    assert "view" not in steps


def test_an_error_is_told_with_its_place_and_its_handler(app):
    app.register_error_handler(403, lambda error: ("no", 403))
    explanation, steps = steps_of(app, "/shop/3?stop=1")
    assert explanation.status == "403 Forbidden"
    assert steps["error"].title.startswith("Forbidden: 403")
    raised, handled = steps["error"].details
    assert raised.startswith("raised at ")
    assert "conftest.py:" in raised
    assert handled == "its handler is <lambda>"
    assert "test_explain.py:" in steps["error"].place


def test_an_exception_that_leaves_the_app_is_told(app):
    app.testing = True
    explanation, steps = steps_of(app, "/boom")
    assert explanation.error.startswith("ZeroDivisionError: on purpose (")
    assert "conftest.py:" in explanation.error
    assert explanation.status == ""
    assert steps["view"].details == ("raised ZeroDivisionError",)
    assert "The exception left the app" in format_explanation(explanation)


def test_secrets_are_masked(app):
    explanation = explain(
        app,
        make_environ(
            "/shop/3/order?token=t0psecret",
            method="POST",
            headers={"Cookie": "session=t0psecret", "Authorization": "Basic t0psecret"},
        ),
    )
    text = format_explanation(explanation)
    assert "t0psecret" not in text
    assert "Set-Cookie: ********" in text


def test_following_leaves_the_thread_as_it_was(app):
    seen = []

    def profiler(frame, event, value):
        seen.append(event)

    sys.setprofile(profiler)
    try:
        with following(app) as calls:
            app.test_client().get("/shop/3")
        assert sys.getprofile() is profiler
    finally:
        sys.setprofile(None)
    assert calls


def test_a_request_that_is_not_followed_records_nothing(app):
    with following(app) as calls:
        pass
    app.test_client().get("/shop/3")
    assert calls == []


@pytest.mark.parametrize("width", [40, 80])
def test_the_text_fits(app, width):
    text = format_explanation(explain(app, make_environ("/shop/3")), width=width)
    # What has no blanks is not broken: a header's value, a path of this machine.
    assert all(len(line) <= width for line in text.splitlines() if len(line.split()) > 1)
    assert "\x1b" not in text
    assert "\x1b" in format_explanation(explain(app, make_environ("/shop/3")), color=True)


def test_the_command_writes_the_text(microweb):
    result = microweb("explain", "post", "/shop/3/order", "-d", "a=1", "-d", "a=2", "-b", "x=y")
    assert result.exit_code == 0
    assert "match" in result.output
    assert "POST /shop/3/order -> 200 OK, 10 bytes, " in result.output
    assert "CONTENT_TYPE = 'application/x-www-form-urlencoded'" in result.output


def test_the_method_is_get_where_none_is_given(microweb):
    assert "GET /shop/3 -> 200 OK" in microweb("explain", "/shop/3").output


def test_the_command_sends_json_and_headers(microweb):
    result = microweb("explain", "PUT", "/x", "--json", '{"a": 1}', "-H", "X-Mine: 5")
    assert "CONTENT_TYPE = 'application/json'" in result.output
    assert "X-Mine: 5" in result.output


def test_the_command_writes_json(microweb):
    data = json.loads(microweb("explain", "/shop/3", "--output-json").output)
    assert data["status"] == "200 OK"
    assert {"kind", "title", "microseconds", "depth"} <= data["steps"][0].keys()


@pytest.mark.parametrize("words", [["--json", "{"], ["-H", "no colon"]])
def test_a_wrong_option_is_a_usage_error(microweb, words):
    assert microweb("explain", "/", *words).exit_code == 2


def test_a_whole_url_says_scheme_host_path_and_query(microweb):
    result = microweb("explain", "https://shop.example:8443/shop/3?page=2")
    assert "GET /shop/3?page=2 -> 200 OK" in result.output
    for line in (
        "PATH_INFO = '/shop/3'",
        "QUERY_STRING = 'page=2'",
        "wsgi.url_scheme = 'https'",
        "Host: shop.example:8443",
    ):
        assert line in result.output


@pytest.mark.parametrize(
    ("url", "line"),
    [
        ("http://[::1]:80", "GET / -> 404"),
        ("HTTP://Shop.example?a=1", "GET /?a=1 -> 404"),
        ("/shop/3?next=http://other.example/", "GET /shop/3?next=http://other.example/ -> 200"),
    ],
)
def test_what_a_whole_url_may_look_like(microweb, url, line):
    assert line in microweb("explain", url).output


def test_the_host_of_a_url_is_checked_and_chooses_the_rule(microweb, app):
    app.config["TRUSTED_HOSTS"] = ["shop.example"]
    refused = microweb("explain", "http://other.example/shop/3").output
    assert "Host is 'other.example'; TRUSTED_HOSTS is" in refused
    assert "not looked for: the host was refused" in refused
    assert "400 Bad Request" in refused
    assert "-> 200 OK" in microweb("explain", "http://shop.example/shop/3").output
    site = App("hosts", static_folder=None, host_matching=True)
    site.add_url_rule("/", "api", lambda: "x", host="api.example")
    site.add_url_rule("/", "shop", lambda: "x", host="shop.example")
    taken = microweb("explain", "http://shop.example/", create_app=lambda: site).output
    assert "match      / -> shop\n" in taken
    assert "not /: it is for the host 'api.example'" in taken


def test_the_base_url_says_where_the_app_is_mounted(microweb):
    result = microweb("explain", "/shop/3", "--base-url", "https://shop.example/below")
    assert "SCRIPT_NAME = '/below'" in result.output
    assert "Host: shop.example" in result.output


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ([], "Name a path, as in: explain /login"),
        (["/\udcff"], "is no text in UTF-8: write such a byte as %FF"),
        (["/x", "-H", "a b: c"], "The header 'a b: c' cannot be sent: header name 'a b' is not a"),
        (["/x", "-H", "a: b\nc: d"], "cannot be sent"),
        (["/x", "-H", "a"], "A header is NAME:VALUE, not 'a'."),
        (["/x", "-b", "foo"], "A cookie is NAME=VALUE, not 'foo'."),
        (["/x", "-d", "a=1", "--json", "1"], "--data and --json are two bodies: leave out one."),
        (["/x", "--json", "{a: 1}"], "Quote it for the shell, as '{\"count\": 2}'."),
        (["GET"], "GET what? Name a path, as in: explain GET /login"),
        (["/x", "POST"], "'/x' is no method; it comes first, as in: explain POST /login"),
        (["ftp://x/y"], "'ftp://x/y' is neither a path nor a URL like https://"),
        (["http://ann:pw@x/"], "neither a path nor a URL like https://"),
        (["http://x/", "--base-url", "http://y/"], "leave out --base-url, or give a path"),
        (["/x", "--base-url", "localhost"], "--base-url 'localhost' is not like http://localhost/"),
        (["/x", "--base-url", "http://x/?a=1"], "is not like http://localhost/"),
    ],
)
def test_what_cannot_be_asked_says_what_to_write(microweb, words, message):
    result = microweb("explain", *words)
    assert result.exit_code == 2
    assert message in result.stderr


def test_an_exception_ends_the_command_with_1(microweb, app):
    app.debug = True
    assert microweb("explain", "/boom").exit_code == 1


def test_an_exception_that_leaves_the_app_carries_its_steps(app):
    app.debug = True
    environ = make_environ("/boom?token=t0psecret")
    with pytest.raises(ZeroDivisionError) as caught:
        Explained(app)(environ, lambda *_: None)
    (note,) = caught.value.__notes__
    assert "How the request went:" in note
    assert "match" in note
    assert "raised ZeroDivisionError" in note
    assert note.count("ZeroDivisionError: on purpose") == 1
    assert "t0psecret" not in note


def test_a_request_that_goes_well_is_answered_as_ever(app):
    status = []
    body = Explained(app)(make_environ("/shop/"), lambda *given: status.append(given[0]))
    assert (status, b"".join(body)) == (["200 OK"], b"shop")


def test_of_many_rules_the_nearest_six_are_named():
    app = App("many", static_folder=None)
    for at in range(8):
        app.add_url_rule(f"/a/{at}", f"far{at}", lambda: "")
    app.add_url_rule("/a/b/c", "near", lambda: "")
    _, steps = steps_of(app, "/a/b/d")
    details = steps["match"].details
    assert len(details) == 6
    assert details[0] == "not /a/b/c: 'c' is not 'd'"


def test_a_view_that_runs_in_parts_is_one_step():
    import asyncio

    async def wait():
        await asyncio.sleep(0)
        return "x"

    def stream():
        yield "a"
        yield "b"

    app = App("parts", static_folder=None)
    app.add_url_rule("/wait", "wait", wait)
    app.add_url_rule("/stream", "stream", stream)
    for path, outcome in (
        ("/wait", "returned a str of 1, in 2 parts"),
        ("/stream", "returned None, in 3 parts"),
    ):
        views = [step for step in explain(app, make_environ(path)).steps if step.kind == "view"]
        assert [step.details for step in views] == [(outcome,)]


def test_a_long_message_is_cut_where_it_shows(app):
    def fail():
        raise LookupError("x" * 300)

    app.debug = True
    app.add_url_rule("/fail", "fail", fail)
    _, steps = steps_of(app, "/fail")
    assert steps["error"].title == f"LookupError: {'x' * 200}..."


def test_what_a_view_returned_has_its_article(app):
    app.add_url_rule("/int", "int", lambda: 5)
    app.add_url_rule("/list", "list", lambda: [1])
    assert steps_of(app, "/int")[1]["view"].details == ("returned an int",)
    assert steps_of(app, "/list")[1]["view"].details == ("returned a list",)


def test_the_debug_page_of_a_program_of_its_own_tells_how_the_request_went(app):
    app.debug = True
    page = DebugPage(Explained(app), sections=describe_submission)
    text = "".join(piece.decode() for piece in page(make_environ("/boom"), lambda *_: print))
    assert "How the request went" in text


def test_a_stream_without_an_end_is_left_after_a_while(app, monkeypatch):
    closed = []

    def tick():
        try:
            while True:
                yield "data: tick\n\n"
        finally:
            closed.append(True)

    monkeypatch.setattr(explaining, "_MAX_SECONDS", 0.05)
    app.add_url_rule("/tick", "tick", lambda: tick())
    explanation, steps = steps_of(app, "/tick")
    assert explanation.status == "200 OK"
    assert steps["bytes"].title.endswith(" in 0.05 s; the body goes on, and was left")
    assert closed == [True]


def test_of_a_long_body_the_beginning_is_shown_and_all_is_counted(app):
    app.add_url_rule("/long", "long", lambda: ("ab" * 50 for _ in range(1000)))
    explanation, steps = steps_of(app, "/long")
    assert explanation.size == 100_000
    assert steps["bytes"].details == (f"{'ab' * 100}...",)


def test_how_to_make_a_secret_key_is_not_masked(app):
    app.secret_key = None
    explanation, _ = steps_of(app, "/shop/3/order", method="POST")
    title = " ".join(step.title for step in explanation.steps)
    assert "needs a secret key: set app.secret_key" in title
