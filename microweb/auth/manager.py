"""Auth: who is asking, by the session, by a remembered browser, or by a token.

    request -> user_of: session.owner -> user_loader -> is it active? is the seal still right?
               else the cookie of a remembered browser, which begins a session
               else nobody

The user is looked up when something asks for it first, once in a request.
"""

from collections.abc import Callable
from typing import Any, Generic, TypeVar, cast

from microweb.app import App
from microweb.auth.devices import SEAL, Devices, client_of
from microweb.auth.keeping import keys_of
from microweb.auth.users import AnonymousUser, id_of, is_active, secret_of
from microweb.context import Context, current_context
from microweb.exceptions import RegistrationError
from microweb.requests.request import Request
from microweb.security.events import log_event
from microweb.security.passwords import DEFAULT_METHOD, verify_login
from microweb.security.seals import is_good_seal, make_seal
from microweb.stores import Store

__all__ = ["Auth", "auth_of"]

U = TypeVar("U")

_EXTENSION = "auth"
_CACHE = "_auth_user"
_FRESH = "_fresh"


class Auth(Devices, Generic[U]):
    """Logs users in and out, and knows who is asking.

        auth: Auth[User] = Auth(app, login_view="login")

        @auth.user_loader
        def load_user(user_id: str) -> User | None: ...

    A session belongs to a user as long as `user_loader` gives it, it is active, and its password is
    the one that the session began with: a new password ends all other sessions, and an account that
    is switched off is out with its next request. That holds for sessions in cookies too.

    Attributes:
        login_view: The endpoint to send a browser to that has to log in; None answers 401.
        login_message: What to flash there; None flashes nothing.
        refresh_view: The endpoint to confirm a login at; by default the login view.
        refresh_message: What to flash there.
        message_category: The category of both messages.
        password_method: How passwords are hashed: see `generate_password_hash`.

    OWASP Authentication Cheat Sheet; OWASP Session Management Cheat Sheet.
    """

    login_message: str | None = "Please log in to see this page."
    refresh_message: str | None = "Please confirm that it is you."
    message_category = "message"
    refresh_view: str | None = None

    def __init__(
        self,
        app: App | None = None,
        *,
        login_view: str | None = None,
        store: Store | str | None = None,
        secret_of: Callable[[U], str] = secret_of,
        password_method: str = DEFAULT_METHOD,
    ) -> None:
        """Make it, for an app or for one that `init_app` is called with.

        Args:
            app: The app.
            login_view: See above.
            store: Where remembered browsers and tokens are kept; by default where the sessions are,
                if the server keeps them (`SESSION_STORE`).
            secret_of: Gives what a user's sessions are bound to; by default its `password_hash`.
            password_method: See above.
        """
        self.login_view = login_view
        self.password_method = password_method
        self.secret_of = secret_of
        super().__init__(store)
        self._load: Callable[[str], U | None] | None = None
        self._load_request: Callable[[Request], U | None] | None = None
        self.unauthorized_callback: Callable[[], Any] | None = None
        if app is not None:
            self.init_app(app)

    def init_app(self, app: App) -> None:
        """Let an app use this; templates get `current_user`.

        Raises:
            RegistrationError: The app has one already.
        """
        if app.extensions.setdefault(_EXTENSION, self) is not self:
            raise RegistrationError(f"the app {app.name!r} has an Auth already; it takes one")
        app.context_processor(lambda: {"current_user": self.user or AnonymousUser()})

    # What the app says.

    def user_loader(self, function: Callable[[str], U | None]) -> Callable[[str], U | None]:
        """Say how a user is found by the id that `get_id` gave; None if there is none."""
        self._load = function
        return function

    def request_loader(
        self, function: Callable[[Request], U | None]
    ) -> Callable[[Request], U | None]:
        """Say how a user is found by something else in a request, where no session tells."""
        self._load_request = function
        return function

    def unauthorized_handler(self, function: Callable[[], Any]) -> Callable[[], Any]:
        """Say what to answer who has to log in, in place of the redirect or the 401."""
        self.unauthorized_callback = function
        return function

    # Who is asking.

    @property
    def user(self) -> U | None:
        """The user of the current request, None for nobody; `current_user` with its own type."""
        return self.user_of(current_context())

    def user_of(self, context: Context) -> U | None:
        """Give the user of a request, found once."""
        found = context.g.get(_CACHE, _CACHE)
        if found is _CACHE:
            self.set_user(context, None)  # for what `user_loader` itself may ask
            found = self._find(context) if context.has_request else None
            self.set_user(context, found)
        return cast("U | None", found)

    def set_user(self, context: Context, user: U | None) -> None:
        """Say who is asking in the rest of this request, such as the owner of a token."""
        setattr(context.g, _CACHE, user)

    def load(self, user_id: str) -> U | None:
        """Give the user with an id, if it is active.

        Raises:
            RegistrationError: There is no `user_loader`.
        """
        if self._load is None:
            raise RegistrationError("Auth does not know how to find users: add @auth.user_loader")
        user = self._load(user_id)
        return user if user is not None and is_active(user) else None

    def _find(self, context: Context) -> U | None:
        if context.session.owner is not None:
            user = self._find_by_session(context)
            if user is not None:
                return user
        user = self._find_by_cookie(context)
        if user is None and self._load_request is not None:
            user = self._load_request(context.request)
        return user if user is not None and is_active(user) else None

    def _find_by_session(self, context: Context) -> U | None:
        session = context.session
        user_id = session.owner or ""
        user = self.load(user_id)
        if user is not None and self._is_sealed(context, user, session.get(SEAL)):
            return user
        reason = "password changed" if user is not None else "no active user"
        log_event("session_refused", context.request.environ, user=user_id, reason=reason)
        if not context.is_sent:
            session.clear()
        return None

    def _find_by_cookie(self, context: Context) -> U | None:
        """Give the user of a remembered browser, and begin a session.

        Once the head of the response has gone there is no way to send a cookie: then the browser
        keeps the one that it has, and begins a session with its next request.
        """
        config = context.app.config
        cookie = context.request.cookies.get(config["REMEMBER_COOKIE_NAME"])
        if not cookie or not config["SECRET_KEY"] or self.find_store(context) is None:
            return None
        browsers = self.browsers(context)
        client = client_of(context.session)
        remembered = browsers.look(cookie) if context.is_sent else browsers.use(cookie, client)
        user_id = remembered.user_id
        if remembered.is_stolen:
            log_event("remember_stolen", context.environ, user=user_id)
            self.revoke_sessions(context, user_id or "")
        user = self.load(user_id) if user_id and not remembered.is_stolen else None
        if user is None or user_id is None or not self._is_sealed(context, user, remembered.seal):
            self.delete_cookie(context)
            return None
        if not context.is_sent:
            if remembered.cookie is not None:  # not where tabs open at once, each with its session
                self.end_sessions_of_browser(context, user_id, remembered.family)
            self._begin(context, user, user_id, is_fresh=False)
            self.link_browser(context, remembered.family, remembered.cookie)
            log_event("login", context.environ, user=user_id, remembered=True)
        return user

    # Coming and going.

    def login(self, context: Context, user: U, *, remember: bool, fresh: bool) -> bool:
        """Begin a session for a user: see `login_user`."""
        environ = context.request.environ
        user_id = id_of(user)
        if not hasattr(user, "is_authenticated"):
            raise TypeError(f"{type(user).__name__} is no class of users: derive it from UserMixin")
        if not is_active(user):
            log_event("login_failed", environ, user=user_id, reason="inactive")
            return False
        if remember:
            self.browsers(context)  # there is a place to keep it, or nothing has happened yet
        self.forget_browser(context)  # whoever it was: this login says anew
        self._begin(context, user, user_id, is_fresh=fresh)
        if remember:
            self.remember_browser(context, user_id, context.session[SEAL])
        self.set_user(context, user)
        log_event("login", environ, user=user_id, remember=remember)
        return True

    def logout(self, context: Context) -> None:
        """End the session and forget the browser: see `logout_user`."""
        session = context.session
        user_id = session.owner
        self.forget_browser(context)
        session.clear()
        self.set_user(context, None)
        if user_id is not None:
            log_event("logout", context.environ, user=user_id)

    def _begin(self, context: Context, user: U, user_id: str, *, is_fresh: bool) -> None:
        session = context.session
        session.owner = user_id
        session.rotate()  # for who logs in a second time, too
        session.created = int(self.clock())
        session[SEAL] = make_seal(keys_of(context), user_id, self.secret_of(user))
        session[_FRESH] = is_fresh

    def is_fresh(self, context: Context) -> bool:
        """Say whether the user of the session has typed the password in it."""
        return self.user_of(context) is not None and context.session.get(_FRESH) is True

    def confirm(self, context: Context) -> None:
        """Make the session fresh, under a new id: see `confirm_login`."""
        context.session.rotate()
        context.session[_FRESH] = True

    # Passwords.

    def verify_password(
        self, user: U | None, password: str, *, save: Callable[[str], object] | None = None
    ) -> bool:
        """Tell whether a password is the right one at login; a failure is logged.

        It takes the same time for a user who does not exist, is not active, or has another
        password. The answer to the client is the same for all three, too.

        Args:
            user: The one with the name that was typed; None if there is none.
            password: As typed.
            save: Called with a new hash, where the stored one was made at a lower cost. It ends
                the user's other sessions, as a new password does.

        OWASP Authentication Cheat Sheet, "Authentication and Error Messages".
        """
        active = user is not None and is_active(user)
        is_right = verify_login(
            getattr(user, "password_hash", None),
            password,
            method=self.password_method,
            save=save if active else None,
        )
        if is_right and active:
            return True
        context = current_context()
        reason = "unknown" if user is None else "password" if active else "inactive"
        log_event(
            "login_failed",
            context.environ,
            user=id_of(user) if user is not None else None,
            reason=reason,
        )
        return False

    def password_changed(self, user: U) -> None:
        """Keep this session, and end all others of a user whose password was just changed.

        The others are refused in any case, by their seal: this removes them at once.

        Args:
            user: As it is now, with the new hash.
        """
        context = current_context()
        user_id = id_of(user)
        if context.session.owner == user_id:
            self._begin(context, user, user_id, is_fresh=True)
            self.set_user(context, user)
        self.end_others(context, user_id)
        log_event("password_changed", context.environ, user=user_id)

    def _is_sealed(self, context: Context, user: U, seal: object) -> bool:
        return is_good_seal(seal, keys_of(context), id_of(user), self.secret_of(user))


def auth_of(context: Context) -> Auth[Any]:
    """Give the Auth of an app.

    Raises:
        RuntimeError: The app has none.
    """
    app = cast("App", context.app)
    auth: Auth[Any] | None = app.extensions.get(_EXTENSION)
    if auth is None:
        raise RuntimeError(f"the app {app.name!r} has no Auth: make one with Auth(app)")
    return auth
