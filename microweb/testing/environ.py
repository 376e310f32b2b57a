"""Make the WSGI environ of a request, for the test client and for contexts without a server."""

from collections.abc import Mapping
from io import BytesIO
from sys import stderr
from typing import Any
from wsgiref.types import WSGIEnvironment

from microweb.http import Headers, HeaderSource, format_query, percent_decode
from microweb.json import dumps
from microweb.testing.forms import encode_form, spread_values

__all__ = ["make_environ"]

_DEFAULT_PORTS = {"http": 80, "https": 443}


def make_environ(
    path: str = "/",
    *,
    method: str = "GET",
    base_url: str = "http://localhost/",
    query_string: str | Mapping[str, Any] | None = None,
    headers: HeaderSource | None = None,
    data: bytes | str | Mapping[str, Any] | None = None,
    json: Any = None,
    content_type: str | None = None,
    environ_overrides: Mapping[str, Any] | None = None,
) -> WSGIEnvironment:
    """Make the WSGI environ of a request.

    Args:
        path: The path below the base URL, percent-encoded or not, with or without query string;
            a fragment is left out.
        method: The method.
        base_url: Scheme and host, and the path at which the app is mounted.
        query_string: What stands behind the question mark, as text or as values by name.
        headers: Header fields; several of one name are joined, as a server does.
        data: The body: bytes, text, or form fields and files by name: see `encode_form`.
        json: A value to send as JSON.
        content_type: The media type of the body, if not that of a form or JSON.
        environ_overrides: Keys to set at last.

    Raises:
        TypeError: Both data and JSON are given.

    PEP 3333, "environ Variables".
    """
    from urllib.parse import urlsplit  # 5 ms, for tests alone

    base = urlsplit(base_url)
    path, _, inline = path.partition("#")[0].partition("?")
    if isinstance(query_string, Mapping):
        query_string = format_query(spread_values(query_string))
    body, content_type = _encode_body(data, json, content_type)
    scheme = base.scheme or "http"
    environ: WSGIEnvironment = {
        "REQUEST_METHOD": method,
        "SCRIPT_NAME": _to_wsgi(base.path.rstrip("/")),
        "PATH_INFO": _to_wsgi(path if path.startswith("/") else f"/{path}"),
        "QUERY_STRING": _to_latin1(inline if query_string is None else query_string),
        "SERVER_NAME": base.hostname or "localhost",
        "SERVER_PORT": str(base.port or _DEFAULT_PORTS.get(scheme, 80)),
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": base.netloc or "localhost",
        "CONTENT_LENGTH": str(len(body)) if body or method in ("POST", "PUT", "PATCH") else "",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scheme,
        "wsgi.input": BytesIO(body),
        "wsgi.errors": stderr,
        "wsgi.multithread": False,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    if content_type:
        environ["CONTENT_TYPE"] = content_type
    environ.update(_header_keys(Headers(headers)))
    environ.update(environ_overrides or {})
    return environ


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


def _encode_body(
    data: bytes | str | Mapping[str, Any] | None, json: Any, content_type: str | None
) -> tuple[bytes, str | None]:
    """Give the body and its media type."""
    if json is not None:
        if data is not None:
            raise TypeError("give data or json, not both")
        return dumps(json).encode(), content_type or "application/json"
    if isinstance(data, Mapping):
        return encode_form(data, content_type)
    return (data.encode() if isinstance(data, str) else data or b""), content_type
