"""Restart a program whenever a file that it depends on changes.

    first process                              second process, started anew each time
    listens, never serves      ---socket--->   imports the application, serves, watches its files
    starts it again            <--exit code--  stops cleanly when one changed
    watches the project, and answers 503, while the second process cannot start

The second process watches itself because it alone knows what it has imported. The first one has
nothing to do until the second dies of a mistake in the code; then it waits for the mistake to be
mended.
"""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, suppress
from os import PathLike
from socket import socket
from typing import NoReturn
from wsgiref.types import StartResponse, WSGIEnvironment

from microweb.server.errors import BindError, CertificateError
from microweb.server.handover import GIVEN_UP, Inherited, spawn, take_inherited
from microweb.server.listening import UNIX_PREFIX, listen
from microweb.server.serving import Server
from microweb.server.stopping import catching_signals, ending_quietly, holding_back
from microweb.server.watching import Files, Watcher, list_modules, list_project, name_files, walk

__all__ = ["ChildWatch", "start_reloader"]

# The exit code of a process that wants to be started anew; no usual one.
_RELOAD = 94

_STEP = 0.05

# A process that saw a change this soon after its start may have written the file itself, and is
# not to do so for ever. Seconds.
_SOON = 3.0

_KILL_AFTER = 1.0
_EXIT_AFTER = 3.0
_CUT_BY_USER = 130

_UNAVAILABLE = (
    b"The application could not start. Why is written where it was started.\n"
    b"It starts again as soon as one of its files changes.\n"
)

_StandInMaker = Callable[[socket], AbstractContextManager[object]]


def start_reloader(
    *,
    host: str = "127.0.0.1",
    port: int = 8000,
    certificate: str | PathLike[str] | None = None,
    key: str | PathLike[str] | None = None,
    socket_mode: int = 0o600,
) -> Inherited:
    """Return in a process that a reloader has started; in any other, be the reloader to the end.

    Called before the application is imported, a mistake in it is survived from the first start on.
    The arguments are those of `run`.

    Raises:
        SystemExit: 1 with a message when the address cannot be listened on or the certificate
            cannot be used; else as `run`.
    """
    inherited = take_inherited()
    if inherited is not None:
        ending_quietly()
        return inherited

    def stand_in(listener: socket) -> AbstractContextManager[object]:
        return Server(
            _stand_in,
            host=host,
            listener=listener.dup(),
            certificate=certificate,
            key=key,
            access_log=False,
        )

    try:
        if certificate is not None:
            _check_certificate(certificate, key)
        listener = listen(host, port, socket_mode=socket_mode)
    except (BindError, CertificateError) as error:
        sys.exit(str(error))
    try:
        with listener:
            _supervise(listener, stand_in)
    finally:
        if host.startswith(UNIX_PREFIX):
            with suppress(OSError):
                os.unlink(host.removeprefix(UNIX_PREFIX))


def _check_certificate(certificate: str | PathLike[str], key: str | PathLike[str] | None) -> None:
    """Find out now what no change of the program would mend."""
    from microweb.server.tls import load_certificate  # `ssl` takes 10 ms to import

    load_certificate(certificate, key)


class ChildWatch:
    """What the serving process looks at between two breaths.

    Attributes:
        listener: The socket to serve.
        is_first: Whether no process has served it before.

    Args:
        inherited: From the process that restarts this one.
        extra_files: Files and folders beside the imported modules.
    """

    def __init__(self, inherited: Inherited, extra_files: Iterable[str | PathLike[str]]) -> None:
        extra = list(extra_files)
        self._parent = inherited.parent
        self.listener = inherited.listener
        self.is_first = inherited.is_first
        self._watcher = Watcher(
            Files(list_modules(), news=False, started=inherited.started),
            Files(lambda: walk(extra), news=True, started=inherited.started),
        )
        self._has_changed = False
        if os.name == "posix" and threading.current_thread() is threading.main_thread():
            # The first process hands every signal on; after a Ctrl-C it is the second to arrive.
            signal.signal(signal.SIGTERM, signal.SIG_IGN)

    def is_over(self) -> bool:
        """Tell whether to stop: for a change, which is announced, or as the first process died."""
        if changed := self._watcher.poll():
            print(f"Reloading: {name_files(changed)}", flush=True)
            self._has_changed = True
        return self._has_changed or (os.name == "posix" and os.getppid() != self._parent)

    def leave(self) -> None:
        """End the process in the way that has it started anew, if there was a change."""
        if not self._has_changed:
            return
        # A thread of the application that does not end would keep the process.
        timer = threading.Timer(_EXIT_AFTER, os._exit, [_RELOAD])
        timer.daemon = True
        timer.start()
        sys.exit(_RELOAD)


def _supervise(listener: socket, stand_in: _StandInMaker) -> NoReturn:
    """Run this program in a second process, again and again, until Ctrl-C or SIGTERM.

    Args:
        listener: The socket that each of them serves.
        stand_in: Serves the socket while the program cannot start.

    Raises:
        SystemExit: With the code of the second process: 0 after a clean stop, 130 after one that
            was cut by a second Ctrl-C; 1 where it has given up.
    """
    is_first = counts_early = True
    with catching_signals() as received:
        while True:
            project = Files(list_project, news=True)
            began = time.monotonic()
            with holding_back():
                child = spawn(listener, is_first=is_first, counts_early_changes=counts_early)
            code = _wait(child, received)
            if received or code == 0:
                sys.exit(_find_exit_code(code, received))
            if code == GIVEN_UP:
                sys.exit(1)
            if code == _RELOAD:
                is_first, counts_early = False, time.monotonic() - began > _SOON
            elif not _wait_for_repair(project, listener, stand_in, received):
                sys.exit(0)


def _wait(child: subprocess.Popen[bytes], received: list[int]) -> int:
    """Wait for the end of a process, and hand on the signals to stop."""
    kill_at = told = 0.0
    try:
        while child.poll() is None:
            now = time.monotonic()
            if received and not told:
                told = now
                if os.name == "posix":  # elsewhere this would end it at once; it heard the Ctrl-C
                    child.terminate()
            if len(received) > 1:
                kill_at = kill_at or now + _KILL_AFTER
                if now > kill_at:
                    child.kill()
            time.sleep(_STEP)
    finally:
        if child.returncode is None:
            child.kill()
    return child.wait()


def _find_exit_code(code: int, received: list[int]) -> int:
    if len(received) > 1:
        return _CUT_BY_USER
    # One that the signal met before it served ended by the signal; nothing was lost.
    return 0 if code == _RELOAD or code < 0 else code


def _wait_for_repair(
    project: Files, listener: socket, stand_in: _StandInMaker, received: list[int]
) -> bool:
    """Wait until a file of the project changes, or is other than before the failed start.

    Returns:
        False when a signal to stop came first.
    """
    print("Waiting for a change (press CTRL+C to quit)", flush=True)
    watcher = Watcher(project)
    with stand_in(listener):
        while not received:
            if changed := watcher.poll():
                print(f"Reloading: {name_files(changed)}", flush=True)
                return True
            time.sleep(_STEP)
    return False


def _stand_in(environ: WSGIEnvironment, start_response: StartResponse) -> list[bytes]:
    """Answer instead of a program that cannot start, and have a browser try again."""
    headers = [
        ("Content-Type", "text/plain; charset=utf-8"),
        ("Content-Length", str(len(_UNAVAILABLE))),
        ("Cache-Control", "no-store"),
        ("Retry-After", "1"),
    ]
    if environ["REQUEST_METHOD"] == "GET":
        headers.append(("Refresh", "1"))
    start_response("503 Service Unavailable", headers)
    return [_UNAVAILABLE]
