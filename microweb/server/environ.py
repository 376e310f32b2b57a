"""Build the environ of PEP 3333 from a request's head: a thin adapter below `connection`."""

from functools import lru_cache
from io import BufferedIOBase
from typing import IO, TextIO
from wsgiref.types import WSGIEnvironment

from microweb.server.endpoint import Endpoints
from microweb.server.filewrapper import FileWrapper
from microweb.server.heads import RequestHead

__all__ = ["build_environ"]

_WITHOUT_PREFIX = {"CONTENT_TYPE", "CONTENT_LENGTH"}

# HTTP_PROXY is what many HTTP clients take for their own configuration ("httpoxy").
_NEVER_PASSED_ON = "HTTP_PROXY"

_PROTOCOLS = {(1, 0): "HTTP/1.0", (1, 1): "HTTP/1.1"}


def build_environ(
    head: RequestHead,
    *,
    ends: Endpoints,
    body: BufferedIOBase | IO[bytes],
    errors: TextIO,
) -> WSGIEnvironment:
    """Describe a request as an application expects it.

    Args:
        head: The request.
        ends: The client and the server.
        body: Ends where the request's body ends.
        errors: Where the application may report to.

    Returns:
        A fresh environ; `REQUEST_URI` and `RAW_URI` hold the target as it was sent.

    PEP 3333, RFC 3875 section 4.1.
    """
    line = head.line
    environ: WSGIEnvironment = {
        "REQUEST_METHOD": line.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": line.target.path,
        "QUERY_STRING": line.target.query,
        "REQUEST_URI": line.raw_target,
        "RAW_URI": line.raw_target,
        "SERVER_PROTOCOL": _PROTOCOLS.get(line.version) or "HTTP/{}.{}".format(*line.version),
        "SERVER_NAME": ends.server,
        "SERVER_PORT": ends.server_port,
        "REMOTE_ADDR": ends.client,
        "REMOTE_PORT": ends.client_port,
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": ends.scheme,
        "wsgi.input": body,
        "wsgi.input_terminated": True,
        "wsgi.errors": errors,
        "wsgi.file_wrapper": FileWrapper,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    _add_headers(environ, head.headers)
    if head.host is not None:
        environ["HTTP_HOST"] = head.host
    return environ


def _add_headers(environ: WSGIEnvironment, headers: list[tuple[str, str]]) -> None:
    """Add each header under its CGI name; those of one name joined, in time linear in their number.

    RFC 9110 section 5.3.
    """
    repeated: dict[str, list[str]] = {}
    for name, value in headers:
        key = _name_key(name)
        if key not in environ:
            environ[key] = value
        elif key in repeated:
            repeated[key].append(value)
        else:
            repeated[key] = [environ[key], value]
    for key, values in repeated.items():
        # RFC 9113 section 8.2.3: cookies are joined by "; ", unlike other lists.
        environ[key] = ("; " if key == "HTTP_COOKIE" else ", ").join(values)
    environ.pop(_NEVER_PASSED_ON, None)


@lru_cache(maxsize=256)
def _name_key(name: str) -> str:
    """Give the CGI name; kept, for every request of a client has the same dozen of headers."""
    key = name.upper().replace("-", "_")
    return key if key in _WITHOUT_PREFIX else f"HTTP_{key}"
