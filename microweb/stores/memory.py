"""MemoryStore: rows in this process, for tests, development and throttles."""

import time
from collections import OrderedDict, deque
from collections.abc import Callable
from itertools import islice
from threading import Lock

from microweb.stores.protocol import Row, Window

__all__ = ["MemoryStore"]

_WRITES_PER_PURGE = 100


class MemoryStore:
    """Keeps everything in this process: it ends with it, and each worker process has its own.

    Args:
        max_keys: How many keys with hits are kept; beyond that, the one that was tried longest
            ago goes. Rows are not counted: sessions would end for no reason that a user could see.
        clock: What tells the Unix time, in seconds.
    """

    def __init__(self, *, max_keys: int = 10_000, clock: Callable[[], float] = time.time) -> None:
        self._max_keys = max_keys
        self._clock = clock
        self._lock = Lock()
        self._rows: dict[str, Row] = {}
        self._keys_by_owner: dict[str, set[str]] = {}
        self._hits: OrderedDict[str, deque[float]] = OrderedDict()
        self._writes_left = _WRITES_PER_PURGE

    def get(self, key: str) -> Row | None:
        """Give a row; None if there is none, or its time is over."""
        row = self._rows.get(key)
        return row if row is not None and row.expires > self._clock() else None

    def set(self, key: str, value: bytes, *, ttl: float, owner: str = "") -> None:
        """Put a row in, whether or not there was one."""
        with self._lock:
            self._drop(key)
            self._put(key, value, ttl, owner)
            self._writes_left -= 1
            if self._writes_left <= 0:
                self._purge(len(self._rows))
                # As many writes as there are rows to look through: a few steps for each write.
                self._writes_left = max(_WRITES_PER_PURGE, len(self._rows))

    def replace(
        self, key: str, value: bytes, *, ttl: float, owner: str = "", new_key: str = ""
    ) -> bool:
        """Put a row in the place of one that is there and living."""
        with self._lock:
            if not self._drop(key):
                return False
            self._put(new_key or key, value, ttl, owner)
            return True

    def touch(self, key: str, *, ttl: float) -> bool:
        """Let a row live on from now; False if there is none."""
        with self._lock:
            row = self.get(key)
            if row is not None:
                self._put(key, row.value, ttl, row.owner)
            return row is not None

    def delete(self, key: str) -> bool:
        """Take a row out; True if it was there and living."""
        with self._lock:
            return self._drop(key)

    def owned(self, owner: str) -> list[Row]:
        """Give the living rows of an owner, the last touched first."""
        with self._lock:
            rows = [self.get(key) for key in self._keys_by_owner.get(owner, ())]
        living = [row for row in rows if row is not None]
        return sorted(living, key=lambda row: row.touched, reverse=True)

    def delete_owned(self, owner: str, *, keep: str = "") -> int:
        """Take out the rows of an owner, but for the one with the key `keep`."""
        with self._lock:
            keys = self._keys_by_owner.get(owner, set()) - {keep}
            return sum(self._drop(key) for key in keys)

    def hit(self, key: str, *, limit: int, period: float) -> float:
        """Count a hit, unless there were `limit` in the `period` that ends now."""
        now = self._clock()
        with self._lock:
            hits = self._hits.setdefault(key, deque())
            while hits and hits[0] <= now - period:
                hits.popleft()
            self._hits.move_to_end(key)  # refused or not: who goes on is not forgotten
            if len(hits) >= limit:
                return hits[-limit] + period - now
            hits.append(now)
            if len(self._hits) > self._max_keys:
                self._hits.popitem(last=False)
            return 0.0

    def window(self, key: str, *, period: float) -> Window:
        """Give the hits of a key in the `period` that ends now."""
        now = self._clock()
        with self._lock:
            hits = self._hits.get(key, deque[float]())
            while hits and hits[0] <= now - period:
                hits.popleft()
            return Window(len(hits), hits[0] + period - now if hits else 0.0)

    def forget(self, key: str) -> None:
        """Drop the hits of a key."""
        with self._lock:
            self._hits.pop(key, None)

    def purge(self, *, limit: int = 1000) -> int:
        """Take out rows whose time is over. Hits are bounded by `max_keys`."""
        with self._lock:
            return self._purge(limit)

    def close(self) -> None:
        """Do nothing: there is nothing to let go of."""

    # All below is called with the lock held.

    def _put(self, key: str, value: bytes, ttl: float, owner: str) -> None:
        now = self._clock()
        self._rows[key] = Row(key, value, owner, now, now + ttl)
        if owner:
            self._keys_by_owner.setdefault(owner, set()).add(key)

    def _drop(self, key: str) -> bool:
        """Take a row out; say whether it was there and living."""
        row = self._rows.pop(key, None)
        if row is None:
            return False
        keys = self._keys_by_owner.get(row.owner)
        if keys is not None:
            keys.discard(key)
            if not keys:
                del self._keys_by_owner[row.owner]
        return row.expires > self._clock()

    def _purge(self, limit: int) -> int:
        now = self._clock()
        stale = [key for key, row in self._rows.items() if row.expires <= now]
        for key in islice(stale, limit):
            self._drop(key)
        return min(len(stale), limit)
