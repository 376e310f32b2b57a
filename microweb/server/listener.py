"""The listening socket: binds, accepts, and gives each connection a thread."""

import errno
import os
import selectors
import socket
import socketserver
import threading
import time
from collections.abc import Callable
from typing import Any

from microweb.server.binding import explain_bind_error
from microweb.server.connection import Connection
from microweb.server.errors import BindError
from microweb.server.refusal import FarewellQueue
from microweb.server.roster import Roster

__all__ = ["Listener"]

_OUT_OF_RESOURCES = {errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM}


class Listener(socketserver.TCPServer):
    """Accepts connections up to a bound and refuses the ones beyond it.

    Args:
        host: Name or address, IPv6 without brackets.
        port: 0 for any that is free.
        connect: Makes a connection of a socket and the client's address and port.
        roster: Keeps the bound.

    Raises:
        BindError: When the address cannot be listened on.
    """

    # Of a burst that the kernel cannot queue, each client waits a second before it tries again.
    request_queue_size = 1024
    # On Windows the same option would let a second server take the port of a running one.
    allow_reuse_address = os.name == "posix"

    def __init__(
        self,
        host: str,
        port: int,
        *,
        connect: Callable[[socket.socket, tuple[str, int]], Connection],
        roster: Roster,
    ) -> None:
        self.address_family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self._connect = connect
        self._roster = roster
        self._farewells = FarewellQueue()
        self._alarm, self._bell = socket.socketpair()
        try:
            super().__init__((host, port), socketserver.BaseRequestHandler)
        except (OSError, OverflowError, UnicodeError) as error:
            self._close_alarm()
            raise BindError(explain_bind_error(error, host, port)) from error

    def serve_forever(self, poll_interval: float = 1.0) -> None:
        """Accept connections until `shutdown` is called, which the base would poll for.

        Args:
            poll_interval: In seconds, between two calls of `service_actions` when nobody comes.
        """
        # A client may be gone between `select` and `accept`, which would then wait for the next.
        self.socket.setblocking(False)
        with selectors.DefaultSelector() as selector:
            selector.register(self.socket, selectors.EVENT_READ)
            selector.register(self._alarm, selectors.EVENT_READ)
            while self._alarm not in (ready := _select(selector, poll_interval)):
                if self.socket in ready:
                    self._accept_some()
                self.service_actions()

    def shutdown(self) -> None:
        """Make `serve_forever` return, from any thread and without waiting for it."""
        self._bell.send(b"\0")

    def server_close(self) -> None:
        """Listen no more."""
        super().server_close()
        self._close_alarm()

    def _close_alarm(self) -> None:
        self._alarm.close()
        self._bell.close()

    def _accept_some(self, at_most: int = 64) -> None:
        """Take the connections that wait, though not for ever."""
        for _ in range(at_most):
            try:
                sock, address = self.get_request()
            except OSError:
                break
            sock.setblocking(True)
            self.process_request(sock, address)

    def get_request(self) -> tuple[socket.socket, Any]:
        """Accept a connection."""
        try:
            return self.socket.accept()
        except OSError as error:
            if error.errno in _OUT_OF_RESOURCES:
                # The connection stays in the kernel's queue, so that the loop would spin.
                time.sleep(0.05)
            raise

    # `Any` as in the base, which serves datagrams too.
    def process_request(self, request: Any, client_address: Any) -> None:
        """Start a thread for a connection, or refuse it."""
        sock: socket.socket = request
        try:
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            connection = self._connect(sock, client_address[:2])
        except OSError:
            sock.close()
            return
        if not self._roster.enter(connection):
            self._farewells.refuse(sock)
            return
        try:
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()
        except RuntimeError:
            self._roster.leave(connection)
            self._farewells.refuse(sock)

    def _serve(self, connection: Connection) -> None:
        try:
            connection.serve()
        finally:
            self._roster.leave(connection)

    def service_actions(self) -> None:
        """Do what is due between two connections."""
        self._farewells.sweep()

    def close_after_queue(self) -> None:
        """Accept what the kernel has queued already, then listen no more."""
        # From here on the kernel turns new ones away, where the system lets the queue shrink;
        # without this, those that come between the last accept and the close are reset.
        self.socket.listen(0)
        self._accept_some(self.request_queue_size)
        self.server_close()
        self._farewells.sweep(everything=True)


def _select(selector: selectors.BaseSelector, timeout: float) -> set[object]:
    return {key.fileobj for key, _ in selector.select(timeout)}
