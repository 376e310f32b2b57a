"""The body of a request as a file that ends where the body ends, for ``wsgi.input``."""

import io
import time
from collections.abc import Callable

from microweb.server.errors import ClientDisconnected, ClientTooSlow
from microweb.server.limits import Limits
from microweb.server.transport import Transport

__all__ = ["open_body"]

_BUFFER_SIZE = 64 * 1024


def open_body(
    transport: Transport,
    *,
    length: int,
    beginning: bytes,
    limits: Limits,
    on_first_wait: Callable[[], None],
) -> io.BufferedReader:
    """Open the body that follows a head.

    Args:
        transport: Where the rest of it comes from.
        length: Of the whole body, in bytes.
        beginning: What arrived together with the head; bytes beyond the length are left alone.
        limits: For the time that the client may take.
        on_first_wait: Called once, before the first wait for the client.

    Returns:
        A file whose reading raises `ClientDisconnected` where the client ends before the body
        does, and `ClientTooSlow` where it sends below the rate asked for.
    """
    raw = _RawBody(transport, length, beginning, limits, on_first_wait)
    return io.BufferedReader(raw, _BUFFER_SIZE)


class _RawBody(io.RawIOBase):
    def __init__(
        self,
        transport: Transport,
        length: int,
        beginning: bytes,
        limits: Limits,
        on_first_wait: Callable[[], None],
    ) -> None:
        super().__init__()
        self._transport = transport
        self._remaining = length
        self._beginning = beginning
        self._limits = limits
        self._on_first_wait: Callable[[], None] | None = on_first_wait
        self._received = 0
        self._waited = 0.0

    def readable(self) -> bool:
        return True

    # The buffer protocol has no public type before Python 3.12.
    def readinto(self, buffer: bytearray | memoryview, /) -> int:  # type: ignore[override]
        size = min(len(buffer), self._remaining)
        if not size:
            return 0
        data = self._take_beginning(size) or self._receive(size)
        if not data:
            raise ClientDisconnected(f"the body ended {self._remaining} bytes early")
        buffer[: len(data)] = data
        self._remaining -= len(data)
        return len(data)

    def _take_beginning(self, size: int) -> bytes:
        data, self._beginning = self._beginning[:size], self._beginning[size:]
        return data

    def _receive(self, size: int) -> bytes:
        if self._on_first_wait is not None:
            self._on_first_wait()
            self._on_first_wait = None
        allowance = self._limits.body_timeout + self._received / self._limits.min_body_rate
        started = time.monotonic()
        if allowance <= self._waited:
            raise ClientTooSlow("the body came more slowly than allowed")
        data = self._transport.receive(size, deadline=started + allowance - self._waited)
        self._waited += time.monotonic() - started
        self._received += len(data)
        return data
