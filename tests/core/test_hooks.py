"""Hooks: their order, what stops them, and when a context ends."""

import pytest

from microweb import App, Blueprint, Response, after_this_request, g, has_request_context, request
from microweb.testing import make_environ


@pytest.fixture
def seen():
    return []


@pytest.fixture
def app(seen):
    """Give an app and a blueprint, each with two hooks of each kind."""
    app = App("demo", static_folder=None)
    blueprint = Blueprint("bp", "demo", url_prefix="/bp")

    def note(scope, text):
        scope.before_request(lambda: seen.append(f"before {text}"))
        scope.after_request(lambda response: seen.append(f"after {text}") or response)
        scope.teardown_request(lambda error: seen.append(f"teardown {text}"))

    for number in (1, 2):
        note(app, f"app {number}")
        note(blueprint, f"bp {number}")
        app.teardown_appcontext(lambda error, number=number: seen.append(f"end {number}"))

    def view():
        seen.append("view")
        after_this_request(lambda response: seen.append("after this") or response)
        return "x"

    app.add_url_rule("/", "index", view)
    blueprint.add_url_rule("/", "index", view)
    app.register_blueprint(blueprint)
    return app


def test_hooks_of_the_app_run_around_a_view(app, seen):
    app.test_client().get("/")
    assert seen == [
        "before app 1", "before app 2", "view", "after this", "after app 2", "after app 1",
        "teardown app 2", "teardown app 1", "end 2", "end 1",
    ]  # fmt: skip


def test_hooks_of_a_blueprint_run_within_those_of_the_app(app, seen):
    app.test_client().get("/bp/")
    assert seen == [
        "before app 1", "before app 2", "before bp 1", "before bp 2", "view", "after this",
        "after bp 2", "after bp 1", "after app 2", "after app 1",
        "teardown bp 2", "teardown bp 1", "teardown app 2", "teardown app 1", "end 2", "end 1",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/nothing", 404), ("DELETE", "/", 405), ("OPTIONS", "/", 200), ("GET", "/bp", 308)],
)
def test_hooks_of_the_app_run_where_no_view_does(app, seen, method, path, status):
    assert app.test_client().open(path, method=method).status_code == status
    assert seen == [
        "before app 1", "before app 2", "after app 2", "after app 1",
        "teardown app 2", "teardown app 1", "end 2", "end 1",
    ]  # fmt: skip


def test_a_hook_that_returns_a_value_answers_in_place_of_the_view(seen):
    app = App("demo", static_folder=None)
    app.before_request(lambda: seen.append("first"))
    app.before_request(lambda: ("stopped", 401))
    app.before_request(lambda: seen.append("never"))
    app.after_request(lambda response: seen.append(response.status_code) or response)
    app.add_url_rule("/", "index", lambda: seen.append("view"))
    response = app.test_client().get("/")
    assert (response.status_code, response.text) == (401, "stopped")
    assert seen == ["first", 401]


def test_a_hook_may_answer_a_404(seen):
    app = App("demo", static_folder=None)
    app.before_request(lambda: "closed for today")
    assert app.test_client().get("/nothing").text == "closed for today"


def test_a_hook_knows_the_endpoint_and_its_arguments(seen):
    app = App("demo", static_folder=None)
    app.before_request(lambda: seen.append((request.endpoint, request.view_args)))
    app.add_url_rule("/<int:n>", "show", lambda n: str(n))
    app.test_client().get("/5")
    app.test_client().get("/x")
    assert seen == [("show", {"n": 5}), (None, None)]


@pytest.mark.parametrize(("path", "status"), [("/fail", 500), ("/nothing", 404)])
def test_after_hooks_run_for_errors(path, status):
    app = App("demo", static_folder=None)
    app.add_url_rule("/fail", "fail", lambda: 1 / 0)

    @app.after_request
    def add(response):
        response.headers["X-After"] = str(response.status_code)
        return response

    response = app.test_client().get(path)
    assert (response.status_code, response.headers["X-After"]) == (status, str(status))


def test_an_after_hook_may_put_another_response_in_place():
    app = App("demo", static_folder=None)
    app.after_request(lambda response: Response("other", 202))
    assert app.test_client().get("/").status_code == 202


def test_an_after_hook_that_returns_nothing_is_named():
    app = App("demo", static_folder=None)
    app.testing = True
    app.after_request(lambda response: None)
    with pytest.raises(
        TypeError, match=r"the after_request hook .*test_hooks.py:\d+ returned no Response"
    ):
        app.test_client().get("/")


def test_an_after_hook_that_fails_is_a_500(seen):
    app = App("demo", static_folder=None)
    app.add_url_rule("/", "index", lambda: "x")
    app.after_request(lambda response: 1 / 0)
    app.teardown_request(seen.append)
    response = app.test_client().get("/")
    assert (response.status_code, response.headers["X-Frame-Options"]) == (500, "SAMEORIGIN")
    assert [type(error) for error in seen] == [ZeroDivisionError]


def test_a_teardown_hook_that_fails_is_logged_and_the_others_run(seen, caplog):
    app = App("demo", static_folder=None)
    app.teardown_request(lambda error: seen.append("first"))
    app.teardown_request(lambda error: 1 / 0)
    assert app.test_client().get("/").status_code == 404
    assert seen == ["first"]
    assert "The teardown hook" in caplog.text
    assert "test_hooks.py" in caplog.text


def test_teardown_runs_in_the_context(seen):
    app = App("demo", static_folder=None)
    app.add_url_rule("/", "index", lambda: setattr(g, "a", 1) or "x")
    app.teardown_request(lambda error: seen.append((g.a, request.path)))
    app.test_client().get("/")
    assert seen == [(1, "/")]


def test_an_error_that_a_handler_answered_is_none_to_teardown(seen):
    app = App("demo", static_folder=None)
    app.add_url_rule("/", "index", lambda: 1 / 0)
    app.register_error_handler(ZeroDivisionError, lambda error: "handled")
    app.teardown_request(seen.append)
    assert app.test_client().get("/").text == "handled"
    assert seen == [None]


@pytest.mark.parametrize("with_page", [True, False])
def test_an_error_that_became_a_500_is_given_to_teardown_so_that_it_can_roll_back(seen, with_page):
    app = App("demo", static_folder=None)
    app.add_url_rule("/", "index", lambda: 1 / 0)
    if with_page:
        app.register_error_handler(500, lambda error: ("sorry", 500))
    app.teardown_request(lambda error: seen.append(type(error)))
    app.teardown_appcontext(lambda error: seen.append(type(error)))
    assert app.test_client().get("/").status_code == 500
    assert seen == [ZeroDivisionError, ZeroDivisionError]


def test_after_hooks_see_the_500_of_an_error_handler_that_failed():
    app = App("demo", static_folder=None)
    app.add_url_rule("/", "index", lambda: 1 / 0)
    app.register_error_handler(ZeroDivisionError, lambda error: {}["missing"])

    @app.after_request
    def mark(response):
        response.headers["X-Seen"] = response.status
        return response

    response = app.test_client().get("/")
    assert (response.status_code, response.headers["X-Seen"]) == (500, "500 Internal Server Error")


def test_an_error_that_leaves_the_app_is_given_to_teardown(seen):
    app = App("demo", static_folder=None)
    app.testing = True
    app.add_url_rule("/", "index", lambda: 1 / 0)
    app.teardown_request(lambda error: seen.append(type(error)))
    with pytest.raises(ZeroDivisionError):
        app.test_client().get("/")
    assert seen == [ZeroDivisionError]


# Streamed bodies.


@pytest.fixture
def streaming(seen):
    app = App("demo", static_folder=None)

    @app.get("/stream")
    def stream():
        def pieces():
            try:
                for number in range(3):
                    seen.append(f"piece {number} of {request.path}")
                    yield f"{number}"
            finally:
                seen.append("closed")

        return pieces()

    @app.get("/broken")
    def broken():
        def pieces():
            yield "a"
            raise ZeroDivisionError

        return pieces()

    app.teardown_request(lambda error: seen.append(f"teardown {type(error).__name__}"))
    return app


def test_a_streamed_body_keeps_its_context_until_it_is_closed(streaming, seen):
    body = streaming(make_environ("/stream"), lambda *_: None)
    assert not has_request_context()
    assert seen == []
    assert next(iter(body)) == b"0"
    assert not has_request_context()
    assert b"".join(body) == b"12"
    assert seen[-1] == "closed"
    body.close()
    assert seen[-1] == "teardown NoneType"
    assert seen[:3] == [f"piece {number} of /stream" for number in range(3)]


def test_a_body_that_is_given_up_is_closed_before_its_context(streaming, seen):
    body = streaming(make_environ("/stream"), lambda *_: None)
    next(iter(body))
    body.close()
    assert seen == ["piece 0 of /stream", "closed", "teardown NoneType"]


def test_head_closes_a_streamed_body_at_once(streaming, seen):
    response = streaming.test_client().head("/stream")
    assert response.get_data() == b""
    assert seen == ["teardown NoneType"]


def test_what_breaks_a_stream_is_given_to_teardown(streaming, seen):
    body = streaming(make_environ("/broken"), lambda *_: None)
    with pytest.raises(ZeroDivisionError):
        list(body)
    body.close()
    assert seen == ["teardown ZeroDivisionError"]


def test_streams_of_two_requests_do_not_mix(streaming, seen):
    one = streaming(make_environ("/stream"), lambda *_: None)
    other = streaming(make_environ("/stream", base_url="http://localhost/b"), lambda *_: None)
    assert [next(iter(one)), next(iter(other)), next(iter(one))] == [b"0", b"0", b"1"]
    other.close()
    one.close()
    assert not has_request_context()


@pytest.mark.parametrize("value", [True, False])
def test_a_hook_that_says_yes_or_no_is_no_answer(value):
    app = App("demo", static_folder=None)
    app.testing = True

    @app.before_request
    def check():
        return value

    app.add_url_rule("/", "index", lambda: "")
    with pytest.raises(TypeError, match=f"the before_request hook .* returned {value}; it returns"):
        app.test_client().get("/")
