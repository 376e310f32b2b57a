"""Limit how often something may happen, such as a try to log in.

A throttle allows so many hits of one key in any stretch of time of a given length: the window
slides, it does not start anew at the full minute. A hit that is refused does not count, so that
nobody can be kept out for longer than one period after the last hit that was allowed.
"""

import time
from collections import OrderedDict, deque
from collections.abc import Callable
from hashlib import blake2b
from threading import Lock
from typing import Protocol

__all__ = ["MemoryThrottleStore", "Throttle", "ThrottleStore"]


class ThrottleStore(Protocol):
    """Where hits are kept. Its methods are called from any thread."""

    def hit(self, key: str, *, now: float, limit: int, period: float) -> float:
        """Count a hit, unless the window is full; in one step, whoever else is counting.

        Args:
            key: 32 hexadecimal digits.
            now: Unix time, in seconds.
            limit: How many hits the window holds.
            period: The length of the window that ends now, in seconds.

        Returns:
            0 if the hit was counted, else how long the window stays full: in seconds, above 0.
        """
        ...

    def forget(self, key: str) -> None:
        """Drop the hits of a key."""
        ...


class MemoryThrottleStore:
    """Keeps hits in this process; they end with it, and each worker process counts its own.

    Args:
        max_keys: How many keys are kept; beyond that, the one that was hit longest ago goes.
    """

    def __init__(self, *, max_keys: int = 10_000) -> None:
        self._max_keys = max_keys
        self._hits: OrderedDict[str, deque[float]] = OrderedDict()
        self._lock = Lock()

    def hit(self, key: str, *, now: float, limit: int, period: float) -> float:
        """Count a hit, unless the window is full."""
        with self._lock:
            hits = self._hits.setdefault(key, deque())
            while hits and hits[0] <= now - period:
                hits.popleft()
            if len(hits) >= limit:
                return hits[-limit] + period - now
            hits.append(now)
            self._hits.move_to_end(key)
            if len(self._hits) > self._max_keys:
                self._hits.popitem(last=False)
            return 0.0

    def forget(self, key: str) -> None:
        """Drop the hits of a key."""
        with self._lock:
            self._hits.pop(key, None)


class Throttle:
    """Allows `limit` hits of a key in any `period`.

        tries = Throttle(10, 15 * 60, name="login")
        if wait := tries.hit(username, address):
            ...  # refuse, with Retry-After: wait

    Args:
        limit: How many hits are allowed.
        period: In how long a time, in seconds.
        name: What is limited; two throttles on one store do not share hits unless they share it.
        store: Where hits are kept; in this process, if not given.
        clock: What tells the Unix time, in seconds.

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
        clock: Callable[[], float] = time.time,
    ) -> None:
        if limit < 1 or period <= 0:
            raise ValueError(f"a throttle allows 1 or more hits in a time, not {limit} in {period}")
        self.limit = limit
        self.period = period
        self.name = name
        self._store = MemoryThrottleStore() if store is None else store
        self._clock = clock

    def hit(self, *key: str) -> float:
        """Count a hit, unless there were too many.

        Args:
            key: Who is limited, in one part or more, of any length.

        Returns:
            0 if the hit is allowed, else how long to wait, in seconds.
        """
        return self._store.hit(
            self._digest(key), now=self._clock(), limit=self.limit, period=self.period
        )

    def forget(self, *key: str) -> None:
        """Drop the hits of a key, after a login that succeeded for example."""
        self._store.forget(self._digest(key))

    def _digest(self, key: tuple[str, ...]) -> str:
        # A digest bounds what a client can make the store keep, and keeps names and addresses out
        # of it. The form with the quotes cannot be confused: ("a", "b") is not ("a', 'b",).
        return blake2b(ascii((self.name, *key)).encode(), digest_size=16).hexdigest()
