r"""Read the head of a request, bytes in and values out, strictly by RFC 9112.

`HeadReader` takes the stream in pieces of any size, one line at a time as each becomes whole, so
that a fault or a limit is found with the first byte that shows it, and any way to cut the input
gives the same result. `quick` reads the same in one go when it can.

    bytes --feed--> lines --> request line, header lines --> RequestHead
                      `---- ProtocolError: status, and a reason that names the section

Python's own parser for this (`http.client`, on `email`) takes a bare CR or LF, a folded line,
blanks before a colon and two lengths for fine; each has been a way to smuggle requests.
"""

from dataclasses import dataclass, field

from microweb.server.errors import ProtocolError
from microweb.server.fields import measure_line, parse_field, strip_line_end
from microweb.server.framing import (
    check_expectation,
    check_singletons,
    parse_framing,
    parse_host,
    wants_keep_alive,
)
from microweb.server.grammar import TOKEN_RE, VERSION_RE
from microweb.server.limits import Limits
from microweb.server.target import Target, parse_target

__all__ = ["HeadReader", "RequestHead", "RequestLine", "finish_head"]


@dataclass(slots=True)
class RequestLine:
    """The first line of a request.

    Attributes:
        method: A token, as sent.
        raw_target: The request target as sent, visible ASCII.
        target: The same in its parts.
        version: Of HTTP, such as (1, 1).
    """

    method: str
    raw_target: str
    target: Target
    version: tuple[int, int]


@dataclass(slots=True)
class RequestHead:
    """A request without its body.

    Attributes:
        line: Method, target and version.
        headers: Name as sent and value as WSGI latin-1, in the order sent.
        host: What the request is for, host and optional port; None for HTTP/1.0 without one.
        content_length: Of the body in bytes, 0 without one; None when it comes in chunks.
        expects_continue: The client waits for a 100 before it sends the body.
        keep_alive: The client would send another request on the same connection.
    """

    line: RequestLine
    headers: list[tuple[str, str]]
    host: str | None
    content_length: int | None
    expects_continue: bool
    keep_alive: bool


@dataclass(slots=True)
class HeadReader:
    """Collects bytes until the head of one request is whole.

    Attributes:
        limits: Sizes that the head must keep to.
    """

    limits: Limits = field(default_factory=Limits)
    _buffer: bytearray = field(default_factory=bytearray)
    _searched: int = 0
    _start: RequestLine | None = None
    _headers: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    _header_bytes: int = 0
    _skipped_empty_line: bool = False

    def feed(self, data: bytes) -> RequestHead | None:
        """Take more of the stream; give the head once it is whole.

        Raises:
            ProtocolError: As soon as the bytes so far cannot become a request that is served.
        """
        self._buffer += data
        while (end := self._buffer.find(b"\n", self._searched)) >= 0:
            line = bytes(self._buffer[: end + 1])
            del self._buffer[: end + 1]
            self._searched = 0
            self._check_size(measure_line(line))
            text = strip_line_end(line)
            if self._start is not None and not text:
                return finish_head(self._start, self._headers)
            self._take_line(text)
        self._searched = len(self._buffer)
        self._check_size(measure_line(self._buffer))
        return None

    @property
    def rest(self) -> bytes:
        """What was fed beyond the head: the beginning of the body."""
        return bytes(self._buffer)

    def _check_size(self, length: int) -> None:
        limits = self.limits
        if self._start is None:
            if length > limits.max_request_line:
                raise ProtocolError(
                    414, f"the request line is longer than {limits.max_request_line} bytes"
                )
        elif length > limits.max_header_line:
            raise ProtocolError(431, f"a header is longer than {limits.max_header_line} bytes")
        elif self._header_bytes + length > limits.max_header_bytes:
            raise ProtocolError(
                431, f"the headers are longer than {limits.max_header_bytes} bytes together"
            )

    def _take_line(self, text: str) -> None:
        if self._start is not None:
            if len(self._headers) == self.limits.max_headers:
                raise ProtocolError(431, f"more than {self.limits.max_headers} headers")
            self._header_bytes += len(text)
            self._headers.append(parse_field(text))
        elif text or self._skipped_empty_line:
            self._start = _parse_request_line(text)
        else:
            # RFC 9112 section 2.2: "a server that is expecting to receive and parse a request-line
            # SHOULD ignore at least one empty line (CRLF) received prior to the request-line".
            self._skipped_empty_line = True


def finish_head(line: RequestLine, headers: list[tuple[str, str]]) -> RequestHead:
    """Apply the rules that need every header.

    Raises:
        ProtocolError: Where they leave open whom the request is for or where it ends.
    """
    values = {name.lower(): value for name, value in headers}
    if len(values) != len(headers):
        check_singletons([name.lower() for name, _ in headers])
    get, version = values.get, line.version
    return RequestHead(
        line,
        headers,
        parse_host(get("host"), line.target.authority, version),
        parse_framing(get("content-length"), get("transfer-encoding"), version),
        check_expectation(get("expect"), version),
        wants_keep_alive(_join_connection(headers, get("connection")), version),
    )


def _join_connection(headers: list[tuple[str, str]], last: str | None) -> str | None:
    if last is None:
        return None
    return ",".join(value for name, value in headers if name.lower() == "connection")


def _parse_request_line(text: str) -> RequestLine:
    """Parse `method SP request-target SP HTTP-version`.

    RFC 9112 section 3.
    """
    parts = text.split(" ")
    if len(parts) != 3:
        raise ProtocolError(
            400, "the request line is not a method, a target and a version (RFC 9112 section 3)"
        )
    method, target, version = parts
    if not TOKEN_RE.fullmatch(method):
        raise ProtocolError(400, "the method is not a token (RFC 9112 section 3.1)")
    match = VERSION_RE.fullmatch(version)
    if match is None:
        raise ProtocolError(400, "the HTTP version is malformed (RFC 9112 section 2.3)")
    if match["major"] != "1":
        raise ProtocolError(505, "this server speaks HTTP/1.1 (RFC 9110 section 15.6.6)")
    return RequestLine(method, target, parse_target(method, target), (1, int(match["minor"])))
