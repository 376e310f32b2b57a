"""What the tests of auth share: sites of either kind, a clock, and the events they log."""

import logging
import time

import pytest

from microweb.security.events import LOGGER_NAME
from microweb.stores import MemoryStore
from tests.auth.site import Site


class Clock:
    """A clock that a test sets."""

    def __init__(self):
        self.now = time.time()

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture(params=["cookie", "server"])
def site(request, clock):
    """A site with sessions of either kind."""
    store = MemoryStore(clock=clock)
    is_cookie = request.param == "cookie"
    site = Site(store=store) if is_cookie else Site(SESSION_STORE=store)
    site.auth.clock = clock
    return site


@pytest.fixture
def server_site(clock):
    """A site whose sessions the server keeps."""
    site = Site(SESSION_STORE=MemoryStore(clock=clock))
    site.auth.clock = clock
    return site


@pytest.fixture
def events(caplog):
    """The security events so far, as dicts."""
    caplog.set_level(logging.INFO, LOGGER_NAME)
    return lambda name=None: [
        record.security
        for record in caplog.records
        if record.name == LOGGER_NAME and name in (None, record.security["event"])
    ]
