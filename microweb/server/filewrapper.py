"""`wsgi.file_wrapper`: a file that the server sends by itself, so that no worker waits for it."""

from typing import Protocol

__all__ = ["FileWrapper", "Readable"]

_BLOCK = 64 * 1024


class Readable(Protocol):
    """What an application hands over as a file."""

    def read(self, size: int, /) -> bytes:
        """Read at most so many bytes; none at the end."""
        ...


class FileWrapper:
    """An iterable over the pieces of a file, which the server recognises.

    Args:
        file: Read from where it is to its end; closed with the wrapper if it can be.
        block_size: Of a piece, in bytes, at most.

    Attributes:
        read: Of the file.

    PEP 3333, "Optional Platform-Specific File Handling".
    """

    def __init__(self, file: Readable, block_size: int = _BLOCK) -> None:
        self.read = file.read
        self._file = file
        self._block_size = block_size

    def __iter__(self) -> "FileWrapper":
        return self

    def __next__(self) -> bytes:
        data = self.read(self._block_size)
        if not data:
            raise StopIteration
        return data

    def close(self) -> None:
        """Close the file."""
        close = getattr(self._file, "close", None)
        if close is not None:
            close()
