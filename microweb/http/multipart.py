"""Parse `multipart/form-data` as it arrives: bytes in, events out, no stream and no file.

A body is a list of parts, each behind a delimiter: CRLF, two hyphens, the boundary. They are all
found with `bytes.rfind`; what stands between two of them is handed on unseen. Of data in which
there is no delimiter yet, only a tail that may be the beginning of one is held back, so the parser
never keeps more than one head or one tail.

The first delimiter needs no CRLF, and one right behind a head shares its CRLF with the blank line.
Both are one case if the search starts at a CRLF that is not part of what follows: `_skip`.
"""

import re
from collections.abc import Callable
from typing import NamedTuple, TypeAlias

from microweb.http.options import parse_options
from microweb.http.parts import MultipartError, Part, check_limit, parse_part_head

__all__ = ["Data", "Event", "MultipartParser", "PartEnd", "parse_boundary"]

_MAX_BOUNDARY_LENGTH = 70
# boundary = *69bchars bcharsnospace                   RFC 2046 section 5.1.1
_BOUNDARY_RE = re.compile(r"[0-9A-Za-z'()+_,./:=? -]*[0-9A-Za-z'()+_,./:=?-]")
_KIB = 1024


class Data(NamedTuple):
    """Bytes of the part that began last; where they are cut depends on how they arrived."""

    data: bytes


class PartEnd(NamedTuple):
    """The part that began last is complete."""


Event: TypeAlias = Part | Data | PartEnd


def parse_boundary(content_type: str) -> bytes:
    """Give the boundary that a Content-Type names.

    Raises:
        MultipartLimitError: It is longer than 70 characters.
        MultipartError: There is none, or it has other characters than it may.

    RFC 2046 section 5.1.1.
    """
    boundary = parse_options(content_type)[1].get("boundary", "")
    check_limit(
        "characters in its boundary",
        limit="max_boundary_length",
        most=_MAX_BOUNDARY_LENGTH,
        value=len(boundary),
    )
    if not _BOUNDARY_RE.fullmatch(boundary):
        raise MultipartError("the Content-Type names no boundary, or a malformed one")
    return boundary.encode("ascii")


class MultipartParser:
    """Turns the bytes of a multipart body into events.

        parser = MultipartParser(parse_boundary(content_type))
        for piece in pieces:
            for event in parser.receive_data(piece):
                ...
        parser.finish()

    Each part gives a `Part`, any number of `Data`, and a `PartEnd`. Time is linear in the length
    of the body, whatever it holds.

    RFC 7578; RFC 2046 section 5.1.1.
    """

    def __init__(
        self,
        boundary: bytes,
        *,
        max_form_parts: int = 1000,
        max_form_memory_size: int | None = 1024 * _KIB,
        max_part_headers: int = 32,
        max_part_header_size: int = 8 * _KIB,
        max_outer_size: int = 8 * _KIB,
    ) -> None:
        """Start before the first byte.

        Args:
            boundary: From `parse_boundary`.
            max_form_parts: The most parts, fields and files together.
            max_form_memory_size: The most bytes of all fields and of the heads of all parts, which
                whoever takes the events has to keep in memory; None for no limit.
            max_part_headers: The most header lines of a part.
            max_part_header_size: The most bytes of the head of a part.
            max_outer_size: The most bytes before the first boundary, and after the last.
        """
        self._delimiter = b"\r\n--" + boundary
        self._max_form_parts = max_form_parts
        self._max_form_memory_size = max_form_memory_size
        self._max_part_headers = max_part_headers
        self._max_part_header_size = max_part_header_size
        self._max_outer_size = max_outer_size
        self._buffer = b"\r\n"
        self._found: list[int] = []
        self._at: int = 0
        self._skip: int = 2
        self._parts = 0
        self._in_memory = 0
        self._outer_size = 0
        self._is_file = False
        # Functions, not methods: those would hold the parser, and it the last 64 KiB, in a circle.
        self._state: Callable[[MultipartParser, list[Event]], bool] = MultipartParser._read_preamble

    def receive_data(self, data: bytes) -> list[Event]:
        """Take in the next bytes of the body, and give the events that they complete.

        No `Data` is larger than what is given here; 64 KiB at a time is a good measure.

        Raises:
            MultipartLimitError: The body is beyond a limit.
            MultipartError: The body is malformed. After either, the parser is of no more use.
        """
        events: list[Event] = []
        self._buffer = self._buffer + data if self._buffer else data
        self._found = self._find_delimiters()
        while self._state(self, events):
            pass
        self._buffer = self._buffer[self._at :]
        self._at = 0
        return events

    def finish(self) -> None:
        """Say that the body has ended.

        Raises:
            MultipartError: It lacks its closing boundary.
        """
        is_closed = self._state is MultipartParser._read_close_line and not self._buffer
        if not is_closed and self._state is not MultipartParser._skip_epilogue:
            raise MultipartError("the body ends before its closing boundary")

    # The states: each takes what it can from the buffer, and says whether the next may go on.

    def _read_preamble(self, _: list[Event]) -> bool:
        preamble, is_whole = self._take_until_delimiter()
        self._count_outer(len(preamble))
        if is_whole:
            self._state = MultipartParser._read_delimiter_line
        return is_whole

    def _read_delimiter_line(self, _: list[Event]) -> bool:
        """Tell the closing delimiter, which has two more hyphens, from the others."""
        start = self._buffer[self._at : self._at + 2]
        if len(start) < 2:
            return False
        if start == b"--":
            self._at += 2
            self._state = MultipartParser._read_close_line
        else:
            self._state = MultipartParser._read_head
        return True

    def _read_head(self, events: list[Event]) -> bool:
        most = self._max_part_header_size
        end = self._buffer.find(b"\r\n\r\n", self._at)
        # While the blank line is not there, three bytes of it may be.
        size = (len(self._buffer) - 3 if end < 0 else end) - self._at
        check_limit(
            "bytes of headers in a part", limit="max_part_header_size", most=most, value=size
        )
        if end < 0:
            return False
        self._count_part()
        block = self._buffer[self._at : end]
        part = parse_part_head(block, max_part_headers=self._max_part_headers)
        self._is_file = part.is_file
        self._count_memory(len(block))
        events.append(part)
        self._at, self._skip = end + 2, 2
        self._state = MultipartParser._read_data
        return True

    def _read_data(self, events: list[Event]) -> bool:
        data, is_whole = self._take_until_delimiter()
        if data:
            if not self._is_file:
                self._count_memory(len(data))
            events.append(Data(data))
        if is_whole:
            events.append(PartEnd())
            self._state = MultipartParser._read_delimiter_line
        return is_whole

    def _read_close_line(self, _: list[Event]) -> bool:
        start = self._buffer[self._at : self._at + 1]
        if start and start not in b" \t\r":
            raise MultipartError("a line starts with the closing boundary and goes on")
        if start:
            self._state = MultipartParser._skip_epilogue
        self._outer_size = 0
        return bool(start)

    def _skip_epilogue(self, _: list[Event]) -> bool:
        self._count_outer(len(self._buffer) - self._at)
        self._at = len(self._buffer)
        return False

    def _find_delimiters(self) -> list[int]:
        """Give where the delimiters in the buffer are, the last one first.

        From the end, because `find` takes 42 ms for 16 MiB of line feeds, and `rfind` 17.
        """
        found: list[int] = []
        at = self._buffer.rfind(self._delimiter)
        while at >= 0:
            found.append(at)
            at = self._buffer.rfind(self._delimiter, 0, at)
        return found

    def _take_until_delimiter(self) -> tuple[bytes, bool]:
        """Take what is certainly no delimiter.

        Returns:
            The bytes, and whether a delimiter followed them; it is taken as well.
        """
        buffer, start = self._buffer, self._at + self._skip
        while self._found and self._found[-1] < self._at:  # one that stood in a head
            self._found.pop()
        if self._found:
            index = self._found.pop()
            self._at, self._skip = index + len(self._delimiter), 0
            return buffer[start:index], True
        tail = max(self._at, len(buffer) - len(self._delimiter) + 1)
        index = buffer.find(b"\r", tail)
        end = len(buffer) if index < 0 else index
        if end < start:
            return b"", False
        self._at, self._skip = end, 0
        return buffer[start:end], False

    # The limits.

    def _count_part(self) -> None:
        self._parts += 1
        check_limit("parts", limit="max_form_parts", most=self._max_form_parts, value=self._parts)

    def _count_memory(self, size: int) -> None:
        self._in_memory += size
        check_limit(
            "bytes of fields",
            limit="max_form_memory_size",
            most=self._max_form_memory_size,
            value=self._in_memory,
        )

    def _count_outer(self, size: int) -> None:
        self._outer_size += size
        check_limit(
            "bytes outside of its parts",
            limit="max_outer_size",
            most=self._max_outer_size,
            value=self._outer_size,
        )
