"""Context: what one request owns, and when it is there."""

import threading

import pytest

from microweb import (
    App,
    after_this_request,
    current_app,
    g,
    has_app_context,
    has_request_context,
    request,
    session,
)
from microweb.context import current_context


@pytest.fixture
def app():
    app = App("demo", static_folder=None)
    app.add_url_rule("/user/<name>", "user", lambda name: name)
    return app


def test_an_app_context_has_no_request(app):
    with app.app_context():
        assert (has_app_context(), has_request_context()) == (True, False)
        assert current_app.name == "demo"
        g.a = 1
        assert g.a == 1
        with pytest.raises(
            RuntimeError, match=r"no request here, only an app.*test_request_context"
        ):
            _ = request.path
    assert not has_app_context()


def test_a_request_context_has_everything(app):
    with app.test_request_context("/user/bob?a=1"):
        assert (has_app_context(), has_request_context()) == (True, True)
        assert (request.path, request.args["a"]) == ("/user/bob", "1")
        assert dict(session) == {}
    assert not has_request_context()


def test_a_request_context_has_its_rule(app):
    with app.test_request_context("/user/bob"):
        assert (request.endpoint, request.view_args) == ("user", {"name": "bob"})


@pytest.mark.parametrize("path", ["/nothing", "/user/a/b"])
def test_a_request_context_may_have_no_rule(app, path):
    with app.test_request_context(path):
        assert (request.endpoint, request.view_args, request.url_rule) == (None, None, None)


def test_a_request_context_of_an_environ(app):
    with (
        app.test_request_context("/user/bob") as made,
        app.request_context(made.request.environ) as context,
    ):
        assert context.request.endpoint == "user"


def test_contexts_nest(app):
    with app.test_request_context("/outer"):
        g.a = "outer"
        with app.test_request_context("/inner"):
            assert request.path == "/inner"
            assert "a" not in g
        assert (request.path, g.a) == ("/outer", "outer")


def test_the_end_of_a_context_runs_its_teardown_once(app):
    seen = []
    app.teardown_request(lambda error: seen.append("request"))
    app.teardown_appcontext(lambda error: seen.append(error))
    with app.app_context():
        pass
    assert seen == [None]
    with app.test_request_context("/"):
        pass
    assert seen == [None, "request", None]


def test_a_context_pushed_twice_ends_with_the_last_pop(app):
    seen = []
    app.teardown_appcontext(seen.append)
    context = app.app_context()
    with context:
        with context:
            pass
        assert seen == []
        assert current_context() is context
    assert seen == [None]


def test_teardown_gets_what_ended_the_context(app):
    seen = []
    app.teardown_appcontext(lambda error: seen.append(type(error)))
    with pytest.raises(ValueError, match="why"), app.app_context():
        raise ValueError("why")
    assert seen == [ValueError]


def test_another_thread_has_no_context_of_its_own(app):
    seen = []
    with app.test_request_context("/"):
        thread = threading.Thread(target=lambda: seen.append(has_app_context()))
        thread.start()
        thread.join()
    assert seen == [False]


def test_nothing_is_left_after_a_request(app):
    app.test_client().get("/user/bob")
    assert not has_app_context()


def test_nothing_is_left_after_a_request_that_failed(app):
    app.testing = True
    app.add_url_rule("/fail", "fail", lambda: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        app.test_client().get("/fail")
    assert not has_app_context()


def test_g_is_a_place_for_attributes(app):
    with app.app_context():
        assert g.get("a") is None
        assert g.get("a", 1) == 1
        assert g.setdefault("a", 2) == 2
        assert "a" in g
        assert list(g) == ["a"]
        assert g.pop("a") == 2
        assert g.pop("a", 3) == 3
        with pytest.raises(KeyError):
            g.pop("a")
        g.b = 1
        del g.b
        assert not hasattr(g, "b")


def test_a_missing_attribute_of_g_is_named(app):
    with (
        app.app_context(),
        pytest.raises(AttributeError, match="g has no 'user': nothing set it in this request"),
    ):
        _ = g.user


def test_each_request_has_its_own_g(app):
    app.add_url_rule("/count", "count", lambda: str(g.setdefault("n", 0)) + str(setattr(g, "n", 1)))
    client = app.test_client()
    assert client.get("/count").text == client.get("/count").text == "0None"


def test_after_this_request_needs_a_context():
    with pytest.raises(RuntimeError, match="work while a request is served"):
        after_this_request(lambda response: response)
