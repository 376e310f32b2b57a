"""What an app remembers of a client, in a signed cookie or on the server.

The two ways to keep sessions are imported when they are first asked for: `SignedCookieSessions`
with the first session, 1 ms, `StoredSessions` with the stores below it, 3 ms. `__init__.pyi` lists
the names for type checkers.
"""

from microweb.late_names import late_names
from microweb.sessions.configured import ConfiguredSessions
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
    "SessionSentError",  # pyright: ignore[reportUnsupportedDunderAll]
    "SessionTooLargeError",  # pyright: ignore[reportUnsupportedDunderAll]
    "SignedCookieSessions",  # pyright: ignore[reportUnsupportedDunderAll]
    "StoredSessions",  # pyright: ignore[reportUnsupportedDunderAll]
]

__getattr__, __dir__ = late_names(
    __name__,
    {
        "SessionSentError": "microweb.sessions.sent",
        "SessionTooLargeError": "microweb.sessions.cookie",
        "SignedCookieSessions": "microweb.sessions.cookie",
        "StoredSessions": "microweb.sessions.stored",
    },
)
