"""`Server`: serve a WSGI application from a background thread, until told to stop."""

import socket
import sys
import threading
from types import TracebackType
from typing import Self, TextIO
from wsgiref.types import WSGIApplication

from microweb.server.connection import Connection
from microweb.server.limits import Limits
from microweb.server.listener import Listener
from microweb.server.log import Log
from microweb.server.roster import Roster

__all__ = ["Server"]

_IDLE_GRACE_SECONDS = 0.25
_LAST_SECONDS = 0.3


class Server:
    """A threaded HTTP server for any WSGI callable.

    It listens from the moment it is made; `start` and `stop`, or a ``with`` block, serve::

        with Server(app, port=0) as server:
            urlopen(server.url)

    Args:
        app: The application.
        host: Name or address to listen on, IPv6 without brackets.
        port: 0 for any that is free.
        limits: Sizes, times and numbers that clients must keep to.
        log: Gets a line a request, and is ``wsgi.errors``; standard error if None.
        access_log: Whether requests are logged.

    Raises:
        BindError: When the address cannot be listened on; the message says what to do.
    """

    def __init__(
        self,
        app: WSGIApplication,
        *,
        host: str = "127.0.0.1",
        port: int = 8000,
        limits: Limits | None = None,
        log: TextIO | None = None,
        access_log: bool = True,
    ) -> None:
        self._app = app
        self._limits = limits or Limits()
        self._errors = log or sys.stderr
        self._log = Log(self._errors, access=access_log)
        self._roster = Roster(self._limits.max_connections)
        self._listener = Listener(host, port, connect=self._connect, roster=self._roster)
        self._thread: threading.Thread | None = None
        self.host = host
        self.port = int(self._listener.socket.getsockname()[1])

    @property
    def url(self) -> str:
        """Where a browser on this machine finds the server, without a trailing slash."""
        host = {"": "127.0.0.1", "0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.host, self.host)  # noqa: S104  names the address, does not bind it
        return f"http://[{host}]:{self.port}" if ":" in host else f"http://{host}:{self.port}"

    def start(self) -> None:
        """Begin to serve."""
        self._thread = threading.Thread(target=self._listener.serve_forever, daemon=True)
        self._thread.start()

    def stop(self) -> int:
        """Stop accepting, let the requests in flight finish within the grace period.

        Returns:
            How many requests had to be cut.
        """
        if self._thread is None:
            self._listener.server_close()
            return 0
        self._listener.shutdown()
        self._thread.join()
        self._thread = None
        self._listener.close_after_queue()
        if not self._roster.wait_until_empty(_IDLE_GRACE_SECONDS):
            self._roster.end_waiting()
        if self._roster.wait_until_empty(self._limits.grace):
            return 0
        cut = self._roster.abort()
        self._roster.wait_until_empty(_LAST_SECONDS)
        return cut

    def count_busy(self) -> int:
        """Count the requests in flight."""
        return self._roster.count_busy()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def _connect(self, sock: socket.socket, client: tuple[str, int]) -> Connection:
        return Connection(
            sock,
            client,
            application=self._app,
            limits=self._limits,
            log=self._log,
            errors=self._errors,
        )
