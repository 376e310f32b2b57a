"""`run`: serve an application in the foreground, for a person at a terminal or a supervisor."""

import os
import sys
import time
import traceback
from collections.abc import Callable, Iterable
from os import PathLike
from socket import socket
from typing import Protocol
from wsgiref.types import WSGIApplication, WSGIEnvironment

from microweb.server.errors import BindError, CertificateError
from microweb.server.limits import RELOAD_LIMITS, Limits, fit_open_files
from microweb.server.reach import refuse_debug_on_network
from microweb.server.serving import Server
from microweb.server.stopping import catching_signals

__all__ = ["run"]

_POLL_SECONDS = 0.1

# Set by a command line while it imports an application, which it wants to serve itself.
_LOADING = "MICROWEB_LOADING"
_PACKAGE = os.path.join(os.path.dirname(os.path.dirname(__file__)), "")


class _Watch(Protocol):
    """What `run` needs of `reloader.ChildWatch`, which is imported only where it is used."""

    listener: socket
    is_first: bool

    def is_over(self) -> bool: ...

    def leave(self) -> None: ...


def run(
    app: WSGIApplication,
    *,
    host: str = "127.0.0.1",
    port: int = 8000,
    debug: bool = False,
    debug_on_network: bool = False,
    debug_sections: Callable[[WSGIEnvironment, Exception], Iterable[tuple[str, str]]] | None = None,
    certificate: str | PathLike[str] | None = None,
    key: str | PathLike[str] | None = None,
    socket_mode: int = 0o600,
    limits: Limits | None = None,
    access_log: bool = True,
    on_start: Callable[[str], None] | None = None,
    reload: bool = False,
    extra_files: Iterable[str | PathLike[str]] = (),
) -> None:
    """Serve until Ctrl-C or SIGTERM, then let the requests in flight finish.

    While `microweb run` or another command imports the application, nothing is served: the call is
    reported and returns.

    Args:
        app: Any WSGI callable.
        host: Name or address to listen on, IPv6 without brackets, or "unix:" and a path.
        port: 0 for any that is free; the real one is printed.
        debug: Show the traceback of an exception to browsers on this machine.
        debug_on_network: Permits `debug` on an address that other machines reach.
        debug_sections: Called with the environ of a request that failed and its exception, for
            what else to show on that page: titles and texts.
        certificate: PEM file with a certificate, to speak https.
        key: PEM file with its private key; None when the certificate's file has it too.
        socket_mode: Permissions of a unix socket.
        limits: Sizes, times and numbers that clients must keep to.
        access_log: Whether requests are logged, on standard error.
        on_start: Called with the URL once the server answers.
        reload: Start this program anew in a second process whenever a file of it changes.
        extra_files: What to watch beside the imported modules; files, and folders as a whole.

    Raises:
        SystemExit: 1 with a message when the address cannot be listened on, or for `debug` on a
            network without `debug_on_network`; 130 when a second Ctrl-C cuts the requests in
            flight.
    """
    if _LOADING in os.environ:
        _tell_ignored()
        return
    if debug:
        if not debug_on_network:
            refuse_debug_on_network(host)
        from microweb.server.debugpage import DebugPage  # not needed to serve without it

        app = DebugPage(app, sections=debug_sections)
    watch: _Watch | None = None
    if reload:
        from microweb.server.reloader import ChildWatch, start_reloader  # only then needed

        inherited = start_reloader(
            host=host, port=port, certificate=certificate, key=key, socket_mode=socket_mode
        )
        watch = ChildWatch(inherited, extra_files)
        limits = limits or RELOAD_LIMITS
    try:
        server = Server(
            app,
            host=host,
            port=port,
            certificate=certificate,
            key=key,
            socket_mode=socket_mode,
            limits=fit_open_files(limits or Limits()),
            access_log=access_log,
            listener=watch.listener if watch else None,
        )
    except (BindError, CertificateError) as error:
        sys.exit(str(error))
    _serve(server, watch, on_start)


def _tell_ignored() -> None:
    """Say where the call is that came while the application was imported for another server."""
    place = "a module"
    for frame, line in traceback.walk_stack(None):
        if not frame.f_code.co_filename.startswith(_PACKAGE):
            place = f"{frame.f_code.co_filename}:{line}"
            break
    print(
        f"run() in {place} was ignored, for the command line serves the application. Put it below "
        '`if __name__ == "__main__":`.',
        file=sys.stderr,
        flush=True,
    )


def _serve(server: Server, watch: _Watch | None, on_start: Callable[[str], None] | None) -> None:
    """Serve until a signal or a change ends it, which is announced."""
    with catching_signals() as received:
        server.start()
        again = watch is not None and not watch.is_first
        print(f"Running {'again ' * again}on {server.url} (press CTRL+C to quit)", flush=True)
        if on_start is not None and not again:
            on_start(server.url)
        while not received and not (watch and watch.is_over()):
            time.sleep(_POLL_SECONDS)
        is_asked = bool(received)
        if not is_asked:
            _tell_cut(server.stop())  # a Ctrl-C meanwhile is the first one, and cuts nothing
    if is_asked:
        _stop(server)
    elif watch and not received:
        watch.leave()


def _stop(server: Server) -> None:
    busy = server.count_busy()
    if busy:
        print(f"\nFinishing {_count(busy)} (press CTRL+C again to cut them)", flush=True)
    try:
        cut = server.stop()
    except KeyboardInterrupt:
        sys.exit(130)
    _tell_cut(cut)


def _tell_cut(cut: int) -> None:
    if cut:
        print(f"Cut {_count(cut)} that took too long", flush=True)


def _count(requests: int) -> str:
    return "1 request" if requests == 1 else f"{requests} requests"
