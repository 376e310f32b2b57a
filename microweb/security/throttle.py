"""Limit how often something may happen, such as a try to log in.

A throttle allows so many hits of one key in any stretch of time of a given length: the window
slides, it does not start anew at the full minute. A hit that is refused does not count, so that
nobody can be kept out for longer than one period after the last hit that was allowed.
"""

import re
from hashlib import blake2b
from typing import NamedTuple, Protocol

from microweb.stores import MemoryStore, Window

__all__ = ["Rate", "Throttle", "ThrottleStore", "network_of", "parse_rate"]

_RATE_RE = re.compile(r"([1-9][0-9]{0,8}) ?(?:/|per) ?(?:([1-9][0-9]{0,8}) ?)?([a-z]+)")
_UNITS = {
    **dict.fromkeys(("s", "second", "seconds"), 1),
    **dict.fromkeys(("m", "min", "minute", "minutes"), 60),
    **dict.fromkeys(("h", "hour", "hours"), 60 * 60),
    **dict.fromkeys(("d", "day", "days"), 24 * 60 * 60),
}


class ThrottleStore(Protocol):
    """What a throttle needs of a store: see `stores.Store`, which every store here is."""

    def hit(self, key: str, *, limit: int, period: float) -> float:
        """Count a hit; give 0, or how long until one will be counted, in seconds."""
        ...

    def window(self, key: str, *, period: float) -> Window:
        """Give the hits in the period that ends now, without counting one."""
        ...

    def forget(self, key: str) -> None:
        """Drop the hits of a key."""
        ...


class Throttle:
    """Allows `limit` hits of a key in any `period`.

        tries = Throttle(10, 15 * 60, name="login", store=SQLiteStore("app.db"))
        if wait := tries.hit(username, address):
            ...  # refuse, with Retry-After: wait

    Args:
        limit: How many hits are allowed.
        period: In how long a time, in seconds.
        name: What is limited; two throttles on one store do not share hits unless they share it.
        store: Where hits are kept; in this process, if not given: then each worker counts its own.

    Raises:
        ValueError: If the limit or the period is not above 0.
    """

    def __init__(
        self,
        limit: int,
        period: float,
        *,
        name: str = "",
        store: ThrottleStore | None = None,
    ) -> None:
        if limit < 1 or period <= 0:
            raise ValueError(f"a throttle allows 1 or more hits in a time, not {limit} in {period}")
        self.limit = limit
        self.period = period
        self.name = name
        self._store = MemoryStore() if store is None else store

    def hit(self, *key: str) -> float:
        """Count a hit, unless there were too many.

        Args:
            key: Who is limited, in one part or more, of any length.

        Returns:
            0 if the hit is allowed, else how long to wait, in seconds.
        """
        return self._store.hit(self._digest(key), limit=self.limit, period=self.period)

    def wait(self, *key: str) -> float:
        """Give what `hit` would, without counting one: 0, or how long to wait, in seconds."""
        hits, reset = self.window(*key)
        return reset if hits >= self.limit else 0.0

    def window(self, *key: str) -> Window:
        """Give the hits of a key, without counting one."""
        return self._store.window(self._digest(key), period=self.period)

    def forget(self, *key: str) -> None:
        """Drop the hits of a key, after a login that succeeded for example."""
        self._store.forget(self._digest(key))

    def _digest(self, key: tuple[str, ...]) -> str:
        # A digest bounds what a client can make the store keep, and keeps names and addresses out
        # of it. The form with the quotes cannot be confused: ("a", "b") is not ("a', 'b",).
        return blake2b(ascii((self.name, *key)).encode(), digest_size=16).hexdigest()


class Rate(NamedTuple):
    """So many in a time, in seconds."""

    limit: int
    period: int


def parse_rate(text: str) -> Rate:
    """Read a rate such as `5/minute`, `100 per hour` or `10/15 minutes`.

    Raises:
        ValueError: It is none.
    """
    match = _RATE_RE.fullmatch(text)
    if match is None or match[3] not in _UNITS:
        raise ValueError(f"{text!r} is no rate; one is like '5/minute' or '10/15 minutes'")
    return Rate(int(match[1]), int(match[2] or 1) * _UNITS[match[3]])


def network_of(address: str | None) -> str:
    """Give what to count the clients of an address by.

    That is the address; of IPv6 the first 64 bits, for a customer gets at least these and may use a
    new address for each request. What cannot be read, such as the path of a socket, is one client.
    """
    from ipaddress import IPv6Address, IPv6Network, ip_address  # 3 ms

    try:
        parsed = ip_address((address or "").partition("%")[0])
    except ValueError:
        return ""
    if not isinstance(parsed, IPv6Address):
        return str(parsed)
    if parsed.ipv4_mapped is not None:
        return str(parsed.ipv4_mapped)
    return str(IPv6Network((parsed, 64), strict=False))
