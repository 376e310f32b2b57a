"""The SQLite file: how it is made, opened for a request, and changed in one step.

The sessions and the counts of tries are in it, too, in tables that microweb makes itself.
"""

import os
import sqlite3
import time
from collections.abc import Callable, Generator
from contextlib import closing, contextmanager

from microweb import App, current_app, g
from microweb.stores.privacy import make_private

__all__ = ["connect", "create_database", "get_db", "init_app", "transaction"]

_BUSY_SECONDS = 10
_VERSION = 2

_CREATE_USERS = """
    CREATE TABLE users (
        id INTEGER PRIMARY KEY AUTOINCREMENT,        -- never that of a deleted account
        name TEXT NOT NULL,                          -- as it was typed
        name_key TEXT NOT NULL UNIQUE,               -- as it is compared
        password_hash TEXT NOT NULL,
        role TEXT NOT NULL CHECK (role IN ('user', 'admin')),
        is_active INTEGER NOT NULL DEFAULT 1,        -- 0: switched off by an admin
        created_at INTEGER NOT NULL                  -- Unix time, in seconds
    )
"""


def init_app(app: App) -> None:
    """Close the connection of each request when it ends."""
    app.teardown_appcontext(_close_db)


def get_db() -> sqlite3.Connection:
    """Give the connection of this request."""
    if "db" not in g:
        g.db = connect(current_app.config["DATABASE"])
    db: sqlite3.Connection = g.db
    return db


def _close_db(_exc: BaseException | None) -> None:
    db: sqlite3.Connection | None = g.pop("db", None)
    if db is not None:
        db.close()


def connect(path: str) -> sqlite3.Connection:
    """Open the file; statements outside of a `transaction` take effect one by one."""
    db = sqlite3.connect(path, timeout=_BUSY_SECONDS, isolation_level=None)
    db.row_factory = sqlite3.Row
    db.execute("PRAGMA foreign_keys = ON")
    db.execute("PRAGMA synchronous = NORMAL")  # safe with a write-ahead log
    return db


@contextmanager
def transaction(db: sqlite3.Connection) -> Generator[sqlite3.Connection, None, None]:
    """Let the statements inside take effect together, or not at all."""
    db.execute("BEGIN IMMEDIATE")  # a lock that is taken later could not be waited for
    try:
        yield db
    except BaseException:
        db.execute("ROLLBACK")
        raise
    db.execute("COMMIT")


def create_database(path: str, *, seed: Callable[[sqlite3.Connection], None]) -> None:
    """Make the file and its table unless they are there; of several processes, one does.

    Only the owner can read the file. SQLite gives its mode to the files of the write-ahead log.

    Args:
        path: The file; its folder exists.
        seed: Fills the new table.

    Raises:
        RuntimeError: The file is one of an earlier version of this site.
    """
    try:
        # One that is there is not opened: to close it would drop the locks of other connections.
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    except FileExistsError:
        make_private(path, "-wal", "-shm")
    with closing(connect(path)) as db:
        _use_write_ahead_log(db)
        with transaction(db):
            version = db.execute("PRAGMA user_version").fetchone()[0]
            if version == 0:
                db.execute(_CREATE_USERS)
                db.execute("PRAGMA user_version = 2")
                seed(db)
            elif version != _VERSION:
                raise RuntimeError(f"{path} is of an earlier version: move it away to begin anew")


def _use_write_ahead_log(db: sqlite3.Connection) -> None:
    # Readers and a writer do not wait for each other. SQLite does not wait for the lock that this
    # change takes, so it is tried until the process that holds it is done.
    deadline = time.monotonic() + _BUSY_SECONDS
    while True:
        try:
            db.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.01)
        else:
            return
