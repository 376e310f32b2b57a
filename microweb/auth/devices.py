"""Where a user is logged in: sessions and remembered browsers, listed and ended one by one or all.

A session knows the browser that remembers it by the name of its family: see `remember`. So who ends
one session ends what would begin the next one in the same browser, and nothing in any other.
"""

from contextlib import suppress
from typing import NamedTuple

from microweb.auth.keeping import Keeping, seconds
from microweb.auth.remember import BrowserInfo, Client
from microweb.auth.users import id_of
from microweb.context import Context, current_context
from microweb.security.events import log_event
from microweb.sessions import Session, SessionInterface
from microweb.sessions.interface import NoSessionStoreError

__all__ = ["SEAL", "Devices", "LoginInfo", "client_of"]

SEAL = "_seal"
"""What a session keeps the seal of its login under: see `security.seals`."""

_FAMILY = "_remembered_as"


class LoginInfo(NamedTuple):
    """One place where a user is logged in, to be shown to them; the times are in Unix seconds.

    Attributes:
        handle: What `Auth.end_session` knows it by.
        created: When the session began; where there is only the browser, when it was remembered.
        last_seen: When it was last used, to a tenth of the idle lifetime of sessions.
        user_agent: What the browser called itself then, cut short.
        address: Where it was then.
        current: Whether it is the one that asks.
        remembered: Whether the browser begins a new session when this one is over.
    """

    handle: str
    created: float
    last_seen: float
    user_agent: str
    address: str
    current: bool
    remembered: bool


class Devices(Keeping):
    """The part of `Auth` that knows where users are logged in."""

    def list_sessions(self, user: object) -> list[LoginInfo]:
        """Give where a user is logged in: the last used first, the current one before all.

        A browser that is remembered and has no session now is one of them, since it would have one
        with its next request.

        Raises:
            NoSessionStoreError: The server keeps no sessions: see `SESSION_STORE`.
        """
        context = current_context()
        user_id = id_of(user)
        sessions = self._interface(context).find_sessions(context.app, user_id)
        key = context.session.key if context.has_request else ""
        browsers = self._browsers_of(context, user_id)
        found = [
            _describe(handle, session, is_current=session.key == key, browsers=browsers)
            for handle, session in sessions.items()
        ]
        known = {session.get(_FAMILY) for session in sessions.values()}
        found += [_describe_browser(info) for name, info in browsers.items() if name not in known]
        return sorted(found, key=lambda info: (info.current, info.last_seen), reverse=True)

    def end_session(self, user: object, handle: str) -> bool:
        """End one session of a user, and forget the browser that it is in; no other session ends.

        Args:
            user: Whose it is: a handle of somebody else's session finds nothing.
            handle: One of those that `list_sessions` gave.

        Returns:
            False if there is none with this handle.

        Raises:
            NoSessionStoreError: The server keeps no sessions: see `SESSION_STORE`.
        """
        context = current_context()
        user_id = id_of(user)
        interface = self._interface(context)
        session = interface.find_sessions(context.app, user_id).get(handle)
        family = handle if session is None else session.get(_FAMILY)
        # The browser first, or a request between the two would begin another session.
        is_forgotten = self._forget_family(context, user_id, family)
        is_ended = session is not None and interface.revoke(context.app, user_id, handle)
        return is_ended or is_forgotten

    def end_sessions(self, user: object) -> int:
        """End the sessions of a user but for the current one, and forget all other browsers.

        Returns:
            How many sessions there were. Sessions in cookies cannot be ended one by one: 0.
        """
        context = current_context()
        user_id = id_of(user)
        count = self.end_others(context, user_id)
        log_event("sessions_revoked", context.environ, user=user_id, count=count)
        return count

    # What `Auth` asks for.

    def end_others(self, context: Context, user_id: str) -> int:
        """End all sessions of a user but the current one, and forget all other browsers.

        The current one, if it was remembered, gets another name and cookie, for no longer than
        before: who has a copy of the cookie is out as well.
        """
        if self.find_store(context) is not None:
            known = self._browsers_of(context, user_id)
            self.browsers(context).forget_all(user_id)
            session = self._session_to_keep(context, user_id)
            info = known.get(session.get(_FAMILY, "")) if session is not None else None
            if session is not None and info is not None:
                lifetime = max(info.expires - self.clock(), 1)
                self.remember_browser(context, user_id, session[SEAL], lifetime=lifetime)
        return self.revoke_sessions(context, user_id)

    def revoke_sessions(self, context: Context, user_id: str) -> int:
        """End all sessions of a user but the current one, where the server keeps them."""
        keep = self._session_to_keep(context, user_id)
        try:
            return self._interface(context).revoke_all(context.app, user_id, keep)
        except NoSessionStoreError:
            return 0

    def remember_browser(
        self, context: Context, user_id: str, seal: str, *, lifetime: float | None = None
    ) -> None:
        """Remember the browser of a request.

        Args:
            context: Of the request.
            user_id: Whose it is.
            seal: What the login is bound to.
            lifetime: In seconds; by default `REMEMBER_COOKIE_DURATION`.
        """
        if lifetime is None:
            lifetime = seconds(context.app.config["REMEMBER_COOKIE_DURATION"])
        client = client_of(context.session)
        remembered = self.browsers(context).add(user_id, seal, lifetime=lifetime, client=client)
        self.link_browser(context, remembered.family, remembered.cookie)

    def link_browser(self, context: Context, family: str, cookie: str | None) -> None:
        """Let the session of a request know its browser, which gets its next cookie, if any."""
        context.session[_FAMILY] = family
        if cookie is not None:
            self.set_cookie(context, cookie)

    def end_sessions_of_browser(self, context: Context, user_id: str, family: str) -> None:
        """End the sessions that a remembered browser has left behind, now that it begins another.

        It would have brought one that it still had.
        """
        interface = self._interface(context)
        with suppress(NoSessionStoreError):
            for handle, session in interface.find_sessions(context.app, user_id).items():
                if session.get(_FAMILY) == family:
                    interface.revoke(context.app, user_id, handle)

    def forget_browser(self, context: Context) -> None:
        """Forget the browser of a request, by its cookie and by its session."""
        session = context.session
        cookie = context.request.cookies.get(context.app.config["REMEMBER_COOKIE_NAME"])
        if session.owner is not None:
            self._forget_family(context, session.owner, session.get(_FAMILY))
        if cookie:
            if self.find_store(context) is not None:
                self.browsers(context).forget(cookie)
            self.delete_cookie(context)

    def _forget_family(self, context: Context, user_id: str, family: str | None) -> bool:
        if not family or self.find_store(context) is None:
            return False
        is_forgotten = self.browsers(context).forget_family(user_id, family)
        if is_forgotten:
            log_event("browser_forgotten", context.environ, user=user_id, handle=family)
        return is_forgotten

    def _browsers_of(self, context: Context, user_id: str) -> dict[str, BrowserInfo]:
        if self.find_store(context) is None:
            return {}
        return {info.family: info for info in self.browsers(context).owned(user_id)}

    @staticmethod
    def _session_to_keep(context: Context, user_id: str) -> Session | None:
        session = context.session if context.has_request else None
        return session if session is not None and session.owner == user_id else None

    @staticmethod
    def _interface(context: Context) -> SessionInterface:
        interface: SessionInterface = context.app.session_interface
        return interface


def client_of(session: Session) -> Client:
    """Give what and where the browser of a session is."""
    return Client(session.user_agent, session.address)


def _describe(
    handle: str, session: Session, *, is_current: bool, browsers: dict[str, BrowserInfo]
) -> LoginInfo:
    return LoginInfo(
        handle=handle,
        created=session.created,
        last_seen=session.last_seen,
        user_agent=session.user_agent,
        address=session.address,
        current=is_current,
        remembered=session.get(_FAMILY) in browsers,
    )


def _describe_browser(info: BrowserInfo) -> LoginInfo:
    return LoginInfo(
        handle=info.family,
        created=info.created,
        last_seen=info.last_seen,
        user_agent=info.client.user_agent,
        address=info.client.address,
        current=False,
        remembered=True,
    )
