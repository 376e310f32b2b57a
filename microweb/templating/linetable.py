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


def relocate(code: CodeType, lines: list[int]) -> CodeType:
    """Return code whose line numbers are those of a template.

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
    for start, end, line in code.co_lines():
        units = (end - start) // 2
        mapped = None if line is None else lines[min(line, len(lines)) - 1]
        while units > 0:
            length = min(units, _MAX_UNITS)
            units -= length
            if mapped is None:
                table.append(0x80 | _NO_LOCATION << 3 | length - 1)
                continue
            table.append(0x80 | _NO_COLUMNS << 3 | length - 1)
            table += _signed_varint(mapped - previous)
            previous = mapped
    return bytes(table)


def _signed_varint(value: int) -> bytes:
    number = -value << 1 | 1 if value < 0 else value << 1
    encoded = bytearray()
    while number >= 64:
        encoded.append(0x40 | number & 63)
        number >>= 6
    encoded.append(number)
    return bytes(encoded)
