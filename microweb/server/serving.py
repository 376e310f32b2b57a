"""`Server`: serve a WSGI application from a background thread, until told to stop."""

import os
import socket
import sys
import threading
import time
import traceback
from collections.abc import Callable
from functools import partial
from types import TracebackType
from typing import Self, TextIO
from wsgiref.types import WSGIApplication

from microweb.server.connection import Connection
from microweb.server.endpoint import Address, name_endpoints
from microweb.server.hub import Hub
from microweb.server.limits import Limits
from microweb.server.listening import UNIX_PREFIX, listen, remove_socket, tune
from microweb.server.log import Log, escape_lines
from microweb.server.loop import Loop
from microweb.server.transport import Transport
from microweb.server.workers import LONG, WorkerPool

__all__ = ["Server"]

# A request that was sent before its client could know of the stop arrives in this time, seconds.
_IDLE_GRACE = 0.25
_LAST_SECONDS = 0.3
_STEP = 0.005


class Server:
    """A threaded HTTP server for any WSGI callable.

    It listens from the moment it is made; `start` and `stop`, or a ``with`` block, serve::

        with Server(app, port=0) as server:
            urlopen(server.url)

    Args:
        app: The application.
        host: Name or address to listen on, IPv6 without brackets, or "unix:" and a path.
        port: 0 for any that is free; without meaning for a unix socket.
        certificate: PEM file with a certificate, to speak https.
        key: PEM file with its private key; None when the certificate's file has it too.
        socket_mode: Permissions of a unix socket.
        limits: Sizes, times and numbers that clients must keep to.
        log: Gets a line a request, and is ``wsgi.errors``; standard error if None.
        access_log: Whether requests are logged.
        listener: A socket that listens already, on `host`, and goes on to in another process;
            whoever made it removes its path.

    Raises:
        BindError: When the address cannot be listened on; the message says what to do.
        CertificateError: When the certificate or its key cannot be used.
    """

    def __init__(
        self,
        app: WSGIApplication,
        *,
        host: str = "127.0.0.1",
        port: int = 8000,
        certificate: str | os.PathLike[str] | None = None,
        key: str | os.PathLike[str] | None = None,
        socket_mode: int = 0o600,
        limits: Limits | None = None,
        log: TextIO | None = None,
        access_log: bool = True,
        listener: socket.socket | None = None,
    ) -> None:
        limits = limits or Limits()
        errors = log or sys.stderr
        self._scheme = "http" if certificate is None else "https"
        self._make_transport = _choose_transport(certificate, key)
        self._listener = listener or listen(host, port, socket_mode=socket_mode)
        self._path = host.removeprefix(UNIX_PREFIX) if host.startswith(UNIX_PREFIX) else ""
        self._inode = os.stat(self._path).st_ino if self._path and listener is None else 0
        self._log = Log(errors, access=access_log)
        self._loop = Loop(
            self._listener,
            max_connections=limits.max_connections,
            is_shared=listener is not None,
            report=self._report,
        )
        self._workers = WorkerPool(limits.max_workers, report=self._report, warn=self._warn)
        self._hub = Hub(
            application=app,
            limits=limits,
            log=self._log,
            errors=errors,
            submit=self._workers.submit,
            is_starved=self._workers.is_starved,
            is_half_taken=self._workers.is_half_taken,
            watcher=self._loop,
        )
        self._thread: threading.Thread | None = None
        self.host = host
        self.port = 0 if self._path else int(self._listener.getsockname()[1])

    @property
    def url(self) -> str:
        """Where a browser on this machine finds the server, without a trailing slash."""
        if self._path:
            return self.host
        host = {"": "127.0.0.1", "0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.host, self.host)  # nosec B104  # noqa: S104  # names the address, does not bind it
        place = f"[{host}]:{self.port}" if ":" in host else f"{host}:{self.port}"
        return f"{self._scheme}://{place}"

    def start(self) -> None:
        """Begin to serve."""
        self._thread = threading.Thread(target=self._loop.run, args=(self._connect,), daemon=True)
        self._thread.start()

    def stop(self) -> int:
        """Stop accepting, let the requests in flight finish within the grace period.

        An idle connection stays open for a moment longer, because its client may have sent a
        request just now; then it is ended as RFC 9112 section 9.6 asks.

        Returns:
            How many requests had to be cut.
        """
        if self._thread is None:
            self._listener.close()
            self._loop.close()
            self._remove_path()
            return 0
        self._hub.is_stopping = True
        self._loop.call(self._loop.close_listener)
        self._wait_until_empty(_IDLE_GRACE)
        self._loop.call(self._loop.end_idle)
        self._wait_until_empty(self._hub.limits.grace)
        cut = self.count_busy()
        for connection in self._loop.connections():
            self._loop.call(connection.on_abort)
        self._wait_until_empty(_LAST_SECONDS)
        self._loop.stop()
        self._thread.join()
        self._thread = None
        self._workers.stop(_LAST_SECONDS)
        self._remove_path()
        return cut

    def count_busy(self) -> int:
        """Count the requests in flight."""
        return sum(connection.is_busy for connection in self._loop.connections())

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

    def _report(self, error: Exception) -> None:
        lines = "".join(traceback.format_exception(error))
        self._log.write(f"Error in the server itself\n{escape_lines(lines)}")

    def _warn(self, busy: int) -> None:
        limits = self._hub.limits
        self._log.write(
            f"Warning: {busy} of {limits.max_workers} workers have had one request each for over "
            f"{LONG:.0f} s, as streams of events do. When all have, the next waits queue_timeout, "
            f"{limits.queue_timeout:g} s, and gets a 503. Raise max_workers (microweb run "
            "--threads), or end the responses sooner."
        )

    def _remove_path(self) -> None:
        if self._path:
            remove_socket(self._path, self._inode)

    def _wait_until_empty(self, timeout: float) -> None:
        """Wait for the last connection to leave; in steps, so that Ctrl-C gets through."""
        deadline = time.monotonic() + timeout
        time.sleep(_STEP)
        while self._loop.connections() and time.monotonic() < deadline:
            time.sleep(_STEP)

    def _connect(self, sock: socket.socket, client: Address) -> Connection:
        if not self._path:
            tune(sock)
        ends = name_endpoints(sock, client, self._scheme)
        return Connection(self._make_transport(sock), ends, self._hub)


def _choose_transport(
    certificate: str | os.PathLike[str] | None, key: str | os.PathLike[str] | None
) -> Callable[[socket.socket], Transport]:
    if certificate is None:
        return Transport
    from microweb.server.tls import TLSTransport, load_certificate  # `ssl` takes 10 ms to import

    return partial(TLSTransport, context=load_certificate(certificate, key))
