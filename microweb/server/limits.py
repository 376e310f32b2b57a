"""Every limit of the server in one place, with its unit and its reason."""

from dataclasses import dataclass, fields

__all__ = ["Limits"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much, how many and how long; sizes in bytes, times in seconds.

    Attributes:
        max_request_line: Request line without its CRLF. RFC 9112 section 3 asks for 8000 at least.
        max_header_line: One header line without its CRLF. Several browsers' largest cookies fit.
        max_header_bytes: All header lines together, so that a connection costs little memory.
        max_headers: Number of header lines.
        max_connections: Connections served at once, a thread each; the next one gets a 503.
        header_timeout: From accept to the end of the headers, however the bytes are spread.
        body_timeout: Waiting for a body, on top of the time that `min_body_rate` grants it.
        min_body_rate: Bytes a second. Each byte that arrives buys the client 1/rate seconds.
        write_timeout: For the client to take one piece of the response, 64 KiB at most.
        linger_timeout: After the response, for a client that still sends to read the answer.
        grace: At a stop, for the requests in flight to finish.
    """

    max_request_line: int = 8 * 1024
    max_header_line: int = 16 * 1024
    max_header_bytes: int = 64 * 1024
    max_headers: int = 100
    max_connections: int = 200
    header_timeout: float = 10.0
    body_timeout: float = 20.0
    min_body_rate: float = 500.0
    write_timeout: float = 30.0
    linger_timeout: float = 2.0
    grace: float = 10.0

    def __post_init__(self) -> None:
        for field in fields(self):
            if getattr(self, field.name) <= 0:
                raise ValueError(f"{field.name} must be above zero")
