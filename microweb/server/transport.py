"""A client's socket, where every wait has an end; the only part that touches one.

Both directions turn the many errors of sockets into `ClientDisconnected` and `ClientTooSlow`.
"""

import socket
import time
from contextlib import suppress

from microweb.server.errors import ClientDisconnected, ClientTooSlow

__all__ = ["Transport"]

_PIECE = 64 * 1024


class Transport:
    """Receives, sends and closes by deadlines."""

    def __init__(self, sock: socket.socket, *, write_timeout: float) -> None:
        self._socket = sock
        self._write_timeout = write_timeout

    def receive(self, size: int, *, deadline: float) -> bytes:
        """Wait for some bytes.

        Args:
            size: At most so many.
            deadline: On `time.monotonic`'s clock, seconds.

        Returns:
            At least one byte, or none when the client has stopped sending.

        Raises:
            ClientTooSlow: At the deadline.
            ClientDisconnected: When the connection is broken.
        """
        remaining = deadline - time.monotonic()
        if remaining <= 0:
            raise ClientTooSlow("the client sent nothing in time")
        try:
            self._socket.settimeout(remaining)
            return self._socket.recv(size)
        except TimeoutError:
            raise ClientTooSlow("the client sent nothing in time") from None
        except OSError as error:
            raise ClientDisconnected("the connection broke while receiving") from error

    def send(self, data: bytes | bytearray) -> None:
        """Send all of the bytes.

        Raises:
            ClientTooSlow: When the client does not take a piece within the write timeout.
            ClientDisconnected: When the connection is broken.
        """
        view = memoryview(data)
        try:
            self._socket.settimeout(self._write_timeout)
            for start in range(0, len(view), _PIECE):
                self._socket.sendall(view[start : start + _PIECE])
        except TimeoutError:
            raise ClientTooSlow("the client did not take the response in time") from None
        except OSError as error:
            raise ClientDisconnected("the connection broke while sending") from error

    def linger(self, timeout: float) -> None:
        """End the response, then read on until the client has ended too.

        Closing with unread bytes makes the kernel reset the connection, and a reset may wipe the
        response out before the client has read it: a 413 would never arrive at a client that still
        sends.

        Args:
            timeout: At most so long, in seconds.

        RFC 9112 section 9.6.
        """
        deadline = time.monotonic() + timeout
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_WR)
            while self.receive(_PIECE, deadline=deadline):
                pass

    def stop_receiving(self) -> None:
        """Wake a thread that waits in `receive`: to it the client has stopped sending."""
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RD)

    def abort(self) -> None:
        """Break the connection off, in whatever state another thread has it."""
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Give the socket back."""
        with suppress(OSError):
            self._socket.close()
