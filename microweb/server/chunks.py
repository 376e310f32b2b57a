"""Decode a body in chunks, bytes in and bytes out, for `reader`.

    chunk-size CRLF  chunk-data CRLF  ...  "0" CRLF  *( trailer CRLF )  CRLF

Strict where two servers in a row have been made to disagree: a size is nothing but hexadecimal
digits, extensions are refused, and each line and each chunk ends in CRLF. Trailers are read by the
rules for headers, then dropped.

RFC 9112 section 7.1.
"""

from dataclasses import dataclass, field

from microweb.server.errors import ProtocolError
from microweb.server.fields import measure_line, parse_field, strip_line_end
from microweb.server.grammar import CHUNK_SIZE_RE
from microweb.server.limits import Limits

__all__ = ["ChunkDecoder"]

_CRLF = b"\r\n"

# A body in chunks of one byte spends its time on sizes; to look them up takes a third of parsing.
_SMALL_SIZES = {b"%x" % size: size for size in range(1, 256)}


@dataclass(slots=True)
class ChunkDecoder:
    """Takes the stream in pieces of any size.

    Attributes:
        limits: For the trailers.
        is_complete: The last chunk and the trailers were read.
        rest: What was fed beyond the body, once it is complete.
    """

    limits: Limits
    is_complete: bool = False
    rest: bytes = b""
    _left: int = 0
    _trailers: int = -1
    _trailer_bytes: int = 0
    _pieces: list[bytes] = field(default_factory=list[bytes])

    def feed(self, data: bytes) -> bytes:
        """Take more of the stream; give the part of the body that it holds.

        Raises:
            ProtocolError: As soon as the bytes so far cannot become a body.
        """
        data = self.rest + data
        at = self._read_chunks(data) if self._trailers < 0 else 0
        if self._trailers >= 0:
            at = self._read_trailers(data, at)
        self.rest = data[at:]
        pieces, self._pieces = self._pieces, []
        return b"".join(pieces)

    def _read_chunks(self, data: bytes) -> int:
        """Read from the start of a piece up to the trailers or to what is not whole yet.

        One loop without calls, because a client may send a million chunks of one byte.

        Returns:
            The place that was reached.
        """
        at, size, sizes, take = 0, len(data), _SMALL_SIZES, self._pieces.append
        while True:
            if self._left:
                at = self._read_data(data, at)
                if self._left:
                    return at
            end = data.find(_CRLF, at)
            if end < 0:
                _check_beginning(data[at:])
                return at
            length = sizes.get(data[at:end]) or _parse_size(data[at:end])
            if not length:
                self._trailers = 0
                return end + 2
            start, at = end + 2, end + 2 + length
            if at + 2 > size or data[at : at + 2] != _CRLF:
                # Not whole yet, or wrong: the slow way finds out.
                self._left, at = length + 2, start
                continue
            take(data[start:at])
            at += 2

    def _read_data(self, data: bytes, at: int) -> int:
        """Read the chunk that has begun, `_left` bytes with its CRLF."""
        if self._left > 2:
            piece = data[at : at + self._left - 2]
            self._pieces.append(piece)
            self._left -= len(piece)
            at += len(piece)
        if self._left > 2:
            return at
        end = data[at : at + self._left]
        if end != _CRLF[2 - self._left : 2 - self._left + len(end)]:
            raise ProtocolError(400, "a chunk does not end in CRLF (RFC 9112 section 7.1)")
        self._left -= len(end)
        return at + len(end)

    def _read_trailers(self, data: bytes, at: int) -> int:
        while (end := data.find(b"\n", at)) >= 0:
            line = data[at : end + 1]
            at = end + 1
            self._check_trailer(measure_line(line))
            text = strip_line_end(line)
            if not text:
                self.is_complete = True
                return at
            parse_field(text)
            self._trailers += 1
            self._trailer_bytes += len(text)
        self._check_trailer(measure_line(data[at:]))
        return at

    def _check_trailer(self, length: int) -> None:
        limits = self.limits
        if length <= 0:
            return
        if (
            self._trailers >= limits.max_headers
            or length > limits.max_header_line
            or self._trailer_bytes + length > limits.max_header_bytes
        ):
            raise ProtocolError(431, "the trailers are larger than headers may be")


def _check_beginning(data: bytes) -> None:
    """Check what may become the line of a size."""
    if data:
        _parse_size(data.removesuffix(b"\r"))


def _parse_size(line: bytes) -> int:
    match = CHUNK_SIZE_RE.match(line)
    if match is None or (match.end() < len(line) and line[match.end()] != 0x3B):
        raise ProtocolError(400, "a chunk size is not a hexadecimal number (RFC 9112 section 7.1)")
    if match.end() < len(line):
        raise ProtocolError(400, "a chunk has an extension (RFC 9112 section 7.1.1)")
    return int(line, 16)
