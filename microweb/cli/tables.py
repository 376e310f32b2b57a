"""Lay out rows in aligned columns."""

from collections.abc import Sequence

__all__ = ["format_table"]


def format_table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Give lines of aligned columns below their headings."""
    lines = [headings, *rows]
    widths = [max(len(line[at]) for line in lines) for at in range(len(headings))]
    rule = ["-" * width for width in widths]
    return "\n".join(
        "  ".join(f"{cell:<{width}}" for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in (headings, rule, *rows)
    )
