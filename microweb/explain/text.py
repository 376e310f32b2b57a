"""Write an explanation as text for a terminal."""

import os
from collections.abc import Iterable
from textwrap import wrap

from microweb.commands import style
from microweb.explain.steps import Explanation, Step

__all__ = ["format_explanation", "format_steps"]

_KIND_WIDTH = 11
_TIME_WIDTH = 10


def format_explanation(explanation: Explanation, *, width: int = 80, color: bool = False) -> str:
    """Give lines: the kind of each step, what happened, and the time it took on the right.

    Args:
        explanation: What to write.
        width: In columns.
        color: Whether to use a terminal's colours.
    """
    steps = format_steps(explanation.steps, width=width, color=color)
    return f"{steps}\n\n{_summary(explanation, color=color)}"


def format_steps(steps: Iterable[Step], *, width: int = 80, color: bool = False) -> str:
    """Write steps alone: see `format_explanation`."""
    return "\n".join(line for step in steps for line in _format_step(step, width, color=color))


def _format_step(step: Step, width: int, *, color: bool) -> list[str]:
    indent = "  " * step.depth
    time = "" if step.microseconds is None else _format_time(step.microseconds)
    left = _KIND_WIDTH + len(indent)
    wrapped = wrap(step.title, max(width - left - _TIME_WIDTH, 20), break_on_hyphens=False) or [""]
    kind = f"{step.kind:<{_KIND_WIDTH}}"
    shown = style(kind, fg=_COLORS.get(step.kind, "cyan"), bold=True) if color else kind
    first = f"{indent}{wrapped[0]}"
    gap = max(width - _KIND_WIDTH - len(first) - len(time), 1)
    lines = [f"{shown}{first}{' ' * gap}{time}".rstrip()]
    lines += [" " * left + rest for rest in wrapped[1:]]
    details = [_shorten_detail(detail) for detail in step.details]
    if step.place:
        details.append(f"at {_shorten(step.place)}")
    for detail in details:
        pieces = wrap(detail, max(width - left - 4, 20), break_on_hyphens=False) or [""]
        lines.append(" " * (left + 2) + pieces[0])
        lines += [" " * (left + 4) + piece for piece in pieces[1:]]
    return lines


_COLORS = {"error": "red", "handler": "red", "view": "green", "request": "blue", "bytes": "blue"}


def _format_time(microseconds: float) -> str:
    if microseconds < 1000:
        return f"{microseconds:.0f} us"
    return f"{microseconds / 1000:.1f} ms"


def _shorten_detail(detail: str) -> str:
    head, sign, place = detail.partition("raised at ")
    return f"{sign}{_shorten(place)}" if sign and not head else detail


def _shorten(place: str) -> str:
    """Give a place relative to the current folder where that is shorter."""
    path, colon, line = place.rpartition(":")
    try:
        relative = os.path.relpath(path)
    except ValueError:  # on another drive of Windows
        return place
    return f"{min(path, relative, key=len)}{colon}{line}"


def _summary(explanation: Explanation, *, color: bool) -> str:
    time = _format_time(explanation.microseconds)
    if explanation.error:
        text = f"The exception left the app: {explanation.error}"
        return style(text, fg="red") if color else text
    unit = "byte" if explanation.size == 1 else "bytes"
    return f"{explanation.request} -> {explanation.status}, {explanation.size} {unit}, {time}"
