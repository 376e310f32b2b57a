"""Keep a store's file to its owner, whoever made it: stores ask this before they open one.

A file that microweb makes has mode 0600. One that was there before, copied from elsewhere or made
by another program, has the mode that the umask of that moment gave it, often 0644.
"""

import os
import stat
from contextlib import suppress

from microweb.logs import make_logger

__all__ = ["LOGGER_NAME", "make_private"]

LOGGER_NAME = "microweb.stores"

_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_OWNER = stat.S_IRUSR | stat.S_IWUSR


def make_private(path: str | os.PathLike[str], *companions: str) -> None:
    """Take a file away from all users but its owner, where there are modes to do it with.

    It is logged as a warning, for others may have read the file by then; so is a file that has to
    stay open to others because it belongs to another user, or its disk keeps no modes. Opens no
    file: to close it again would drop the locks that this process has on it.

    Args:
        path: The file; nothing is done if there is none.
        companions: What the names of other files have after the path, such as `-wal`.

    CWE-732.
    """
    if os.name != "posix":
        return
    for name in (os.fspath(path), *(f"{os.fspath(path)}{each}" for each in companions)):
        with suppress(FileNotFoundError):
            _tighten(name)


def _tighten(name: str) -> None:
    info = os.stat(name)
    mode = stat.S_IMODE(info.st_mode)
    if not stat.S_ISREG(info.st_mode) or not mode & _OTHERS:
        return
    if info.st_uid == os.geteuid():
        with suppress(OSError):
            os.chmod(name, mode & _OWNER)
    now = stat.S_IMODE(os.stat(name).st_mode)
    if now & _OTHERS:
        outcome = "it still is, and only its owner can give it mode 0600"
    else:
        outcome = f"its mode is {now:04o} now"
    make_logger(LOGGER_NAME, debug=False).warning(
        "%s was open to other users of this machine (mode %04o); %s", name, mode, outcome
    )
