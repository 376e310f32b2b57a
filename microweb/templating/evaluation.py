"""How the values of generated code become text, escaped or not."""

from collections.abc import Iterable
from typing import Any

from microweb.templating.configuration import Configuration
from microweb.templating.exceptions import TemplateRuntimeError
from microweb.templating.markup import Markup, escape, escape_text, trusted

__all__ = ["EvalContext", "fail", "markup_join", "text", "text_join"]


def text(value: Any) -> str:
    """Give a value as escaped text."""
    if value.__class__ is str:
        # As in `escape_text`; the call would be a quarter of the time.
        if "&" in value or "<" in value or ">" in value or '"' in value or "'" in value:
            return escape_text(value)
        return value
    if value.__class__ is int:
        return str(value)
    if value.__class__ is Markup:
        return value
    return escape(value)


def text_join(parts: Iterable[Any]) -> str:
    """Join values as text."""
    return "".join(map(str, parts))


def markup_join(parts: Iterable[Any]) -> str:
    """Join values; if one of them is safe, the others are escaped and all is safe."""
    parts = list(parts)
    if any(hasattr(part, "__html__") for part in parts):
        return Markup("").join(parts)
    return "".join(map(str, parts))


def fail(message: str) -> Any:
    """Raise a runtime error, from within an expression."""
    raise TemplateRuntimeError(message)


class EvalContext:
    """How values are treated at a place of a template; `pass_eval_context` hands it on.

    Attributes:
        environment: The environment.
        autoescape: Whether values are escaped.
    """

    __slots__ = ("autoescape", "environment", "volatile")

    def __init__(self, environment: Configuration, *, autoescape: bool) -> None:
        self.environment = environment
        self.autoescape = autoescape
        self.volatile = False

    def safe(self, rendered: str) -> str:
        """Give rendered text, as safe where values are escaped."""
        return trusted(rendered) if self.autoescape else rendered

    def text(self, value: Any) -> str:
        """Give a value as text to write."""
        return text(value) if self.autoescape else str(value)

    def concatenate(self, parts: Iterable[Any]) -> str:
        """Join values, as the operator `~` does."""
        return markup_join(parts) if self.autoescape else text_join(parts)
