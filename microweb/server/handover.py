"""Hand the listening socket from the process that restarts to the one that serves.

The first process listens for as long as it lives, so that the port stays its own and a client that
connects while the second one restarts waits in the kernel's queue instead of being turned away.
A child inherits the socket: by its descriptor on POSIX, by its handle on Windows; nothing forks.
"""

import os
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from functools import cache
from typing import Any, NoReturn

__all__ = ["GIVEN_UP", "Inherited", "give_up", "spawn", "take_inherited"]

GIVEN_UP = 95
"""The exit code of a process that its reloader is not to start again; no usual one."""

_VARIABLE = "MICROWEB_INHERITED"


@dataclass(frozen=True, slots=True)
class Inherited:
    """What a process has from the one that started it.

    Attributes:
        listener: The socket.
        parent: Process id.
        started: When the process was started, Unix time in seconds; None where a file that was
            written since is not to count as a change.
        is_first: Whether none has served before it.
    """

    listener: socket.socket
    parent: int
    started: float | None
    is_first: bool


@cache
def take_inherited() -> Inherited | None:
    """Give what this process was handed, or None where it was started by any other.

    It is taken out of the environment: what this process starts in turn inherits nothing.
    """
    values = os.environ.pop(_VARIABLE, "").split(" ")
    if len(values) != 4:
        return None
    descriptor, parent, started, first = values
    if os.name == "posix" and parent != str(os.getppid()):
        return None
    listener = socket.socket(fileno=int(descriptor))
    listener.set_inheritable(False)
    return Inherited(listener, int(parent), float(started) or None, first == "1")


def give_up(message: str) -> NoReturn:
    """End this process, and its reloader too: to wait for a change would be of no use.

    Raises:
        SystemExit: 1 with the message where no reloader waits.
    """
    if take_inherited() is None:
        sys.exit(message)
    print(message, file=sys.stderr, flush=True)
    sys.exit(GIVEN_UP)


def spawn(
    listener: socket.socket, *, is_first: bool, counts_early_changes: bool
) -> subprocess.Popen[bytes]:
    """Start this program anew, with the arguments that it was started with.

    Args:
        listener: Handed on.
        is_first: See `Inherited`.
        counts_early_changes: Whether a file written from now on counts as a change.
    """
    started = time.time() if counts_early_changes else 0.0
    handed = f"{listener.fileno()} {os.getpid()} {started!r} {is_first:d}"
    command = [sys.executable, *sys.orig_argv[1:]]
    return subprocess.Popen[bytes](
        command, env={**os.environ, _VARIABLE: handed}, **_inherit(listener)
    )


def _inherit(listener: socket.socket) -> dict[str, Any]:
    """Give the options of `Popen` that let the child have the socket and nothing else."""
    if sys.platform == "win32":
        listener.set_inheritable(True)
        startup = subprocess.STARTUPINFO(lpAttributeList={"handle_list": [listener.fileno()]})
        return {"startupinfo": startup}
    return {"pass_fds": [listener.fileno()]}
