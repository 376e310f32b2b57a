"""Exceptions: what a subclass may decide, and what the settings trap."""

import os
import traceback

import pytest

from microweb import App, Response, abort, request
from microweb.exceptions import BadRequest, NotFound


def make_app(cls=App):
    app = cls("demo", static_folder=None)
    app.add_url_rule("/fail", "fail", lambda: 1 / 0)
    app.add_url_rule("/lost", "lost", lambda: abort(404))
    app.add_url_rule("/bad", "bad", lambda: request.args["none"])
    return app


def test_a_subclass_may_answer_every_exception():
    class Own(App):
        def handle_user_exception(self, error):
            return f"own {type(error).__name__}", 418

    client = make_app(Own).test_client()
    assert [client.get(path).text for path in ("/fail", "/lost", "/none")] == [
        "own ZeroDivisionError",
        "own NotFound",
        "own NotFound",
    ]


def test_a_subclass_may_answer_those_with_a_status():
    class Own(App):
        def handle_http_exception(self, error):
            return f"own {error.code}"

    client = make_app(Own).test_client()
    assert [client.get(path).text for path in ("/fail", "/lost")] == ["own 500", "own 404"]


def test_a_subclass_may_answer_those_without_a_handler():
    class Own(App):
        def handle_exception(self, error):
            return f"own {type(error).__name__}"

    app = make_app(Own)
    app.register_error_handler(ZeroDivisionError, lambda error: "handled")
    app.add_url_rule("/key", "key", lambda: {}["x"])
    client = app.test_client()
    assert [client.get(path).text for path in ("/fail", "/key")] == ["handled", "own KeyError"]


def test_a_subclass_may_log_in_its_own_way():
    class Own(App):
        logged = None

        def log_exception(self, exc_info):
            self.logged = exc_info

    app = make_app(Own)
    assert app.test_client().get("/fail").status_code == 500
    kind, error, traceback = app.logged
    assert kind is ZeroDivisionError
    assert error.__traceback__ is traceback


def test_a_handler_may_raise_what_it_was_given():
    app = make_app()

    @app.errorhandler(ZeroDivisionError)
    def again(error):
        raise error

    app.register_error_handler(500, lambda error: (repr(error.original_exception), 500))
    assert app.test_client().get("/fail").text == "ZeroDivisionError('division by zero')"


@pytest.mark.parametrize(
    ("key", "path", "trapped"),
    [
        ("TRAP_HTTP_EXCEPTIONS", "/lost", NotFound),
        ("TRAP_HTTP_EXCEPTIONS", "/none", NotFound),
        ("TRAP_BAD_REQUEST_ERRORS", "/bad", BadRequest),
        ("TRAP_BAD_REQUEST_ERRORS", "/lost", None),
    ],
)
def test_trapped_exceptions_are_treated_as_any_other(key, path, trapped):
    app = make_app()
    app.config.update({key: True, "TESTING": True})
    if trapped is None:
        assert app.test_client().get(path).status_code == 404
    else:
        with pytest.raises(trapped):
            app.test_client().get(path)


def test_a_trapped_exception_still_finds_a_handler_of_its_class():
    app = make_app()
    app.config["TRAP_HTTP_EXCEPTIONS"] = True
    app.register_error_handler(NotFound, lambda error: "found")
    assert app.test_client().get("/lost").text == "found"


@pytest.mark.parametrize("count", [0, 1, 5])
def test_a_traceback_tells_of_the_view_and_little_else(count):
    app = make_app()
    app.testing = True
    for _ in range(count):
        app.use(lambda request, call_next: call_next(request))
    with pytest.raises(ZeroDivisionError) as caught:
        app.test_client().get("/fail")
    names = [os.path.basename(frame.filename) for frame in traceback.extract_tb(caught.tb)]
    assert names.count("failures.py") <= 3 + 2 * count
    assert names[-1] == "test_failures.py"


@pytest.mark.parametrize("ignored", [True, False])
def test_teardown_does_not_hear_of_an_error_that_is_ignored(ignored):
    seen = []

    class Own(App):
        def should_ignore_error(self, error):
            return ignored

    app = make_app(Own)
    app.testing = True
    app.teardown_request(seen.append)
    with pytest.raises(ZeroDivisionError):
        app.test_client().get("/fail")
    assert [type(error) for error in seen] == [type(None) if ignored else ZeroDivisionError]


def test_the_app_redirects_with_its_own_class():
    class Own(Response):
        pass

    app = App("demo", static_folder=None)
    app.response_class = Own
    response = app.redirect("/x", 302)
    assert type(response) is Own
    assert (response.status_code, response.headers["Location"]) == (302, "/x")


def test_the_aborter_aborts():
    with pytest.raises(NotFound):
        App("demo").aborter(404)
