"""Client: sends requests to a WSGI application without a server, and keeps cookies as a browser.

Every request goes through `wsgiref.validate`, so that a test fails where a server would.
"""

from collections.abc import Mapping
from io import BytesIO
from typing import Any
from wsgiref.types import WSGIApplication, WSGIEnvironment

from microweb.http import parse_host, percent_encode
from microweb.requests.request import Request
from microweb.responses.response import Response
from microweb.testing.calls import call_application
from microweb.testing.cookies import Cookie, CookieJar
from microweb.testing.environ import make_environ

__all__ = ["Client", "TestResponse"]

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_MAX_REDIRECTS = 20
_REPEATED = frozenset({"headers", "auth", "environ_base", "environ_overrides"})
_REPEATED_BODY = frozenset({"data", "json", "content_type", "mimetype"})


class TestResponse(Response):
    """What came back.

    Attributes:
        request: The request it answers.
        history: The redirects that were followed to get it, the first first.
    """

    __test__ = False  # not a test class, whatever its name
    request: Request
    history: tuple["TestResponse", ...] = ()


class Client:
    """Sends requests to an application, and keeps its cookies.

    Attributes:
        application: The application.
        environ_base: Keys for the environ of every request.
    """

    def __init__(self, application: WSGIApplication, *, use_cookies: bool = True) -> None:
        from wsgiref.validate import validator  # only tests pay for it

        self.application = application
        self.environ_base: dict[str, Any] = {}
        self._checked = validator(application)
        self._use_cookies = use_cookies
        self._cookies = CookieJar()

    def make_environ(
        self, path: str, *, environ_base: Mapping[str, Any] | None = None, **options: Any
    ) -> WSGIEnvironment:
        """Make the environ of a request: see `testing.make_environ`."""
        base = {**self.environ_base, **(environ_base or {})}
        return make_environ(path, environ_base=base, **options)

    def open(
        self,
        path: str | WSGIEnvironment | Request = "/",
        *,
        buffered: bool = True,
        follow_redirects: bool = False,
        **options: Any,
    ) -> TestResponse:
        """Send a request.

        Args:
            path: The path, or a whole URL; or an environ or a request, to be sent as it is.
            buffered: Read the answer to its end. False leaves that to the test: the response is a
                stream, to be closed when the test is done with it.
            follow_redirects: Go where the response sends, up to 20 times.
            options: As for `make_environ`.

        Raises:
            RuntimeError: There were more redirects than that, or one leads out of the application.
        """
        if isinstance(path, Request | Mapping):
            environ = dict(path.environ if isinstance(path, Request) else path)
        else:
            environ = self.make_environ(path, **options)
        response = self._send(environ, buffered=buffered)
        history: list[TestResponse] = []
        while follow_redirects and response.status_code in _REDIRECTS:
            if len(history) == _MAX_REDIRECTS:
                raise RuntimeError(
                    f"more than {_MAX_REDIRECTS} redirects, last to {response.location}"
                )
            history.append(response)
            response.close()
            response = self._follow(response, options, buffered=buffered)
            response.history = tuple(history)
        return response

    def get(self, path: str = "/", **options: Any) -> TestResponse:
        """Send a GET request: see `open`."""
        return self.open(path, method="GET", **options)

    def post(self, path: str = "/", **options: Any) -> TestResponse:
        """Send a POST request: see `open`."""
        return self.open(path, method="POST", **options)

    def put(self, path: str = "/", **options: Any) -> TestResponse:
        """Send a PUT request: see `open`."""
        return self.open(path, method="PUT", **options)

    def patch(self, path: str = "/", **options: Any) -> TestResponse:
        """Send a PATCH request: see `open`."""
        return self.open(path, method="PATCH", **options)

    def delete(self, path: str = "/", **options: Any) -> TestResponse:
        """Send a DELETE request: see `open`."""
        return self.open(path, method="DELETE", **options)

    def head(self, path: str = "/", **options: Any) -> TestResponse:
        """Send a HEAD request: see `open`."""
        return self.open(path, method="HEAD", **options)

    def options(self, path: str = "/", **options: Any) -> TestResponse:
        """Send an OPTIONS request: see `open`."""
        return self.open(path, method="OPTIONS", **options)

    def trace(self, path: str = "/", **options: Any) -> TestResponse:
        """Send a TRACE request: see `open`."""
        return self.open(path, method="TRACE", **options)

    def get_cookie(self, key: str, domain: str = "localhost", path: str = "/") -> Cookie | None:
        """Give a cookie, or None."""
        return self._cookies.get(key, domain=domain, path=path)

    def set_cookie(
        self,
        key: str,
        value: str = "",
        *,
        domain: str = "localhost",
        origin_only: bool = True,
        path: str = "/",
        **attributes: Any,
    ) -> None:
        """Keep a cookie, as if the server had set it.

        Args:
            key: The name.
            value: The value.
            domain: The host it belongs to.
            origin_only: Whether it is sent to that host alone, and not to those below it.
            path: The path it belongs to.
            attributes: `max_age`, `expires`, `secure`, `httponly`, `samesite`: as for
                `Response.set_cookie`.
        """
        self._cookies.set(
            key, value, domain=domain, origin_only=origin_only, path=path, **attributes
        )

    def delete_cookie(self, key: str, *, domain: str = "localhost", path: str = "/") -> None:
        """Forget a cookie."""
        self._cookies.delete(key, domain=domain, path=path)

    def _send(self, environ: WSGIEnvironment, *, buffered: bool) -> TestResponse:
        if self._use_cookies:
            self._add_cookies(environ)
        sent = environ["wsgi.input"]
        answer = call_application(self._checked, environ)
        response = TestResponse.from_wire(b"", answer.fields)
        response.status = answer.status
        response.response = answer
        response.request = _repeatable(environ, sent)
        if self._use_cookies:
            self._take_cookies(environ, response)
        if buffered:
            response.get_data()
        return response

    def _add_cookies(self, environ: WSGIEnvironment) -> None:
        host, path = _place_of(environ)
        secure = environ["wsgi.url_scheme"] == "https"
        kept = self._cookies.make_header(host=host, path=path, secure=secure)
        given: str = environ.get("HTTP_COOKIE", "")
        if given or kept:
            environ["HTTP_COOKIE"] = "; ".join(text for text in (given, kept) if text)

    def _take_cookies(self, environ: WSGIEnvironment, response: Response) -> None:
        host, path = _place_of(environ)
        for value in response.headers.getlist("Set-Cookie"):
            self._cookies.take(value, host=host, path=path)

    def _follow(
        self, response: TestResponse, options: dict[str, Any], *, buffered: bool
    ) -> TestResponse:
        from urllib.parse import urljoin, urlsplit  # 5 ms, for tests alone

        request = response.request
        target = urlsplit(urljoin(request.url, response.location or ""))
        root = percent_encode(request.script_root, safe="/")
        if target.netloc != urlsplit(request.url).netloc or not f"{target.path}/".startswith(
            f"{root}/"
        ):
            raise RuntimeError(
                f"the redirect to {response.location!r} leads out of the application "
                f"at {request.url_root}"
            )
        method, names = request.method, _REPEATED
        if response.status_code in (307, 308):
            names |= _REPEATED_BODY
        elif method != "HEAD":
            method = "GET"
        kept = {name: value for name, value in options.items() if name in names}
        kept["base_url"] = f"{target.scheme}://{target.netloc}{root}/"
        kept["query_string"] = target.query
        environ = self.make_environ(target.path[len(root) :], method=method, **kept)
        return self._send(environ, buffered=buffered)


def _repeatable(environ: WSGIEnvironment, sent: object) -> Request:
    """Give a request whose body can be read once more: the application has read the one sent."""
    stream = BytesIO(sent.getvalue()) if isinstance(sent, BytesIO) else sent
    return Request({**environ, "wsgi.input": stream})


def _place_of(environ: WSGIEnvironment) -> tuple[str, str]:
    """Give the host and the path that cookies belong to; a test may send a host that is none."""
    host: str = environ.get("HTTP_HOST", "")
    path: str = environ.get("SCRIPT_NAME", "") + environ.get("PATH_INFO", "")
    try:
        return parse_host(host)[0], path
    except ValueError:
        return host, path
