"""An app with each kind of session."""

import pytest

from microweb import App
from microweb.stores import MemoryStore


@pytest.fixture
def store():
    return MemoryStore()


@pytest.fixture(params=["cookie", "stored"])
def app(request, store):
    """Make an app that keeps its sessions in a cookie, and one that keeps them in a store."""
    app = App("demo", static_folder=None)
    app.config["SECRET_KEY"] = "a key for tests"
    app.config["SESSION_STORE"] = store if request.param == "stored" else None
    return app
