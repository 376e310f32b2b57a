"""One client's connection from its first byte to its end, on a thread of its own.

    read the head, by a deadline --> run the application --> linger --> close
          `-- ProtocolError: answer with its status -------^

The state tells a stopping server what to wait for: only `BUSY` has a request in flight.
"""

import socket
import time
from enum import Enum
from typing import TextIO
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from microweb.server.body import open_body
from microweb.server.environ import build_environ
from microweb.server.errors import ClientDisconnected, ClientTooSlow, ProtocolError
from microweb.server.handler import Handler
from microweb.server.limits import Limits
from microweb.server.log import AccessEntry, Log
from microweb.server.reader import HeadReader, RequestHead
from microweb.server.refusal import format_refusal
from microweb.server.transport import Transport

__all__ = ["Connection", "State"]

_RECEIVE_SIZE = 64 * 1024
_CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"


class State(Enum):
    """What a connection is at."""

    IDLE = "no byte of a request has come"
    BUSY = "a request is in flight"
    LINGERING = "the response is sent, the client has not closed yet"


class Connection:
    """Serves one request of one client.

    Args:
        sock: Accepted; closed at the end of `serve`.
        client: Address and port of the client.
        application: Any WSGI callable.
        limits: Sizes and times.
        log: Gets a line about the request.
        errors: What the application finds as ``wsgi.errors``.
    """

    def __init__(
        self,
        sock: socket.socket,
        client: tuple[str, int],
        *,
        application: WSGIApplication,
        limits: Limits,
        log: Log,
        errors: TextIO,
    ) -> None:
        self.state = State.IDLE
        self.transport = Transport(sock, write_timeout=limits.write_timeout)
        self._server: tuple[str, int] = sock.getsockname()[:2]
        self._client = client
        self._application = application
        self._limits = limits
        self._log = log
        self._errors = errors
        self._reader = HeadReader(limits)
        self._started = time.monotonic()

    def serve(self) -> None:
        """Read, answer, close; raise nothing that the client could cause."""
        try:
            head = self._read_head()
            if head is not None:
                self._answer(head)
        except ProtocolError as error:
            self._refuse(error, self._describe_opening())
        except ClientTooSlow:
            if self.state is State.BUSY:
                late = ProtocolError(408, "the headers did not arrive in time")
                self._refuse(late, self._describe_opening())
        except ClientDisconnected:
            pass
        finally:
            self._close()

    def _read_head(self) -> RequestHead | None:
        """Wait for the head of a request; None when the client closes without sending one."""
        deadline = self._started + self._limits.header_timeout
        while data := self.transport.receive(_RECEIVE_SIZE, deadline=deadline):
            if self.state is State.IDLE:
                self.state = State.BUSY
                self._started = time.monotonic()
            head = self._reader.feed(data)
            if head is not None:
                return head
        if self.state is State.BUSY:
            raise ProtocolError(400, "the headers ended early (RFC 9112 section 8)")
        return None

    def _answer(self, head: RequestHead) -> None:
        body = open_body(
            self.transport,
            length=head.content_length or 0,
            beginning=self._reader.rest,
            limits=self._limits,
            on_first_wait=lambda: self._ask_for_body(head),
        )
        environ = build_environ(
            head, client=self._client, server=self._server, body=body, errors=self._errors
        )
        handler = Handler(self.transport, environ)
        handler.run(_answer_for_server if head.target.path == "*" else self._application)
        request = f"{head.method} {head.raw_target}"
        error = handler.client_error
        if error is None or handler.sent_status:
            self._record(request, handler.sent_status, handler.sent_bytes, str(error or ""))
        else:
            status = 408 if isinstance(error, ClientTooSlow) else 400
            self._refuse(ProtocolError(status, str(error)), request)

    def _ask_for_body(self, head: RequestHead) -> None:
        if head.expects_continue:
            self.transport.send(_CONTINUE)

    def _refuse(self, error: ProtocolError, request: str) -> None:
        response = format_refusal(error.status, error.reason)
        try:
            self.transport.send(response)
        except (ClientDisconnected, ClientTooSlow) as failure:
            self._record(request, 0, 0, f"{error.reason}; {failure}")
        else:
            size = len(response.partition(b"\r\n\r\n")[2])
            self._record(request, error.status, size, error.reason)

    def _describe_opening(self) -> str:
        return self._reader.opening.lstrip(b"\r\n").partition(b"\n")[0].decode("latin-1").rstrip()

    def _record(self, request: str, status: int, size: int, note: str) -> None:
        self._log.access(
            AccessEntry(
                client=self._client[0],
                request=request,
                status=status,
                size=size,
                seconds=time.monotonic() - self._started,
                note=note,
            )
        )

    def _close(self) -> None:
        if self.state is State.BUSY:
            self.state = State.LINGERING
            self.transport.linger(self._limits.linger_timeout)
        self.transport.close()


def _answer_for_server(_environ: WSGIEnvironment, start_response: StartResponse) -> list[bytes]:
    """Answer ``OPTIONS *``, which asks whether there is a server at all.

    RFC 9110 section 9.3.7.
    """
    start_response("204 No Content", [])
    return []
