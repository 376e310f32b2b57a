"""Client: sends requests to a WSGI application without a server, and keeps cookies as a browser.

Every request goes through `wsgiref.validate`, so that a test fails where a server would.
"""

from typing import Any
from wsgiref.types import WSGIApplication, WSGIEnvironment

from microweb.http import parse_host, percent_encode
from microweb.request import Request
from microweb.response import Response
from microweb.testing.cookies import Cookie, CookieJar
from microweb.testing.environ import make_environ

__all__ = ["Client", "TestResponse"]

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_MAX_REDIRECTS = 20


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
    """

    def __init__(self, application: WSGIApplication, *, use_cookies: bool = True) -> None:
        from wsgiref.validate import validator  # only tests pay for it

        self.application = application
        self._checked = validator(application)
        self._use_cookies = use_cookies
        self._cookies = CookieJar()

    def open(
        self,
        path: str = "/",
        *,
        method: str = "GET",
        follow_redirects: bool = False,
        **options: Any,
    ) -> TestResponse:
        """Send a request.

        Args:
            path: The path, or a whole URL.
            method: The method.
            follow_redirects: Go where the response sends, up to 20 times.
            options: As for `make_environ`.

        Raises:
            RuntimeError: There were more redirects than that, or one leads out of the application.
        """
        from urllib.parse import urlsplit  # 5 ms, for tests alone

        parts = urlsplit(path)
        if parts.scheme and parts.netloc:
            options["base_url"] = f"{parts.scheme}://{parts.netloc}/"
            path = path[len(f"{parts.scheme}://{parts.netloc}") :] or "/"
        response = self._send(make_environ(path, method=method, **options))
        history: list[TestResponse] = []
        while follow_redirects and response.status_code in _REDIRECTS:
            if len(history) == _MAX_REDIRECTS:
                raise RuntimeError(
                    f"more than {_MAX_REDIRECTS} redirects, last to {response.location}"
                )
            history.append(response)
            response = self._follow(response, options)
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

    def get_cookie(self, key: str, *, domain: str = "localhost", path: str = "/") -> Cookie | None:
        """Give a cookie, or None."""
        return self._cookies.get(key, domain=domain, path=path)

    def set_cookie(
        self, key: str, value: str = "", *, domain: str = "localhost", path: str = "/"
    ) -> None:
        """Keep a cookie, as if the server had set it."""
        self._cookies.set(key, value, domain=domain, path=path)

    def delete_cookie(self, key: str, *, domain: str = "localhost", path: str = "/") -> None:
        """Forget a cookie."""
        self._cookies.delete(key, domain=domain, path=path)

    def _send(self, environ: WSGIEnvironment) -> TestResponse:
        host = _host_name(environ.get("HTTP_HOST", ""))
        path = environ["SCRIPT_NAME"] + environ["PATH_INFO"]
        if self._use_cookies:
            self._add_cookies(environ, host, path)
        response = self._run(environ)
        response.request = Request(environ)
        if self._use_cookies:
            for value in response.headers.getlist("Set-Cookie"):
                self._cookies.take(value, host=host, path=path)
        return response

    def _add_cookies(self, environ: WSGIEnvironment, host: str, path: str) -> None:
        secure = environ["wsgi.url_scheme"] == "https"
        kept = self._cookies.make_header(host=host, path=path, secure=secure)
        given: str = environ.get("HTTP_COOKIE", "")
        if given or kept:
            environ["HTTP_COOKIE"] = "; ".join(text for text in (given, kept) if text)

    def _run(self, environ: WSGIEnvironment) -> TestResponse:
        """Call the application and read its answer to the end."""
        started: list[tuple[str, list[tuple[str, str]]]] = []
        pieces: list[bytes] = []

        def start_response(
            status: str, headers: list[tuple[str, str]], exc_info: Any = None
        ) -> Any:
            if exc_info is not None and any(pieces):
                raise exc_info[1]  # too late for another status
            started.append((status, headers))
            return pieces.append

        result = self._checked(environ, start_response)
        try:
            pieces.extend(result)
        finally:
            if close := getattr(result, "close", None):
                close()
        status, headers = started[-1]
        response = TestResponse.from_wire(b"".join(pieces), list(headers))
        response.status = status
        return response

    def _follow(self, response: TestResponse, options: dict[str, Any]) -> TestResponse:
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
        method, names = request.method, {"headers", "environ_overrides"}
        if response.status_code in (307, 308):
            names |= {"data", "json", "content_type"}
        elif method != "HEAD":
            method = "GET"
        kept = {name: value for name, value in options.items() if name in names}
        kept["base_url"] = f"{target.scheme}://{target.netloc}{root}/"
        kept["query_string"] = target.query
        return self._send(make_environ(target.path[len(root) :], method=method, **kept))


def _host_name(host: str) -> str:
    """Give the name in a Host header; a test may send one that is none."""
    try:
        return parse_host(host)[0]
    except ValueError:
        return host
