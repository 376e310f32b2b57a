"""Client: sends requests to a WSGI application without a server, and keeps cookies as a browser.

Every request goes through `wsgiref.validate`, so that a test fails where a server would.
"""

from collections.abc import Iterable, Mapping
from io import BytesIO
from json import dumps
from sys import stderr
from time import time
from typing import Any, NamedTuple, cast
from wsgiref.types import WSGIApplication, WSGIEnvironment

from microweb.http import (
    Headers,
    HeaderSource,
    format_query,
    parse_http_date,
    percent_decode,
    percent_encode,
)
from microweb.request import Request
from microweb.response import Response

__all__ = ["Client", "Cookie", "TestResponse", "make_environ"]

FormData = Mapping[str, Any]
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_MAX_REDIRECTS = 20


def make_environ(
    path: str = "/",
    *,
    method: str = "GET",
    base_url: str = "http://localhost/",
    query_string: str | Mapping[str, Any] | None = None,
    headers: HeaderSource | None = None,
    data: bytes | str | FormData | None = None,
    json: Any = None,
    content_type: str | None = None,
    environ_overrides: Mapping[str, Any] | None = None,
) -> WSGIEnvironment:
    """Make the WSGI environ of a request.

    Args:
        path: The path below the base URL, percent-encoded or not, with or without query string.
        method: The method.
        base_url: Scheme and host, and the path at which the app is mounted.
        query_string: What stands behind the question mark, as text or as values by name.
        headers: Header fields.
        data: The body: bytes, text, or form fields by name.
        json: A value to send as JSON.
        content_type: The media type of the body, if not that of a form or JSON.
        environ_overrides: Keys to set at last.

    PEP 3333, "environ Variables".
    """
    from urllib.parse import urlsplit  # 5 ms, for tests alone

    base = urlsplit(base_url)
    path, mark, inline = path.partition("?")
    if isinstance(query_string, Mapping):
        query_string = format_query(_spread(query_string))
    body, own_type = _encode_body(data, json)
    content_type = content_type or own_type
    secure = base.scheme == "https"
    environ: WSGIEnvironment = {
        "REQUEST_METHOD": method,
        "SCRIPT_NAME": _to_wsgi(base.path.rstrip("/")),
        "PATH_INFO": _to_wsgi(path),
        "QUERY_STRING": query_string if query_string is not None else inline if mark else "",
        "SERVER_NAME": base.hostname or "localhost",
        "SERVER_PORT": str(base.port or (443 if secure else 80)),
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": base.netloc or "localhost",
        "CONTENT_LENGTH": str(len(body)) if body or method in ("POST", "PUT", "PATCH") else "",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": base.scheme or "http",
        "wsgi.input": BytesIO(body),
        "wsgi.errors": stderr,
        "wsgi.multithread": False,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    if content_type:
        environ["CONTENT_TYPE"] = content_type
    for name, value in Headers(headers):
        key = name.upper().replace("-", "_")
        environ[key if key in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{key}"] = value
    environ.update(environ_overrides or {})
    return environ


def _to_wsgi(path: str) -> str:
    """Percent-decode a path into the latin-1 text that WSGI wants."""
    return percent_decode(path.encode("utf-8")).decode("latin-1")


def _spread(values: Mapping[str, Any]) -> Iterable[tuple[str, object]]:
    for name, value in values.items():
        if isinstance(value, list | tuple):
            yield from ((name, item) for item in cast("Iterable[object]", value))
        elif value is not None:
            yield name, value


def _encode_body(data: bytes | str | FormData | None, json: Any) -> tuple[bytes, str | None]:
    if json is not None:
        if data is not None:
            raise TypeError("give data or json, not both")
        return dumps(json).encode(), "application/json"
    if isinstance(data, Mapping):
        return format_query(_spread(data)).encode(), "application/x-www-form-urlencoded"
    return (data.encode() if isinstance(data, str) else data or b""), None


class Cookie(NamedTuple):
    """A cookie that the client keeps."""

    name: str
    value: str
    domain: str
    path: str
    secure: bool
    attributes: dict[str, str]
    """All attributes as they came, names in lower case; a flag's value is empty."""

    def suits(self, *, host: str, path: str, secure: bool) -> bool:
        """Say whether it belongs to a request (RFC 6265 section 5.4)."""
        own_host = host == self.domain or (
            "domain" in self.attributes and host.endswith("." + self.domain)
        )
        own_path = path == self.path or path.startswith(self.path.rstrip("/") + "/")
        return own_host and own_path and (secure or not self.secure)


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
        self._cookies: dict[tuple[str, str, str], Cookie] = {}

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
            RuntimeError: There were more redirects than that, or one leads to another host.
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
        return self._cookies.get((domain, path, key))

    def set_cookie(
        self, key: str, value: str = "", *, domain: str = "localhost", path: str = "/"
    ) -> None:
        """Put a cookie into the jar."""
        self._cookies[domain, path, key] = Cookie(key, value, domain, path, False, {})

    def delete_cookie(self, key: str, *, domain: str = "localhost", path: str = "/") -> None:
        """Take a cookie out of the jar."""
        self._cookies.pop((domain, path, key), None)

    def _send(self, environ: WSGIEnvironment) -> TestResponse:
        host: str = environ["HTTP_HOST"].partition(":")[0]
        if self._use_cookies:
            self._add_cookies(environ, host)
        started: list[tuple[str, list[tuple[str, str]]]] = []

        def start_response(
            status: str, headers: list[tuple[str, str]], exc_info: Any = None
        ) -> Any:
            if exc_info is not None and started:
                raise exc_info[1]
            started.append((status, headers))
            return None

        sent = environ.copy()
        result = self._checked(sent, start_response)
        try:
            body = b"".join(result)
        finally:
            if close := getattr(result, "close", None):
                close()
        status, headers = started[-1]
        response = TestResponse.from_wire(body, list(headers))
        response.status = status
        response.request = Request(sent)
        if self._use_cookies:
            for value in response.headers.getlist("Set-Cookie"):
                self._keep_cookie(value, host, environ["PATH_INFO"])
        return response

    def _follow(self, response: TestResponse, options: dict[str, Any]) -> TestResponse:
        from urllib.parse import urljoin, urlsplit  # 5 ms, for tests alone

        request = response.request
        target = urlsplit(urljoin(request.url, response.location or ""))
        if target.netloc != urlsplit(request.url).netloc:
            raise RuntimeError(f"the redirect to {response.location!r} leads to another host")
        kept = {
            name: value
            for name, value in options.items()
            if name in ("headers", "environ_overrides")
        }
        method = request.method
        if response.status_code in (307, 308):
            kept |= {name: options[name] for name in ("data", "json") if name in options}
        elif method != "HEAD":
            method = "GET"
        root = percent_encode(request.script_root, safe="/")
        path = target.path.removeprefix(root) or "/"
        kept["base_url"] = f"{target.scheme}://{target.netloc}{root}/"
        kept["query_string"] = target.query
        return self._send(make_environ(path, method=method, **kept))

    def _add_cookies(self, environ: WSGIEnvironment, host: str) -> None:
        path = environ["SCRIPT_NAME"] + environ["PATH_INFO"]
        secure = environ["wsgi.url_scheme"] == "https"
        pairs = [
            f"{cookie.name}={cookie.value}"
            for cookie in self._cookies.values()
            if cookie.suits(host=host, path=path, secure=secure)
        ]
        if "HTTP_COOKIE" in environ:
            pairs.insert(0, environ["HTTP_COOKIE"])
        if pairs:
            environ["HTTP_COOKIE"] = "; ".join(pairs)

    def _keep_cookie(self, field: str, host: str, path: str) -> None:
        """Take a Set-Cookie value into the jar (RFC 6265 section 5.3)."""
        pair, *rest = field.split(";")
        name, _, value = pair.partition("=")
        attributes: dict[str, str] = {}
        for item in rest:
            key, _, text = item.strip().partition("=")
            attributes[key.lower()] = text
        cookie = Cookie(
            name.strip(),
            value.strip(),
            attributes.get("domain", host),
            attributes.get("path") or path.rpartition("/")[0] or "/",
            "secure" in attributes,
            attributes,
        )
        place = (cookie.domain, cookie.path, cookie.name)
        if _is_expired(attributes):
            self._cookies.pop(place, None)
        else:
            self._cookies[place] = cookie


def _is_expired(attributes: dict[str, str]) -> bool:
    if "max-age" in attributes:
        return int(attributes["max-age"]) <= 0
    expires = parse_http_date(attributes.get("expires", ""))
    return expires is not None and expires.timestamp() <= time()
