"""``wsgi.input`` for a body that still arrives while the application runs."""

import io
from collections.abc import Callable
from threading import Condition
from typing import IO

__all__ = ["StreamingBody"]

# More than this waits in the kernel instead, until the application has read.
_ENOUGH = 256 * 1024


class StreamingBody(io.RawIOBase):
    """A body that one thread feeds and another reads.

    Args:
        changed: The lock of the connection; notified with each piece.
        wait: Called with the lock held and nothing to read; it waits on `changed`, for a time.

    Attributes:
        is_complete: The whole body has arrived.
        is_unwanted: Nobody will read it.
    """

    def __init__(
        self,
        changed: Condition,
        wait: Callable[[], None],
    ) -> None:
        super().__init__()
        self._beginning: IO[bytes] | io.BytesIO | None = None
        self._changed = changed
        self._wait = wait
        self._pieces = bytearray()
        self._error: OSError | None = None
        self.is_complete = False
        self.is_unwanted = False

    def begin(self, beginning: IO[bytes] | io.BytesIO) -> None:
        """Start with what arrived before the application was called."""
        self._beginning = beginning

    def feed(self, data: bytes) -> None:
        """Add bytes, with the lock held."""
        if not self.is_unwanted:
            self._pieces += data
            self._changed.notify_all()

    def finish(self, error: OSError | None = None) -> None:
        """End the body, with the lock held: whole, or with what its reader is to get."""
        self._error = error
        self.is_complete = error is None
        self._changed.notify_all()

    def is_full(self) -> bool:
        """Tell whether more should wait until the application has read."""
        return len(self._pieces) > _ENOUGH

    def discard(self) -> None:
        """Forget what nobody will read, with the lock held."""
        self.is_unwanted = True
        self._pieces.clear()

    def readable(self) -> bool:
        """Tell that it can be read."""
        return True

    # The buffer protocol has no public type before Python 3.12.
    def readinto(self, buffer: bytearray | memoryview, /) -> int:  # type: ignore[override]
        """Read at least one byte, none at the end.

        Raises:
            ClientDisconnected: Where the client ends before the body does.
            ClientTooSlow: Where it sends below the rate asked for.
        """
        if self.is_unwanted:
            return 0
        data = self._beginning.read(len(buffer)) if self._beginning is not None else b""
        if not data:
            with self._changed:
                data = self._take(len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def _take(self, size: int) -> bytes:
        while not self._pieces and not self.is_complete:
            if self._error is not None:
                raise self._error
            self._wait()
        data = bytes(self._pieces[:size])
        del self._pieces[:size]
        return data
