"""Why an address cannot be listened on and what to do, in words, for `listener`."""

import errno
import socket

__all__ = ["explain_bind_error"]

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
