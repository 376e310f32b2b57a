"""Answers that the server gives by itself, when no application is asked."""

import socket
import time
from collections import deque
from contextlib import suppress
from wsgiref.handlers import format_date_time

from microweb.server.errors import PHRASES

__all__ = ["FarewellQueue", "format_refusal"]

_MAX_WAITING = 128
_FAREWELL_SECONDS = 1.0
_DRAIN_SIZE = 64 * 1024


def format_refusal(status: int, reason: str) -> bytes:
    """Write a whole response that ends the connection.

    Args:
        status: A key of `PHRASES`.
        reason: One sentence for the client.

    RFC 9112 section 4.
    """
    line = f"{status} {PHRASES[status]}"
    body = f"{line}\n\n{reason}\n"
    return (
        f"HTTP/1.1 {line}\r\n"
        f"Date: {format_date_time(time.time())}\r\n"
        "Server: microweb\r\n"
        "Content-Type: text/plain; charset=utf-8\r\n"
        "X-Content-Type-Options: nosniff\r\n"
        f"Content-Length: {len(body)}\r\n"
        "Connection: close\r\n"
        f"\r\n{body}"
    ).encode("ascii")


class FarewellQueue:
    """Connections beyond the bound: told so, then closed a moment later.

    Closing at once would reset the connection under the request that is still on its way, and the
    client would see the reset instead of the answer. Nothing here waits: the thread that accepts
    connections calls both methods.
    """

    def __init__(self) -> None:
        self._waiting: deque[tuple[float, socket.socket]] = deque()

    def refuse(self, sock: socket.socket) -> None:
        """Send a 503 and keep the socket for a moment."""
        with suppress(OSError):
            sock.setblocking(False)
            sock.send(format_refusal(503, "All connections are in use. Please try again soon."))
            sock.shutdown(socket.SHUT_WR)
        if len(self._waiting) == _MAX_WAITING:
            self._close(self._waiting.popleft()[1])
        self._waiting.append((time.monotonic() + _FAREWELL_SECONDS, sock))

    def sweep(self, *, everything: bool = False) -> None:
        """Close the sockets whose moment is over."""
        now = time.monotonic()
        while self._waiting and (everything or self._waiting[0][0] <= now):
            self._close(self._waiting.popleft()[1])

    def _close(self, sock: socket.socket) -> None:
        with suppress(OSError):
            sock.recv(_DRAIN_SIZE)
        sock.close()
