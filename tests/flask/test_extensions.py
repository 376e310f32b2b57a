"""How extensions work: `init_app`, a place to keep things, several apps in a process."""

import pytest

from microweb import App, current_app, g, session


class Counter:
    """An extension in the common form."""

    def __init__(self, app=None):
        if app is not None:
            self.init_app(app)

    def init_app(self, app):
        app.config.setdefault("COUNTER_START", 0)
        app.extensions["counter"] = {"at": app.config["COUNTER_START"]}
        app.before_request(self.count)
        app.teardown_appcontext(self.finish)
        app.add_template_global(self.at, name="counter_at")
        app.jinja_env.filters.setdefault("plus", lambda value: value + 1)

    def count(self):
        current_app.extensions["counter"]["at"] += 1
        g.counted = True

    def at(self):
        return current_app.extensions["counter"]["at"]

    def finish(self, error):
        g.pop("counted", None)


def make_app(name, counter, **config):
    app = App(name, static_folder=None)
    app.secret_key = f"the key of {name}"
    app.config.update(config)
    counter.init_app(app)
    app.add_url_rule("/", "index", lambda: f"{current_app.name} {counter.at()} {g.counted}")
    return app


def test_one_extension_serves_several_apps():
    counter = Counter()
    first, second = make_app("first", counter), make_app("second", counter, COUNTER_START=10)
    assert first.test_client().get("/").text == "first 1 True"
    assert second.test_client().get("/").text == "second 11 True"
    assert first.test_client().get("/").text == "first 2 True"


def test_an_extension_may_be_given_its_app_at_once():
    app = App("demo", static_folder=None)
    Counter(app)
    assert app.extensions["counter"] == {"at": 0}


def test_apps_do_not_share_sessions_settings_or_templates():
    counter = Counter()
    first, second = make_app("first", counter), make_app("second", counter)
    first.add_url_rule("/s", "s", lambda: session.setdefault("a", "first"))
    first.add_template_global("mine", name="whose")
    first.config["OWN"] = 1
    answer = first.test_client().get("/s")
    with second.test_request_context(headers={"Cookie": answer.headers["Set-Cookie"]}):
        assert "a" not in session
    assert "OWN" not in second.config
    assert "whose" not in second.jinja_env.globals


def test_apps_serve_within_each_other():
    counter = Counter()
    inner, outer = make_app("inner", counter), make_app("outer", counter)
    outer.add_url_rule(
        "/in", "inside", lambda: f"{inner.test_client().get('/').text}, {current_app.name}"
    )
    assert outer.test_client().get("/in").text == "inner 1 True, outer"


def test_wsgi_middleware_is_wrapped_around_an_app():
    app = make_app("demo", Counter())
    inner = app.wsgi_app

    def middleware(environ, start_response):
        environ["HTTP_HOST"] = "wrapped.example"
        return inner(environ, start_response)

    app.wsgi_app = middleware
    with app.test_client() as client:
        assert client.get("/").text == "demo 1 True"
        with pytest.raises(RuntimeError), current_app.app_context():
            _ = session["a"]
