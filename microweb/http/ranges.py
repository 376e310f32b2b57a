"""Range: which bytes a client asks for, read with bounds and resolved against a length."""

import re

from microweb.http.content_range import ContentRange

__all__ = ["MAX_RANGES", "Range"]

MAX_RANGES = 32
"""Ranges in one header; one with more is ignored, as a client that asks so wants to cost."""

# ranges-specifier = range-unit "=" range-set          RFC 9110 section 14.1.1
# range-set        = 1#range-spec
# int-range        = first-pos "-" [ last-pos ]
# suffix-range     = "-" suffix-length
_SPEC_RE = re.compile(r"[ \t]*(?:([0-9]+)-([0-9]*)|-([0-9]+))[ \t]*")
_MAX_DIGITS = 18
_HUGE = 10**_MAX_DIGITS  # bytes; more than any file has


class Range:
    """The ranges of a request.

    Attributes:
        units: Always `"bytes"` in what is read from a header.
        ranges: Pairs of first byte and the one behind the last; None stands for the end, and a
            negative first byte counts from the end.

    RFC 9110 section 14.2.
    """

    __slots__ = ("ranges", "units")

    def __init__(self, units: str, ranges: list[tuple[int, int | None]]) -> None:
        self.units = units
        self.ranges = ranges

    @classmethod
    def from_header(cls, value: str | None) -> "Range | None":
        """Read the header; None for one that is to be ignored.

        That is one with another unit than bytes, one that does not keep to the grammar, or has a
        range that ends before it begins, or more than `MAX_RANGES`.

        RFC 9110 sections 14.1.2 and 14.2.
        """
        units, equals, specs = (value or "").partition("=")
        if not equals or units.strip(" \t").lower() != "bytes" or specs.count(",") >= MAX_RANGES:
            return None
        ranges: list[tuple[int, int | None]] = []
        for spec in specs.split(","):
            match = _SPEC_RE.fullmatch(spec)
            pair = _read_pair(match) if match is not None else None
            if pair is None:
                return None
            ranges.append(pair)
        return cls("bytes", ranges)

    def resolve(self, length: int) -> list[tuple[int, int]]:
        """Give the bytes to send of a representation: pairs of first byte and end, ascending.

        Ranges that overlap or touch are joined, so no byte is sent twice; those that begin
        behind the end are left out, and none at all means that the request cannot be satisfied.

        Args:
            length: The representation's, in bytes.

        RFC 9110 sections 14.1.2, 15.3.7.2 and 17.15.
        """
        joined: list[tuple[int, int]] = []
        for start, stop in sorted(_clip(pair, length) for pair in self.ranges):
            if start >= stop:
                continue
            if joined and start <= joined[-1][1]:
                joined[-1] = (joined[-1][0], max(stop, joined[-1][1]))
            else:
                joined.append((start, stop))
        return joined

    def range_for_length(self, length: int | None) -> tuple[int, int] | None:
        """Give the one range to send; None if there are several or it cannot be satisfied."""
        resolved = self.resolve(length) if length is not None else []
        return resolved[0] if len(resolved) == 1 else None

    def make_content_range(self, length: int | None) -> ContentRange | None:
        """Give the Content-Range of the one range to send; None as `range_for_length` gives it."""
        resolved = self.range_for_length(length)
        return None if resolved is None else ContentRange(self.units, *resolved, length)

    def to_content_range_header(self, length: int | None) -> str | None:
        """Write `make_content_range`."""
        content_range = self.make_content_range(length)
        return None if content_range is None else content_range.to_header()

    def __repr__(self) -> str:
        return f"<Range {self.to_header()!r}>"

    def __str__(self) -> str:
        return self.to_header()

    def to_header(self) -> str:
        """Write the header."""
        specs = (
            str(start) if start < 0 else f"{start}-{'' if stop is None else stop - 1}"
            for start, stop in self.ranges
        )
        return f"{self.units}={','.join(specs)}"


def _read_pair(match: re.Match[str]) -> tuple[int, int | None] | None:
    first, last, suffix = match.groups()
    if suffix is not None:
        # Of nothing at the end there is no first byte: a pair that no length satisfies.
        return (-_read_number(suffix), None) if _read_number(suffix) else (_HUGE, None)
    start = _read_number(first)
    if not last:
        return start, None
    stop = _read_number(last) + 1
    return (start, stop) if stop > start else None


def _read_number(digits: str) -> int:
    """Read digits, thousands of them if need be, in no time."""
    digits = digits.lstrip("0")
    return int(digits or "0") if len(digits) <= _MAX_DIGITS else _HUGE


def _clip(pair: tuple[int, int | None], length: int) -> tuple[int, int]:
    start, stop = pair
    if start < 0:
        return max(0, length + start), length
    return start, length if stop is None else min(stop, length)
