"""SignedCookieSessions: sessions that the client keeps."""

from collections.abc import Mapping
from time import time
from typing import Any

from microweb.exceptions import MicrowebError
from microweb.requests.request import Request
from microweb.responses.response import Response
from microweb.security.signing import BadSignature, Signer
from microweb.sessions.app import SessionApp, complain
from microweb.sessions.codec import dump_values, load_values
from microweb.sessions.interface import SessionInterface, is_over, note_client
from microweb.sessions.session import Session

__all__ = ["SessionTooLargeError", "SignedCookieSessions"]


class SessionTooLargeError(MicrowebError):
    """The session does not fit into a cookie."""


class SignedCookieSessions(SessionInterface):
    """Keeps a session in a cookie that the client can read and not change.

    The cookie holds JSON, `[created, values]`, with a timestamp and an HMAC-SHA256 signature. It is
    good for `SESSION_IDLE_LIFETIME` after it was last sent and `SESSION_ABSOLUTE_LIFETIME` after
    the session began; a permanent one for `PERMANENT_SESSION_LIFETIME`. Anything else that comes
    in, whether changed, stale or signed by a key that is gone, is an empty session.

    OWASP Session Management Cheat Sheet.
    """

    salt = "microweb.session"

    def __init__(self) -> None:
        self._signer: tuple[list[str | bytes], Signer] | None = None

    def _signer_of(self, config: Mapping[str, Any]) -> Signer | None:
        key = config["SECRET_KEY"]
        if not key:
            return None
        keys: list[str | bytes] = [key, *(config["SECRET_KEY_FALLBACKS"] or ())]
        if self._signer is None or self._signer[0] != keys:
            self._signer = keys, Signer(keys, salt=self.salt)
        return self._signer[1]

    def open_session(self, app: SessionApp, request: Request) -> Session | None:
        """Read the session cookie; without a good one, begin an empty session."""
        config = app.config
        signer = self._signer_of(config)
        if signer is None:
            return self.make_null_session(app)
        token = request.cookies.get(self.get_cookie_name(app))
        session = self._read(signer, token, config) if token else None
        if session is None:
            session = Session()
            session.created = int(time())
        note_client(session, request)
        return session

    def _read(self, signer: Signer, token: str, config: Mapping[str, Any]) -> Session | None:
        try:
            payload, signed_at = signer.unsign(token)
            created, values = load_values(payload)
            session = Session(values)
            session.created = int(created)
        except (BadSignature, ValueError, TypeError, OverflowError):
            return None
        session.last_seen = signed_at
        session.new = False
        return None if is_over(config, session) else session

    def save_session(self, app: SessionApp, session: Session, response: Response) -> None:
        """Send the cookie anew where the session changed, or its idle lifetime is wearing off.

        Raises:
            SessionTooLargeError: The cookie is over `MAX_COOKIE_SIZE`, in debug mode and tests;
                else an error is logged and the client keeps the cookie it has.
        """
        signer = self._signer_of(app.config)
        if signer is None:
            return
        if not session:
            if session.modified and not session.new:
                self.delete_cookie(app, session, response)
        elif self.should_set_cookie(app, session):
            token = signer.sign(dump_values(session, session.created))
            if self._fits(app, token):
                self.set_cookie(app, session, response, token)

    def _fits(self, app: SessionApp, token: str) -> bool:
        # The attributes of the cookie take up to 100 bytes beside its name and value.
        size = len(self.get_cookie_name(app)) + len(token) + 100
        most = app.config["MAX_COOKIE_SIZE"]
        if not most or size <= most:
            return True
        message = (
            f"the session takes {size} bytes as a cookie, and browsers keep up to {most} "
            "(MAX_COOKIE_SIZE): keep large values in a database and their keys in the session, "
            "or all of it on the server (SESSION_STORE)"
        )
        complain(app, SessionTooLargeError(message))
        return False
