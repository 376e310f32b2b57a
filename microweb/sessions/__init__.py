"""What an app remembers of a client, in a signed cookie or on the server.

The names are imported when they are first asked for: a program without sessions starts 1.5 ms
earlier; `SignedCookieSessions` comes with the first session, 1 ms, `StoredSessions` with the stores
below it, 3 ms. `__init__.pyi` lists the names for type checkers.
"""

from microweb.late_names import late_names

_MODULES = {
    "app": ("SessionApp",),
    "configured": ("ConfiguredSessions",),
    "cookie": ("SessionTooLargeError", "SignedCookieSessions"),
    "interface": ("NoSessionStoreError", "SessionInfo", "SessionInterface"),
    "sent": ("SessionSentError",),
    "session": ("NullSession", "Session"),
    "stored": ("StoredSessions",),
}
_HOMES = {name: f"{__name__}.{room}" for room, names in _MODULES.items() for name in names}

__all__ = sorted(_HOMES)  # pyright: ignore[reportUnsupportedDunderAll]

__getattr__, __dir__ = late_names(__name__, _HOMES)
