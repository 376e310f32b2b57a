"""Errors: every exception becomes a response, and the nearest handler makes it."""

import json
import logging

import pytest

from microweb import App, Blueprint, Response, abort, make_response, request
from microweb.exceptions import (
    BadRequest,
    Forbidden,
    HTTPException,
    InternalServerError,
    MethodNotAllowed,
    NotFound,
)
from microweb.exceptions.aborting import default_exceptions
from microweb.testing import make_environ


class BaseError(Exception):
    pass


class DerivedError(BaseError):
    pass


class TeapotError(HTTPException):
    code = 418


@pytest.fixture
def app():
    app = App("demo", static_folder=None)

    @app.get("/raise/<kind>")
    def fail(kind):
        raise {
            "base": BaseError,
            "derived": DerivedError,
            "teapot": TeapotError,
            "zero": ZeroDivisionError,
        }[kind]("why")

    @app.get("/abort/<int:code>")
    def stop(code):
        abort(code)

    return app


def text(app, path):
    return app.test_client().get(path).text


@pytest.mark.parametrize("code", sorted(default_exceptions))
def test_abort_answers_with_each_status(app, code):
    response = app.test_client().get(f"/abort/{code}")
    assert response.status_code == code
    assert response.headers["X-Content-Type-Options"] == "nosniff"


def test_the_handler_of_the_nearest_class_is_taken(app):
    app.register_error_handler(Exception, lambda error: "any")
    app.register_error_handler(BaseError, lambda error: "base")
    assert text(app, "/raise/derived") == "base"
    assert text(app, "/raise/base") == "base"
    assert text(app, "/raise/zero") == "any"


def test_the_order_of_registration_does_not_matter(app):
    app.register_error_handler(DerivedError, lambda error: "derived")
    app.register_error_handler(BaseError, lambda error: "base")
    assert text(app, "/raise/derived") == "derived"


def test_a_status_finds_its_handler(app):
    app.register_error_handler(404, lambda error: (f"{error.code} {error.name}", 404))
    assert text(app, "/abort/404") == "404 Not Found"
    assert text(app, "/nothing") == "404 Not Found"


def test_a_class_of_a_status_finds_its_handler(app):
    app.register_error_handler(NotFound, lambda error: "class")
    assert text(app, "/abort/404") == "class"


def test_a_handler_of_a_status_comes_before_one_of_all_http_errors(app):
    app.register_error_handler(HTTPException, lambda error: "any")
    app.register_error_handler(404, lambda error: "404")
    assert text(app, "/abort/404") == "404"
    assert text(app, "/abort/403") == "any"


def test_a_class_of_ones_own_finds_the_handler_of_its_status(app):
    app.register_error_handler(418, lambda error: "tea")
    assert text(app, "/raise/teapot") == app.test_client().get("/raise/teapot").text


def test_a_handler_gets_the_error_and_returns_what_a_view_returns(app):
    app.register_error_handler(BaseError, lambda error: ({"why": str(error)}, 409))
    response = app.test_client().get("/raise/derived")
    assert (response.status_code, response.json) == (409, {"why": "why"})


def test_a_handler_of_500_gets_what_was_raised(app):
    app.register_error_handler(500, lambda error: (type(error.original_exception).__name__, 500))
    assert text(app, "/raise/zero") == "ZeroDivisionError"


@pytest.fixture
def with_blueprint(app):
    def make(**handlers):
        blueprint = Blueprint("bp", "demo", url_prefix="/bp")

        @blueprint.get("/<int:code>")
        def stop(code):
            if code == 599:
                raise DerivedError
            abort(code)

        for name, handler in handlers.items():
            key = {"any": Exception, "base": BaseError, "http": HTTPException}.get(name) or int(
                name[1:]
            )
            blueprint.register_error_handler(key, handler)
        app.register_blueprint(blueprint)
        return app

    return make


def test_the_handlers_of_a_blueprint_come_before_those_of_the_app(app, with_blueprint):
    app.register_error_handler(404, lambda error: "app")
    with_blueprint(_404=lambda error: "bp")
    assert text(app, "/bp/404") == "bp"
    assert text(app, "/abort/404") == "app"
    assert text(app, "/bp/other") == "app"


def test_a_blueprint_handles_the_classes_of_its_views_alone(app, with_blueprint):
    with_blueprint(base=lambda error: "bp")
    assert text(app, "/bp/599") == "bp"
    assert app.test_client().get("/raise/derived").status_code == 500


def test_a_status_of_the_app_comes_before_a_wide_class_of_the_blueprint(app, with_blueprint):
    app.register_error_handler(404, lambda error: "app")
    with_blueprint(http=lambda error: "bp")
    assert text(app, "/bp/404") == "app"
    assert text(app, "/bp/403") == "bp"


def test_a_blueprint_may_handle_errors_of_the_whole_app(app):
    blueprint = Blueprint("bp", "demo")
    blueprint.app_errorhandler(404)(lambda error: "from bp")
    app.register_blueprint(blueprint)
    assert text(app, "/nothing") == "from bp"


def test_an_unhandled_exception_is_a_500_that_says_nothing_and_is_logged(app, caplog):
    with caplog.at_level(logging.ERROR):
        response = app.test_client().get("/raise/zero?q=1")
    assert response.status_code == 500
    assert "why" not in response.text
    assert "ZeroDivisionError" not in response.text
    (record,) = caplog.records
    assert record.getMessage() == "Exception on GET '/raise/zero'"
    assert record.exc_info[0] is ZeroDivisionError


def test_t52_a_logged_path_stays_on_one_line(app, caplog):
    app.add_url_rule("/log/<path:p>", "log", lambda p: 1 / 0)
    app.test_client().get("/log/a%0Ab%1B%C2%9B")
    assert caplog.records[-1].getMessage() == r"Exception on GET '/log/a\nb\x1b\xc2\x9b'"


def test_an_http_error_is_not_logged(app, caplog):
    app.test_client().get("/abort/404")
    assert not caplog.records


@pytest.mark.parametrize(
    ("settings", "propagates"),
    [
        ({}, False),
        ({"TESTING": True}, True),
        ({"DEBUG": True}, True),
        ({"TESTING": True, "PROPAGATE_EXCEPTIONS": False}, False),
        ({"PROPAGATE_EXCEPTIONS": True}, True),
    ],
)
def test_exceptions_leave_the_app_in_tests_and_for_the_debug_page(app, settings, propagates):
    app.config.update(settings)
    app.register_error_handler(500, lambda error: ("handled", 500))
    if propagates:
        with pytest.raises(ZeroDivisionError):
            app.test_client().get("/raise/zero")
    else:
        assert text(app, "/raise/zero") == "handled"


def test_a_handled_exception_does_not_leave_the_app(app):
    app.testing = True
    app.register_error_handler(BaseError, lambda error: "handled")
    assert text(app, "/raise/base") == "handled"
    assert app.test_client().get("/abort/404").status_code == 404


def test_a_handler_that_fails_is_a_500(app, caplog):
    app.register_error_handler(404, lambda error: 1 / 0)
    response = app.test_client().get("/nothing")
    assert response.status_code == 500
    assert caplog.records[-1].exc_info[0] is ZeroDivisionError


def test_a_handler_of_500_that_fails_is_a_500_all_the_same(app, caplog):
    app.register_error_handler(500, lambda error: 1 / 0)
    response = app.test_client().get("/raise/base")
    assert response.status_code == 500
    assert response.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert len(caplog.records) >= 2


def test_a_handler_of_everything_that_fails_is_a_500(app):
    app.register_error_handler(Exception, lambda error: 1 / 0)
    for path in ("/raise/base", "/nothing"):
        assert app.test_client().get(path).status_code == 500


def test_a_handler_that_fails_leaves_the_app_in_tests(app):
    app.testing = True
    app.register_error_handler(404, lambda error: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        app.test_client().get("/nothing")


def test_a_handler_may_abort(app):
    app.register_error_handler(BaseError, lambda error: abort(403))
    app.register_error_handler(403, lambda error: ("forbidden", 403))
    response = app.test_client().get("/raise/base")
    assert (response.status_code, response.text) == (403, "forbidden")


def test_a_handler_that_aborts_with_its_own_status_is_answered(app):
    def again(error):
        raise NotFound("again")

    app.register_error_handler(404, again)
    response = app.test_client().get("/nothing")
    assert response.status_code == 404
    assert "again" in response.text


def test_a_handler_that_returns_nothing_is_named(app):
    app.testing = True
    app.register_error_handler(404, lambda error: None)
    with pytest.raises(TypeError, match=r"the error handler .*test_errors.py:\d+ returned None"):
        app.test_client().get("/nothing")


def test_abort_takes_a_response(app):
    app.register_error_handler(Exception, lambda error: "handled")
    app.add_url_rule("/r", "r", lambda: abort(make_response("mine", 402)))
    response = app.test_client().get("/r")
    assert (response.status_code, response.text) == (402, "mine")


def test_an_http_error_may_be_returned(app):
    app.add_url_rule("/r", "r", lambda: Forbidden("no"))
    response = app.test_client().get("/r")
    assert response.status_code == 403
    assert "no" in response.text
    assert response.headers["X-Frame-Options"] == "SAMEORIGIN"


@pytest.mark.parametrize(
    ("accept", "content_type"),
    [
        ("", "text/html; charset=utf-8"),
        ("text/html,*/*;q=0.8", "text/html; charset=utf-8"),
        ("*/*", "text/html; charset=utf-8"),
        ("application/json", "application/problem+json"),
        ("application/problem+json", "application/problem+json"),
        ("text/plain", "text/plain; charset=utf-8"),
        ("text/html;q=0.5, application/json", "application/problem+json"),
        ("image/png", "text/html; charset=utf-8"),
    ],
)
@pytest.mark.parametrize("path", ["/nothing", "/abort/403", "/raise/zero"])
def test_an_error_has_the_form_that_the_client_asks_for(app, path, accept, content_type):
    headers = {"Accept": accept} if accept else {}
    response = app.test_client().get(path, headers=headers)
    assert response.headers["Content-Type"] == content_type
    assert "Accept" in response.headers["Vary"]


def test_a_problem_has_the_members_of_rfc_9457(app):
    app.add_url_rule("/p", "p", lambda: abort(403, "Not <you>."))
    response = app.test_client().get("/p", headers={"Accept": "application/json"})
    assert json.loads(response.text) == {
        "type": "about:blank",
        "title": "Forbidden",
        "status": 403,
        "detail": "Not <you>.",
    }


def test_a_description_is_escaped(app):
    app.add_url_rule("/p", "p", lambda: abort(403, "<script>alert(1)</script>"))
    assert "<script>" not in app.test_client().get("/p").text


def test_a_missing_key_is_a_400_that_names_it(app):
    app.add_url_rule("/k", "k", lambda: request.args["page"])
    response = app.test_client().get("/k")
    assert response.status_code == 400
    assert "page" in response.text


@pytest.mark.parametrize(("error", "status"), [(BadRequest, 400), (ZeroDivisionError, 500)])
def test_t61_an_error_in_making_the_request_is_answered(app, error, status):
    class Broken(app.request_class):
        def __init__(self, *args):
            raise error

    app.request_class = Broken
    app.teardown_request(lambda error: None)
    app.add_url_rule("/read", "read", lambda: request.path)
    for path in ("/read", "/nothing", "/\xff"):
        started = []
        environ = make_environ("/") | {"PATH_INFO": path}
        app(environ, lambda code, headers, started=started: started.append(int(code[:3])))
        assert started == [status]


def test_http_errors_carry_data():
    assert MethodNotAllowed(["POST", "GET"]).valid_methods == ["GET", "POST"]
    cause = ValueError()
    assert InternalServerError(original_exception=cause).original_exception is cause
    assert isinstance(NotFound().get_response(), Response)
