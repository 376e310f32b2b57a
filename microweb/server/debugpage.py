"""WSGI middleware that shows the traceback of an exception instead of a plain 500.

The page can only be read: there is no console, no form and no script on it, because a debugger in
a page is remote code execution for whoever reaches it. It is shown to browsers on this machine
alone, and even there it masks what its name tells to be secret.

Who "browsers on this machine" are takes three signs, for one is easily borrowed: the connection
comes from a loopback address, no proxy says it speaks for somebody else, and the Host header names
this machine, which it does not when a foreign site's name is pointed here (DNS rebinding).
"""

import os
import re
import sys
from collections.abc import Iterable, Iterator
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from microweb.server.debughtml import render_page
from microweb.server.errors import ClientDisconnected, ClientTooSlow
from microweb.server.log import escape_line, escape_lines
from microweb.server.tracebacks import format_text, take_apart

__all__ = ["DebugPage"]

_LOOPBACK_ADDRESS_RE = re.compile(r"(?:::ffff:)?127(?:\.[0-9]{1,3}){3}|::1")
_LOOPBACK_HOST_RE = re.compile(
    r"(?:localhost|[a-z0-9\-]+\.localhost|127(?:\.[0-9]{1,3}){3}|\[::1\])(?::[0-9]{0,5})?",
    re.IGNORECASE,
)
_FORWARDED = ("HTTP_FORWARDED", "HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_HOST", "HTTP_X_REAL_IP")

_PLAIN = "500 Internal Server Error\n"


class DebugPage:
    """Catches what escapes from an application.

    An exception is reported once on ``wsgi.errors``, then shown: as a page to a client that
    accepts HTML, as text to any other.

    Args:
        app: The application; it must let exceptions out for them to be shown.
    """

    def __init__(self, app: WSGIApplication) -> None:
        self._app = app

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer as the application does, or with the page."""
        # An application may change its environ; the request is shown as it came.
        request = dict(environ)
        try:
            body = self._app(environ, start_response)
        except (ClientDisconnected, ClientTooSlow):
            raise
        except Exception as error:  # noqa: BLE001  to show any exception is the purpose
            return _answer(_without_own_frame(error), request, start_response)
        return _Guard(body, request, start_response)


class _Guard:
    """An application's body that turns into the page where iterating fails before the head."""

    def __init__(
        self, body: Iterable[bytes], request: WSGIEnvironment, start_response: StartResponse
    ) -> None:
        self._body = body
        self._request = request
        self._start_response = start_response

    def __iter__(self) -> Iterator[bytes]:
        try:
            yield from self._body
        except (ClientDisconnected, ClientTooSlow):
            raise
        except Exception as error:  # noqa: BLE001  to show any exception is the purpose
            yield from _answer(_without_own_frame(error), self._request, self._start_response)

    def close(self) -> None:
        close = getattr(self._body, "close", None)
        if close is not None:
            close()


def _without_own_frame(error: Exception) -> Exception:
    """Let the traceback begin in the application."""
    return error.with_traceback(error.__traceback__ and error.__traceback__.tb_next)


def _answer(
    error: Exception, request: WSGIEnvironment, start_response: StartResponse
) -> list[bytes]:
    text = format_text(error)
    content_type, body, policy = _choose(error, text, request)
    headers = [
        ("Content-Type", f"{content_type}; charset=utf-8"),
        ("Content-Length", str(len(body))),
        ("Content-Security-Policy", policy),
        ("X-Content-Type-Options", "nosniff"),
        ("X-Frame-Options", "DENY"),
        ("Referrer-Policy", "no-referrer"),
        ("Cross-Origin-Resource-Policy", "same-origin"),
        ("Cache-Control", "no-store"),
    ]
    # Raises the error again where the head is gone already; then the server reports it.
    start_response("500 Internal Server Error", headers, sys.exc_info())
    _report(text, request)
    return [body]


def _choose(error: Exception, text: str, request: WSGIEnvironment) -> tuple[str, bytes, str]:
    policy = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    if not _is_local(request):
        return "text/plain", _PLAIN.encode(), policy
    if "text/html" not in request.get("HTTP_ACCEPT", ""):
        return "text/plain", escape_lines(text).encode("utf-8", "backslashreplace"), policy
    nonce = os.urandom(16).hex()
    page = render_page(take_apart(error), text=text, request=request, nonce=nonce)
    return (
        "text/html",
        page.encode("utf-8", "backslashreplace"),
        f"{policy}; style-src 'nonce-{nonce}'",
    )


def _is_local(request: WSGIEnvironment) -> bool:
    return (
        _LOOPBACK_ADDRESS_RE.fullmatch(request.get("REMOTE_ADDR", "")) is not None
        and not any(name in request for name in _FORWARDED)
        and _LOOPBACK_HOST_RE.fullmatch(request.get("HTTP_HOST", "localhost")) is not None
    )


def _report(text: str, request: WSGIEnvironment) -> None:
    target = request.get("REQUEST_URI") or request.get("PATH_INFO", "")
    line = escape_line(f"{request['REQUEST_METHOD']} {target}")
    errors: Any = request["wsgi.errors"]
    errors.write(f"Error while answering {line}\n{escape_lines(text)}")
    errors.flush()
