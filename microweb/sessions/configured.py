"""ConfiguredSessions: sessions where the settings say, which is what an app begins with."""

from _thread import allocate_lock  # all that is needed of `threading`, which takes 0.8 ms
from typing import Any

from microweb.requests.request import Request
from microweb.responses.response import Response
from microweb.sessions.app import SessionApp
from microweb.sessions.interface import SessionInfo, SessionInterface
from microweb.sessions.session import Session

__all__ = ["ConfiguredSessions"]


class ConfiguredSessions(SessionInterface):
    """Keeps sessions in signed cookies, or where `SESSION_STORE` says: see `open_store`."""

    def __init__(self) -> None:
        self._chosen: tuple[Any, SessionInterface] | None = None
        self._lock = allocate_lock()

    def choose(self, app: SessionApp) -> SessionInterface:
        """Give the interface that the settings ask for."""
        target = app.config["SESSION_STORE"]
        chosen = self._chosen
        if chosen is None or chosen[0] != target:
            # Two stores in memory would each know half of the sessions.
            with self._lock:
                chosen = self._chosen
                if chosen is None or chosen[0] != target:
                    self._chosen = chosen = target, _open_sessions(target)
        return chosen[1]

    def open_session(self, app: SessionApp, request: Request) -> Session | None:
        """Give the session that a request belongs to, or a new one."""
        return self.choose(app).open_session(app, request)

    def save_session(self, app: SessionApp, session: Session, response: Response) -> None:
        """Keep the session, and put what the client must keep into the response."""
        self.choose(app).save_session(app, session, response)

    def list_sessions(
        self, app: SessionApp, owner: str, *, current: Session | None = None
    ) -> list[SessionInfo]:
        """Give the sessions of a user, the last used first."""
        return self.choose(app).list_sessions(app, owner, current=current)

    def find_sessions(self, app: SessionApp, owner: str) -> dict[str, Session]:
        """Give the sessions of a user by their handles, to be read; the last used first."""
        return self.choose(app).find_sessions(app, owner)

    def revoke(self, app: SessionApp, owner: str, handle: str) -> bool:
        """End one session of a user; False if there is none with this handle."""
        return self.choose(app).revoke(app, owner, handle)

    def revoke_all(self, app: SessionApp, owner: str, keep: Session | None = None) -> int:
        """End all sessions of a user, but for the one to keep."""
        return self.choose(app).revoke_all(app, owner, keep)


def _open_sessions(target: Any) -> SessionInterface:
    # Both are late: see the package's docstring.
    if target is None:
        from microweb.sessions.cookie import SignedCookieSessions

        return SignedCookieSessions()
    from microweb.sessions.stored import StoredSessions
    from microweb.stores import open_store

    return StoredSessions(open_store(target))
