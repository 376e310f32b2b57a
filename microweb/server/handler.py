"""Run a WSGI application for one request and send what it answers.

Built on `wsgiref.handlers.BaseHandler`, which knows the protocol between server and application.
What it leaves to the application's good manners is checked here, by statements that hold under
``python -O``: a CR or LF in a header never leaves this process (RFC 9110 section 5.5), nor does a
body longer than its Content-Length.
"""

import traceback
from collections.abc import Callable, Iterable
from contextlib import suppress
from types import TracebackType
from typing import TypeAlias
from wsgiref.handlers import BaseHandler
from wsgiref.headers import Headers
from wsgiref.types import ErrorStream, InputStream, WSGIApplication, WSGIEnvironment

from microweb.server.checks import check_headers, check_status, parse_length
from microweb.server.errors import ApplicationError, ClientDisconnected, ClientTooSlow
from microweb.server.log import escape_line, escape_lines
from microweb.server.transport import Transport

__all__ = ["Handler"]

_ExcInfo: TypeAlias = (
    tuple[type[BaseException], BaseException, TracebackType] | tuple[None, None, None]
)

_STATUSES_WITHOUT_BODY = {"204", "304"}


class Handler(BaseHandler):
    """One request's way through the application.

    Attributes:
        sent_status: Of the response, 0 as long as nothing was sent.
        sent_bytes: Of the response's body.
        client_error: What the client did to end the request early, if it did.
    """

    http_version = "1.1"
    server_software = "microweb"
    error_headers = [("Content-Type", "text/plain; charset=utf-8")]  # noqa: RUF012  as in the base
    error_body = b"500 Internal Server Error\n"

    # Attributes of the base that its type stubs leave out.
    environ: WSGIEnvironment
    headers: Headers | None
    headers_sent: bool
    result: Iterable[bytes] | None
    status: str | None

    def __init__(self, transport: Transport, environ: WSGIEnvironment) -> None:
        self.environ = environ
        # An application may change its environ; what matters to the server is taken beforehand.
        self._is_head = environ["REQUEST_METHOD"] == "HEAD"
        self._request = f"{environ['REQUEST_METHOD']} {environ['REQUEST_URI']}"
        self._errors: ErrorStream = environ["wsgi.errors"]
        self._transport = transport
        self._unsent = bytearray()
        self._has_body = not self._is_head
        self._promised: int | None = None
        self.sent_status = 0
        self.sent_bytes = 0
        self.client_error: ClientDisconnected | ClientTooSlow | None = None

    def run(self, application: WSGIApplication) -> None:
        """Call the application, send its response, close its iterable; raise nothing.

        The base takes every `ConnectionError` for the client's leaving, even one of the
        application with its database. Here only the server's own count.
        """
        try:
            self.result = application(self.environ, self.start_response)
            self.finish_response()
        except (ClientDisconnected, ClientTooSlow) as error:
            self.client_error = error
        except BaseException:  # noqa: BLE001  also SystemExit: it is logged and answered with 500
            with suppress(ClientDisconnected, ClientTooSlow):
                self.handle_error()

    def start_response(
        self, status: str, headers: list[tuple[str, str]], exc_info: _ExcInfo | None = None
    ) -> Callable[[bytes], None]:
        """Take the status and headers; refuse what must not be sent.

        PEP 3333, "The start_response() Callable".
        """
        if exc_info is not None:
            self._allow_second_start(exc_info)
        elif self.headers is not None:
            raise ApplicationError("start_response() was called a second time without exc_info")
        check_status(status)
        check_headers(headers)
        self.status = status
        # A copy, so that what was checked is what is sent.
        self.headers = Headers(list(headers))
        return self.write

    def _allow_second_start(self, exc_info: _ExcInfo) -> None:
        error = exc_info[1]
        if self.headers_sent and error is not None:
            raise error

    def write(self, data: bytes) -> None:
        """Send a piece of the body, before the first one the head."""
        if type(data) is not bytes:
            raise ApplicationError(f"the body has {type(data).__name__}, not bytes")
        if not data:
            return
        if not self.headers_sent:
            self.send_headers()
        if self._has_body:
            self._write_body(data)
        else:
            self._flush()

    def _write_body(self, data: bytes) -> None:
        allowed = len(data) if self._promised is None else self._promised - self.sent_bytes
        self._write(data[:allowed])
        self._flush()
        self.sent_bytes += min(len(data), allowed)
        if allowed < len(data):
            raise ApplicationError(f"the body is longer than its Content-Length {self._promised}")

    def cleanup_headers(self) -> None:
        """Complete the headers and settle what the body may be."""
        if self.headers is None or self.status is None:
            raise ApplicationError("the body began before start_response() was called")
        code = self.status[:3]
        self._has_body = not self._is_head and code not in _STATUSES_WITHOUT_BODY
        if code == "204":
            # RFC 9110 section 8.6: "A server MUST NOT send a Content-Length header field in any
            # response with a status code of 1xx (Informational) or 204 (No Content)."
            del self.headers["Content-Length"]
        elif "Content-Length" not in self.headers and code != "304":
            self.set_content_length()
        self._promised = parse_length(self.headers.get_all("Content-Length"))
        self.headers["Connection"] = "close"
        self.sent_status = int(code)

    def set_content_length(self) -> None:
        """State the length of a body that is known as a whole.

        An empty body in answer to HEAD tells nothing about the length that GET would have.
        """
        if self.headers is not None and isinstance(self.result, (list, tuple)):
            length = sum(map(len, self.result))
            if length or not self._is_head:
                self.headers["Content-Length"] = str(length)

    def finish_content(self) -> None:
        """Send a head that had no body to go with; notice a body that is too short."""
        if not self.headers_sent:
            self.send_headers()
            self._flush()
        if self._has_body and self.sent_bytes < (self._promised or 0):
            raise ApplicationError(
                f"the body has {self.sent_bytes} bytes, its Content-Length says {self._promised}"
            )

    def close(self) -> None:
        """Close the application's iterable.

        The base forgets here that a response was sent, and sends a second when `close` raises.
        """
        close = getattr(self.result, "close", None)
        if close is not None:
            close()

    def log_exception(self, exc_info: _ExcInfo) -> None:
        """Report an exception of the application in one piece."""
        lines = "".join(traceback.format_exception(*exc_info))
        with suppress(OSError, ValueError):
            self._errors.write(
                f"Error while answering {escape_line(self._request)}\n{escape_lines(lines)}"
            )
            self._errors.flush()

    def client_is_modern(self) -> bool:
        """Tell that the client takes a head: HTTP/0.9 was refused before."""
        return True

    def add_cgi_vars(self) -> None:
        """Add nothing: the environ is complete from the start."""

    def get_stdin(self) -> InputStream:
        """Give the body of the request."""
        body: InputStream = self.environ["wsgi.input"]
        return body

    def get_stderr(self) -> ErrorStream:
        """Give the stream for errors."""
        return self._errors

    def _write(self, data: bytes) -> None:
        self._unsent += data

    def _flush(self) -> None:
        data, self._unsent = self._unsent, bytearray()
        self._transport.send(data)
