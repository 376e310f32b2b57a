"""Readers: take the values of a rule's variables out of one place of a path, for the matcher."""

import re
from typing import Any, Protocol

from microweb.routing.converters import (
    AnyConverter,
    BaseConverter,
    FloatConverter,
    IntegerConverter,
    UnicodeConverter,
    UUIDConverter,
)
from microweb.routing.patterns import Kind, Part, Segment

__all__ = ["CaptureReader", "MixedReader", "PatternReader", "PlainReader", "Reader", "make_reader"]

# The longest text in characters that is tried on a regex, by its number of variables of any length:
# some 2 million steps at most.
_MAX_LENGTHS = {0: 1 << 20, 1: 1 << 20, 2: 2000, 3: 230}


class Reader(Protocol):
    """Reads the variables of one place of a rule."""

    def read(self, segments: list[str], at: int) -> list[Any]:
        """Give the values in order.

        Args:
            segments: Those of the path, percent-decoded.
            at: The place.

        Raises:
            ValueError: The text there does not match, or a converter refuses it.
        """
        ...


class PlainReader:
    """Reads a `<name>`: any text but none."""

    def read(self, segments: list[str], at: int) -> list[Any]:
        """Read the segment: see `Reader`."""
        if not segments[at]:
            raise ValueError
        return [segments[at]]


class CaptureReader:
    """Reads a segment that is one variable."""

    def __init__(self, converter: BaseConverter) -> None:
        self._fullmatch = re.compile(converter.regex, re.DOTALL).fullmatch
        self._to_python = converter.to_python

    def read(self, segments: list[str], at: int) -> list[Any]:
        """Read the segment: see `Reader`."""
        if not self._fullmatch(segments[at]):
            raise ValueError
        return [self._to_python(segments[at])]


class MixedReader:
    """Reads a segment that mixes text and plain variables, in linear time.

    A regex would take quadratic time for `<a>-<b>.txt`. From the right, each text is taken where it
    stands last, which gives a variable as much as a greedy regex would.
    """

    def __init__(self, parts: tuple[Part, ...]) -> None:
        # Two variables side by side are kept apart by a text of no characters.
        texts = [""]
        for part in parts:
            if isinstance(part, str):
                texts[-1] = part
            else:
                texts.append("")
        self._first, *self._between, self._last = texts

    def read(self, segments: list[str], at: int) -> list[Any]:
        """Read the segment: see `Reader`."""
        text = segments[at]
        start, end = len(self._first), len(text) - len(self._last)
        if not (text.startswith(self._first) and text.endswith(self._last)):
            raise ValueError
        values: list[Any] = []
        for between in reversed(self._between):
            found = text.rfind(between, start, end - 1) if start < end else -1
            if found < 0:
                raise ValueError
            values.insert(0, text[found + len(between) : end])
            end = found
        if start >= end:
            raise ValueError
        return [text[start:end], *values]


class PatternReader:
    """Reads a segment that mixes text and variables of other kinds, or a tail of segments."""

    def __init__(self, segment: Segment) -> None:
        self._fullmatch = segment.compile().fullmatch
        # A regex with n variables of any length takes time by the n-th power of the length.
        many = sum(not _is_short(variable.converter) for variable in segment.variables)
        self._max_length = _MAX_LENGTHS.get(many, 100)
        self._converters = [
            (variable.name, variable.converter.to_python) for variable in segment.variables
        ]
        self._is_tail = segment.kind == Kind.TAIL

    def read(self, segments: list[str], at: int) -> list[Any]:
        """Read the segment: see `Reader`."""
        text = "/".join(segments[at:]) if self._is_tail else segments[at]
        match = self._fullmatch(text) if len(text) <= self._max_length else None
        if match is None:
            raise ValueError
        return [to_python(match[name]) for name, to_python in self._converters]


def make_reader(segment: Segment) -> Reader:
    """Give the quickest reader for a segment with variables."""
    if segment.kind == Kind.CAPTURE:
        converter = segment.variables[0].converter
        return PlainReader() if _is_plain(converter) else CaptureReader(converter)
    if segment.kind == Kind.MIXED and all(
        _is_plain(variable.converter) for variable in segment.variables
    ):
        return MixedReader(segment.parts)
    return PatternReader(segment)


def _is_plain(converter: BaseConverter) -> bool:
    return type(converter) is UnicodeConverter and "regex" not in converter.__dict__


def _is_short(converter: BaseConverter) -> bool:
    """Say whether a converter's values are short or few."""
    return isinstance(converter, IntegerConverter | FloatConverter | UUIDConverter | AnyConverter)
