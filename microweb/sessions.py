"""Session: what the app remembers of a client, kept in a signed cookie."""

from collections.abc import Mapping
from datetime import timedelta
from time import time
from typing import Any, NoReturn, Protocol, Self

from microweb.exceptions import MicrowebError, NoSecretKeyError
from microweb.http import percent_encode
from microweb.json import JSONProvider, parse_json
from microweb.request import Request
from microweb.response import Response
from microweb.security.signing import BadSignature, Signer

__all__ = ["Session", "SessionInterface", "SessionTooLargeError", "SignedCookieSessions"]


class SessionTooLargeError(MicrowebError):
    """The session does not fit into a cookie."""


class Session(dict[str, Any]):
    """Values by name, as JSON can hold them.

    Attributes:
        modified: Whether it was written to. Set it after a change inside of a value.
        new: Whether the client brought none.
        created: When it began, Unix time, in seconds.
        path: The path at which the app is mounted, for the cookie.
    """

    modified = False
    new = True
    created = 0
    signed_at = 0
    path = "/"

    @property
    def permanent(self) -> bool:
        """Whether it outlives the browser, for `PERMANENT_SESSION_LIFETIME`."""
        return bool(self.get("_permanent", False))

    @permanent.setter
    def permanent(self, value: bool) -> None:
        self["_permanent"] = bool(value)

    def _change(self) -> None:
        self.modified = True

    def __setitem__(self, key: str, value: Any) -> None:
        self._change()
        super().__setitem__(key, value)

    def __delitem__(self, key: str) -> None:
        self._change()
        super().__delitem__(key)

    def __ior__(self, other: Any) -> Self:  # type: ignore[override,misc]  # one of dict's two
        self.update(other)
        return self

    def clear(self) -> None:
        """Forget everything; the lifetime starts anew."""
        self._change()
        self.created = int(time())
        super().clear()

    def pop(self, *args: Any) -> Any:
        """Take a value out."""
        self._change()
        return super().pop(*args)

    def popitem(self) -> tuple[str, Any]:
        """Take the last value out."""
        self._change()
        return super().popitem()

    def setdefault(self, key: str, default: Any = None) -> Any:
        """Set a value unless it is there; give the one that is there now."""
        if key not in self:
            self[key] = default
        return self[key]

    def update(self, *args: Any, **kwargs: Any) -> None:
        """Take in a mapping or pairs, and keywords."""
        self._change()
        super().update(*args, **kwargs)


class _UnsignedSession(Session):
    """Stands in where there is no secret key: empty, and refuses to be written to."""

    def _change(self) -> NoReturn:
        raise NoSecretKeyError(
            "the session needs a secret key: set app.secret_key to a random text, made once with "
            'python -c "import secrets; print(secrets.token_hex(32))", and keep it out of the code'
        )


class SessionApp(Protocol):
    """What a session interface needs of an app."""

    @property
    def config(self) -> Mapping[str, Any]:
        """The settings."""
        ...

    def log_error(self, message: str) -> None:
        """Log one line."""
        ...


class SessionInterface(Protocol):
    """How an app keeps sessions; set `app.session_interface` to bring your own."""

    def open_session(self, app: SessionApp, request: Request) -> Session | None:
        """Give the session that a request belongs to, or a new one."""
        ...

    def save_session(self, app: SessionApp, session: Session, response: Response) -> None:
        """Put what the client must keep into the response."""
        ...


def _seconds(value: timedelta | float) -> int:
    return int(value.total_seconds() if isinstance(value, timedelta) else value)


class SignedCookieSessions:
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
        self._json = JSONProvider()

    def _signer_of(self, config: Mapping[str, Any]) -> Signer | None:
        key = config["SECRET_KEY"]
        if not key:
            return None
        keys: list[str | bytes] = [key, *(config["SECRET_KEY_FALLBACKS"] or ())]
        if self._signer is None or self._signer[0] != keys:
            self._signer = keys, Signer(keys, salt=self.salt)
        return self._signer[1]

    def open_session(self, app: SessionApp, request: Request) -> Session:
        """Read the session cookie; without a good one, begin an empty session."""
        config = app.config
        signer = self._signer_of(config)
        if signer is None:
            return _UnsignedSession()
        token = request.cookies.get(config["SESSION_COOKIE_NAME"])
        session = self._read(signer, token, config) if token else None
        if session is None:
            session = Session()
            session.created = int(time())
        root = percent_encode(request.script_root, safe="!$&'()*+,/:=@")
        session.path = config["SESSION_COOKIE_PATH"] or root or "/"
        return session

    def _read(self, signer: Signer, token: str, config: Mapping[str, Any]) -> Session | None:
        try:
            payload, signed_at = signer.unsign(token)
            created, values = parse_json(payload)
            session = Session(values)
            session.created = int(created)
        except (BadSignature, ValueError, TypeError):
            return None
        permanent = config["PERMANENT_SESSION_LIFETIME"] if session.permanent else None
        idle = _seconds(permanent or config["SESSION_IDLE_LIFETIME"])
        absolute = _seconds(permanent or config["SESSION_ABSOLUTE_LIFETIME"])
        now = int(time())
        if now - signed_at > idle or now - session.created > absolute:
            return None
        session.new = False
        session.signed_at = signed_at
        return session

    def save_session(self, app: SessionApp, session: Session, response: Response) -> None:
        """Send the cookie anew where the session changed, or its idle lifetime is wearing off.

        Raises:
            SessionTooLargeError: The cookie is over `MAX_COOKIE_SIZE`, in debug mode and tests;
                else an error is logged and the client keeps the cookie it has.
        """
        config = app.config
        name, cookie = config["SESSION_COOKIE_NAME"], self._cookie_of(session, config)
        signer = self._signer_of(config)
        if signer is None:
            return
        if not session:
            if session.modified and not session.new:
                response.delete_cookie(name, **cookie)
            return
        if not session.modified and not self._is_wearing_off(session, config):
            return
        if session.permanent:
            lifetime = _seconds(config["PERMANENT_SESSION_LIFETIME"])
            cookie |= {"max_age": lifetime, "expires": time() + lifetime}
        token = signer.sign(self._json.dumps([session.created, session]).encode())
        if self._fits(app, name, token):
            response.set_cookie(name, token, **cookie)

    def _cookie_of(self, session: Session, config: Mapping[str, Any]) -> dict[str, Any]:
        """Give the attributes of the cookie, as `Response.set_cookie` takes them."""
        return {
            "path": session.path,
            "domain": config["SESSION_COOKIE_DOMAIN"],
            "secure": config["SESSION_COOKIE_SECURE"],
            "httponly": config["SESSION_COOKIE_HTTPONLY"],
            "samesite": config["SESSION_COOKIE_SAMESITE"],
        }

    def _is_wearing_off(self, session: Session, config: Mapping[str, Any]) -> bool:
        """Say whether a tenth of the idle lifetime is gone: more often is not worth a cookie."""
        if not config["SESSION_REFRESH_EACH_REQUEST"]:
            return False
        key = "PERMANENT_SESSION_LIFETIME" if session.permanent else "SESSION_IDLE_LIFETIME"
        return time() - session.signed_at > _seconds(config[key]) / 10

    def _fits(self, app: SessionApp, name: str, token: str) -> bool:
        # The attributes of the cookie take up to 100 bytes beside its name and value.
        size = len(name) + len(token) + 100
        most = app.config["MAX_COOKIE_SIZE"]
        if not most or size <= most:
            return True
        message = (
            f"the session takes {size} bytes as a cookie, and browsers keep up to {most} "
            "(MAX_COOKIE_SIZE): keep large values in a database and their keys in the session"
        )
        if app.config["DEBUG"] or app.config["TESTING"]:
            raise SessionTooLargeError(message)
        app.log_error(message)
        return False
