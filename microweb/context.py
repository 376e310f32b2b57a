"""Context: what one request owns, and the one variable that says which request is being served."""

import os
from collections.abc import Callable, Iterable, Iterator
from contextvars import ContextVar, Token
from types import TracebackType
from typing import Any, ParamSpec, Protocol, Self, TypeVar, cast
from wsgiref.types import WSGIEnvironment

from microweb.requests.payload import close_uploads
from microweb.requests.request import Request
from microweb.responses.file_body import FileBody, hand_over
from microweb.responses.response import Response
from microweb.sessions import Session, SessionApp, SessionInterface

__all__ = [
    "KEEP_KEY",
    "AfterFunction",
    "Context",
    "Namespace",
    "bind_context",
    "current_context",
    "current_request",
    "current_session",
    "find_context",
    "unbind_context",
]

P = ParamSpec("P")
T = TypeVar("T")
AfterFunction = Callable[[Response], Response]

KEEP_KEY = "microweb.keep_context"
"""Where in the environ a test client puts a function that takes contexts over, to close later."""


class Namespace:
    """What `g` is: attributes for as long as one request."""

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(f"g has no {name!r}: nothing set it in this request")

    def __setattr__(self, name: str, value: Any) -> None:
        self.__dict__[name] = value

    def get(self, name: str, default: Any = None) -> Any:
        """Give an attribute or the default."""
        return self.__dict__.get(name, default)

    def pop(self, name: str, *default: Any) -> Any:
        """Take an attribute out; without a default a missing one is a `KeyError`."""
        return self.__dict__.pop(name, *default)

    def setdefault(self, name: str, default: Any = None) -> Any:
        """Set an attribute unless it is there; give its value."""
        return self.__dict__.setdefault(name, default)

    def __delattr__(self, name: str) -> None:
        if name not in self.__dict__:
            raise AttributeError(f"g has no {name!r}: nothing set it in this request")
        del self.__dict__[name]

    def __repr__(self) -> str:
        return f"<g with {', '.join(self.__dict__) or 'nothing'}>"

    def __contains__(self, name: object) -> bool:
        return name in self.__dict__

    def __iter__(self) -> Iterator[str]:
        return iter(self.__dict__)


class ContextApp(SessionApp, Protocol):
    """What a context needs of its app."""

    session_interface: SessionInterface

    def make_request(self, environ: WSGIEnvironment) -> Request:
        """Make a request object."""
        ...

    def ensure_sync(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """Give a function that can be called without `await`."""
        ...

    def close_context(self, context: "Context", error: BaseException | None) -> None:
        """Run the teardown functions."""
        ...


class Context:
    """One request with its session and `g`, or an app alone where there is no request.

    Attributes:
        app: The app.
        environ: The WSGI environ of the request; None where there is none.
        made_request: The request, if something asked for it.
        opened_session: The session, likewise.
        after_functions: What `after_this_request` registered.
        is_watched: Whether something wants to see the response before it is sent.
        nonce: The nonce of the page's content security policy, if a template made the page.
        flashes: The messages taken out of the session in this request.
        failure: The exception that was answered with a 500, for the teardown functions.
    """

    made_request: Request | None = None
    opened_session: Session | None = None
    after_functions: tuple[AfterFunction, ...] = ()
    flashes: list[tuple[str, Any]] | None = None
    failure: BaseException | None = None
    is_watched: bool = False
    nonce: str | None = None

    _is_copy: bool = False
    _g: Namespace | None = None
    _tokens: "tuple[Token[Context | None], ...]" = ()

    def __init__(self, app: ContextApp, environ: WSGIEnvironment | None) -> None:
        self.app = app
        self.environ = environ

    @property
    def has_request(self) -> bool:
        """Whether there is a request."""
        return self.environ is not None

    @property
    def request(self) -> Request:
        """The request, made on first use.

        Raises:
            RuntimeError: There is none, only an app.
        """
        request = self.made_request
        if request is None:
            if self.environ is None:
                raise RuntimeError(
                    "there is no request here, only an app: this belongs in a view, or below "
                    "`with app.test_request_context('/'):`"
                )
            self.made_request = request = self.app.make_request(self.environ)
        return request

    @request.setter
    def request(self, request: Request) -> None:
        self.made_request = request
        self.environ = request.environ

    @property
    def g(self) -> Namespace:
        """A place for what the app keeps during the request."""
        if self._g is None:
            self._g = Namespace()
        return self._g

    @property
    def session(self) -> Session:
        """The session, read from the request on first use."""
        session = self.opened_session
        if session is None:
            interface = self.app.session_interface
            session = interface.open_session(self.app, self.request)
            if session is None:
                session = interface.make_null_session(self.app)
            self.opened_session = session
            self.is_watched = True
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
        if self.environ is None:
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
        self._tokens = (*self._tokens, _current.set(self))

    def pop(self, error: BaseException | None = None) -> None:
        """Run the teardown functions, and make the context before this one current again."""
        *rest, token = self._tokens
        self._tokens = tuple(rest)
        try:
            if not rest:
                self.close(error)
        finally:
            _current.reset(token)

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
        other = Context(self.app, self.environ)
        other.opened_session = self.opened_session
        other.nonce = self.nonce
        other.made_request = self.made_request
        other._is_copy = True
        return other

    def stream(self, body: Iterable[bytes]) -> Iterable[bytes]:
        """Keep this context current while a body is sent, and close it with the body.

        A whole file is handed to the server, where it has a way of its own to send one.
        """
        stream = ContextStream(self, body)
        file: FileBody | None = getattr(body, "file", None)
        handed = file and hand_over(file, self.environ or {}, stream.close)
        return handed or stream


_current: ContextVar[Context | None] = ContextVar("microweb.context", default=None)
bind_context = _current.set
unbind_context = _current.reset
find_context = _current.get


def current_request() -> Request:
    """Give the request of the current context.

    Raises:
        RuntimeError: Nothing is being served in this thread or task, or an app without a request.
    """
    context = _current.get()
    # What `request` stands for is asked for at each use: once it is made, no property is called.
    if context is None:
        context = current_context()
    return context.request if context.made_request is None else context.made_request


def current_session() -> Session:
    """Give the session of the current context.

    Raises:
        RuntimeError: As for `current_request`.
    """
    context = _current.get()
    if context is None:
        context = current_context()
    return context.session if context.opened_session is None else context.opened_session


def current_context() -> Context:
    """Give the current context.

    Raises:
        RuntimeError: Nothing is being served in this thread or task.
    """
    context = _current.get()
    if context is None:
        raise RuntimeError(
            "there is no request here: `request`, `session`, `g` and `current_app`, and functions "
            "such as `url_for` and `render_template`, work while a request is served. Use them in "
            "a view, or below `with app.test_request_context('/'):` or `with app.app_context():`"
        )
    return context


class ContextIterator(Iterator[T]):
    """An iterable of which each piece is made in a context."""

    def __init__(self, context: Context, pieces: Iterable[T]) -> None:
        self._context = context
        self._source = pieces
        self._pieces = iter(pieces)
        self._error: BaseException | None = None

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> T:
        token = _current.set(self._context)
        try:
            return next(self._pieces)
        except StopIteration:
            raise
        except BaseException as error:
            self._error = error
            raise
        finally:
            _current.reset(token)

    def close(self) -> None:
        """Close what the pieces come from."""
        token = _current.set(self._context)
        try:
            if close := getattr(self._source, "close", None):
                close()
        finally:
            _current.reset(token)


class ContextStream(ContextIterator[bytes]):
    """A body on its way to the server; the context ends with it.

    PEP 3333, "Buffering and Streaming": the server closes it at the end.
    """

    def close(self) -> None:
        """Close the body, then the context."""
        try:
            super().close()
        finally:
            token = _current.set(self._context)
            try:
                self._context.close(self._error)
            finally:
                _current.reset(token)
