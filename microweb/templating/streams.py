"""A template as a stream of text, in the pieces it is rendered in or in larger ones."""

from collections.abc import Iterator
from itertools import islice
from typing import IO, Any

__all__ = ["TemplateStream"]


class TemplateStream:
    """An iterator over the text of a template; `Template.stream` makes it.

    Args:
        pieces: The text as it is rendered.
    """

    def __init__(self, pieces: Iterator[str]) -> None:
        self._pieces = pieces
        self._size = 0
        self.buffered = False

    def enable_buffering(self, size: int = 5) -> None:
        """Join a number of pieces, at least two, before they are given out."""
        if size <= 1:
            raise ValueError("buffer size too small")
        self._size = size
        self.buffered = True

    def disable_buffering(self) -> None:
        """Give every piece out as it is rendered."""
        self._size = 0
        self.buffered = False

    def dump(
        self, fp: str | IO[Any], encoding: str | None = None, errors: str | None = "strict"
    ) -> None:
        """Write everything to a file.

        Args:
            fp: An open file, or the path of one that is written anew.
            encoding: How to encode text; a file that is open gets text without one, and a path
                is written as UTF-8.
            errors: What to do with text that cannot be encoded, as in `str.encode`.
        """
        if isinstance(fp, str):
            with open(fp, "wb") as file:
                self._write(file, encoding or "utf-8", errors)
        else:
            self._write(fp, encoding, errors)

    def _write(self, file: IO[Any], encoding: str | None, errors: str | None) -> None:
        for piece in self:
            file.write(piece if encoding is None else piece.encode(encoding, errors or "strict"))

    def __iter__(self) -> "TemplateStream":
        return self

    def __next__(self) -> str:
        if not self.buffered:
            return next(self._pieces)
        text = "".join(islice(self._pieces, self._size))
        if not text:
            raise StopIteration
        return text
