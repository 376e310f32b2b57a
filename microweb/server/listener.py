"""The listening socket: binds, accepts, and gives each connection a thread."""

import errno
import os
import socket
import socketserver
import threading
import time
from collections.abc import Callable
from typing import Any

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

    request_queue_size = 128
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
        try:
            super().__init__((host, port), socketserver.BaseRequestHandler)
        except (OSError, OverflowError, UnicodeError) as error:
            raise BindError(_explain(error, host, port)) from error

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
        self.socket.setblocking(False)
        for _ in range(self.request_queue_size):
            try:
                sock, address = self.get_request()
            except OSError:
                break
            sock.setblocking(True)
            self.process_request(sock, address)
        self.server_close()
        self._farewells.sweep(everything=True)


def _explain(error: Exception, host: str, port: int) -> str:
    if isinstance(error, (socket.gaierror, UnicodeError)):
        return f"The host name {host!r} is unknown. Use 127.0.0.1, or 0.0.0.0 for every address."
    if isinstance(error, OverflowError):
        return f"There is no port {port}: ports go from 0, which takes a free one, to 65535."
    explanation = _EXPLANATIONS.get(getattr(error, "errno", None))
    if explanation is None:
        return f"Cannot listen on {host} port {port}: {error}."
    return explanation.format(host=host, port=port, next=port + 1 if 1023 < port < 65535 else 8000)


_EXPLANATIONS: dict[int | None, str] = {
    errno.EADDRINUSE: (
        "Port {port} on {host} is in use by another program. "
        "Stop that program, or take another port: --port {next}, or --port 0 for any free one."
    ),
    errno.EACCES: (
        "Port {port} needs the rights of an administrator. Take one above 1023: --port {next}."
    ),
    errno.EADDRNOTAVAIL: (
        "{host} is not an address of this machine. "
        "Use --host 127.0.0.1, or --host 0.0.0.0 for every address."
    ),
}
