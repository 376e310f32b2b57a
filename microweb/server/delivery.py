"""The way out of a connection: what a worker sends, and the loop while the client takes it."""

import math
from collections.abc import Callable

from microweb.server.errors import ApplicationError, ClientDisconnected, ClientTooSlow
from microweb.server.outbox import Outbox
from microweb.server.patience import Patience
from microweb.server.transport import Transport

__all__ = ["Delivery"]

# Of a body that comes in pieces, so much may wait in memory before the worker has to.
_ENOUGH = 64 * 1024


class Delivery:
    """Sends what a client takes, keeps the rest, and knows how long it has for it.

    Every method is called with the lock of the connection held.

    Args:
        transport: Of the client.
        patience: How long the client may take.
        wait: Waits on the lock for a moment; raises where that would be too long.

    Attributes:
        error: What ended the connection, if something did.
    """

    def __init__(
        self, transport: Transport, patience: Patience, *, wait: Callable[[], None]
    ) -> None:
        self._outbox = Outbox(transport)
        self._patience = patience
        self._wait = wait
        self.error: ClientDisconnected | ClientTooSlow | None = None

    @property
    def is_pending(self) -> bool:
        """Whether something was not sent yet."""
        return bool(self._outbox)

    @property
    def deadline(self) -> float:
        """When the client has to have taken it, on `time.monotonic`'s clock."""
        return self._patience.deadline() if self._outbox else math.inf

    @property
    def missing(self) -> int:
        """How many bytes a file turned out not to have."""
        return self._outbox.missing

    def send(self, data: bytes) -> None:
        """Send bytes from a worker, which waits where the client lags behind.

        Raises:
            ClientDisconnected: When the client has left.
            ClientTooSlow: When it takes too long.
        """
        while self._outbox.size > _ENOUGH and self.error is None:
            self._wait()
        if self.error is not None:
            raise self.error
        self.put(data)

    def send_file(self, read: Callable[[int], bytes], size: int) -> bool:
        """Send so many bytes of a file; False when the client is to take the rest later.

        Raises:
            ApplicationError: When the file has ended already.
        """
        self._outbox.put_file(read, size)
        self.flush()
        if self.missing:
            raise ApplicationError(f"the file ends {self.missing} bytes early")
        return not self._outbox

    def put(self, data: bytes) -> None:
        """Send bytes without waiting."""
        if self.error is None:
            self._do(lambda: self._outbox.put(data))

    def flush(self) -> None:
        """Go on sending."""
        if self.error is None:
            self._do(self._outbox.flush)

    def fail(self, error: ClientDisconnected | ClientTooSlow) -> None:
        """Give up what was not sent."""
        self.error = self.error or error
        self._outbox.clear()

    def _do(self, action: Callable[[], None]) -> None:
        before = self._outbox.sent
        try:
            action()
        except ClientDisconnected as error:
            self.fail(error)
        self._patience.move(self._outbox.sent - before)
        if self._outbox:
            self._patience.begin()
        else:
            self._patience.pause()
