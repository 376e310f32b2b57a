"""Attributes of an app that stand for its settings, and classes that take its place."""

from datetime import timedelta

import pytest

from microweb import App, session
from microweb.json import JSONProvider


@pytest.fixture
def app():
    app = App("demo", static_folder=None)
    app.secret_key = "a key for tests"
    return app


@pytest.mark.parametrize("lifetime", [timedelta(minutes=5), 300])
def test_the_lifetime_of_a_permanent_session_is_an_attribute(app, lifetime):
    app.permanent_session_lifetime = lifetime
    assert app.config["PERMANENT_SESSION_LIFETIME"] == lifetime
    assert app.permanent_session_lifetime == timedelta(minutes=5)

    @app.get("/")
    def index():
        session.permanent = True
        return ""

    client = app.test_client()
    client.get("/")
    assert client.get_cookie("session").max_age == 300


def test_a_provider_of_ones_own_knows_its_app(app):
    class Mine(JSONProvider):
        def default(self, value):
            return f"{self.app.name}: {value}" if isinstance(value, set) else super().default(value)

    app.json = Mine(app)
    app.add_url_rule("/", "index", lambda: {"a": set()})
    assert app.test_client().get("/").json == {"a": "demo: set()"}
