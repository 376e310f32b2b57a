"""How long a client may keep the server waiting, either way, by time and rate."""

import time
from dataclasses import dataclass

__all__ = ["Patience"]


@dataclass(slots=True)
class Patience:
    """Counts the time spent waiting for a client; each byte that moves takes some off again.

    Never more than was waited: a client that is fast at first buys no right to be silent later.

    Attributes:
        seconds: How much may come together.
        rate: Bytes that take off a second.
    """

    seconds: float
    rate: float
    _waited: float = 0.0
    _since: float = 0.0

    def begin(self) -> float:
        """Start waiting.

        Returns:
            When the patience is at its end, on `time.monotonic`'s clock.
        """
        if not self._since:
            self._since = time.monotonic()
        return self.deadline()

    def move(self, size: int) -> float:
        """Count bytes that the client sent or took; give the new end."""
        self._settle()
        self._waited = max(0.0, self._waited - size / self.rate)
        return self.deadline()

    def pause(self) -> None:
        """Wait no more, for now."""
        self._settle()
        self._since = 0.0

    def deadline(self) -> float:
        """Give the end, while waiting."""
        return self._since + self.seconds - self._waited

    def _settle(self) -> None:
        if self._since:
            now = time.monotonic()
            self._waited += now - self._since
            self._since = now
