"""Build the environ of PEP 3333 from a request's head: a thin adapter below `connection`."""

from io import BufferedIOBase
from typing import TextIO
from wsgiref.types import WSGIEnvironment
from wsgiref.util import FileWrapper

from microweb.server.reader import RequestHead

__all__ = ["build_environ"]

_WITHOUT_PREFIX = {"CONTENT_TYPE", "CONTENT_LENGTH"}

# HTTP_PROXY is what many HTTP clients take for their own configuration ("httpoxy").
_NEVER_PASSED_ON = {"PROXY"}


def build_environ(
    head: RequestHead,
    *,
    client: tuple[str, int],
    server: tuple[str, int],
    body: BufferedIOBase,
    errors: TextIO,
) -> WSGIEnvironment:
    """Describe a request as an application expects it.

    Args:
        head: The request.
        client: Address and port that the connection comes from.
        server: Address and port that it came to.
        body: Ends where the request's body ends.
        errors: Where the application may report to.

    Returns:
        A fresh environ; `REQUEST_URI` and `RAW_URI` hold the target as it was sent.

    PEP 3333, RFC 3875 section 4.1.
    """
    return {
        "REQUEST_METHOD": head.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": head.target.path,
        "QUERY_STRING": head.target.query,
        "REQUEST_URI": head.raw_target,
        "RAW_URI": head.raw_target,
        "SERVER_PROTOCOL": "HTTP/{}.{}".format(*head.version),
        "SERVER_NAME": server[0],
        "SERVER_PORT": str(server[1]),
        "REMOTE_ADDR": client[0],
        "REMOTE_PORT": str(client[1]),
        **_fold_headers(head),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": body,
        "wsgi.input_terminated": True,
        "wsgi.errors": errors,
        "wsgi.file_wrapper": FileWrapper,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }


def _fold_headers(head: RequestHead) -> dict[str, str]:
    """Join headers of one name under their CGI name, in time linear in their number."""
    values: dict[str, list[str]] = {}
    for name, value in head.headers:
        key = name.upper().replace("-", "_")
        if key not in _NEVER_PASSED_ON:
            values.setdefault(key, []).append(value)
    if head.host is not None:
        values["HOST"] = [head.host]
    return {
        # RFC 9113 section 8.2.3: cookies are joined by "; ", unlike other lists.
        key if key in _WITHOUT_PREFIX else f"HTTP_{key}": ("; " if key == "COOKIE" else ", ").join(
            parts
        )
        for key, parts in values.items()
    }
