"""StoredSessions: sessions that the server keeps, under an id that the client brings.

The cookie holds 256 random bits, and the store knows their SHA-256 alone: who reads the store
cannot use what is there. A row holds JSON, `[created, user_agent, address, values]`.

Two requests of one session at a time: each reads all of it and writes all of it, so of two that
write, the later one wins. But a request that writes late never brings back what has been ended or
given a new id since it began, because a store replaces only what is there: see `Store.replace`.
"""

import re
from time import time
from typing import Any

from microweb.requests.request import Request
from microweb.responses.response import Response
from microweb.security.events import log_event
from microweb.sessions.app import SessionApp
from microweb.sessions.codec import dump_values, load_values
from microweb.sessions.interface import (
    SessionInfo,
    SessionInterface,
    absolute_lifetime,
    idle_lifetime,
    is_over,
    note_client,
)
from microweb.sessions.session import Session
from microweb.stores import Row, Store

__all__ = ["StoredSessions"]

# What `secrets.token_urlsafe(32)` makes; nothing else is looked up.
_SID_RE = re.compile(r"[A-Za-z0-9_-]{43}")
_NAMESPACE = "session:"
_HANDLE_SIZE = 16  # hexadecimal digits of the 64 that a key has


class StoredSessions(SessionInterface):
    """Keeps sessions in a store.

    A session has no row before something is written to it, and an id that is not in the store, be
    it invented, expired or ended, is never taken over. A row lives for `SESSION_IDLE_LIFETIME`
    after its last use and for `SESSION_ABSOLUTE_LIFETIME` in all, a permanent one for
    `PERMANENT_SESSION_LIFETIME`; the last use is written down when a tenth of that is gone.

    Args:
        store: Where the rows are; of one app alone.

    OWASP Session Management Cheat Sheet.
    """

    def __init__(self, store: Store) -> None:
        self.store = store

    def open_session(self, app: SessionApp, request: Request) -> Session:
        """Look the session up; without a good id, begin an empty one."""
        sid = request.cookies.get(self.get_cookie_name(app), "")
        session = self._read(app, sid) if _SID_RE.fullmatch(sid) else None
        if session is None:
            session = Session()
            session.created = int(time())
        note_client(session, request)
        return session

    def _read(self, app: SessionApp, sid: str) -> Session | None:
        row = self.store.get(_key_of(sid))
        session = _session_of(row) if row is not None else None
        if row is None or session is None or is_over(app.config, session):
            return None
        session.sid = sid
        return session

    def save_session(self, app: SessionApp, session: Session, response: Response) -> None:
        """Write the row where the session changed, and send the id where that is new.

        A permanent session's cookie is sent with every write, so that it lives on in the browser.
        """
        if not session:
            if session.modified and session.key and self.store.delete(session.key):
                self.delete_cookie(app, session, response)
            return
        known = session.sid
        if self._keep(app, session) and (session.permanent or session.sid != known):
            self.set_cookie(app, session, response, session.sid)

    def _keep(self, app: SessionApp, session: Session) -> bool:
        """Write the row or the time of its last use; say whether that was done."""
        if session.modified:
            return self._write(session, self._ttl(app, session))
        return self.is_wearing_off(app, session) and self.store.touch(
            session.key, ttl=self._ttl(app, session)
        )

    def _ttl(self, app: SessionApp, session: Session) -> int:
        left = session.created + absolute_lifetime(app.config, session) - int(time())
        return max(1, min(idle_lifetime(app.config, session), left))

    def _write(self, session: Session, ttl: int) -> bool:
        """Write the row, if it is a new one or still there; a new id is in `session.sid` then."""
        value = dump_values(session, session.created, session.user_agent, session.address)
        owner = _owner_of(session.owner)
        if session.key and not session.is_rotating:
            return self.store.replace(session.key, value, ttl=ttl, owner=owner)
        sid = _make_sid()
        key = _key_of(sid)
        if not session.key:
            self.store.set(key, value, ttl=ttl, owner=owner)
        elif not self.store.replace(session.key, value, ttl=ttl, owner=owner, new_key=key):
            return False
        session.sid, session.key = sid, key
        session.is_rotating = False
        return True

    def list_sessions(
        self, app: SessionApp, owner: str, *, current: Session | None = None
    ) -> list[SessionInfo]:
        """Give the sessions of a user, the last used first."""
        key = current.key if current is not None else ""
        return [
            SessionInfo(
                handle=handle,
                created=session.created,
                last_seen=session.last_seen,
                user_agent=session.user_agent,
                address=session.address,
                current=session.key == key,
            )
            for handle, session in self.find_sessions(app, owner).items()
        ]

    def find_sessions(self, app: SessionApp, owner: str) -> dict[str, Session]:
        """Give the sessions of a user by their handles, to be read; the last used first."""
        found = [_session_of(row) for row in self.store.owned(_owner_of(owner))]
        return {
            _handle_of(session.key): session
            for session in found
            if session is not None and not is_over(app.config, session)
        }

    def revoke(self, app: SessionApp, owner: str, handle: str) -> bool:
        """End one session of a user; False if there is none with this handle."""
        for row in self.store.owned(_owner_of(owner)):
            if _handle_of(row.key) == handle and self.store.delete(row.key):
                log_event("session_revoked", user=owner, handle=handle)
                return True
        return False

    def revoke_all(self, app: SessionApp, owner: str, keep: Session | None = None) -> int:
        """End all sessions of a user, but for the one to keep."""
        key = keep.key if keep is not None else ""
        return self.store.delete_owned(_owner_of(owner), keep=key)


def _session_of(row: Row) -> Session | None:
    """Read a row; None if something else wrote it."""
    try:
        created, user_agent, address, values = load_values(row.value)
        session = Session(values)
        session.created = int(created)
    except (ValueError, TypeError, OverflowError):
        return None
    session.user_agent, session.address = str(user_agent), str(address)
    session.last_seen = row.touched
    session.key = row.key
    session.new = False
    return session


def _make_sid() -> str:
    from secrets import token_urlsafe  # late, like hashlib: apps without such sessions go without

    return token_urlsafe(32)


def _key_of(sid: str) -> str:
    from hashlib import sha256

    return _NAMESPACE + sha256(sid.encode()).hexdigest()


def _handle_of(key: str) -> str:
    return key.removeprefix(_NAMESPACE)[:_HANDLE_SIZE]


def _owner_of(owner: Any) -> str:
    return f"{_NAMESPACE}{owner}" if owner else ""
