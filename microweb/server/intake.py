"""The body of one request on its way in: collected first, then a file for the application.

A body is collected before the application is called, so that a slow client holds no worker. One
that is too large for that, or whose client waits to be asked for it, is read while it arrives.
"""

import io
import time
from collections.abc import Callable
from threading import Condition
from typing import IO

from microweb.server.errors import ClientTooSlow
from microweb.server.limits import Limits
from microweb.server.patience import Patience
from microweb.server.spool import Spool
from microweb.server.streaming import StreamingBody

__all__ = ["Intake"]

_BUFFER_SIZE = 64 * 1024


class Intake:
    """Takes a body; every method but the file's own is called with the lock held.

    Args:
        limits: For its size in memory and on disk, and for its time.
        changed: The lock of the connection.
        wait: Waits on it for a moment, in a worker; raises where that would be too long.
        ask: Called before the first wait, to ask the client for the body; None if it needs no
            asking.

    Attributes:
        is_streaming: The application has been called and may read.
    """

    def __init__(
        self,
        limits: Limits,
        changed: Condition,
        *,
        wait: Callable[[], None],
        ask: Callable[[], None] | None,
    ) -> None:
        self._limits = limits
        self._changed = changed
        self._wait = wait
        self._ask = ask
        self._patience = Patience(limits.body_timeout, limits.min_rate)
        self._patience.begin()
        self._spool = Spool()
        self._stream = StreamingBody(changed, self._wait_for_more)
        self.is_streaming = False

    @property
    def deadline(self) -> float:
        """When more has to have come, on `time.monotonic`'s clock."""
        return self._patience.begin()

    @property
    def is_unasked(self) -> bool:
        """Whether the client still waits to be asked for the body."""
        return self._ask is not None

    @property
    def is_complete(self) -> bool:
        """Whether the whole body has come."""
        return self._stream.is_complete

    @property
    def is_full(self) -> bool:
        """Whether more should wait until the application has read."""
        return self.is_streaming and self._stream.is_full()

    @property
    def is_large(self) -> bool:
        """Whether enough has come for the application to be called."""
        return self._spool.size >= self._limits.max_kept_body

    def take(self, data: bytes) -> None:
        """Add bytes."""
        self._patience.move(len(data))
        if self.is_streaming:
            self._stream.feed(data)
        else:
            self._spool.write(data)

    def finish(self, error: OSError | None = None) -> None:
        """End the body: whole, or with what its reader is to get."""
        self._stream.finish(error)

    def open(self) -> IO[bytes] | io.BufferedIOBase:
        """Give the body as a file; what has not come yet is waited for in reading."""
        if self.is_complete:
            return self._spool.open()
        self._patience.pause()
        self.is_streaming = True
        self._stream.begin(self._spool.open())
        return io.BufferedReader(self._stream, _BUFFER_SIZE)

    def never_ask(self) -> None:
        """Ask no more: the response has begun."""
        self._ask = None

    def discard(self) -> None:
        """Forget what nobody will read, and drop what still comes."""
        self._stream.discard()
        self._spool.close()

    def _wait_for_more(self) -> None:
        if self._ask is not None:
            self._ask()
            self._ask = None
        if time.monotonic() >= self._patience.begin():
            raise ClientTooSlow("the body came more slowly than allowed")
        self._wait()
        self._patience.pause()
