"""SQLiteStore: rows in a file, the default for state on the server.

Each statement is a transaction of its own, so each method is one step for all processes. A
connection serves one thread at a time and waits in a pool between calls; a process that was forked
begins with an empty pool. A write that finds the file locked waits for `timeout`, then says so.
"""

import os
import time
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from threading import Lock
from typing import Any

from microweb.stores.privacy import make_private
from microweb.stores.protocol import Row, StoreError, Window

__all__ = ["SQLiteStore"]

_MAX_IDLE = 8  # connections kept open in the pool
_WRITES_PER_PURGE = 100
_ROWS_PER_PURGE = 200  # twice what was written since, so that what is stale grows less and less

_COMPANIONS = ("-wal", "-shm")

_making = Lock()

_SCHEMA = """
    CREATE TABLE IF NOT EXISTS entries (
        key TEXT PRIMARY KEY,
        value BLOB NOT NULL,
        owner TEXT NOT NULL,
        touched REAL NOT NULL,
        expires REAL NOT NULL
    );
    CREATE INDEX IF NOT EXISTS entries_by_owner ON entries (owner) WHERE owner != '';
    CREATE INDEX IF NOT EXISTS entries_by_expires ON entries (expires);
    CREATE TABLE IF NOT EXISTS hits (key TEXT NOT NULL, at REAL NOT NULL, expires REAL NOT NULL);
    CREATE INDEX IF NOT EXISTS hits_by_key ON hits (key, at);
    CREATE INDEX IF NOT EXISTS hits_by_expires ON hits (expires);
"""
_ADVICE = {
    "SQLITE_BUSY": "another program kept it locked for {timeout:g} s",
    "SQLITE_LOCKED": "another program kept it locked for {timeout:g} s",
    "SQLITE_NOTADB": "it is no SQLite file: move it away, and a new one is made",
    "SQLITE_CORRUPT": "it is damaged: move it away, and a new one is made",
    "SQLITE_CANTOPEN": "it cannot be opened: its folder must exist and be writable for this user",
    "SQLITE_READONLY": "it and its folder must be writable for this user",
    "SQLITE_FULL": "the disk is full",
}


class SQLiteStore:
    """Keeps rows in an SQLite file, for all threads and processes of one machine.

    The file and its companions (`-wal`, `-shm`) are readable for their owner alone; those that were
    there before and belong to this user are made so: see `make_private`. Rows
    survive a restart; those whose time is over are removed in small steps as others are written.

    Args:
        path: The file, made if it is not there; its folder must be. Relative to where the
            program was started.
        timeout: How long to wait for a file that is locked, in seconds.
        clock: What tells the Unix time, in seconds.

    Raises:
        ValueError: The path is empty or `:memory:`, which would be another store for each thread.
    """

    def __init__(
        self,
        path: str | os.PathLike[str],
        *,
        timeout: float = 5.0,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.path = os.fspath(path)
        if self.path in ("", ":memory:"):
            raise ValueError(f"SQLiteStore needs a file, not {self.path!r}: MemoryStore has none")
        self._timeout = timeout
        self._clock = clock
        self._pool: deque[Any] = deque()
        self._pid = os.getpid()
        self._opening = Lock()
        self._inherited: list[deque[Any]] = []
        self._writes = 0
        self._is_private = False

    def get(self, key: str) -> Row | None:
        """Give a row; None if there is none, or its time is over."""
        found = self._run(
            "SELECT key, value, owner, touched, expires FROM entries WHERE key = ? AND expires > ?",
            (key, self._clock()),
        )[0]
        return Row(*found[0]) if found else None

    def set(self, key: str, value: bytes, *, ttl: float, owner: str = "") -> None:
        """Put a row in, whether or not there was one."""
        now = self._clock()
        self._run(
            "INSERT OR REPLACE INTO entries (key, value, owner, touched, expires) "
            "VALUES (?, ?, ?, ?, ?)",
            (key, value, owner, now, now + ttl),
        )
        self._count_write()

    def replace(
        self, key: str, value: bytes, *, ttl: float, owner: str = "", new_key: str = ""
    ) -> bool:
        """Put a row in the place of one that is there and living."""
        now = self._clock()
        if new_key:
            return self._change(
                "UPDATE entries SET key = ?, value = ?, owner = ?, touched = ?, expires = ? "
                "WHERE key = ? AND expires > ?",
                (new_key, value, owner, now, now + ttl, key, now),
            )
        # Setting the key to what it is would write its index anew: 80 us rather than 30.
        return self._change(
            "UPDATE entries SET value = ?, owner = ?, touched = ?, expires = ? "
            "WHERE key = ? AND expires > ?",
            (value, owner, now, now + ttl, key, now),
        )

    def touch(self, key: str, *, ttl: float) -> bool:
        """Let a row live on from now; False if there is none."""
        now = self._clock()
        return self._change(
            "UPDATE entries SET touched = ?, expires = ? WHERE key = ? AND expires > ?",
            (now, now + ttl, key, now),
        )

    def delete(self, key: str) -> bool:
        """Take a row out; True if it was there and living."""
        return self._change(
            "DELETE FROM entries WHERE key = ? AND expires > ?", (key, self._clock())
        )

    def owned(self, owner: str) -> list[Row]:
        """Give the living rows of an owner, the last touched first."""
        found = self._run(
            "SELECT key, value, owner, touched, expires FROM entries "
            "WHERE owner = ? AND owner != '' AND expires > ? ORDER BY touched DESC",
            (owner, self._clock()),
        )[0]
        return [Row(*values) for values in found]

    def delete_owned(self, owner: str, *, keep: str = "") -> int:
        """Take out the rows of an owner, but for the one with the key `keep`."""
        return self._run(
            "DELETE FROM entries WHERE owner = ? AND owner != '' AND key != ? AND expires > ?",
            (owner, keep, self._clock()),
        )[1]

    def hit(self, key: str, *, limit: int, period: float) -> float:
        """Count a hit, unless there were `limit` in the `period` that ends now."""
        now = self._clock()
        is_counted = self._change(
            "INSERT INTO hits (key, at, expires) SELECT ?, ?, ? "
            "WHERE (SELECT count(*) FROM hits WHERE key = ? AND at > ?) < ?",
            (key, now, now + period, key, now - period, limit),
        )
        if is_counted:
            self._count_write()
            return 0.0
        found = self._run(
            "SELECT at FROM hits WHERE key = ? AND at > ? ORDER BY at DESC LIMIT 1 OFFSET ?",
            (key, now - period, limit - 1),
        )[0]
        # Another process may have dropped the hits in between: then the next try will be counted.
        return float(found[0][0]) + period - now if found else 0.001

    def window(self, key: str, *, period: float) -> Window:
        """Give the hits of a key in the `period` that ends now."""
        now = self._clock()
        ((count, first),) = self._run(
            "SELECT count(*), min(at) FROM hits WHERE key = ? AND at > ?", (key, now - period)
        )[0]
        return Window(count, first + period - now if count else 0.0)

    def forget(self, key: str) -> None:
        """Drop the hits of a key."""
        self._run("DELETE FROM hits WHERE key = ?", (key,))

    def purge(self, *, limit: int = 1000) -> int:
        """Take out rows and hits whose time is over."""
        now = self._clock()
        rows = self._run(
            "DELETE FROM entries WHERE rowid IN "
            "(SELECT rowid FROM entries WHERE expires <= ? LIMIT ?)",
            (now, limit),
        )[1]
        hits = self._run(
            "DELETE FROM hits WHERE rowid IN (SELECT rowid FROM hits WHERE expires <= ? LIMIT ?)",
            (now, limit - rows),
        )[1]
        return rows + hits

    def close(self) -> None:
        """Close the connections that are not at work; a later call opens new ones."""
        pool = self._own_pool()
        while pool:
            pool.pop().close()

    def __del__(self) -> None:
        # `__init__` may have failed, and a connection left open is a ResourceWarning since 3.13.
        if hasattr(self, "_writes"):
            self.close()

    def _change(self, statement: str, values: Sequence[object]) -> bool:
        return self._run(statement, values)[1] > 0

    def _count_write(self) -> None:
        # The first write of a process purges too: one that is often restarted may see few.
        if self._writes % _WRITES_PER_PURGE == 0:
            # The write itself is done; a file that is locked now will be purged the next time.
            with suppress(StoreError):
                self.purge(limit=_ROWS_PER_PURGE)
        self._writes += 1

    def _run(self, statement: str, values: Sequence[object]) -> tuple[list[Any], int]:
        """Run a statement; give what it found, and how many rows it changed."""
        import sqlite3  # late: start-up does without it

        pool = self._own_pool()
        try:
            connection = pool.pop()
        except IndexError:
            # One thread at a time: the first one makes the tables of a new file, and threads that
            # all try to would lock each other out for seconds.
            with self._opening:
                connection = self._connect()
        try:
            cursor = connection.execute(statement, values)
            outcome = cursor.fetchall(), cursor.rowcount
        except BaseException as exc:
            connection.close()
            if isinstance(exc, sqlite3.Error):
                raise self._explain(exc) from exc
            raise
        if len(pool) < _MAX_IDLE:
            pool.append(connection)
        else:
            connection.close()
        return outcome

    def _own_pool(self) -> deque[Any]:
        """Give the pool of this process.

        "Do not open an SQLite database connection, then fork(2), then try to use that database
        connection in the child process." It must not be closed there either, so it is kept.

        SQLite, How To Corrupt An SQLite Database File, section 2.6.
        """
        if self._pid != os.getpid():
            self._inherited.append(self._pool)
            self._pool = deque()
            self._pid = os.getpid()
            self._opening = Lock()  # another thread may have held it when the process was forked
        return self._pool

    def _connect(self) -> Any:
        import sqlite3

        self._make_file()
        try:
            connection = sqlite3.connect(
                self.path, timeout=self._timeout, isolation_level=None, check_same_thread=False
            )
        except (sqlite3.Error, ValueError) as exc:
            raise self._explain(exc) from exc
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            # With the WAL a power cut may cost the last transactions, never the file.
            connection.execute("PRAGMA synchronous = NORMAL")
            connection.execute("PRAGMA foreign_keys = ON")
            connection.executescript(_SCHEMA)
        except sqlite3.Error as exc:
            connection.close()
            raise self._explain(exc) from exc
        return connection

    def _make_file(self) -> None:
        """Make the file if it is not there; of one that is there, look at the mode alone.

        SQLite would make it with the mode that the umask gives; its companions get the file's mode.
        A file that is there must not even be opened and closed: to close it drops all locks that
        other connections of this process hold on it, and another process would remove their log.

        SQLite, "How To Corrupt An SQLite Database File", section 2.2.
        """
        flags = os.O_CREAT | os.O_EXCL | os.O_RDWR
        try:
            with _making:  # no thread connects to the file before it is closed here
                os.close(os.open(self.path, flags, 0o600))
        except FileExistsError:
            if not self._is_private:
                make_private(self.path, *_COMPANIONS)
        except (OSError, ValueError) as exc:
            raise StoreError(f"the store {self.path} cannot be used: {exc}") from exc
        self._is_private = True

    def _explain(self, error: Exception) -> StoreError:
        code = "_".join(getattr(error, "sqlite_errorname", "").split("_")[:2])
        advice = _ADVICE.get(code, "").format(timeout=self._timeout)
        return StoreError(f"the store {self.path} cannot be used: {advice or error}")
