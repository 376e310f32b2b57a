"""Give compiled code the line numbers of the template it was generated from.

A traceback then names the line of the template by itself: nothing has to be caught or rewritten
while rendering.
"""

import sys
from types import CodeType

__all__ = ["relocate"]

_NO_COLUMNS = 13
_NO_LOCATION = 15
_MAX_UNITS = 8
_FULL_HERE = bytes([0x80 | _NO_COLUMNS << 3 | _MAX_UNITS - 1, 0])
_FULL_NOWHERE = bytes([0x80 | _NO_LOCATION << 3 | _MAX_UNITS - 1])


def relocate(code: CodeType, lines: list[int]) -> CodeType:
    """Give code whose line numbers are those of a template.

    Args:
        code: Code compiled from generated source.
        lines: For each line of that source the line of the template.
    """
    if sys.implementation.name != "cpython":
        return code
    first = lines[min(code.co_firstlineno, len(lines)) - 1]
    constants = tuple(
        relocate(constant, lines) if isinstance(constant, CodeType) else constant
        for constant in code.co_consts
    )
    return code.replace(
        co_consts=constants,
        co_firstlineno=first,
        co_linetable=_line_table(code, lines, first),
    )


def _line_table(code: CodeType, lines: list[int], first: int) -> bytes:
    """Encode where each instruction comes from.

    Objects/locations.md of CPython.
    """
    table = bytearray()
    previous = first
    current: int | None = first
    units = 0
    for start, end, line in code.co_lines():
        mapped = None if line is None else lines[min(line, len(lines)) - 1]
        if mapped != current:
            table += _entries(units, None if current is None else current - previous)
            previous = previous if current is None else current
            current, units = mapped, 0
        units += (end - start) // 2
    return bytes(table + _entries(units, None if current is None else current - previous))


def _entries(units: int, delta: int | None) -> bytes:
    """Encode a stretch of instructions that come from one line.

    Args:
        units: How long it is, in pairs of bytes.
        delta: How far the line is from the one before; None where there is no line.
    """
    if not units:
        return b""
    # The first entry goes to the line and takes what full ones leave over, the others stay.
    full, length = divmod(units - 1, _MAX_UNITS)
    if delta is None:
        return bytes([0x80 | _NO_LOCATION << 3 | length]) + full * _FULL_NOWHERE
    return bytes([0x80 | _NO_COLUMNS << 3 | length]) + _signed_varint(delta) + full * _FULL_HERE


def _signed_varint(value: int) -> bytes:
    if not value:
        return b"\0"
    number = -value << 1 | 1 if value < 0 else value << 1
    encoded = bytearray()
    while number >= 64:
        encoded.append(0x40 | number & 63)
        number >>= 6
    encoded.append(number)
    return bytes(encoded)
