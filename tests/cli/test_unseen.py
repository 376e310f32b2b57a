"""The view that a failure is about, where no frame of the traceback shows it."""

import pytest

from microweb import App
from microweb.explain.unseen import describe_unseen_view
from microweb.testing import make_environ


@pytest.fixture
def app():
    app = App("demo", static_folder=None)
    app.debug = True
    return app


def fail(app, path):
    """Answer a request that fails; give the environ and the exception."""
    environ = make_environ(path)
    with pytest.raises(Exception) as caught:  # noqa: PT011  whatever it is
        app(environ, lambda *_: None)
    return environ, caught.value


def test_a_view_that_returns_nothing_is_shown_with_its_lines(app):
    @app.get("/")
    def index():
        _ = 5 + 6

    ((title, text),) = describe_unseen_view(*fail(app, "/"))
    assert title == f"View index, {__file__}"
    lines = text.splitlines()
    assert lines[-1].endswith("        _ = 5 + 6")
    assert lines[-1].split()[0] == str(index.__code__.co_firstlineno + 2)


def test_a_view_that_the_traceback_shows_is_not_repeated(app):
    @app.get("/")
    def index():
        raise LookupError

    assert describe_unseen_view(*fail(app, "/")) == []


def test_without_a_view_there_is_nothing_to_show(app):
    @app.before_request
    def stop():
        raise LookupError

    assert describe_unseen_view(*fail(app, "/nowhere")) == []
