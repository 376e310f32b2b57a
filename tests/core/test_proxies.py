"""Proxies: they behave as what they stand for, and say so where there is nothing."""

import threading

import pytest

from microweb import App, Request, current_app, g, request, session
from microweb.context import Namespace
from microweb.proxies import make_proxy
from microweb.sessions import Session


@pytest.fixture
def app():
    app = App("demo", static_folder=None)
    app.secret_key = "a key for tests"
    return app


USES = {
    "request attribute": lambda: request.path,
    "request method": lambda: request.get_json(),
    "request unknown": lambda: request.nothing,
    "request set": lambda: setattr(request, "a", 1),
    "session item": lambda: session["a"],
    "session set": lambda: session.__setitem__("a", 1),
    "session in": lambda: "a" in session,
    "session len": lambda: len(session),
    "session iter": lambda: list(session),
    "session equal": lambda: session == {},
    "g attribute": lambda: g.a,
    "g set": lambda: setattr(g, "a", 1),
    "g delete": lambda: delattr(g, "a"),
    "g in": lambda: "a" in g,
    "current_app": lambda: current_app.config,
    "the object": lambda: request._get_current_object(),
}


@pytest.mark.parametrize("use", USES)
def test_outside_of_a_context_every_use_says_what_is_missing(use):
    with pytest.raises(
        RuntimeError,
        match=r"no request here: `request`, .* while a request is served. Use them in a view",
    ):
        USES[use]()


def test_isinstance_sees_the_class_of_the_object(app):
    with app.test_request_context("/"):
        assert isinstance(request, Request)
        assert isinstance(session, Session)
        assert isinstance(session, dict)
        assert isinstance(g, Namespace)
        assert isinstance(current_app, App)
        assert not isinstance(request, dict)


def test_isinstance_does_not_fail_outside_of_a_context():
    assert not isinstance(request, Request)


def test_the_session_works_as_a_dict(app):
    with app.test_request_context("/"):
        session["a"] = 1
        session.update(b=2)
        session.setdefault("c", []).append(3)
        assert session == {"a": 1, "b": 2, "c": [3]}
        assert session != {}
        assert len(session) == 3
        assert list(session) == ["a", "b", "c"]
        assert list(reversed(session)) == ["c", "b", "a"]
        assert "a" in session
        assert dict(session) == {**session}
        assert (session | {"d": 4})["d"] == 4
        assert ({"d": 4} | session)["a"] == 1
        assert session.get("x") is None
        assert str(session) == repr(session) == str(dict(session))
        assert session.pop("a") == 1
        del session["b"]
        assert bool(session)
        session.clear()
        assert not session


def test_attributes_are_set_on_the_object(app):
    with app.test_request_context("/") as context:
        g.a = 1
        request.extra = 2
        session.permanent = True
        current_app.debug = True
        assert context.g.a == 1
        assert context.request.extra == 2
        assert context.session["_permanent"] is True
        assert app.debug
        del request.extra
        assert not hasattr(request, "extra")


def test_a_proxy_compares_and_hashes_as_its_object(app):
    with app.test_request_context("/"):
        assert current_app == app
        assert hash(current_app) == hash(app)
        assert {current_app: 1}[app] == 1
        assert current_app._get_current_object() is app


def test_a_proxy_shows_its_object(app):
    with app.test_request_context("/x"):
        assert repr(request) == repr(request._get_current_object())
        assert "path" in dir(request)


def test_a_callable_object_is_called(app):
    started = []
    with app.test_request_context("/") as context:
        current_app(context.request.environ, lambda status, headers: started.append(status))
    assert started == ["404 Not Found"]


def test_the_object_itself_may_go_to_another_thread(app):
    seen = []
    with app.test_request_context("/here"):
        real = request._get_current_object()
        thread = threading.Thread(target=lambda: seen.append(real.path))
        thread.start()
        thread.join()
    assert seen == ["/here"]


def test_a_proxy_finds_its_object_anew_at_each_use():
    numbers = iter([[1], [1, 2]])
    proxy = make_proxy(list, lambda: next(numbers))
    assert [len(proxy), len(proxy)] == [1, 2]


def test_an_attribute_that_the_class_lacks_is_looked_up_on_the_object():
    class Loose:
        pass

    thing = Loose()
    thing.a = 1
    assert make_proxy(Loose, lambda: thing).a == 1


def test_a_missing_attribute_is_an_attribute_error(app):
    with app.test_request_context("/"), pytest.raises(AttributeError, match="nothing"):
        _ = request.nothing


def test_a_proxy_of_nothing_is_false_and_says_so():
    assert not request
    assert not current_app
    assert repr(request) == "<RequestProxy of nothing>"
