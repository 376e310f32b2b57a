"""Run a WSGI application for one request and send what it answers.

What PEP 3333 leaves to the application's good manners is checked here, by statements that hold
under ``python -O``: a CR or LF in a header never leaves this process (RFC 9110 section 5.5), nor
does a body longer than its Content-Length.
"""

import traceback
from collections.abc import Callable, Iterable
from contextlib import suppress
from contextvars import Context
from types import TracebackType
from typing import Protocol, TypeAlias
from wsgiref.types import ErrorStream, WSGIApplication, WSGIEnvironment

from microweb.server.errors import ApplicationError, ClientDisconnected, ClientTooSlow
from microweb.server.filewrapper import FileWrapper
from microweb.server.heads import RequestHead
from microweb.server.log import escape_line, escape_lines
from microweb.server.response import (
    Framing,
    ResponseHead,
    choose_framing,
    format_head,
    read_head,
)

__all__ = ["Exchange", "Sender"]

_ExcInfo: TypeAlias = (
    tuple[type[BaseException], BaseException, TracebackType] | tuple[None, None, None]
)

# One send of a small response takes half the time of two; a large one is not copied for it.
_SMALL = 64 * 1024

_WITHOUT_LENGTH = {204, 304}
_ERROR_HEADERS = [("Content-Type", "text/plain; charset=utf-8"), ("Content-Length", "26")]
_ERROR_BODY = b"500 Internal Server Error\n"


class Sender(Protocol):
    """Where an exchange sends to: the connection."""

    def send(self, data: bytes) -> None:
        """Send bytes, or keep them until the client takes them."""
        ...

    def send_file(self, read: Callable[[int], bytes], size: int) -> bool:
        """Send so many bytes of a file; False when the client is to take the rest later."""
        ...

    def may_keep_alive(self) -> bool:
        """Tell whether another request may follow on the connection."""
        ...


class Exchange:
    """One request's way through the application.

    Args:
        sender: The connection.
        head: The request.
        environ: The same for the application.

    Attributes:
        code: Of the response, 0 as long as nothing was sent.
        sent_bytes: Of the response's body.
        keep_alive: Whether the response leaves the connection fit for another request.
        client_error: What the client did to end the request early, if it did.
        request_id: What the application sent as X-Request-ID.
        has_open_file: The connection still sends the file of the response: `close` is due after.
    """

    def __init__(self, sender: Sender, head: RequestHead, environ: WSGIEnvironment) -> None:
        self._sender = sender
        self._request = head
        self._environ = environ
        # An application may change its environ; what matters to the server is taken beforehand.
        self._errors: ErrorStream = environ["wsgi.errors"]
        self._head: ResponseHead | None = None
        self._result: Iterable[bytes] = ()
        self._framing = Framing.NONE
        self._promised = 0
        # What the application keeps in context variables begins and ends with the request.
        self._context = Context()
        self.code = 0
        self.sent_bytes = 0
        self.keep_alive = False
        self.client_error: ClientDisconnected | ClientTooSlow | None = None
        self.request_id = ""
        self.has_open_file = False

    def run(self, application: WSGIApplication) -> None:
        """Call the application, send its response, close its iterable; raise nothing."""
        self._context.run(self._run, application)

    def close(self) -> None:
        """Close the iterable of the application; raise nothing."""
        self._context.run(self._close)

    def _run(self, application: WSGIApplication) -> None:
        try:
            self._result = application(self._environ, self.start_response)
            self._send_result(self._result)
        except (ClientDisconnected, ClientTooSlow) as error:
            self.keep_alive = False
            self.client_error = error
        except BaseException as error:  # noqa: BLE001  also SystemExit: it is logged and answered with 500
            self._fail(error)
        if not self.has_open_file:
            self._close()

    def _close(self) -> None:
        close = getattr(self._result, "close", None)
        if close is not None:
            try:
                close()
            except BaseException as error:  # noqa: BLE001  as above
                self._report(error)

    def start_response(
        self, status: str, headers: list[tuple[str, str]], exc_info: _ExcInfo | None = None
    ) -> Callable[[bytes], None]:
        """Take the status and headers; refuse what must not be sent.

        PEP 3333, "The start_response() Callable".
        """
        if exc_info is not None:
            error = exc_info[1]
            if self.code and error is not None:
                raise error
        elif self._head is not None:
            raise ApplicationError("start_response() was called a second time without exc_info")
        # A copy, so that what was checked is what is sent.
        self._head = read_head(status, list(headers))
        return self._write

    def _send_result(self, result: Iterable[bytes]) -> None:
        if not self.code and isinstance(result, (list, tuple)):
            self._send_whole(result)
        elif not self.code and isinstance(result, FileWrapper) and self._has_length():
            self._send_file(result)
        else:
            for data in result:
                self._write(data)
            self._finish()

    def _has_length(self) -> bool:
        return self._head is not None and self._head.length is not None

    def _send_whole(self, pieces: list[bytes] | tuple[bytes, ...]) -> None:
        """Send a body that is all there, with its head in one piece where it is small."""
        for data in pieces:
            if data.__class__ is not bytes:
                raise _not_bytes(data)
        body = pieces[0] if len(pieces) == 1 else b"".join(pieces)
        head = self._start(whole=len(body))
        if self._framing is Framing.NONE:
            self._sender.send(head)
            return
        fitting = body if len(body) <= self._promised else body[: self._promised]
        self.sent_bytes = len(fitting)
        if len(fitting) < _SMALL:
            self._sender.send(head + fitting)
        else:
            self._sender.send(head)
            self._sender.send(fitting)
        self._check_length(len(body))

    def _send_file(self, file: FileWrapper) -> None:
        """Let the connection send a file, so that a slow client does not hold this worker."""
        self._sender.send(self._start())
        if self._framing is Framing.LENGTH and self._promised:
            self.sent_bytes = self._promised
            self.has_open_file = not self._sender.send_file(file.read, self._promised)

    def _write(self, data: bytes) -> None:
        """Send a piece of the body, before the first one the head."""
        if data.__class__ is not bytes:
            raise _not_bytes(data)
        if not data:
            return
        head = b"" if self.code else self._start()
        body = self._frame(data)
        if head or body:
            self._sender.send(head + body)
        if self._framing is Framing.LENGTH and len(body) < len(data):
            self._check_length(self._promised + 1)

    def _frame(self, data: bytes) -> bytes:
        """Give a piece of the body as it is sent, and count it."""
        if self._framing is Framing.NONE:
            return b""
        if self._framing is Framing.LENGTH:
            data = data[: self._promised - self.sent_bytes]
        self.sent_bytes += len(data)
        if self._framing is Framing.CHUNKED:
            return b"%x\r\n%b\r\n" % (len(data), data)
        return data

    def _finish(self) -> None:
        """End a body that came in pieces."""
        if not self.code:
            self._sender.send(self._start(whole=0))
        elif self._framing is Framing.CHUNKED:
            self._sender.send(b"0\r\n\r\n")
        if self._framing is Framing.LENGTH:
            self._check_length(self.sent_bytes)

    def _start(self, *, whole: int | None = None) -> bytes:
        """Write the head and settle how the body ends.

        Args:
            whole: Length of the body where it is known without the application's word.
        """
        head, request = self._head, self._request
        if head is None:
            raise ApplicationError("the body began before start_response() was called")
        if whole is not None:
            self._state_length(head, whole)
        self._framing = choose_framing(head, request)
        self._promised = head.length or 0
        self.keep_alive = (
            self._framing is not Framing.CLOSE
            and request.keep_alive
            and "connection" not in head.special
            and self._sender.may_keep_alive()
        )
        self.code = head.code
        self.request_id = head.special.get("x-request-id", "")
        return format_head(
            head, self._framing, version=request.line.version, keep_alive=self.keep_alive
        )

    def _state_length(self, head: ResponseHead, length: int) -> None:
        """Add the Content-Length that an application left out.

        An empty body in answer to HEAD tells nothing about the length that GET would have.
        """
        if head.length is not None or head.code in _WITHOUT_LENGTH:
            return
        if length or self._request.line.method != "HEAD":
            head.length = length
            head.fields += f"Content-Length: {length}\r\n"

    def _check_length(self, length: int) -> None:
        if length > self._promised:
            raise ApplicationError(f"the body is longer than its Content-Length {self._promised}")
        if length < self._promised:
            raise ApplicationError(
                f"the body has {length} bytes, its Content-Length says {self._promised}"
            )

    def _fail(self, error: BaseException) -> None:
        """Report an exception of the application; answer with a 500 where nothing was sent."""
        self._report(error)
        if self.code:
            # What was sent is not whole: only the end of the connection can say so.
            self.keep_alive = False
            return
        self._head = read_head("500 Internal Server Error", _ERROR_HEADERS)
        with suppress(ClientDisconnected, ClientTooSlow):
            head = self._start()
            self._sender.send(head + _ERROR_BODY if self._framing is Framing.LENGTH else head)
            self.sent_bytes = len(_ERROR_BODY)

    def _report(self, error: BaseException) -> None:
        """Write the traceback in one piece."""
        lines = "".join(traceback.format_exception(error))
        request = f"{self._request.line.method} {self._request.line.raw_target}"
        with suppress(OSError, ValueError):
            self._errors.write(
                f"Error while answering {escape_line(request)}\n{escape_lines(lines)}"
            )
            self._errors.flush()


def _not_bytes(data: object) -> ApplicationError:
    return ApplicationError(f"the body has {type(data).__name__}, not bytes")
