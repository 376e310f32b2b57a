"""Read the body of a request from the WSGI input, counted and within its limits."""

import io
from collections.abc import Callable
from functools import partial
from typing import IO
from wsgiref.types import WSGIEnvironment

from microweb import exceptions
from microweb.requests.limits import Kind, Limits

__all__ = ["READ_SIZE", "Body", "open_body", "parse_content_length"]

READ_SIZE = 64 * 1024
"""Bytes to read at a time where a body is not kept in memory."""

_CHUNK_SIZE = 1024 * 1024  # and where it is: a length that was only announced is not set aside
# Content-Length = 1*DIGIT                             RFC 9110 section 8.6
_MAX_LENGTH_DIGITS = 18


def parse_content_length(value: str) -> int | None:
    """Read a Content-Length header; an empty one gives None.

    Raises:
        BadRequest: It is not a number of 1 to 18 digits.

    RFC 9110 section 8.6.
    """
    if not value:
        return None
    if not (value.isascii() and value.isdigit() and len(value) <= _MAX_LENGTH_DIGITS):
        raise exceptions.BadRequest(f"The Content-Length {value[:40]!r} is not a number of bytes.")
    return int(value)


def open_body(environ: WSGIEnvironment, limits: Limits, kind: Kind = "bytes") -> "Body":
    """Start to read the body.

    Without a Content-Length there is a body only where the server says that its input ends by
    itself (`wsgi.input_terminated`), as it does for a chunked one.

    Args:
        environ: The request's.
        limits: How much is accepted.
        kind: What it is read as.

    Raises:
        BadRequest: The Content-Length is malformed.
        RequestEntityTooLarge: It is larger than a limit; nothing is read.

    PEP 3333, "Input and Error Streams"; RFC 9112 section 6.3.
    """
    length = parse_content_length(environ.get("CONTENT_LENGTH") or "")
    if length is not None:
        limits.check_size(length, kind)
        return Body(environ["wsgi.input"], length)
    if not environ.get("wsgi.input_terminated"):
        return Body(environ["wsgi.input"], 0)
    check = partial(limits.check_size, kind=kind, is_all=False)
    # One byte above a limit tells that it is passed.
    return Body(environ["wsgi.input"], limits.find_most(kind) + 1, check)


class Body:
    """The body of a request, read once, from its beginning to its end.

    Attributes:
        count: How many bytes were read.
    """

    __slots__ = ("_check", "_left", "_stream", "count")

    def __init__(
        self, stream: IO[bytes], length: int, check: Callable[[int], None] | None = None
    ) -> None:
        """Start at the first byte.

        Args:
            stream: The WSGI input.
            length: How many bytes belong to the body; the most to read where the stream ends
                with it.
            check: There, it is called with the bytes read so far, and raises if they are too many.
        """
        self._stream = stream
        self._left = length
        self._check = check
        self.count = 0

    def read(self, size: int) -> bytes:
        """Read up to a number of bytes; none at the end of the body.

        Raises:
            BadRequest: The body is shorter than announced, or the connection broke.
            RequestEntityTooLarge: It is larger than a limit.
            RequestTimeout: The client was too slow for the server.
        """
        if size > self._left:
            size = self._left
        if size <= 0:
            return b""
        try:
            data = self._stream.read(size)
        except TimeoutError:
            raise exceptions.RequestTimeout("The body did not arrive in time.") from None
        except OSError:
            raise exceptions.BadRequest(f"The connection broke after {self.count} bytes.") from None
        self.count += len(data)
        self._left -= len(data)
        if self._check is not None:
            self._check(self.count)
        elif not data:
            length = self.count + self._left
            raise exceptions.BadRequest(f"The body ended after {self.count} of {length} bytes.")
        return data

    def read_all(self) -> bytes:
        """Read the rest of the body: see `read`."""
        first = self.read(_CHUNK_SIZE)
        if not first or (self._check is None and not self._left):
            return first
        pieces = [first]
        while piece := self.read(_CHUNK_SIZE):
            pieces.append(piece)
        return b"".join(pieces)

    def as_file(self) -> io.BufferedReader:
        """Give a file that reads the body; what it raises is what `read` raises."""
        return io.BufferedReader(_BodyFile(self), READ_SIZE)


class _BodyFile(io.RawIOBase):
    def __init__(self, body: Body) -> None:
        super().__init__()
        self._body = body

    def readable(self) -> bool:
        return True

    # The buffer protocol has no public type before Python 3.12.
    def readinto(self, buffer: bytearray | memoryview, /) -> int:  # type: ignore[override]
        data = self._body.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)
