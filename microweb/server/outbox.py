"""What is on its way to a client: pieces in memory, then maybe a file."""

from collections import deque
from collections.abc import Callable

from microweb.server.transport import Transport

__all__ = ["Outbox"]

# TLS wants what it could not send offered again as it was: always the same piece of the first.
_PIECE = 64 * 1024

# So much is sent at a time, for a client that takes everything must not keep the others waiting.
_SLICE = 256 * 1024


class Outbox:
    """Sends in order what the client does not take at once.

    Args:
        transport: Of the client.

    Attributes:
        size: How many bytes wait in memory.
        sent: How many bytes were sent since the connection began.
        missing: Bytes of the file that it turned out not to have.
    """

    def __init__(self, transport: Transport) -> None:
        self._transport = transport
        self._pieces: deque[memoryview] = deque()
        self._read: Callable[[int], bytes] | None = None
        self._file_left = 0
        self.size = 0
        self.sent = 0
        self.missing = 0

    def __bool__(self) -> bool:
        return self.size > 0 or self._file_left > 0

    def put(self, data: bytes) -> None:
        """Add bytes, without copying them, and send what the client takes.

        Raises:
            ClientDisconnected: When the connection is broken.
        """
        if self.size or len(data) > _PIECE:
            was_empty = not self.size
            self._add(memoryview(data))
            if was_empty:
                self.flush()
            return
        sent = self._transport.send(data)
        self.sent += sent
        if sent < len(data):
            self._add(memoryview(data)[sent:])

    def put_file(self, read: Callable[[int], bytes], size: int) -> None:
        """Add so many bytes of a file as the last thing, read piece by piece."""
        self._read = read
        self._file_left = size

    def flush(self) -> None:
        """Send what the client takes, a slice of it at most.

        Raises:
            ClientDisconnected: When the connection is broken.
        """
        until = self.sent + _SLICE
        while self.sent < until and self._fill():
            piece = self._pieces[0]
            sent = self._transport.send(piece[:_PIECE])
            if not sent:
                return
            self.sent += sent
            self.size -= sent
            if sent < len(piece):
                self._pieces[0] = piece[sent:]
            else:
                self._pieces.popleft()

    def clear(self) -> None:
        """Forget what was not sent."""
        self._pieces.clear()
        self.size = self._file_left = 0

    def _fill(self) -> bool:
        """See that there is a piece to send, if there is anything."""
        if not self.size and self._file_left:
            data = self._read_some(min(self._file_left, _PIECE))
            if data:
                self._file_left -= len(data)
                self._add(memoryview(data))
            else:
                self.missing, self._file_left = self._file_left, 0
        return self.size > 0

    def _read_some(self, size: int) -> bytes:
        try:
            return self._read(size) if self._read is not None else b""
        except Exception:  # noqa: BLE001  the file is the application's, and this is not its thread
            return b""

    def _add(self, piece: memoryview) -> None:
        if len(piece):
            self._pieces.append(piece)
            self.size += len(piece)
