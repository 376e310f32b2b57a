"""WSGI middleware that shows the traceback of an exception instead of a plain 500.

The page can only be read: there is no console and no form on it, because a debugger in a page is
remote code execution for whoever reaches it. It is shown to browsers on this machine alone, and
even there it masks what its name tells to be secret.

Who "browsers on this machine" are takes three signs, for one is easily borrowed: the connection
comes from a loopback address, no proxy says it speaks for somebody else, and the Host header names
this machine, which it does not when a foreign site's name is pointed here (DNS rebinding).
"""

import json
import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from microweb.server.debughtml import render_page
from microweb.server.errors import ClientDisconnected, ClientTooSlow
from microweb.server.log import escape_line, escape_lines
from microweb.server.tracebacks import format_summary, format_text, take_apart

__all__ = ["DebugPage", "Sections"]

_LOOPBACK_ADDRESS_RE = re.compile(r"(?:::ffff:)?127(?:\.[0-9]{1,3}){3}|::1")
_LOOPBACK_HOST_RE = re.compile(
    r"(?:localhost|[a-z0-9\-]+\.localhost|127(?:\.[0-9]{1,3}){3}|\[::1\])(?::[0-9]{0,5})?",
    re.IGNORECASE,
)
_FORWARDED = ("HTTP_FORWARDED", "HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_HOST", "HTTP_X_REAL_IP")

Sections = Callable[[WSGIEnvironment, Exception], Iterable[tuple[str, str]]]

_TEXT = "text/plain; charset=utf-8"
_JSON_RE = re.compile(r"application/(?:[a-z0-9.\-]+\+)?json", re.IGNORECASE)

_PLAIN = "500 Internal Server Error\n"


class DebugPage:
    """Catches what escapes from an application.

    An exception is reported once on ``wsgi.errors``, then shown: as a page to a client that
    accepts HTML, as a problem (RFC 9457) to one that accepts JSON, as text to any other.

    Args:
        app: The application; it must let exceptions out for them to be shown.
        sections: Called with the environ, as the application left it, and the exception, for what
            else to show: titles and texts, no secrets in them.
    """

    def __init__(self, app: WSGIApplication, *, sections: Sections | None = None) -> None:
        self._app = app
        self._sections = sections

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer as the application does, or with the page."""
        # An application may change its environ; the request is shown as it came.
        request = dict(environ)
        try:
            body = self._app(environ, start_response)
        except (ClientDisconnected, ClientTooSlow):
            raise
        except Exception as error:  # noqa: BLE001  to show any exception is the purpose
            return self._answer(error, request, start_response, environ)
        return _Guard(body, lambda error: self._answer(error, request, start_response, environ))

    def _answer(
        self,
        error: Exception,
        request: WSGIEnvironment,
        start_response: StartResponse,
        environ: WSGIEnvironment,
    ) -> list[bytes]:
        # Let the traceback begin in the application.
        error = error.with_traceback(error.__traceback__ and error.__traceback__.tb_next)
        text = format_text(error)
        sections = self._tell_more(environ, error) if _is_local(request) else []
        answer = _choose(error, text, request, sections)
        # Raises the error again where the head is gone already; then the server reports it.
        start_response("500 Internal Server Error", _make_headers(answer), sys.exc_info())
        _report(text, request)
        return [answer.body]

    def _tell_more(self, environ: WSGIEnvironment, failure: Exception) -> list[tuple[str, str]]:
        if self._sections is None:
            return []
        try:
            return list(self._sections(environ, failure))
        except Exception as error:  # noqa: BLE001  the page is about another
            return [("More", f"Raised {type(error).__name__} when asked for.")]


class _Guard:
    """An application's body that turns into the page where iterating fails before the head."""

    def __init__(
        self, body: Iterable[bytes], answer: Callable[[Exception], Iterable[bytes]]
    ) -> None:
        self._body = body
        self._answer = answer

    def __iter__(self) -> Iterator[bytes]:
        try:
            yield from self._body
        except (ClientDisconnected, ClientTooSlow):
            raise
        except Exception as error:  # noqa: BLE001  to show any exception is the purpose
            yield from self._answer(error)

    def close(self) -> None:
        close = getattr(self._body, "close", None)
        if close is not None:
            close()


class _Answer(NamedTuple):
    content_type: str
    body: bytes
    permitted: str = ""


def _make_headers(answer: _Answer) -> list[tuple[str, str]]:
    policy = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    return [
        ("Content-Type", answer.content_type),
        ("Content-Length", str(len(answer.body))),
        ("Content-Security-Policy", policy + answer.permitted),
        ("X-Content-Type-Options", "nosniff"),
        ("X-Frame-Options", "DENY"),
        ("Referrer-Policy", "no-referrer"),
        ("Cross-Origin-Resource-Policy", "same-origin"),
        ("Cache-Control", "no-store"),
        ("Vary", "Accept"),
    ]


def _choose(
    error: Exception, text: str, request: WSGIEnvironment, sections: list[tuple[str, str]]
) -> _Answer:
    accepted = request.get("HTTP_ACCEPT", "")
    if not _is_local(request):
        return _Answer(_TEXT, _PLAIN.encode())
    if "text/html" in accepted:
        nonce = os.urandom(16).hex()
        page = render_page(
            take_apart(error), text=text, sections=sections, request=request, nonce=nonce
        )
        permitted = f"; style-src 'nonce-{nonce}'; script-src 'nonce-{nonce}'"
        return _Answer("text/html; charset=utf-8", _encode(page), permitted)
    if _JSON_RE.search(accepted):
        return _Answer("application/problem+json", _describe_problem(error, text, sections))
    more = "".join(f"\n{title}\n{content}\n" for title, content in sections)
    return _Answer(_TEXT, _encode(escape_lines(text + more)))


def _encode(text: str) -> bytes:
    return text.encode("utf-8", "backslashreplace")


def _describe_problem(error: Exception, text: str, sections: list[tuple[str, str]]) -> bytes:
    """Write the exception for a program.

    RFC 9457 section 3.
    """
    problem = {
        "type": "about:blank",
        "title": "Internal Server Error",
        "status": 500,
        "detail": format_summary(error),
        "traceback": text.splitlines(),
        **({"sections": dict(sections)} if sections else {}),
    }
    return json.dumps(problem).encode() + b"\n"


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
