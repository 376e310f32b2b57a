"""A client's socket, of which nothing ever waits; the only part that touches one.

The many errors of sockets become `ClientDisconnected`.
"""

import os
import socket
import struct
from contextlib import suppress

from microweb.server.errors import ClientDisconnected

__all__ = ["Transport"]

# struct linger: on, for no time. Its fields are short ones on Windows.
_AT_ONCE = struct.pack("hh" if os.name == "nt" else "ii", 1, 0)


class Transport:
    """Receives, sends and closes at once or not at all.

    Args:
        sock: Accepted.
    """

    def __init__(self, sock: socket.socket) -> None:
        sock.setblocking(False)
        self._socket = sock

    def fileno(self) -> int:
        """Give the descriptor, for a selector."""
        return self._socket.fileno()

    def handshake(self) -> bool:
        """Do a step of what comes before the first byte; True when it is done."""
        return True

    def receive(self, size: int) -> bytes | None:
        """Take what has arrived.

        Returns:
            At most so many bytes, none when the client has stopped sending; None when nothing
            has arrived.

        Raises:
            ClientDisconnected: When the connection is broken.
        """
        try:
            return self._socket.recv(size)
        except BlockingIOError:
            return None
        except OSError as error:
            raise ClientDisconnected("the connection broke while receiving") from error

    def has_more(self) -> bool:
        """Tell whether bytes have arrived that a selector does not know of."""
        return False

    def send(self, data: bytes | memoryview) -> int:
        """Send what the client takes at once.

        Returns:
            How many bytes, maybe none.

        Raises:
            ClientDisconnected: When the connection is broken.
        """
        try:
            return self._socket.send(data)
        except BlockingIOError:
            return 0
        except OSError as error:
            raise ClientDisconnected("the connection broke while sending") from error

    def end(self) -> None:
        """Say that nothing more will be sent; the client may still send.

        RFC 9112 section 9.6.
        """
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_WR)

    def abort(self) -> None:
        """Close, and take back what the kernel still holds for the client."""
        with suppress(OSError):
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _AT_ONCE)
        self.close()

    def close(self) -> None:
        """Give the socket back."""
        with suppress(OSError):
            self._socket.close()
