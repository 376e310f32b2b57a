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
import time
from collections.abc import Callable
from functools import partial
from typing import IO

from microweb.server.channel import Channel, Phase
from microweb.server.endpoint import Endpoints
from microweb.server.environ import build_environ
from microweb.server.errors import ClientDisconnected, ClientTooSlow, ProtocolError
from microweb.server.exchange import Exchange
from microweb.server.heads import RequestHead
from microweb.server.hub import Hub
from microweb.server.intake import Intake
from microweb.server.reader import END, RequestReader
from microweb.server.refusal import answer_for_server
from microweb.server.transport import Transport

__all__ = ["Connection"]

_CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"

# So much of requests that were sent ahead is read before it is their turn.
_MAX_AHEAD = 64 * 1024

# A rest of a body up to this size is read and dropped, so that the connection can go on.
_MAX_DRAINED = 64 * 1024

# A client that was promised to keep its connection may send one more request after a stop, seconds.
_LAST_CHANCE = 0.25

_IN_FLIGHT = {Phase.COLLECTING, Phase.RUNNING, Phase.FLUSHING}


class Connection(Channel):
    """Serves the requests of one client, one after the other.

    Args:
        transport: Of the client.
        ends: Who speaks with whom.
        hub: What all connections share.
    """

    def __init__(self, transport: Transport, ends: Endpoints, hub: Hub) -> None:
        super().__init__(transport, ends, hub)
        self._reader = RequestReader(hub.limits)
        self._head: RequestHead | None = None
        self._intake: Intake | None = None
        self._body: IO[bytes] | io.BufferedIOBase = io.BytesIO()
        self._exchange: Exchange | None = None
        self._is_queued = False
        self._served = 0

    @property
    def served(self) -> int:
        """How many requests were answered."""
        return self._served

    @property
    def is_idle(self) -> bool:
        """Whether it waits for a request, of which no byte has come."""
        return self._phase is Phase.READING and not self._reader.has_begun

    @property
    def is_busy(self) -> bool:
        """Whether a request is in flight."""
        if self._phase is Phase.READING:
            return self._reader.has_begun
        return self._phase in _IN_FLIGHT

    def _is_full(self) -> bool:
        return self._reader.size > _MAX_AHEAD or (self._intake is not None and self._intake.is_full)

    # What the loop tells.

    def on_readable(self) -> None:
        """Take what has arrived."""
        with self._changed:
            if self._phase is Phase.HANDSHAKE:
                self._is_shaking = True
                self._hub.submit(self.shake_hands)
            else:
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
                case Phase.RUNNING if self._is_queued:
                    self._is_queued = False
                    self._phase = Phase.COLLECTING
                    self._refuse(ProtocolError(503, "All workers are busy. Please try again."))
                case Phase.RUNNING | Phase.FLUSHING:
                    self._break(ClientTooSlow("the client did not take the response in time"))
                case _:
                    self._close()

    def on_stop(self) -> None:
        """End the connection if it is idle, after a last look for a request."""
        with self._changed:
            if self._phase is Phase.READING:
                self._receive()
            if self.is_idle or self._phase in {Phase.HANDSHAKE, Phase.DRAINING}:
                self._linger()
                self._timer = min(self._timer, time.monotonic() + _LAST_CHANCE)

    # The way in, with the lock held.

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
        """Go on with what was read."""
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
        must_ask = head.expects_continue and not self._reader.size
        if must_ask and self._hub.is_half_taken():
            # To let the application decide takes a worker, and silent clients must not have all.
            self._delivery.put(_CONTINUE)
            must_ask = False
        self._intake = Intake(
            self._hub.limits,
            self._changed,
            wait=self._wait,
            ask=partial(self._delivery.put, _CONTINUE) if must_ask else None,
        )
        self._timer = self._intake.deadline
        if must_ask:
            self._dispatch(self._intake.open())

    def _take_body(self, data: bytes) -> None:
        intake = self._intake
        if intake is None:
            return
        intake.take(data)
        if self._phase is not Phase.RUNNING:
            self._timer = intake.deadline
        if self._phase is Phase.COLLECTING and intake.is_large:
            self._dispatch(intake.open())

    def _take_end_of_body(self) -> None:
        if self._intake is not None:
            self._intake.finish()
        if self._phase is Phase.DRAINING:
            self._start_next()
        elif self._phase is Phase.COLLECTING:
            self._dispatch(io.BytesIO() if self._intake is None else self._intake.open())

    def _take_end(self) -> None:
        """Find out what it means that the client has stopped sending."""
        match self._phase:
            case Phase.READING if self._reader.has_begun:
                self._refuse(ProtocolError(400, "the headers ended early (RFC 9112 section 8)"))
            case Phase.COLLECTING:
                self._refuse(ProtocolError(400, self._reader.describe_missing()))
            case Phase.RUNNING | Phase.FLUSHING:
                if self._intake is not None and not self._intake.is_complete:
                    self._intake.finish(ClientDisconnected(self._reader.describe_missing()))
            case Phase.DRAINING:
                self._linger()
            case _:
                self._close()

    # The request in the hands of a worker.

    def _dispatch(self, body: IO[bytes] | io.BufferedIOBase) -> None:
        self._phase = Phase.RUNNING
        self._is_queued = True
        self._timer = time.monotonic() + self._hub.limits.queue_timeout
        self._body = body
        self._hub.submit(self.run)

    def run(self) -> None:
        """Answer the request that has been read; raise nothing."""
        with self._changed:
            head = self._head
            if head is None or not self._is_queued:
                return
            self._is_queued = False
            self._timer = math.inf
        environ = build_environ(head, ends=self._ends, body=self._body, errors=self._hub.errors)
        exchange = Exchange(self, head, environ)
        exchange.run(answer_for_server if head.line.raw_target == "*" else self._hub.application)
        with self._changed:
            if self._intake is not None:
                self._intake.discard()
            self._conclude(exchange)
            self._hub.watcher.refresh(self)

    def send(self, data: bytes) -> None:
        """Send bytes of the response, or keep them until the client takes them.

        Raises:
            ClientDisconnected: When the client has left.
            ClientTooSlow: When it does not take them in time.
        """
        with self._changed:
            if self._intake is not None:
                self._intake.never_ask()
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
        if self._intake is None or self._intake.is_complete:
            return True
        left = self._reader.body_left()
        return not self._intake.is_unasked and left is not None and left <= _MAX_DRAINED

    # The end of a request, with the lock held.

    def _conclude(self, exchange: Exchange) -> None:
        error = exchange.client_error
        if error is not None and not exchange.code and self._delivery.error is None:
            self._phase = Phase.COLLECTING
            status = 408 if isinstance(error, ClientTooSlow) else 400
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
        self._served += 1
        note = str(self._delivery.error or exchange.client_error or "")
        if exchange.has_open_file:
            self._hub.submit(exchange.close)
            if self._delivery.missing:
                note = f"the file ended {self._delivery.missing} bytes early"
        self._record(exchange.code, exchange.sent_bytes, note, exchange.request_id)
        if self._delivery.error is not None:
            self._close()
        elif note or not exchange.keep_alive:
            self._linger()
        elif self._intake is not None and not self._intake.is_complete:
            self._phase = Phase.DRAINING
            self._timer = self._intake.deadline
        else:
            self._start_next()
            self._advance()
            if self._has_ended and self._phase is Phase.READING:
                self._take_end()

    def _start_next(self) -> None:
        self._phase = Phase.READING
        self._head = self._intake = None
        self._stalled = 0.0
        self._started = time.monotonic()
        self._reader.start_next()
        limits = self._hub.limits
        idle = _LAST_CHANCE if self._hub.is_stopping else limits.keep_alive_timeout
        self._timer = self._started + (limits.header_timeout if self._reader.size else idle)

    def _refuse(self, error: ProtocolError) -> None:
        """Answer in place of the application; the connection is of no more use then."""
        self._is_over = True
        if self._phase is Phase.RUNNING:
            # The application finds out where it reads.
            if self._intake is not None:
                self._intake.finish(ClientDisconnected(error.reason))
            return
        if self._intake is not None:
            self._intake.discard()
        self._send_refusal(error)

    def _end_request(self, error: ClientDisconnected | ClientTooSlow) -> None:
        """Tell the application where it reads; finish what only waits for the client."""
        if self._intake is not None and not self._intake.is_complete:
            self._intake.finish(error)
        if self._phase is Phase.FLUSHING and self._exchange is not None:
            self._finish(self._exchange)
        elif self._phase is not Phase.RUNNING:
            if self._intake is not None:
                self._intake.discard()
            self._close()

    def _describe_request(self) -> str:
        if self._head is None:
            return self._reader.opening
        return f"{self._head.line.method} {self._head.line.raw_target}"
