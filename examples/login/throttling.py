"""Who may try to log in how often; the counts are rows, so they outlive a restart."""

import sqlite3
from ipaddress import IPv6Address, IPv6Network, ip_address

from examples.login.rules import find_username_problem, make_name_key
from examples.login.storage import get_db, transaction
from microweb import current_app, request
from microweb.security.throttle import Throttle

__all__ = ["SQLiteThrottleStore", "count_login", "count_registration", "forgive_login"]

# One address may try many accounts, as the people of one office do, and one account may be tried
# from many addresses, so that a stranger cannot keep its owner out: each this many times the tries
# for one account from one address.
_WIDER = 10

_REGISTRATIONS = 20
_REGISTRATION_PERIOD = 60 * 60  # in seconds


class SQLiteThrottleStore:
    """Keeps hits in the `throttle_hits` table, for all processes together."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def hit(self, key: str, *, now: float, limit: int, period: float) -> float:
        """Count a hit, unless the window is full."""
        with transaction(self._db):
            self._db.execute("DELETE FROM throttle_hits WHERE expires_at <= ?", (now,))
            # The window is full if there is a hit that has `limit - 1` later ones.
            row = self._db.execute(
                "SELECT expires_at FROM throttle_hits WHERE key = ?"
                " ORDER BY expires_at DESC LIMIT 1 OFFSET ?",
                (key, limit - 1),
            ).fetchone()
            if row:
                return float(row["expires_at"] - now)
            self._db.execute(
                "INSERT INTO throttle_hits (key, expires_at) VALUES (?, ?)", (key, now + period)
            )
        return 0.0

    def forget(self, key: str) -> None:
        """Drop the hits of a key."""
        self._db.execute("DELETE FROM throttle_hits WHERE key = ?", (key,))


def count_login(username: str) -> float:
    """Count a try to log in, before its password is looked at.

    Returns:
        0 if the try may go on, else how long to wait, in seconds.
    """
    config = current_app.config
    store = SQLiteThrottleStore(get_db())
    limit, period = config["LOGIN_TRIES"], config["LOGIN_PERIOD"]
    account, network = _account(username), _network()
    return (
        Throttle(limit, period, name="login", store=store).hit(account, network)
        or Throttle(limit * _WIDER, period, name="login from", store=store).hit(network)
        or Throttle(limit * _WIDER, period, name="login to", store=store).hit(account)
    )


def forgive_login(username: str) -> None:
    """Drop the tries for an account from this address, now that its password was right."""
    config = current_app.config
    store = SQLiteThrottleStore(get_db())
    throttle = Throttle(config["LOGIN_TRIES"], config["LOGIN_PERIOD"], name="login", store=store)
    throttle.forget(_account(username), _network())


def count_registration() -> float:
    """Count a try to make an account; give 0, or how long to wait, in seconds."""
    store = SQLiteThrottleStore(get_db())
    throttle = Throttle(_REGISTRATIONS, _REGISTRATION_PERIOD, name="register", store=store)
    return throttle.hit(_network())


def _account(username: str) -> str:
    # Names are counted whether they exist or not: a lock tells nothing about them.
    return username if find_username_problem(username) else make_name_key(username)


def _network() -> str:
    """Give the address of the client; of IPv6 the first half, which one customer gets whole."""
    try:
        address = ip_address(request.remote_addr or "")
    except ValueError:
        return ""
    if isinstance(address, IPv6Address):
        return str(IPv6Network((address, 64), strict=False))
    return str(address)
