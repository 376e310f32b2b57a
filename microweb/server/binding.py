"""Why an address cannot be listened on and what to do, in words, for `listening`."""

import errno
import re
import socket

__all__ = ["explain_bind_error", "explain_path_error"]

# What people write who copy an address from their browser.
_PLACE_RE = re.compile(
    r"(?:https?://)?(?P<name>\[[0-9A-Fa-f:.]+\]|[^:/\s]+)(?::(?P<port>[0-9]+))?/?"
)

_EXPLANATIONS: dict[int | None, str] = {
    errno.EADDRINUSE: (
        "Port {port} on {host} is in use by another program. "
        "Stop that program, or take another port: --port {other}, or --port 0 for any free one."
    ),
    errno.EACCES: (
        "Port {port} needs the rights of an administrator. Take one above 1023: --port {other}."
    ),
    errno.EADDRNOTAVAIL: (
        "{host} is not an address of this machine. "
        "Use --host 127.0.0.1, or --host 0.0.0.0 for every address."
    ),
}


def explain_bind_error(error: Exception, host: str, port: int) -> str:
    """Write a message for the person who started the server.

    Args:
        error: What binding raised.
        host: As asked for.
        port: As asked for.
    """
    if isinstance(error, (socket.gaierror, UnicodeError)):
        place = _PLACE_RE.fullmatch(host)
        if place is not None and place["name"].strip("[]") != host:
            name, given = place["name"].strip("[]"), place["port"] or port
            return f"{host!r} is more than a host: write --host {name} --port {given}."
        return (
            f"The host name {host!r} is unknown. "
            "Use --host 127.0.0.1, or --host 0.0.0.0 for every address."
        )
    if isinstance(error, OverflowError):
        return f"There is no port {port}: ports go from 0, which takes a free one, to 65535."
    explanation = _EXPLANATIONS.get(getattr(error, "errno", None))
    if explanation is None:
        return f"Cannot listen on {host} port {port}: {error}."
    other = port + 1 if 1023 < port < 65535 else 8000
    return explanation.format(host=host, port=port, other=other)


def explain_path_error(error: Exception, path: str) -> str:
    """Write a message for the person who asked for a unix socket.

    Args:
        error: What binding raised.
        path: As asked for.
    """
    match getattr(error, "errno", None):
        case errno.EADDRINUSE:
            return (
                f"{path} is in use: by another server, which has to be stopped, "
                "or by a file that is not a socket. Take another path."
            )
        case errno.ENOENT:
            return f"The folder of {path} does not exist. Make it, or take another path."
        case errno.EACCES:
            return f"There is no right to make {path}. Take a folder that you may write to."
        case _:
            return f"Cannot listen on {path}: {error}."
