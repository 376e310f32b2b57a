"""SessionInterface: how an app keeps sessions, and what every way of keeping them shares."""

from collections.abc import Mapping
from datetime import timedelta
from time import time
from typing import Any, NamedTuple

from microweb import http
from microweb.exceptions import MicrowebError
from microweb.requests.request import Request
from microweb.responses.response import Response
from microweb.sessions.app import SessionApp
from microweb.sessions.session import NullSession, Session

__all__ = [
    "NoSessionStoreError",
    "SessionInfo",
    "SessionInterface",
    "absolute_lifetime",
    "idle_lifetime",
    "is_over",
    "note_client",
]

_MAX_USER_AGENT = 200  # characters kept of a User-Agent header


class NoSessionStoreError(MicrowebError, RuntimeError):
    """What was asked for needs sessions that are kept on the server."""


class SessionInfo(NamedTuple):
    """One session of a user, to be shown to them; the times are Unix time, in seconds.

    Attributes:
        handle: What `revoke` knows it by. It is made from the id and does not tell it.
        created: When it began.
        last_seen: When it was last used, to a tenth of the idle lifetime.
        user_agent: What the client called itself when it last wrote to the session, cut short.
        address: Where the client was then.
        current: Whether it is the one that asks.
    """

    handle: str
    created: float
    last_seen: float
    user_agent: str
    address: str
    current: bool


class SessionInterface:
    """The base of all ways to keep sessions: override `open_session` and `save_session`.

    Set an instance as `app.session_interface`. Each `get_cookie_...` gives one attribute of the
    cookie from the settings, as `Response.set_cookie` takes it.
    """

    null_session_class: type[Session] = NullSession

    def open_session(self, app: SessionApp, request: Request) -> Session | None:
        """Give the session that a request belongs to, or a new one.

        Returns:
            The session; None where there can be none, for which `make_null_session` stands in.
        """
        raise NotImplementedError(f"{type(self).__name__} has no open_session")

    def save_session(self, app: SessionApp, session: Session, response: Response) -> None:
        """Keep the session, and put what the client must keep into the response."""
        raise NotImplementedError(f"{type(self).__name__} has no save_session")

    def make_null_session(self, app: SessionApp) -> Session:
        """Give what stands in for a session where there can be none: it refuses to be written."""
        return self.null_session_class()

    def is_null_session(self, obj: object) -> bool:
        """Say whether something was made by `make_null_session`."""
        return isinstance(obj, self.null_session_class)

    def should_set_cookie(self, app: SessionApp, session: Session) -> bool:
        """Say whether the cookie is to be sent: it changed, or its time is wearing off."""
        return session.modified or self.is_wearing_off(app, session)

    def is_wearing_off(self, app: SessionApp, session: Session) -> bool:
        """Say whether a tenth of the idle lifetime is gone: more often is not worth a write."""
        if session.new or not app.config["SESSION_REFRESH_EACH_REQUEST"]:
            return False
        return time() - session.last_seen > idle_lifetime(app.config, session) / 10

    # The cookie.

    def get_cookie_name(self, app: SessionApp) -> str:
        """Give the name of the cookie: `SESSION_COOKIE_NAME`.

        Raises:
            ValueError: Other settings contradict the prefix of the name.

        RFC 6265bis section 4.1.3.
        """
        name: str = app.config["SESSION_COOKIE_NAME"]
        if name.startswith("__"):
            _check_prefix(name, app.config)
        return name

    def get_cookie_domain(self, app: SessionApp) -> str | None:
        """Give the domain of the cookie: `SESSION_COOKIE_DOMAIN`; None for this host alone."""
        domain: str | None = app.config["SESSION_COOKIE_DOMAIN"]
        return domain

    def get_cookie_path(self, app: SessionApp, session: Session | None = None) -> str:
        """Give the path of the cookie: `SESSION_COOKIE_PATH`, or where the app is mounted.

        Args:
            app: The app.
            session: The session, which knows where the app is mounted in this request; without
                it, `APPLICATION_ROOT` tells.
        """
        config = app.config
        if config["SESSION_COOKIE_NAME"][:7].lower() == "__host-":
            return "/"
        mounted: str = config["APPLICATION_ROOT"] if session is None else session.path
        return config["SESSION_COOKIE_PATH"] or mounted

    def get_cookie_httponly(self, app: SessionApp) -> bool:
        """Say whether the cookie is hidden from scripts: `SESSION_COOKIE_HTTPONLY`."""
        return bool(app.config["SESSION_COOKIE_HTTPONLY"])

    def get_cookie_secure(self, app: SessionApp) -> bool | None:
        """Say whether the cookie is for https only: `SESSION_COOKIE_SECURE`; None: over https."""
        secure: bool | None = app.config["SESSION_COOKIE_SECURE"]
        return secure

    def get_cookie_samesite(self, app: SessionApp) -> str | None:
        """Give which requests from other sites carry the cookie: `SESSION_COOKIE_SAMESITE`."""
        samesite: str | None = app.config["SESSION_COOKIE_SAMESITE"]
        return samesite

    def get_cookie_partitioned(self, app: SessionApp) -> bool:
        """Say whether there is one for each top-level site: `SESSION_COOKIE_PARTITIONED`."""
        return bool(app.config["SESSION_COOKIE_PARTITIONED"])

    def cookie_attributes(self, app: SessionApp, session: Session) -> dict[str, Any]:
        """Give the attributes that the cookie is set and deleted with."""
        return {
            "path": self.get_cookie_path(app, session),
            "domain": self.get_cookie_domain(app),
            "secure": self.get_cookie_secure(app),
            "httponly": self.get_cookie_httponly(app),
            "samesite": self.get_cookie_samesite(app),
            "partitioned": self.get_cookie_partitioned(app),
        }

    def set_cookie(self, app: SessionApp, session: Session, response: Response, value: str) -> None:
        """Put the cookie into a response; a permanent session's says how long it lives."""
        attributes = self.cookie_attributes(app, session)
        if session.permanent:
            lifetime = idle_lifetime(app.config, session)
            attributes |= {"max_age": lifetime, "expires": time() + lifetime}
        response.set_cookie(self.get_cookie_name(app), value, **attributes)

    def delete_cookie(self, app: SessionApp, session: Session, response: Response) -> None:
        """Make the client drop the cookie."""
        attributes = self.cookie_attributes(app, session)
        response.delete_cookie(self.get_cookie_name(app), **attributes)

    # The sessions of a user, where they are kept on the server.

    def list_sessions(
        self, app: SessionApp, owner: str, *, current: Session | None = None
    ) -> list[SessionInfo]:
        """Give the sessions of a user, the last used first.

        Args:
            app: The app.
            owner: As in `Session.owner`.
            current: The one that asks.

        Raises:
            NoSessionStoreError: The server keeps no sessions.
        """
        raise _refusal("list the sessions of a user")

    def find_sessions(self, app: SessionApp, owner: str) -> dict[str, Session]:
        """Give the sessions of a user by their handles, to be read; the last used first.

        Raises:
            NoSessionStoreError: The server keeps no sessions.
        """
        raise _refusal("find the sessions of a user")

    def revoke(self, app: SessionApp, owner: str, handle: str) -> bool:
        """End one session of a user; False if there is none with this handle.

        Raises:
            NoSessionStoreError: The server keeps no sessions.
        """
        raise _refusal("end a session")

    def revoke_all(self, app: SessionApp, owner: str, keep: Session | None = None) -> int:
        """End all sessions of a user, but for the one to keep.

        Returns:
            How many have ended.

        Raises:
            NoSessionStoreError: The server keeps no sessions.
        """
        raise _refusal("end the sessions of a user")


def idle_lifetime(config: Mapping[str, Any], session: Session) -> int:
    """Give how long a session lives without use, in seconds."""
    key = "PERMANENT_SESSION_LIFETIME" if session.permanent else "SESSION_IDLE_LIFETIME"
    return _seconds(config[key])


def absolute_lifetime(config: Mapping[str, Any], session: Session) -> int:
    """Give how long a session lives in all, in seconds."""
    key = "PERMANENT_SESSION_LIFETIME" if session.permanent else "SESSION_ABSOLUTE_LIFETIME"
    return _seconds(config[key])


def is_over(config: Mapping[str, Any], session: Session) -> bool:
    """Say whether one of the lifetimes of a session is over."""
    now = int(time())
    if now - int(session.last_seen) > idle_lifetime(config, session):
        return True
    return now - session.created > absolute_lifetime(config, session)


def note_client(session: Session, request: Request) -> None:
    """Note where a session is used: the mount point, the user agent, the address."""
    environ = request.environ
    if environ.get("SCRIPT_NAME"):
        session.path = http.percent_encode(request.script_root, safe="!$&'()*+,/:=@") or "/"
    session.user_agent = environ.get("HTTP_USER_AGENT", "")[:_MAX_USER_AGENT]
    session.address = environ.get("REMOTE_ADDR", "")


def _seconds(value: timedelta | float) -> int:
    return int(value.total_seconds()) if isinstance(value, timedelta) else int(value)


def _check_prefix(name: str, config: Mapping[str, Any]) -> None:
    prefix = name[: name.find("-") + 1].lower()
    if prefix not in ("__host-", "__secure-"):
        return
    wrong = ["SESSION_COOKIE_SECURE"] if config["SESSION_COOKIE_SECURE"] is False else []
    if prefix == "__host-":
        wrong += ["SESSION_COOKIE_DOMAIN"] if config["SESSION_COOKIE_DOMAIN"] else []
        wrong += ["SESSION_COOKIE_PATH"] if config["SESSION_COOKIE_PATH"] not in (None, "/") else []
    if wrong:
        raise ValueError(
            f"SESSION_COOKIE_NAME {name!r} contradicts {' and '.join(wrong)}: a browser keeps such "
            "a cookie only with Secure, and a __Host- one only with the path / and no domain"
        )


def _refusal(what: str) -> NoSessionStoreError:
    return NoSessionStoreError(
        f"to {what}, the server has to keep them: set SESSION_STORE, such as "
        'app.config["SESSION_STORE"] = "sqlite:////var/lib/app/sessions.db". A cookie is good '
        "until its time is over, wherever it was copied to"
    )
