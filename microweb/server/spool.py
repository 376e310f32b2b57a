"""A request's body while it arrives: in memory, then in a temporary file."""

import io
from typing import IO

__all__ = ["Spool"]

_IN_MEMORY = 64 * 1024


class Spool:
    """Collects bytes.

    Attributes:
        size: How many bytes there are.
    """

    def __init__(self) -> None:
        self._file: IO[bytes] | io.BytesIO | None = None
        self._pieces: list[bytes] = []
        self.size = 0

    def write(self, data: bytes) -> None:
        """Add bytes."""
        self.size += len(data)
        if self._file is not None:
            self._file.write(data)
            return
        self._pieces.append(data)
        if len(self._pieces) > 100 or self.size > _IN_MEMORY:
            self._pieces = [b"".join(self._pieces)]
        if self.size > _IN_MEMORY:
            from tempfile import TemporaryFile  # few bodies are that large

            self._file = TemporaryFile()  # noqa: SIM115  `close` closes it
            self._file.write(self._pieces.pop())

    def open(self) -> IO[bytes] | io.BytesIO:
        """Give what was collected as a file, at its beginning."""
        if self._file is None:
            return io.BytesIO(b"".join(self._pieces))
        self._file.seek(0)
        return self._file

    def close(self) -> None:
        """Give the file back."""
        if self._file is not None:
            self._file.close()
