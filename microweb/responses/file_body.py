"""FileBody and PipeBody: an open file as the body of a response, whole or in parts."""

import os
from collections.abc import Callable, Iterable, Iterator
from typing import IO
from wsgiref.types import WSGIEnvironment

__all__ = ["FileBody", "PipeBody", "hand_over"]

_CHUNK = 64 * 1024  # bytes a read: a file is never in memory as a whole


class FileBody:
    """A file that is read in pieces of 64 KiB, and never further than its announced size.

    Attributes:
        size: In bytes.
    """

    def __init__(self, file: IO[bytes], size: int) -> None:
        self._file = file
        self.size = size

    def __iter__(self) -> Iterator[bytes]:
        return self.part(0, self.size)

    def part(self, start: int, stop: int) -> Iterator[bytes]:
        """Give the bytes from `start` up to, not including, `stop`; fewer if it has shrunk."""
        self._file.seek(start)
        left = stop - start
        while left > 0 and (piece := self._file.read(min(_CHUNK, left))):
            left -= len(piece)
            yield piece

    def read(self, size: int = -1) -> bytes:
        """Read on, as a server's file wrapper does."""
        left = self.size - self._file.tell()
        return self._file.read(left if size < 0 else min(size, left)) if left > 0 else b""

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Go to a place."""
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        """Tell the place."""
        return self._file.tell()

    def fileno(self) -> int:
        """Give the descriptor, by which a server may let the system send the file."""
        return self._file.fileno()

    def close(self) -> None:
        """Close the file."""
        self._file.close()


class PipeBody:
    """A file of unknown size that is read from where it is, in pieces of 64 KiB, not in lines."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.close = file.close

    def __iter__(self) -> Iterator[bytes]:
        while piece := self._file.read(_CHUNK):
            yield piece


class _Handed:
    """A file in the hands of the server, which closes it; what belongs to it is closed with it."""

    def __init__(self, body: FileBody, close: Callable[[], object]) -> None:
        self.read = body.read
        self.seek = body.seek
        self.tell = body.tell
        self.fileno = body.fileno
        self.close = close


def hand_over(
    body: FileBody, environ: WSGIEnvironment, close: Callable[[], object]
) -> Iterable[bytes] | None:
    """Give a file to the server, where it has a way of its own to send one.

    Args:
        body: The file, as it is to be sent, whole.
        environ: The request's.
        close: What the server has to call at the end in place of the file's own.

    Returns:
        The body for the server; None if it has no such way.

    PEP 3333, "Optional Platform-Specific File Handling".
    """
    wrapper = environ.get("wsgi.file_wrapper")
    if wrapper is None:
        return None
    wrapped: Iterable[bytes] = wrapper(_Handed(body, close), _CHUNK)
    return wrapped
