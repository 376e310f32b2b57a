r"""Read the head of a request, bytes in and values out, strictly by RFC 9112.

`HeadReader` takes the stream in pieces of any size, one line at a time as each becomes whole, so
that a fault or a limit is found with the first byte that shows it, and any way to cut the input
gives the same result. It neither waits nor closes: `connection` does.

    bytes --feed--> lines --> request line, header lines --> RequestHead
                      `---- ProtocolError: status, and a reason that names the section

Python's own parser for this (`http.client`, on `email`) takes a bare CR or LF, a folded line,
blanks before a colon and two lengths for fine; each has been a way to smuggle requests.
"""

from dataclasses import dataclass, field

from microweb.server.errors import ProtocolError
from microweb.server.framing import (
    check_expectation,
    check_singletons,
    parse_content_length,
    parse_host,
)
from microweb.server.grammar import FIELD_VALUE_RE, TOKEN_RE, VERSION_RE
from microweb.server.limits import Limits
from microweb.server.target import Target, parse_target

__all__ = ["HeadReader", "RequestHead"]

_OPENING_SIZE = 200
_TLS_HANDSHAKE = b"\x16\x03"


@dataclass(frozen=True, slots=True)
class _RequestLine:
    method: str
    raw_target: str
    target: Target
    version: tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestHead:
    """A request without its body.

    Attributes:
        method: A token, as sent.
        raw_target: The request target as sent, visible ASCII.
        target: The same in its parts.
        version: Of HTTP, such as (1, 1).
        headers: Name as sent and value as WSGI latin-1, in the order sent.
        host: What the request is for, host and optional port; None for HTTP/1.0 without one.
        content_length: In bytes; None when the request has no body.
        expects_continue: The client waits for a 100 before it sends the body.
    """

    method: str
    raw_target: str
    target: Target
    version: tuple[int, int]
    headers: tuple[tuple[str, str], ...]
    host: str | None
    content_length: int | None
    expects_continue: bool


@dataclass(slots=True)
class HeadReader:
    """Collects bytes until the head of one request is whole.

    Attributes:
        limits: Sizes that the head must keep to.
        opening: The first bytes of the stream, to show in a log what was refused.
    """

    limits: Limits = field(default_factory=Limits)
    opening: bytes = b""
    _buffer: bytearray = field(default_factory=bytearray)
    _searched: int = 0
    _start: _RequestLine | None = None
    _headers: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    _header_bytes: int = 0
    _skipped_empty_line: bool = False

    def feed(self, data: bytes) -> RequestHead | None:
        """Take more of the stream; give the head once it is whole.

        Raises:
            ProtocolError: As soon as the bytes so far cannot become a request that is served.
        """
        self.opening += data[: _OPENING_SIZE - len(self.opening)]
        if self.opening.startswith(_TLS_HANDSHAKE):
            raise ProtocolError(400, "a TLS handshake, but this port speaks http:// only")
        self._buffer += data
        while (end := self._buffer.find(b"\n", self._searched)) >= 0:
            line = bytes(self._buffer[: end + 1])
            del self._buffer[: end + 1]
            self._searched = 0
            self._check_size(_length(line[:-1]))
            text = _strip_line_end(line)
            if self._start is not None and not text:
                return _finish(self._start, self._headers)
            self._take_line(text)
        self._searched = len(self._buffer)
        self._check_size(_length(self._buffer))
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
            self._headers.append(_parse_header(text))
        elif text or self._skipped_empty_line:
            self._start = _parse_request_line(text)
        else:
            # RFC 9112 section 2.2: "a server that is expecting to receive and parse a request-line
            # SHOULD ignore at least one empty line (CRLF) received prior to the request-line".
            self._skipped_empty_line = True


def _length(line: bytes | bytearray) -> int:
    """Length of a line that lacks its LF; the CR may be the line's end or not yet known to be."""
    return len(line) - line.endswith(b"\r")


def _finish(start: _RequestLine, headers: list[tuple[str, str]]) -> RequestHead:
    """Apply the rules that need every header."""
    check_singletons([name.lower() for name, _ in headers])
    values = {name.lower(): value for name, value in headers}
    version = start.version
    length, coding = values.get("content-length"), values.get("transfer-encoding")
    return RequestHead(
        method=start.method,
        raw_target=start.raw_target,
        target=start.target,
        version=version,
        headers=tuple(headers),
        host=parse_host(values.get("host"), start.target.authority, version),
        content_length=parse_content_length(length, coding, version),
        expects_continue=check_expectation(values.get("expect"), version),
    )


def _strip_line_end(line: bytes) -> str:
    if not line.endswith(b"\r\n"):
        raise ProtocolError(400, "a line ends in LF without CR (RFC 9112 section 2.2)")
    if b"\r" in line[:-2]:
        raise ProtocolError(400, "a CR without LF (RFC 9112 section 2.2)")
    return line[:-2].decode("latin-1")


def _parse_request_line(text: str) -> _RequestLine:
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
    return _RequestLine(method, target, parse_target(method, target), (1, int(match["minor"])))


def _parse_header(text: str) -> tuple[str, str]:
    """Parse `field-name ":" OWS field-value OWS`.

    RFC 9112 section 5.
    """
    if text[0] in " \t":
        raise ProtocolError(400, "a folded header line (RFC 9112 section 5.2)")
    name, colon, value = text.partition(":")
    if not colon:
        raise ProtocolError(400, "a header line without a colon (RFC 9112 section 5)")
    if name.endswith((" ", "\t")):
        raise ProtocolError(400, "whitespace before a header's colon (RFC 9112 section 5.1)")
    if not TOKEN_RE.fullmatch(name):
        raise ProtocolError(400, "a header name is not a token (RFC 9110 section 5.1)")
    if "_" in name:
        # In CGI's names, which WSGI uses, X_Y and X-Y are one: a client could speak for a proxy.
        raise ProtocolError(400, "an underscore in a header name (RFC 3875 section 4.1.18)")
    value = value.strip(" \t")
    if not FIELD_VALUE_RE.fullmatch(value):
        raise ProtocolError(400, "a control character in a header (RFC 9110 section 5.5)")
    return name, value
