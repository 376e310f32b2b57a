"""Content-Range: which bytes of the whole a response carries."""

import re
from collections.abc import Callable

__all__ = ["ContentRange"]

# Content-Range       = range-unit SP ( range-resp / unsatisfied-range )   RFC 9110 section 14.4
# range-resp          = first-pos "-" last-pos "/" ( complete-length / "*" )
# unsatisfied-range   = "*/" complete-length
_FIELD_RE = re.compile(
    r"([!#$%&'*+.^_`|~0-9A-Za-z-]+) (?:([0-9]{1,18})-([0-9]{1,18})|\*)/([0-9]{1,18}|\*)"
)


class ContentRange:
    """A range of a representation; a change by `set` or `unset` is written back to the response.

    Attributes:
        units: `"bytes"`; None when the field is not there.
        start: The first byte, None for a range that could not be satisfied.
        stop: The byte behind the last.
        length: Of the whole, in bytes; None if it is not known.

    RFC 9110 section 14.4.
    """

    __slots__ = ("_on_change", "length", "start", "stop", "units")

    def __init__(
        self,
        units: str | None,
        start: int | None = None,
        stop: int | None = None,
        length: int | None = None,
        on_change: "Callable[[ContentRange], object] | None" = None,
    ) -> None:
        """Hold a range.

        Raises:
            ValueError: The range is empty, begins below 0 or ends behind the length.
        """
        self._on_change = on_change
        self._put(units, start, stop, length)

    @classmethod
    def from_header(
        cls, value: str | None, on_change: "Callable[[ContentRange], object] | None" = None
    ) -> "ContentRange":
        """Read the header; a missing or malformed one has no units."""
        match = _FIELD_RE.fullmatch(value.strip(" \t")) if value else None
        if match is None:
            return cls(None, on_change=on_change)
        length = None if match[4] == "*" else int(match[4])
        start = int(match[2]) if match[2] else None
        stop = int(match[3]) + 1 if match[3] else None
        try:
            return cls(match[1], start, stop, length, on_change)
        except ValueError:
            return cls(None, on_change=on_change)

    def set(
        self, start: int | None, stop: int | None, length: int | None = None, units: str = "bytes"
    ) -> None:
        """Set the range.

        Raises:
            ValueError: As for the constructor.
        """
        self._put(units, start, stop, length)
        self._changed()

    def unset(self) -> None:
        """Take the header out."""
        self._put(None, None, None, None)
        self._changed()

    def _put(
        self, units: str | None, start: int | None, stop: int | None, length: int | None
    ) -> None:
        if (start is None) != (stop is None):
            raise ValueError("a Content-Range has both a start and a stop, or neither")
        if start is not None and stop is not None:
            end = stop if length is None else length
            if not 0 <= start < stop <= end:
                raise ValueError(f"Content-Range {start} to {stop} of {length} is no range")
        self.units, self.start, self.stop, self.length = units, start, stop, length

    def _changed(self) -> None:
        if self._on_change is not None:
            self._on_change(self)

    def __bool__(self) -> bool:
        return self.units is not None

    def __str__(self) -> str:
        return self.to_header()

    def __repr__(self) -> str:
        return f"<ContentRange {self.to_header()!r}>"

    def to_header(self) -> str:
        """Write the header; empty if it is not there."""
        if self.units is None:
            return ""
        length = "*" if self.length is None else self.length
        if self.start is None or self.stop is None:
            return f"{self.units} */{length}"
        return f"{self.units} {self.start}-{self.stop - 1}/{length}"
