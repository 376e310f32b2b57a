"""Who may try to log in how often; the counts are rows, so they outlive a restart."""

from examples.login.rules import find_username_problem, make_name_key
from microweb import current_app, request
from microweb.auth import LoginThrottle
from microweb.security.throttle import Throttle, network_of
from microweb.stores import SQLiteStore

__all__ = ["count_login", "count_registration", "forgive_login"]

_STORE = "login.store"
_REGISTRATIONS = 20
_REGISTRATION_PERIOD = 60 * 60  # in seconds


def count_login(username: str) -> float:
    """Count a try to log in, before its password is looked at.

    Returns:
        0 if the try may go on, else how long to wait, in seconds.
    """
    return _login_throttle().hit(_account(username))


def forgive_login(username: str) -> None:
    """Drop the tries for an account from this address, now that its password was right."""
    _login_throttle().forgive(_account(username))


def count_registration() -> float:
    """Count a try to make an account; give 0, or how long to wait, in seconds."""
    store = _open()
    throttle = Throttle(_REGISTRATIONS, _REGISTRATION_PERIOD, name="register", store=store)
    return throttle.hit(network_of(request.remote_addr))


def _login_throttle() -> LoginThrottle:
    config = current_app.config
    tries, period = config["LOGIN_TRIES"], config["LOGIN_PERIOD"]
    return LoginThrottle(tries=tries, period=period, store=_open())


def _open() -> SQLiteStore:
    """Give the store of the app: one for the process, for it keeps its connections."""
    extensions = current_app.extensions
    if _STORE not in extensions:
        extensions[_STORE] = SQLiteStore(current_app.config["DATABASE"])
    store: SQLiteStore = extensions[_STORE]
    return store


def _account(username: str) -> str:
    # Names are counted whether they exist or not: a lock tells nothing about them.
    return username if find_username_problem(username) else make_name_key(username)
