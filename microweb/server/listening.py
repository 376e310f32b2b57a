"""Make the socket that listens: TCP over IPv4 or IPv6, or a unix socket."""

import os
import socket
import stat
from contextlib import suppress

from microweb.server.binding import explain_bind_error, explain_path_error
from microweb.server.errors import BindError

__all__ = ["UNIX_PREFIX", "listen", "remove_socket", "tune"]

UNIX_PREFIX = "unix:"

# Of a burst that the kernel cannot queue, each client waits a second before it tries again.
_BACKLOG = 1024

_MAX_UNSENT = 128 * 1024


def listen(host: str, port: int, *, socket_mode: int) -> socket.socket:
    """Listen on an address.

    Args:
        host: Name or address, IPv6 without brackets, or "unix:" and a path.
        port: 0 for any that is free; without meaning for a unix socket.
        socket_mode: Permissions of a unix socket.

    Raises:
        BindError: When that cannot be; the message says what to do.
    """
    if host.startswith(UNIX_PREFIX):
        return _listen_on_path(host.removeprefix(UNIX_PREFIX), socket_mode)
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    sock = socket.socket(family, socket.SOCK_STREAM)
    try:
        if os.name == "posix":
            # On Windows the same option would let a second server take the port of a running one.
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.bind((host, port))
        sock.listen(_BACKLOG)
    except (OSError, OverflowError, UnicodeError) as error:
        sock.close()
        raise BindError(explain_bind_error(error, host, port)) from error
    return sock


def _listen_on_path(path: str, mode: int) -> socket.socket:
    if not hasattr(socket, "AF_UNIX"):
        raise BindError("This system has no unix sockets. Listen on a port of 127.0.0.1 instead.")
    _remove_stale(path)
    sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        sock.bind(path)
        # Nobody can connect before `listen`: there is no moment of other permissions.
        os.chmod(path, mode)
        sock.listen(_BACKLOG)
    except (OSError, ValueError) as error:
        sock.close()
        raise BindError(explain_path_error(error, path)) from error
    return sock


def _remove_stale(path: str) -> None:
    """Remove the socket of a server that is no more; leave a living one, and any other file."""
    try:
        if not stat.S_ISSOCK(os.lstat(path).st_mode):
            return
    except (OSError, ValueError):
        return
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        probe.settimeout(1)
        try:
            probe.connect(path)
        except ConnectionRefusedError:
            with suppress(OSError):
                os.unlink(path)
        except OSError:
            return


def tune(sock: socket.socket) -> None:
    """Set up an accepted TCP socket.

    Without the second option the kernel keeps up to 4 MB for each client that asks and does not
    read; to fill 300 such buffers took two seconds, in which nobody else was served.
    """
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    if hasattr(socket, "TCP_NOTSENT_LOWAT"):
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NOTSENT_LOWAT, _MAX_UNSENT)


def remove_socket(path: str, inode: int) -> None:
    """Remove the file of a unix socket, if it still is the one.

    Args:
        path: Where it was made.
        inode: Of the file when it was made.
    """
    with suppress(OSError):
        if os.lstat(path).st_ino == inode:
            os.unlink(path)
