"""One connection to the SQLite file for each request that asks for it."""

import os
import sqlite3
from contextlib import closing

from microweb import App, current_app, g

__all__ = ["get_db", "init_app"]

_SCHEMA = """
    CREATE TABLE IF NOT EXISTS tasks (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        title TEXT NOT NULL,
        due TEXT,                           -- a date as 2026-11-30, or NULL
        done INTEGER NOT NULL DEFAULT 0
    )
"""


def init_app(app: App) -> None:
    """Make the table if it is not there, and close the connection of a request at its end."""
    path = app.config["DATABASE"]
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with closing(_connect(path)) as db:
        db.execute(_SCHEMA)
    app.teardown_appcontext(_close_db)


def get_db() -> sqlite3.Connection:
    """Give the connection of this request."""
    if "db" not in g:
        g.db = _connect(current_app.config["DATABASE"])
    db: sqlite3.Connection = g.db
    return db


def _connect(path: str) -> sqlite3.Connection:
    db = sqlite3.connect(path, isolation_level=None)  # each statement takes effect by itself
    db.row_factory = sqlite3.Row
    return db


def _close_db(_exc: BaseException | None) -> None:
    db: sqlite3.Connection | None = g.pop("db", None)
    if db is not None:
        db.close()
