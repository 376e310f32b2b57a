"""Every limit of the server in one place, with its unit and its reason."""

from contextlib import suppress
from dataclasses import dataclass, fields, replace

__all__ = ["RELOAD_LIMITS", "Limits", "fit_open_files"]

# For the application's own files, and for the server's besides its connections.
_OTHER_FILES = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much, how many and how long; sizes in bytes, times in seconds.

    Attributes:
        max_request_line: Request line without its CRLF. RFC 9112 section 3 asks for 8000 at least.
        max_header_line: One header line without its CRLF. Several browsers' largest cookies fit.
        max_header_bytes: All header lines together, so that a connection costs little memory;
            the same again for the trailers of a chunked body.
        max_headers: Number of header lines, and of trailer lines.
        max_connections: Open at once. Idle ones make room for the next; then it gets a 503.
        max_workers: Threads that run the application. Only a request that is whole takes one.
        max_kept_body: Of a request's body, collected before the application is called, above
            64 KiB in a temporary file: so much a slow client can send without taking a worker.
        header_timeout: From the first byte, for a new connection from accept, to the end of the
            headers, however the bytes are spread. A TLS handshake has the same time.
        keep_alive_timeout: Between two requests of a connection.
        body_timeout: Waiting for a body, on top of the time that `min_rate` grants it.
        write_timeout: Waiting for a client to take the response, on top of the time that
            `min_rate` grants it.
        min_rate: Bytes a second, either way. Each byte buys the client 1/rate seconds.
        queue_timeout: How long a request waits for a worker when each is taken; then it gets a 503.
        patience: How long a worker waits for a client while other requests wait for a worker.
        linger_timeout: After the response, for a client that still sends to read the answer.
        grace: At a stop, for the requests in flight to finish.
    """

    max_request_line: int = 8 * 1024
    max_header_line: int = 16 * 1024
    max_header_bytes: int = 64 * 1024
    max_headers: int = 100
    max_connections: int = 2000
    max_workers: int = 40
    max_kept_body: int = 1024 * 1024
    header_timeout: float = 10.0
    keep_alive_timeout: float = 15.0
    body_timeout: float = 20.0
    write_timeout: float = 30.0
    min_rate: float = 500.0
    queue_timeout: float = 30.0
    patience: float = 2.0
    linger_timeout: float = 2.0
    grace: float = 10.0

    def __post_init__(self) -> None:
        for field in fields(self):
            if getattr(self, field.name) <= 0:
                raise ValueError(f"{field.name} must be above zero")


# Streams of events never end by themselves, and nobody wants to wait for them at each change.
# Nor for a browser to notice that a connection which it does not use has ended.
RELOAD_LIMITS = Limits(grace=2.0, linger_timeout=0.5)
"""Those of a server that starts anew when a file changes."""


def fit_open_files(limits: Limits) -> Limits:
    """See that every connection can have its socket.

    Raises the process's limit on open files as far as the system lets it; where that is not far
    enough, there may be fewer connections, for an application without files fails in odd ways.
    """
    try:
        import resource  # not on Windows, which has no such limit
    except ImportError:
        return limits
    wanted = limits.max_connections + _OTHER_FILES
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft == resource.RLIM_INFINITY or soft >= wanted:
        return limits
    if hard == resource.RLIM_INFINITY or hard > soft:
        allowed = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        with suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (allowed, hard))
            soft = allowed
    return replace(limits, max_connections=max(1, min(limits.max_connections, soft - _OTHER_FILES)))
