"""What the tests of auth share: sites of either kind, a clock, and the events they log."""

import logging

import pytest

from microweb.security.events import LOGGER_NAME
from microweb.stores import MemoryStore
from tests.auth.site import Site


class Clock:
    """A clock that a test sets."""

    def __init__(self):
        self.now = 1_800_000_000.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock(monkeypatch):
    clock = Clock()
    monkeypatch.setattr("time.time", clock)
    return clock


@pytest.fixture(params=["cookie", "server"])
def site(request):
    """A site with sessions of either kind."""
    if request.param == "cookie":
        return Site(store=MemoryStore())
    return Site(SESSION_STORE=MemoryStore())


@pytest.fixture
def server_site():
    """A site whose sessions the server keeps."""
    return Site(SESSION_STORE=MemoryStore())


@pytest.fixture
def events(caplog):
    """The security events so far, as dicts."""
    caplog.set_level(logging.INFO, LOGGER_NAME)
    return lambda name=None: [
        record.security
        for record in caplog.records
        if record.name == LOGGER_NAME and name in (None, record.security["event"])
    ]
