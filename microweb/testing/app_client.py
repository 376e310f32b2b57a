"""AppClient: the test client of an app, which can look into its sessions and contexts."""

from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from typing import Any, Protocol, Self
from wsgiref.types import StartResponse, WSGIEnvironment

from microweb.context import KEEP_KEY, Context
from microweb.json import JSONProvider
from microweb.requests.payload import UPLOADS_KEY
from microweb.requests.request import Request
from microweb.responses.response import Response
from microweb.sessions import Session, SessionApp, SessionInterface
from microweb.testing.client import Client, TestResponse
from microweb.testing.environ import make_environ, split_url

__all__ = ["AppClient", "ClientApp", "make_app_environ"]


class ClientApp(SessionApp, Protocol):
    """What the client needs of an app."""

    json: JSONProvider

    @property
    def session_interface(self) -> SessionInterface:
        """How sessions are kept."""
        ...

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Any:
        """Answer a request."""
        ...

    def request_context(self, environ: WSGIEnvironment) -> Context:
        """Give the context of a request."""
        ...


def make_app_environ(
    config: Mapping[str, Any],
    dumps: Callable[[Any], str],
    path: str = "/",
    base_url: str | None = None,
    *,
    subdomain: str | None = None,
    url_scheme: str | None = None,
    json: Any = None,
    **options: Any,
) -> WSGIEnvironment:
    """Make the environ of a request to an app where its settings say that it is.

    Args:
        config: The app's: `SERVER_NAME`, `APPLICATION_ROOT` and `PREFERRED_URL_SCHEME` are what the
            base URL is made of, where none is given.
        dumps: Writes JSON.
        path: The path, or a whole URL.
        base_url: Scheme and host, and the path at which the app is mounted.
        subdomain: What stands before `SERVER_NAME`.
        url_scheme: The scheme.
        json: A value to send as JSON.
        options: As for `make_environ`.

    Raises:
        TypeError: A base URL is given together with a part of one; or see `make_environ`.
    """
    if base_url is None and not subdomain and not url_scheme:
        base_url, path = split_url(path)
    if base_url is None:
        host = config["SERVER_NAME"] or "localhost"
        host = f"{subdomain}.{host}" if subdomain else host
        root = config["APPLICATION_ROOT"].lstrip("/")
        base_url = f"{url_scheme or config['PREFERRED_URL_SCHEME']}://{host}/{root}"
    elif subdomain or url_scheme:
        raise TypeError("give base_url, or subdomain and url_scheme, not both")
    if json is not None:
        if options.get("data") is not None:
            raise TypeError("give data or json, not both")
        options["data"] = dumps(json)
        if not options.get("content_type"):
            options["content_type"] = "application/json"
    return make_environ(path, base_url, **options)


class AppClient(Client):
    """Sends requests to an app, and keeps its cookies.

    In a `with` block the context of the last request stays: `request`, `session` and `g` can be
    read until the next request or the end of the block, where the teardown functions are called.
    """

    application: ClientApp

    def __init__(self, application: ClientApp, *, use_cookies: bool = True) -> None:
        super().__init__(application, use_cookies=use_cookies)
        self._is_keeping = False
        self._kept: list[tuple[Context, BaseException | None]] = []

    def make_environ(
        self, path: str, *, environ_base: Mapping[str, Any] | None = None, **options: Any
    ) -> WSGIEnvironment:
        """Make the environ of a request: see `make_app_environ`."""
        options["environ_base"] = {**self.environ_base, **(environ_base or {})}
        return make_app_environ(
            self.application.config, self.application.json.dumps, path, **options
        )

    def __enter__(self) -> Self:
        if self._is_keeping:
            raise RuntimeError("this client is in a `with` block already")
        self._is_keeping = True
        return self

    def __exit__(self, *_: object) -> None:
        self._is_keeping = False
        self._drop_contexts()

    def _send(self, environ: WSGIEnvironment, *, buffered: bool) -> TestResponse:
        self._drop_contexts()
        if not self._is_keeping:
            return super()._send(environ, buffered=buffered)
        # The app asks for the closing of a context only where something is to be closed.
        environ.setdefault(UPLOADS_KEY, [])
        environ[KEEP_KEY] = self._keep
        try:
            return super()._send(environ, buffered=buffered)
        finally:
            environ.pop(KEEP_KEY, None)
            for context, _ in self._kept:
                context.push()

    def _keep(self, context: Context, error: BaseException | None) -> None:
        """Take a context over that the app would close now."""
        if context.environ is not None:
            context.environ.pop(KEEP_KEY, None)  # a middleware may have made a copy
        self._kept.append((context, error))

    def _drop_contexts(self) -> None:
        while self._kept:
            context, error = self._kept.pop()
            context.pop(error)

    @contextmanager
    def session_transaction(
        self, path: str = "/", **options: Any
    ) -> Generator[Session, None, None]:
        """Read and change the session that the next request will have.

        Args:
            path: The path of the request that the session is opened and saved for.
            options: As for `make_app_environ`.

        Raises:
            TypeError: The client keeps no cookies, and so has no session.
            RuntimeError: The app has none.
        """
        if not self._use_cookies:
            raise TypeError("a client with use_cookies=False has no session")
        app = self.application
        environ = self.make_environ(path, **options)
        self._add_cookies(environ)
        context = app.request_context(environ)
        with context:
            session = app.session_interface.open_session(app, Request(environ))
        if session is None:
            raise RuntimeError("the session_interface of the app opened no session")
        yield session
        response = Response()
        with context:
            app.session_interface.save_session(app, session, response)
        self._take_cookies(environ, response)
