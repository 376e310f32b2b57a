"""Cut a body into the ranges that were asked for, and put several into one multipart body."""

import secrets
from collections.abc import Iterable, Iterator
from typing import Protocol, runtime_checkable

__all__ = ["ByteRanges", "BytesSource", "Source", "StreamSource"]


@runtime_checkable
class Source(Protocol):
    """A representation that gives its parts, asked for in ascending order."""

    def part(self, start: int, stop: int) -> Iterable[bytes]:
        """Give the bytes from `start` up to, not including, `stop`; fewer where it has no more."""
        ...


class BytesSource:
    """A body in memory."""

    def __init__(self, data: bytes) -> None:
        self._data = data

    def part(self, start: int, stop: int) -> Iterable[bytes]:
        """Give the bytes of a part."""
        return [self._data[start:stop]]


class StreamSource:
    """A body that comes piece by piece and is read once."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces = iter(pieces)
        self._rest = b""
        self._at = 0  # bytes that were given or left out before `_rest`

    def part(self, start: int, stop: int) -> Iterator[bytes]:
        """Give the bytes of a part, which lies behind those before it."""
        while self._at < stop:
            if not self._rest:
                piece = next(self._pieces, None)
                if piece is None:
                    return
                self._rest = piece
            size = min(len(self._rest), stop - self._at)
            wanted = self._rest[max(0, start - self._at) : size]
            self._rest = self._rest[size:]
            self._at += size
            if wanted:
                yield wanted


class ByteRanges:
    """Several ranges as a `multipart/byteranges` body.

    Attributes:
        content_type: With the boundary.
        content_length: In bytes.

    RFC 9110 section 14.6.
    """

    def __init__(
        self,
        ranges: list[tuple[int, int]],
        *,
        length: int,
        content_type: str | None,
        boundary: str | None = None,
    ) -> None:
        """Work out the parts' heads.

        Args:
            ranges: Pairs of first byte and end, ascending.
            length: Of the whole, in bytes.
            content_type: Of the whole.
            boundary: What stands between the parts; random by default.
        """
        boundary = boundary or secrets.token_hex(16)
        kind = f"Content-Type: {content_type}\r\n" if content_type else ""
        self._parts = [
            (
                f"\r\n--{boundary}\r\n{kind}"
                f"Content-Range: bytes {start}-{stop - 1}/{length}\r\n\r\n".encode("latin-1"),
                start,
                stop,
            )
            for start, stop in ranges
        ]
        self._end = f"\r\n--{boundary}--\r\n".encode("ascii")
        self.content_type = f"multipart/byteranges; boundary={boundary}"
        self.content_length = len(self._end) + sum(
            len(head) + stop - start for head, start, stop in self._parts
        )

    def read(self, source: Source) -> Iterator[bytes]:
        """Give the body."""
        for head, start, stop in self._parts:
            yield head
            yield from source.part(start, stop)
        yield self._end
