"""Context: what goes with one request, or with an app alone."""

import os
from collections.abc import Callable, Iterable, Iterator
from contextvars import Token
from types import TracebackType
from typing import Any, ParamSpec, Protocol, Self, TypeVar, cast
from wsgiref.types import WSGIEnvironment

from microweb import sessions
from microweb.context.namespace import Namespace
from microweb.context.streams import ContextIterator, ContextStream
from microweb.context.variable import Bound, bind, unbind
from microweb.requests.payload import close_uploads
from microweb.requests.request import Request
from microweb.responses.file_body import FileBody, hand_over
from microweb.responses.response import Response
from microweb.sessions import SessionApp

__all__ = ["KEEP_KEY", "AfterFunction", "Context", "ContextApp"]

P = ParamSpec("P")
T = TypeVar("T")
AfterFunction = Callable[[Response], Response]

KEEP_KEY = "microweb.keep_context"
"""Where in the environ a test client puts a function that takes contexts over, to close later."""


class ContextApp(SessionApp, Protocol):
    """What a context needs of its app."""

    @property
    def session_interface(self) -> "sessions.SessionInterface":
        """How sessions are kept."""
        ...

    def ensure_sync(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """Give a function that can be called without `await`."""
        ...

    def close_context(self, context: "Context", error: BaseException | None) -> None:
        """Run the teardown functions."""
        ...


class Context:
    """What goes with one request, its session and `g`; or an app alone where there is no request.

    Attributes:
        app: The app.
        opened_session: The session, if something asked for it.
        after_functions: What `after_this_request` registered.
        is_watched: Whether something wants to see the response before it is sent.
        is_sent: Whether the head of the response has gone, and its body is being made.
        nonce: The nonce of the page's content security policy, if a template made the page.
        flashes: The messages taken out of the session in this request.
        failure: The exception that was answered with a 500, for the teardown functions.
    """

    opened_session: "sessions.Session | None" = None
    after_functions: tuple[AfterFunction, ...] = ()
    flashes: list[tuple[str, Any]] | None = None
    failure: BaseException | None = None
    is_watched: bool = False
    is_sent: bool = False
    nonce: str | None = None

    _is_copy: bool = False
    _g: Namespace | None = None
    _tokens: "tuple[Token[Bound], ...]" = ()

    def __init__(self, app: ContextApp, request: Request | None) -> None:
        self.app = app
        self._request = request

    @property
    def has_request(self) -> bool:
        """Whether there is a request."""
        return self._request is not None

    @property
    def request(self) -> Request:
        """The request.

        Raises:
            RuntimeError: There is none, only an app.
        """
        if self._request is None:
            raise RuntimeError(
                "there is no request here, only an app: this belongs in a view, or below "
                "`with app.test_request_context('/'):`"
            )
        return self._request

    @request.setter
    def request(self, request: Request) -> None:
        self._request = request

    @property
    def environ(self) -> WSGIEnvironment | None:
        """The WSGI environ of the request; None where there is none."""
        return None if self._request is None else self._request.environ

    @property
    def g(self) -> Namespace:
        """A place for what the app keeps during the request."""
        # As for the session below, the first of several threads makes it for all of them.
        g = self._g
        return vars(self).setdefault("_g", Namespace()) if g is None else g

    @property
    def session(self) -> "sessions.Session":
        """The session, read from the request on first use."""
        session = self.opened_session
        if session is None:
            interface = self.app.session_interface
            session = interface.open_session(self.app, self.request)
            if session is None:
                session = interface.make_null_session(self.app)
            if self.is_sent:
                self._mark_session(session)
            self.is_watched = True
            session = vars(self).setdefault("opened_session", session)
        return session

    def make_nonce(self) -> str:
        """Give the nonce of the page, 128 random bits in hexadecimal, made on first use."""
        if self.nonce is None:
            self.nonce = os.urandom(16).hex()
            self.is_watched = True
        return self.nonce

    def call_after(self, function: AfterFunction) -> None:
        """Call a function with the response of this request.

        Raises:
            RuntimeError: There is no request.
        """
        if self._request is None:
            raise RuntimeError("there is no request here, and so no response to call this with")
        self.after_functions = (*self.after_functions, function)
        self.is_watched = True

    def call(self, view: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Call a view from a decorator that is no `async def`, as the view may be."""
        return cast("T", self.app.ensure_sync(view)(*args, **kwargs))

    def close(self, error: BaseException | None = None) -> None:
        """Run the app's teardown functions, then close the files of the request's form.

        A test that still wants to look at the context puts the closing off: see `KEEP_KEY`.
        """
        environ = None if self._is_copy else self.environ
        if environ is not None and (keep := environ.get(KEEP_KEY)) is not None:
            keep(self, error)
            return
        try:
            self.app.close_context(self, error or self.failure)
        finally:
            if environ is not None:
                close_uploads(environ)

    def push(self) -> None:
        """Make this the current context."""
        self._tokens = (*self._tokens, bind(self))

    def pop(self, error: BaseException | None = None) -> None:
        """Run the teardown functions, and make the context before this one current again."""
        *rest, token = self._tokens
        self._tokens = tuple(rest)
        try:
            if not rest:
                self.close(error)
        finally:
            unbind(token)

    def __enter__(self) -> Self:
        self.push()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.pop(error)

    def keep(self, pieces: Iterable[T]) -> Iterator[T]:
        """Make each piece of an iterable in this context, wherever it is asked for.

        The iterable is closed with what is returned.
        """
        return ContextIterator(self, pieces)

    def copy(self) -> "Context":
        """Give a context of the same request and session for another thread, with its own `g`.

        It closes nothing of the request's. Neither a change of the session that is made after the
        response nor a function of `call_after` has an effect.
        """
        other = Context(self.app, self._request)
        if self.opened_session is not None:
            other.opened_session = self.opened_session
        other.nonce = self.nonce
        other._is_copy = True
        return other

    def stream(self, body: Iterable[bytes]) -> Iterable[bytes]:
        """Keep this context current while a body is sent, and close it with the body.

        A whole file is handed to the server, where it has a way of its own to send one. A write to
        the session is too late from now on: see `mark_sent`.
        """
        self.is_sent = True
        if self.opened_session is not None:
            self._mark_session(self.opened_session)
        stream = ContextStream(self, body)
        file: FileBody | None = getattr(body, "file", None)
        handed = file and hand_over(file, self.environ or {}, stream.close)
        return handed or stream

    def _mark_session(self, session: "sessions.Session") -> None:
        from microweb.sessions.sent import mark_sent  # late: with the first streamed body

        mark_sent(session, self.app, f"{self.request.method} {self.request.path}")
