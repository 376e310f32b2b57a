"""`str.format` for safe text: every value is escaped. `Markup.format` stands on it."""

from collections.abc import Callable
from string import Formatter
from typing import Any

__all__ = ["EscapeFormatter"]


class EscapeFormatter(Formatter):
    """Format with every value escaped.

    A value with a method `__html_format__` gets the format specification; one with `__html__`
    alone takes none.

    Args:
        escape: Turns a value into safe text.
    """

    def __init__(self, escape: Callable[[object], str]) -> None:
        self._escape = escape

    def format_field(self, value: object, format_spec: str) -> str:
        """Format one value and escape the outcome."""
        render = getattr(value, "__html_format__", None)
        if render is not None:
            text: Any = render(format_spec)
        elif (plain := getattr(value, "__html__", None)) is not None:
            if format_spec:
                raise ValueError(
                    f"format specification {format_spec!r} given, but {type(value).__name__} has"
                    " no method __html_format__"
                )
            text = plain()
        else:
            text = super().format_field(value, format_spec)
        return str(self._escape(text))
