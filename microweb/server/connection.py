"""One client's connection: what its bytes mean, and what it does next.

    HANDSHAKE --> READING --> COLLECTING --> RUNNING --> FLUSHING --> DRAINING --> READING ...
     (TLS)        a head      a body         a worker    the client   the rest     the next
                                             has it      takes it     of a body    request
                      `-- refused, ended --------`-----------`--> LINGERING --> CLOSED

The loop's thread calls what begins with `on_`, a worker calls `run`, and both hold the lock while
they look at anything that is not theirs. Nothing waits but a worker: for a body that was too large
to collect, or for a client that does not take what it asked for.
"""

import io
import math
import threading
import time
from collections.abc import Callable
from enum import Enum
from selectors import EVENT_READ, EVENT_WRITE
from typing import IO

from microweb.server.delivery import Delivery
from microweb.server.endpoint import Endpoints
from microweb.server.environ import build_environ
from microweb.server.errors import ClientDisconnected, ClientTooSlow, NotTLS, ProtocolError
from microweb.server.exchange import Exchange
from microweb.server.heads import RequestHead
from microweb.server.hub import Hub
from microweb.server.log import AccessEntry
from microweb.server.patience import Patience
from microweb.server.reader import END, RequestReader
from microweb.server.refusal import answer_for_server, format_refusal
from microweb.server.spool import Spool
from microweb.server.streaming import StreamingBody
from microweb.server.transport import Transport

__all__ = ["Connection", "Phase"]

_RECEIVE_SIZE = 64 * 1024
_CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"

# So much of requests that were sent ahead is read before it is their turn.
_MAX_AHEAD = 64 * 1024

# A rest of a body up to this size is read and dropped, so that the connection can go on.
_MAX_DRAINED = 64 * 1024

# A worker that waits for its client looks up so often, in seconds.
_STEP = 0.25


class Phase(Enum):
    """What a connection is at."""

    HANDSHAKE = "TLS begins"
    READING = "the head of a request is awaited"
    COLLECTING = "a body is awaited"
    RUNNING = "a worker has the request"
    FLUSHING = "the client takes the response"
    DRAINING = "the rest of a body that nobody read is awaited"
    LINGERING = "all is sent, the client has not closed yet"
    CLOSED = "the socket is given back"


_IN_FLIGHT = {Phase.COLLECTING, Phase.RUNNING, Phase.FLUSHING}


class Connection:
    """Serves the requests of one client, one after the other.

    Args:
        transport: Of the client.
        ends: Who speaks with whom.
        hub: What all connections share.

    Attributes:
        served: How many requests were answered.
    """

    def __init__(self, transport: Transport, ends: Endpoints, hub: Hub) -> None:
        limits = hub.limits
        self._transport = transport
        self._ends = ends
        self._hub = hub
        self._changed = threading.Condition(threading.Lock())
        self._reader = RequestReader(limits)
        self._delivery = Delivery(
            transport, Patience(limits.write_timeout, limits.min_rate), wait=self._wait
        )
        self._phase = Phase.HANDSHAKE if ends.scheme == "https" else Phase.READING
        self._started = time.monotonic()
        self._timer = self._started + limits.header_timeout
        self._stalled = 0.0
        self._has_ended = False  # the client has: nothing more will come
        self._is_over = False  # for us: nothing more will be looked at
        self._is_shaking = False
        self._must_continue = False
        self._head: RequestHead | None = None
        self._body_patience = Patience(limits.body_timeout, limits.min_rate)
        self._spool: Spool | None = None
        self._stream: StreamingBody | None = None
        self._input: IO[bytes] | io.BufferedIOBase = io.BytesIO()
        self._exchange: Exchange | None = None
        self.served = 0

    # What the loop asks.

    def fileno(self) -> int:
        """Give the descriptor of the socket."""
        return self._transport.fileno()

    @property
    def deadline(self) -> float:
        """When `on_deadline` is due, on `time.monotonic`'s clock."""
        return min(self._timer, self._delivery.deadline)

    def interest(self) -> int:
        """Tell what to watch for: a mask of `selectors`, 0 for nothing."""
        mask = EVENT_WRITE if self._delivery.is_pending else 0
        if not (self._has_ended or self._is_shaking or self._is_full()):
            mask |= EVENT_READ
        return mask

    def _is_full(self) -> bool:
        if self._phase is Phase.RUNNING and self._stream is not None and self._stream.is_full():
            return True
        return self._reader.size > _MAX_AHEAD

    @property
    def is_busy(self) -> bool:
        """Whether a request is in flight."""
        if self._phase is Phase.READING:
            return self._reader.has_begun
        return self._phase in _IN_FLIGHT

    @property
    def is_idle(self) -> bool:
        """Whether it waits for a first or another request, of which no byte has come."""
        return self._phase is Phase.READING and not self._reader.has_begun

    # What the loop tells.

    def on_readable(self) -> None:
        """Take what has arrived."""
        with self._changed:
            if self._phase is Phase.HANDSHAKE:
                self._is_shaking = True
                self._hub.submit(self.shake_hands)
                return
            self._receive()

    def on_writable(self) -> None:
        """Go on sending."""
        with self._changed:
            self._delivery.flush()
            if self._delivery.error is not None:
                self._break(self._delivery.error)
            elif self._phase is Phase.FLUSHING and not self._delivery.is_pending:
                self._finish(self._exchange)
            self._changed.notify_all()

    def on_deadline(self, now: float) -> None:
        """Do what is due when the client takes too long."""
        with self._changed:
            if now < self.deadline:
                return
            match self._phase:
                case Phase.READING if self._reader.has_begun:
                    self._refuse(ProtocolError(408, "the headers did not arrive in time"))
                case Phase.COLLECTING:
                    self._refuse(ProtocolError(408, "the body came more slowly than allowed"))
                case Phase.READING | Phase.DRAINING:
                    self._linger()
                case Phase.RUNNING | Phase.FLUSHING:
                    self._break(ClientTooSlow("the client did not take the response in time"))
                case _:
                    self._close()

    def on_overflow(self) -> None:
        """Tell the client that there is no room for it."""
        with self._changed:
            self._is_shaking = False
            if self._phase is Phase.HANDSHAKE:
                self._close()
                return
            self._delivery.put(
                format_refusal(503, "All connections are in use. Please try again soon.")
            )
            self._linger()

    def on_stop(self) -> None:
        """End the connection if it is idle, after a last look for a request."""
        with self._changed:
            if self._phase is Phase.READING:
                self._receive()
            if self.is_idle or self._phase is Phase.HANDSHAKE:
                self._linger()

    def on_abort(self) -> None:
        """Break it off."""
        with self._changed:
            self._break(ClientDisconnected("the server stopped"))
            self._close()

    # The way in.

    def shake_hands(self) -> None:
        """Do a step of the TLS handshake, which takes too long for the loop."""
        with self._changed:
            try:
                if self._phase is Phase.HANDSHAKE and self._transport.handshake():
                    self._phase = Phase.READING
                    self._receive()
            except NotTLS:
                self._refuse(ProtocolError(400, "plain HTTP, but this port speaks https:// only"))
            except ClientDisconnected:
                self._close()
            self._is_shaking = False
            self._hub.watcher.refresh(self)

    def _receive(self) -> None:
        try:
            data = self._transport.receive(_RECEIVE_SIZE)
            while data is not None and not self._has_ended:
                self._take(data)
                data = (
                    self._transport.receive(_RECEIVE_SIZE) if self._transport.has_more() else None
                )
        except ClientDisconnected as error:
            self._has_ended = True
            self._break(error)

    def _take(self, data: bytes) -> None:
        if not data:
            self._has_ended = True
            self._take_end()
        elif not self._is_over:
            if self.is_idle:
                self._started = time.monotonic()
                self._timer = self._started + self._hub.limits.header_timeout
            self._reader.feed(data)
            self._advance()

    def _advance(self) -> None:
        """Go on with what was read; find out what the client's end means, if it has ended."""
        try:
            while (event := self._reader.next_event()) is not None:
                if event is END:
                    self._take_end_of_body()
                elif isinstance(event, bytes):
                    self._take_body(event)
                else:
                    self._take_head(event)
        except ProtocolError as error:
            self._refuse(error)

    def _take_head(self, head: RequestHead) -> None:
        self._head = head
        self._phase = Phase.COLLECTING
        if head.content_length == 0:
            return
        self._spool = Spool()
        limits = self._hub.limits
        self._body_patience = Patience(limits.body_timeout, limits.min_rate)
        self._timer = self._body_patience.begin()
        if head.expects_continue and not self._reader.size:
            self._must_continue = True
            self._open_stream()

    def _take_body(self, data: bytes) -> None:
        deadline = self._body_patience.move(len(data))
        if self._stream is not None:
            self._stream.feed(data)
            if self._phase is Phase.DRAINING:
                self._timer = deadline
        elif self._spool is not None:
            self._spool.write(data)
            self._timer = deadline
            if self._spool.size >= self._hub.limits.max_kept_body:
                self._open_stream()

    def _open_stream(self) -> None:
        """Call the application before the body is whole."""
        beginning = self._spool.open() if self._spool is not None else io.BytesIO()
        self._stream = StreamingBody(beginning, self._changed, self._wait_for_body)
        self._dispatch(io.BufferedReader(self._stream, _RECEIVE_SIZE))

    def _take_end_of_body(self) -> None:
        if self._phase is Phase.DRAINING:
            self._start_next()
        elif self._stream is not None:
            self._stream.finish()
        elif self._spool is not None:
            self._dispatch(self._spool.open())
        else:
            self._dispatch(io.BytesIO())

    def _take_end(self) -> None:
        """Find out what it means that the client has stopped sending."""
        match self._phase:
            case Phase.READING if self._reader.has_begun:
                self._refuse(ProtocolError(400, "the headers ended early (RFC 9112 section 8)"))
            case Phase.COLLECTING:
                self._refuse(ProtocolError(400, self._describe_missing()))
            case Phase.RUNNING | Phase.FLUSHING:
                if self._stream is not None and not self._stream.is_complete:
                    self._stream.finish(ClientDisconnected(self._describe_missing()))
            case Phase.DRAINING:
                self._linger()
            case _:
                self._close()

    def _describe_missing(self) -> str:
        left = self._reader.body_left()
        amount = "in the middle of a chunk" if left is None else f"{left} bytes early"
        return f"the body ended {amount} (RFC 9112 section 8)"

    # The request in the hands of a worker.

    def _dispatch(self, body: IO[bytes] | io.BufferedIOBase) -> None:
        self._phase = Phase.RUNNING
        self._timer = math.inf
        self._input = body
        self._hub.submit(self.run)

    def run(self) -> None:
        """Answer the request that has been read; raise nothing."""
        head = self._head
        if head is None:
            return
        environ = build_environ(head, ends=self._ends, body=self._input, errors=self._hub.errors)
        exchange = Exchange(self, head, environ)
        exchange.run(answer_for_server if head.line.raw_target == "*" else self._hub.application)
        with self._changed:
            self._input.close()
            if self._stream is not None:
                self._stream.discard()
            self._conclude(exchange)
            self._hub.watcher.refresh(self)

    def send(self, data: bytes) -> None:
        """Send bytes of the response, or keep them until the client takes them.

        Raises:
            ClientDisconnected: When the client has left.
            ClientTooSlow: When it does not take them in time.
        """
        with self._changed:
            self._must_continue = False
            self._delivery.send(data)
            if self._delivery.is_pending:
                self._hub.watcher.refresh(self)

    def send_file(self, read: Callable[[int], bytes], size: int) -> bool:
        """Send so many bytes of a file; False when the client is to take the rest later."""
        with self._changed:
            return self._delivery.send_file(read, size)

    def may_keep_alive(self) -> bool:
        """Tell whether another request may follow on the connection."""
        if self._hub.is_stopping or (self._has_ended and not self._reader.size):
            return False
        if self._stream is None or self._stream.is_complete:
            return True
        left = self._reader.body_left()
        return not self._must_continue and left is not None and left <= _MAX_DRAINED

    def _wait_for_body(self) -> None:
        """Wait for more of a body, in a worker and with the lock held."""
        if self._must_continue:
            self._must_continue = False
            self._delivery.put(_CONTINUE)
        if time.monotonic() >= self._body_patience.begin():
            raise ClientTooSlow("the body came more slowly than allowed")
        self._wait()
        self._body_patience.pause()

    def _wait(self) -> None:
        """Wait for the client for a moment, in a worker and with the lock held.

        Raises:
            ClientTooSlow: When others need the worker more.
        """
        if self._stalled > self._hub.limits.patience and self._hub.is_starved():
            raise ClientTooSlow("the client is slow, and others wait for the same worker")
        self._hub.watcher.refresh(self)
        started = time.monotonic()
        self._changed.wait(_STEP)
        self._stalled += time.monotonic() - started

    # The end of a request, and of the connection; with the lock held.

    def _conclude(self, exchange: Exchange) -> None:
        error = exchange.client_error
        if error is not None and not exchange.code and self._delivery.error is None:
            status = 408 if isinstance(error, ClientTooSlow) else 400
            self._phase = Phase.COLLECTING
            self._refuse(ProtocolError(status, str(error)))
        elif self._delivery.is_pending:
            self._phase = Phase.FLUSHING
            self._exchange = exchange
        else:
            self._finish(exchange)

    def _finish(self, exchange: Exchange | None) -> None:
        """Go on after a response that was sent or given up."""
        if exchange is None:
            self._linger()
            return
        self._exchange = None
        self.served += 1
        error = self._delivery.error or exchange.client_error
        note = str(error or "")
        if exchange.has_open_file:
            self._hub.submit(exchange.close)
            if self._delivery.missing:
                note = f"the file ended {self._delivery.missing} bytes early"
        self._record(exchange, note)
        if self._delivery.error is not None:
            self._close()
        elif note or not exchange.keep_alive:
            self._linger()
        elif self._stream is not None and not self._stream.is_complete:
            self._phase = Phase.DRAINING
            self._timer = self._body_patience.begin()
        else:
            self._start_next()
            self._advance()
            if self._has_ended and self._phase is Phase.READING:
                self._take_end()

    def _start_next(self) -> None:
        self._phase = Phase.READING
        self._head = self._spool = self._stream = None
        self._stalled = 0.0
        self._started = time.monotonic()
        self._reader.start_next()
        limits = self._hub.limits
        self._timer = self._started + (
            limits.header_timeout if self._reader.size else limits.keep_alive_timeout
        )

    def _refuse(self, error: ProtocolError) -> None:
        """Answer in place of the application; the connection is of no more use then."""
        if self._phase is Phase.RUNNING:
            self._is_over = True
            if self._stream is not None:
                self._stream.finish(ClientDisconnected(error.reason))
            return
        self._is_over = True
        response = format_refusal(error.status, error.reason)
        self._delivery.put(response)
        failure = self._delivery.error
        status = 0 if failure else error.status
        size = 0 if failure else len(response.partition(b"\r\n\r\n")[2])
        self._log(status, size, f"{error.reason}; {failure}" if failure else error.reason)
        if self._delivery.is_pending:
            self._phase = Phase.FLUSHING
            self._timer = math.inf
        else:
            self._linger()

    def _linger(self) -> None:
        """End the response, then read on until the client has ended too.

        Closing with unread bytes makes the kernel reset the connection, and a reset may wipe the
        response out before the client has read it: a 413 would never arrive at a client that still
        sends.

        RFC 9112 section 9.6.
        """
        self._is_over = True
        if self._has_ended or self._delivery.error is not None:
            self._close()
            return
        self._transport.end()
        self._phase = Phase.LINGERING
        self._timer = time.monotonic() + self._hub.limits.linger_timeout
        self._hub.watcher.refresh(self)

    def _break(self, error: ClientDisconnected | ClientTooSlow) -> None:
        """Give the client up."""
        self._delivery.fail(error)
        self._is_over = True
        if self._stream is not None and not self._stream.is_complete:
            self._stream.finish(error)
        self._changed.notify_all()
        if self._phase is Phase.FLUSHING:
            exchange = self._exchange
            self._close() if exchange is None else self._finish(exchange)
        elif self._phase is not Phase.RUNNING:
            self._close()

    def release(self) -> None:
        """Give the socket back; for the loop, which has forgotten it."""
        with self._changed:
            self._phase = Phase.CLOSED
            self._transport.close()

    def _close(self) -> None:
        if self._spool is not None:
            self._spool.close()
        if self._phase is not Phase.CLOSED:
            self._phase = Phase.CLOSED
            self._hub.watcher.retire(self)

    def _record(self, exchange: Exchange, note: str) -> None:
        self._log(exchange.code, exchange.sent_bytes, note, exchange.request_id)

    def _log(self, status: int, size: int, note: str, request_id: str = "") -> None:
        head = self._head
        self._hub.log.access(
            AccessEntry(
                client=self._ends.client or "unix",
                request=(
                    f"{head.line.method} {head.line.raw_target}" if head else self._reader.opening
                ),
                status=status,
                size=size,
                seconds=time.monotonic() - self._started,
                note=note,
                request_id=request_id,
            )
        )
