"""One client's socket with what it owes and is owed: the half of a connection without requests.

A connection ends in one of three ways. It lingers: the client is told that nothing more comes, and
may finish what it sends. It breaks: the client has left or took too long. It is aborted by a stop.
"""

import math
import threading
import time
from enum import Enum
from selectors import EVENT_READ, EVENT_WRITE

from microweb.server.delivery import Delivery
from microweb.server.endpoint import Endpoints
from microweb.server.errors import ClientDisconnected, ClientTooSlow, NotTLS, ProtocolError
from microweb.server.hub import Hub, Watched
from microweb.server.log import AccessEntry
from microweb.server.patience import Patience
from microweb.server.refusal import format_refusal
from microweb.server.transport import Transport

__all__ = ["Channel", "Phase"]

_RECEIVE_SIZE = 64 * 1024

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


class Channel(Watched):
    """What a client is sent and how its connection ends, with the lock held if not said else.

    Args:
        transport: Of the client.
        ends: Who speaks with whom.
        hub: What all connections share.
    """

    def __init__(self, transport: Transport, ends: Endpoints, hub: Hub) -> None:
        limits = hub.limits
        self._transport = transport
        self._ends = ends
        self._hub = hub
        self._changed = threading.Condition(threading.Lock())
        self._delivery = Delivery(
            transport, Patience(limits.write_timeout, limits.min_rate), wait=self._wait
        )
        self._phase = Phase.HANDSHAKE if ends.scheme == "https" else Phase.READING
        self._started = time.monotonic()
        self._timer = self._started + limits.header_timeout
        self._stalled = 0.0
        self._is_shaking = False
        self._has_ended = False  # the client has: nothing more will come
        self._is_over = False  # for us: nothing more will be looked at

    def fileno(self) -> int:
        """Give the descriptor of the socket."""
        return self._transport.fileno()

    @property
    def deadline(self) -> float:
        """When `on_deadline` is due, on `time.monotonic`'s clock; without the lock."""
        return min(self._timer, self._delivery.deadline)

    def interest(self) -> int:
        """Tell what to watch for: a mask of `selectors`, 0 for nothing."""
        mask = EVENT_WRITE if self._delivery.is_pending else 0
        if not (self._has_ended or self._is_shaking or self._is_full()):
            mask |= EVENT_READ
        return mask

    def on_overflow(self) -> None:
        """Tell the client that there is no room for it; without the lock."""
        with self._changed:
            if self._phase is Phase.HANDSHAKE:
                self._close()
                return
            self._delivery.put(
                format_refusal(503, "All connections are in use. Please try again soon.")
            )
            self._linger()

    def on_abort(self) -> None:
        """Break it off; without the lock."""
        with self._changed:
            self._break(ClientDisconnected("the server stopped"))
            self._close()

    def shake_hands(self) -> None:
        """Do a step of the TLS handshake, in a worker: it takes too long for the loop.

        Without the lock.
        """
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

    def release(self) -> None:
        """Give the socket back, without the lock; for the loop, which has forgotten it."""
        with self._changed:
            self._phase = Phase.CLOSED
            if isinstance(self._delivery.error, ClientTooSlow):
                self._transport.abort()
            else:
                self._transport.close()

    def _is_full(self) -> bool:
        """Tell whether more from the client should wait."""
        return False

    def _receive(self) -> None:
        """Take what has arrived."""
        try:
            data = self._transport.receive(_RECEIVE_SIZE)
            while data is not None and not self._has_ended:
                self._take(data)
                has_more = self._transport.has_more()
                data = self._transport.receive(_RECEIVE_SIZE) if has_more else None
        except ClientDisconnected as error:
            self._has_ended = True
            self._break(error)

    def _take(self, data: bytes) -> None:
        """Take bytes that have arrived; none at the client's end."""

    def _refuse(self, error: ProtocolError) -> None:
        """Answer in place of the application."""

    def _describe_request(self) -> str:
        """Give method and target, or what there is of them, as sent."""
        return ""

    def _end_request(self, error: ClientDisconnected | ClientTooSlow) -> None:
        """Do what is due for a request whose client is given up."""
        self._close()

    def _send_refusal(self, error: ProtocolError) -> None:
        """Send the answer, then end the connection."""
        response = format_refusal(error.status, error.reason)
        self._delivery.put(response)
        failure = self._delivery.error
        if failure is None:
            size = len(response.partition(b"\r\n\r\n")[2])
            self._record(error.status, size, error.reason)
        else:
            self._record(0, 0, f"{error.reason}; {failure}")
        if self._delivery.is_pending:
            self._phase = Phase.FLUSHING
            self._timer = math.inf
        else:
            self._linger()

    def _wait(self) -> None:
        """Wait for the client for a moment, in a worker.

        Raises:
            ClientTooSlow: When others need the worker more.
        """
        if self._stalled > self._hub.limits.patience and self._hub.is_starved():
            raise ClientTooSlow("the client is slow, and others wait for the same worker")
        self._hub.watcher.refresh(self)
        started = time.monotonic()
        self._changed.wait(_STEP)
        self._stalled += time.monotonic() - started

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
        self._timer = math.inf
        self._end_request(error)
        self._changed.notify_all()

    def _close(self) -> None:
        """Have the loop give the socket back."""
        if self._phase is not Phase.CLOSED:
            self._phase = Phase.CLOSED
            self._hub.watcher.retire(self)

    def _record(self, status: int, size: int, note: str, request_id: str = "") -> None:
        """Have a line written about a request."""
        self._hub.log.access(
            AccessEntry(
                client=self._ends.client or "unix",
                request=self._describe_request(),
                status=status,
                size=size,
                seconds=time.monotonic() - self._started,
                note=note,
                request_id=request_id,
            )
        )
