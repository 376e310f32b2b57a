"""The connections that are open, for the bound on their number and for a clean stop."""

import threading
import time

from microweb.server.connection import Connection, State

__all__ = ["Roster"]


class Roster:
    """A bounded set of connections, shared by their threads.

    Args:
        limit: How many there may be at once.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._connections: set[Connection] = set()
        self._changed = threading.Condition()

    def enter(self, connection: Connection) -> bool:
        """Add a connection; False when there is no room."""
        with self._changed:
            if len(self._connections) >= self._limit:
                return False
            self._connections.add(connection)
            return True

    def leave(self, connection: Connection) -> None:
        """Take a connection off."""
        with self._changed:
            self._connections.discard(connection)
            self._changed.notify_all()

    def count_busy(self) -> int:
        """Count the requests in flight."""
        with self._changed:
            return sum(connection.state is State.BUSY for connection in self._connections)

    def wait_until_empty(self, timeout: float) -> bool:
        """Wait for the last connection to leave; False when the timeout in seconds came first."""
        deadline = time.monotonic() + timeout
        with self._changed:
            # In steps, so that on Windows too a second Ctrl-C gets through.
            while self._connections and (remaining := deadline - time.monotonic()) > 0:
                self._changed.wait(min(remaining, 0.1))
            return not self._connections

    def end_waiting(self) -> None:
        """Send those home that have no request in flight."""
        with self._changed:
            for connection in self._connections:
                if connection.state is not State.BUSY:
                    connection.transport.stop_receiving()

    def abort(self) -> int:
        """Break off what is left; tell how many requests that cut."""
        with self._changed:
            for connection in self._connections:
                connection.transport.abort()
        return self.count_busy()
