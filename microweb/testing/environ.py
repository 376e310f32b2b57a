"""Make the WSGI environ of a request, for the test client and for contexts without a server."""

import sys
from collections.abc import Iterable, Mapping
from io import BytesIO
from typing import IO, Any, TextIO, cast
from wsgiref.types import WSGIEnvironment

from microweb.http import Headers, HeaderSource, format_query, percent_decode
from microweb.http.authorization import Authorization
from microweb.responses.head import add_charset
from microweb.testing.bodies import BodySource, encode_body
from microweb.testing.forms import spread_values

__all__ = ["make_environ", "split_url"]

_DEFAULT_PORTS = {"http": 80, "https": 443}
_WITH_BODY = ("POST", "PUT", "PATCH")


def make_environ(
    path: str = "/",
    base_url: str | None = None,
    query_string: str | Mapping[str, Any] | None = None,
    *,
    method: str = "GET",
    headers: HeaderSource | None = None,
    data: BodySource | None = None,
    json: Any = None,
    content_type: str | None = None,
    content_length: int | None = None,
    mimetype: str | None = None,
    auth: Authorization | tuple[str, str] | str | None = None,
    input_stream: IO[bytes] | None = None,
    errors_stream: TextIO | None = None,
    multithread: bool = False,
    multiprocess: bool = False,
    run_once: bool = False,
    environ_base: Mapping[str, Any] | None = None,
    environ_overrides: Mapping[str, Any] | None = None,
) -> WSGIEnvironment:
    """Make the WSGI environ of a request.

    Args:
        path: The path below the base URL, percent-encoded or not, with or without query string;
            a fragment is left out. Of a whole URL, scheme and host stand for the base URL.
        base_url: Scheme and host, and the path at which the app is mounted; by default
            `http://localhost/`.
        query_string: What stands behind the question mark, as text or as values by name.
        method: The method.
        headers: Header fields; several of one name are joined, as a server does.
        data: The body: bytes, text, a file, or form fields and files by name: see `encode_form`.
        json: A value to send as JSON.
        content_type: The media type of the body, if not that of a form or JSON.
        content_length: The length to announce, in bytes; by default the body's.
        mimetype: The media type, where `content_type` is not given; text is said to be UTF-8.
        auth: Who asks: credentials, the header's text, or a name and a password for Basic.
        input_stream: The body as a stream, instead of `data`.
        errors_stream: Where the application writes what went wrong; by default standard error.
        multithread: Whether to say that several threads serve.
        multiprocess: Whether to say that several processes serve.
        run_once: Whether to say that this request is the only one.
        environ_base: Keys to start with; what the other arguments give wins.
        environ_overrides: Keys to set at last.

    Raises:
        TypeError: Of data, JSON and an input stream more than one is given.
        ValueError: The base URL has a query string or a fragment.

    PEP 3333, "environ Variables".
    """
    if input_stream is not None and (data is not None or json is not None):
        raise TypeError("give an input_stream or a body, not both")
    if base_url is None:
        base_url, path = split_url(path)
    if content_type is None and mimetype is not None:
        content_type = add_charset(mimetype)
    body, content_type = encode_body(data, json, content_type)
    if content_length is None and input_stream is None and (body or method in _WITH_BODY):
        content_length = len(body)
    return {
        "REMOTE_ADDR": "127.0.0.1",
        **(environ_base or {}),
        "REQUEST_METHOD": method,
        "SERVER_PROTOCOL": "HTTP/1.1",
        "CONTENT_LENGTH": "" if content_length is None else str(content_length),
        "wsgi.version": (1, 0),
        "wsgi.input": input_stream or BytesIO(body),
        "wsgi.errors": errors_stream or sys.stderr,
        "wsgi.multithread": multithread,
        "wsgi.multiprocess": multiprocess,
        "wsgi.run_once": run_once,
        **_place_keys(base_url or "http://localhost/"),
        **_target_keys(path, query_string),
        **({"CONTENT_TYPE": content_type} if content_type else {}),
        **({} if auth is None else {"HTTP_AUTHORIZATION": _format_credentials(auth)}),
        **_header_keys(Headers(_named(headers))),
        **(environ_overrides or {}),
    }


def split_url(url: str) -> tuple[str | None, str]:
    """Give the origin of a whole URL, with a slash, and the rest; of a path, None and the path."""
    if "://" not in url:
        return None, url
    from urllib.parse import urlsplit  # 5 ms, for tests alone

    parts = urlsplit(url)
    if not (parts.scheme and parts.netloc):
        return None, url
    origin = f"{parts.scheme}://{parts.netloc}"
    return f"{origin}/", url[len(origin) :] or "/"


def _place_keys(base_url: str) -> dict[str, str]:
    """Give what the address of the application says."""
    from urllib.parse import urlsplit  # 5 ms, for tests alone

    base = urlsplit(base_url)
    if base.query or base.fragment:
        raise ValueError(f"base_url is scheme, host and a path, not {base_url!r}")
    scheme = base.scheme or "http"
    return {
        "SCRIPT_NAME": _to_wsgi(base.path.rstrip("/")),
        "SERVER_NAME": base.hostname or "localhost",
        "SERVER_PORT": str(base.port or _DEFAULT_PORTS.get(scheme, 80)),
        "HTTP_HOST": base.netloc or "localhost",
        "wsgi.url_scheme": scheme,
    }


def _target_keys(path: str, query_string: str | Mapping[str, Any] | None) -> dict[str, str]:
    """Give what the path and the query string say; a query string of its own wins."""
    path, _, inline = path.partition("#")[0].partition("?")
    if isinstance(query_string, Mapping):
        query_string = format_query(spread_values(query_string))
    return {
        "PATH_INFO": _to_wsgi(path if path.startswith("/") else f"/{path}"),
        "QUERY_STRING": _to_latin1(inline if query_string is None else query_string),
    }


def _format_credentials(auth: Authorization | tuple[str, str] | str) -> str:
    if isinstance(auth, str):
        return auth
    if isinstance(auth, tuple):
        auth = Authorization("basic", {"username": auth[0], "password": auth[1]})
    return auth.to_header()


def _named(headers: HeaderSource | None) -> Iterable[tuple[str, Any]]:
    """Leave out fields without a name, by which a test may stand for none."""
    if isinstance(headers, Mapping):
        headers = spread_values(cast("Mapping[str, Any]", headers))
    return [(name, value) for name, value in headers or () if name]


def _header_keys(headers: Headers) -> dict[str, str]:
    """Give header fields the names that PEP 3333 and RFC 3875 have for them."""
    keys: dict[str, str] = {}
    for name, value in headers:
        key = name.upper().replace("-", "_")
        key = key if key in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{key}"
        joint = "; " if key == "HTTP_COOKIE" else ","
        keys[key] = f"{keys[key]}{joint}{value}" if key in keys else value
    return keys


def _to_wsgi(path: str) -> str:
    """Percent-decode a path into the latin-1 text that WSGI wants."""
    return percent_decode(path.encode("utf-8")).decode("latin-1")


def _to_latin1(text: str) -> str:
    return text.encode("utf-8").decode("latin-1")
