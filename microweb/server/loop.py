"""The one thread that waits: it accepts connections and watches those that no worker has.

Connections tell it from any thread what they are interested in; only here is the selector touched
and a socket closed. A look at every deadline four times a second costs less than to keep them in
order.
"""

import errno
import selectors
import socket
import threading
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from functools import partial

from microweb.server.endpoint import Address
from microweb.server.hub import Watched

__all__ = ["Loop"]

_SWEEP_SECONDS = 0.25
_OUT_OF_RESOURCES = {errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM}

# A burst of clients is taken in portions, for those who came before wait meanwhile.
_PORTION = 64

# Beyond the bound so many are told that there is no room; the next ones are closed at once.
_MAX_TOLD = 128

# What `select` takes on Windows, less the listener, the alarm and those that are told to go.
_MAX_SELECTED = 512 - _MAX_TOLD - 4


class Loop:
    """Serves from one listening socket.

    Args:
        listener: The socket, which listens already.
        max_connections: How many may be open.
        is_shared: Whether another process listens too, and takes what waits when this one stops.
        report: Called with a fault of the server itself, which costs one connection, not all.
    """

    def __init__(
        self,
        listener: socket.socket,
        *,
        max_connections: int,
        is_shared: bool = False,
        report: Callable[[Exception], None],
    ) -> None:
        self._report = report
        self._listener = listener
        self._max_connections = max_connections
        self._is_shared = is_shared
        self._connect: Callable[[socket.socket, Address], Watched] | None = None
        self._selector = selectors.DefaultSelector()
        if isinstance(self._selector, selectors.SelectSelector):
            self._max_connections = min(max_connections, _MAX_SELECTED)
        self._masks: dict[Watched, int] = {}
        self._calls: deque[Callable[[], None]] = deque()
        self._is_asleep = False
        self._is_over = False
        self._is_accepting = False
        self._thread = 0
        self._swept = 0.0
        self._is_behind = False
        self._alarm, self._bell = socket.socketpair()
        for sock in (self._alarm, self._bell, listener):
            sock.setblocking(False)
        self._selector.register(self._alarm, selectors.EVENT_READ)

    def run(self, connect: Callable[[socket.socket, Address], Watched]) -> None:
        """Serve until `stop`.

        Args:
            connect: Makes a connection of a socket and what `accept` said about its client.
        """
        self._thread = threading.get_ident()
        self._connect = connect
        self._watch_listener()
        while not self._is_over:
            for key, mask in self._wait():
                self._handle(key, mask)
            self._call()
            self._sweep()
        self.close()

    # What other threads call.

    def call(self, action: Callable[[], None]) -> None:
        """Have the loop's thread do something soon."""
        self._calls.append(action)
        if self._is_asleep:
            with suppress(OSError):
                self._bell.send(b"\0")

    def refresh(self, connection: Watched) -> None:
        """Look again at what a connection is interested in."""
        if threading.get_ident() != self._thread and self._is_news(connection):
            self.call(lambda: self._watch(connection))

    def retire(self, connection: Watched) -> None:
        """Close a connection and forget it."""
        # Later even in the loop's own thread, where the connection still holds its lock.
        self.call(lambda: self._retire(connection))

    def stop(self) -> None:
        """Let `run` return."""
        self.call(self._end)

    def connections(self) -> list[Watched]:
        """Give those that are open."""
        return list(self._masks)

    # The loop.

    def _wait(self) -> list[tuple[selectors.SelectorKey, int]]:
        self._is_asleep = True
        timeout = 0 if self._calls or self._is_behind else self._find_timeout()
        events = self._selector.select(timeout)
        self._is_asleep = False
        return events

    def _find_timeout(self) -> float | None:
        return _SWEEP_SECONDS if self._masks or not self._is_accepting else None

    def _handle(self, key: selectors.SelectorKey, mask: int) -> None:
        connection: Watched | None = key.data
        if connection is not None:
            self._protect(connection, lambda: self._tell(connection, mask))
        elif key.fileobj is self._alarm:
            with suppress(OSError):
                self._alarm.recv(4096)
        else:
            self.accept(_PORTION)

    def _tell(self, connection: Watched, mask: int) -> None:
        if mask & selectors.EVENT_WRITE:
            connection.on_writable()
        if mask & selectors.EVENT_READ and connection in self._masks:
            connection.on_readable()

    def _protect(self, connection: Watched, action: Callable[[], None]) -> None:
        """Do something for a connection, and watch for what it is interested in then."""
        try:
            action()
            self._watch(connection)
        except Exception as error:  # noqa: BLE001  no fault may stop the only loop
            self._report(error)
            self._retire(connection)

    def _call(self) -> None:
        while self._calls:
            action = self._calls.popleft()
            try:
                action()
            except Exception as error:  # noqa: BLE001  as above
                self._report(error)

    def _sweep(self) -> None:
        """Look at the deadlines, when it is time; of many that are due, at a portion."""
        now = time.monotonic()
        if now < self._swept + _SWEEP_SECONDS:
            return
        due = [connection for connection in self._masks if connection.deadline <= now]
        for connection in due[:_PORTION]:
            self._protect(connection, partial(connection.on_deadline, now))
        self._watch_listener()
        self._is_behind = len(due) > _PORTION
        if not self._is_behind:
            self._swept = now

    def _is_news(self, connection: Watched) -> bool:
        return self._masks.get(connection) != connection.interest()

    def _watch(self, connection: Watched) -> None:
        """Watch a connection for what it is interested in now.

        Until nothing changes: a worker that changes its mind meanwhile sees in `refresh` either the
        mask from before, which differs, or the one after, and then this looks once more.
        """
        while connection in self._masks and self._is_news(connection):
            old, mask = self._masks[connection], connection.interest()
            if old and mask:
                self._selector.modify(connection, mask, connection)
            elif mask:
                self._selector.register(connection, mask, connection)
            elif old:
                self._selector.unregister(connection)
            self._masks[connection] = mask

    def _retire(self, connection: Watched) -> None:
        if self._masks.pop(connection, 0):
            self._selector.unregister(connection)
        connection.release()

    def _end(self) -> None:
        self._is_over = True

    def close(self) -> None:
        """Give everything back; for a loop that does not run."""
        for connection in self.connections():
            self._retire(connection)
        self._selector.close()
        self._alarm.close()
        self._bell.close()

    # The listening socket.

    def _watch_listener(self) -> None:
        if not self._is_accepting and self._listener.fileno() >= 0:
            self._selector.register(self._listener, selectors.EVENT_READ)
            self._is_accepting = True

    def _unwatch_listener(self) -> None:
        if self._is_accepting:
            self._selector.unregister(self._listener)
            self._is_accepting = False

    def accept(self, at_most: int) -> None:
        """Take the connections that wait, though not for ever."""
        for _ in range(at_most):
            try:
                sock, client = self._listener.accept()
            except OSError as error:
                if error.errno in _OUT_OF_RESOURCES:
                    # It stays in the kernel's queue, so that the loop would spin until a sweep.
                    self._unwatch_listener()
                return
            self._admit(sock, client)

    def _admit(self, sock: socket.socket, client: Address) -> None:
        if len(self._masks) >= self._max_connections + _MAX_TOLD or self._connect is None:
            sock.close()
            return
        try:
            connection = self._connect(sock, client)
        except Exception as error:  # noqa: BLE001  as above
            sock.close()
            if not isinstance(error, OSError):
                self._report(error)
            return
        is_full = len(self._masks) >= self._max_connections and not self._make_room()
        self._masks[connection] = 0
        if is_full:
            self._protect(connection, connection.on_overflow)
        else:
            self._watch(connection)

    def _make_room(self) -> bool:
        """End the connection that has been idle for longest, if one has been served at all."""
        idle = [item for item in self._masks if item.served and item.is_idle]
        if not idle:
            return False
        self._retire(min(idle, key=lambda item: item.deadline))
        return True

    def end_idle(self) -> None:
        """End the connections that wait for a request."""
        for connection in self.connections():
            self._protect(connection, connection.on_stop)

    def close_listener(self) -> None:
        """Accept what the kernel has queued already, then listen no more."""
        if not self._is_shared:
            # From here on the kernel turns new ones away, where the system lets the queue shrink;
            # without this, those that come between the last accept and the close are reset.
            with suppress(OSError):
                self._listener.listen(0)
            self.accept(self._max_connections)
        self._unwatch_listener()
        self._listener.close()
