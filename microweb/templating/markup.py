"""Text that is safe as HTML, and how other text becomes so; the lowest stone of the engine.

`Markup` is a `str` that may stand in HTML as it is. What is added to it, formatted into it or
joined with it is escaped on the way, so that a `Markup` never holds text that was not.
"""

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any, Self, SupportsIndex, cast

__all__ = ["REFERENCES", "Markup", "escape", "escape_silent", "escape_text", "soft_str", "trusted"]


REFERENCES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&#34;", "'": "&#39;"}
"""What the characters that mean something in HTML are replaced by; `&` must be the first."""


def escape_text(text: str) -> str:
    """Replace the five characters that mean something in HTML by references.

    Both quotes are replaced, so the result may stand in a quoted attribute.

    OWASP Cross Site Scripting Prevention Cheat Sheet, rule 1.
    """
    # Mostly there is nothing to replace: five `in` are a third of the time of five `replace`.
    if "&" in text:
        text = text.replace("&", "&amp;")
    if "<" in text:
        text = text.replace("<", "&lt;")
    if ">" in text:
        text = text.replace(">", "&gt;")
    if '"' in text:
        text = text.replace('"', "&#34;")
    if "'" in text:
        text = text.replace("'", "&#39;")
    return text


def escape(value: Any, /) -> "Markup":
    """Give a value as HTML: its own, from a method `__html__`, or its escaped text."""
    # Probing text for `__html__` first would double the time.
    if value.__class__ is str:
        return trusted(escape_text(value))
    render = getattr(value, "__html__", None)
    if render is not None:
        return trusted(render())
    return trusted(escape_text(str(value)))


def escape_silent(value: object, /) -> "Markup":
    """Escape a value, where None becomes empty text."""
    return Markup() if value is None else escape(value)


def soft_str(value: object, /) -> str:
    """Give a value as text; what is text already, `Markup` too, stays what it is."""
    return value if isinstance(value, str) else str(value)


class Markup(str):
    """Text that is safe as HTML.

    The constructor trusts what it is given; `escape` and `Markup.escape` do not.

    Args:
        value: Text, an object with a method `__html__`, or, with `encoding`, bytes.
        encoding: How to decode bytes.
        errors: What to do with bytes that cannot be decoded, as in `bytes.decode`.
    """

    __slots__ = ()

    def __new__(cls, value: Any = "", encoding: str | None = None, errors: str = "strict") -> Self:
        """Take text as it is, ask an object for its `__html__`, or decode bytes."""
        render = getattr(value, "__html__", None)
        if render is not None:
            value = render()
        if encoding is None:
            return super().__new__(cls, value)
        return super().__new__(cls, value, encoding, errors)

    def __html__(self) -> "Markup":
        return self

    @classmethod
    def escape(cls, value: object, /) -> "Markup":
        """Escape a value, as the function `escape` does, into this class."""
        safe = escape(value)
        return safe if safe.__class__ is cls else cls(safe)

    def __repr__(self) -> str:
        return f"{self.__class__.__name__}({super().__repr__()})"

    def __add__(self, value: object, /) -> "Markup":
        if isinstance(value, str) or hasattr(value, "__html__"):
            return self.__class__(super().__add__(self.escape(value)))
        return NotImplemented

    def __radd__(self, value: object, /) -> "Markup":
        if isinstance(value, str) or hasattr(value, "__html__"):
            return self.escape(value).__add__(self)
        return NotImplemented

    def __mul__(self, count: SupportsIndex, /) -> "Markup":
        return self.__class__(super().__mul__(count))

    def __rmul__(self, count: SupportsIndex, /) -> "Markup":
        return self.__class__(super().__mul__(count))

    def __mod__(self, value: Any, /) -> "Markup":
        if isinstance(value, tuple):
            items = cast("tuple[object, ...]", value)
            return self.__class__(super().__mod__(tuple(_Escaped(item) for item in items)))
        return self.__class__(super().__mod__(_Escaped(value)))

    def join(self, values: Iterable[object], /) -> "Markup":
        """Join values, each escaped, with this text between them."""
        return self.__class__(super().join(map(self.escape, values)))

    def replace(self, old: str, new: str, /, count: int = -1) -> "Markup":  # type: ignore[override]  # pyright: ignore[reportIncompatibleMethodOverride]
        """Replace text by other text, which is escaped."""
        return self.__class__(super().replace(old, self.escape(new), count))

    def center(self, width: SupportsIndex, fillchar: str = " ", /) -> "Markup":
        """Centre the text between escaped fill characters."""
        return self.__class__(super().center(width, self.escape(fillchar)))

    def ljust(self, width: SupportsIndex, fillchar: str = " ", /) -> "Markup":
        """Pad the text on its right with an escaped fill character."""
        return self.__class__(super().ljust(width, self.escape(fillchar)))

    def rjust(self, width: SupportsIndex, fillchar: str = " ", /) -> "Markup":
        """Pad the text on its left with an escaped fill character."""
        return self.__class__(super().rjust(width, self.escape(fillchar)))

    def unescape(self) -> str:
        """Give plain text, with every character reference replaced by its character."""
        # Most programs never unescape; the table of names costs 1 ms.
        from html import unescape

        return unescape(str(self))

    def striptags(self) -> str:
        """Give plain text: no comments, no tags, references replaced, white space collapsed."""
        value = _without(_without(str(self), "<!--", "-->"), "<", ">")
        return self.__class__(" ".join(value.split())).unescape()

    def format(self, *args: object, **kwargs: object) -> "Markup":
        """Format as `str.format` does, with every value escaped."""
        # Formatting HTML is rare, and `string` is an import of its own.
        from microweb.templating.formatting import EscapeFormatter

        return self.__class__(EscapeFormatter(self.escape).vformat(str(self), args, kwargs))

    def format_map(self, mapping: Any, /) -> "Markup":
        """Format as `str.format_map` does, with every value escaped."""
        from microweb.templating.formatting import EscapeFormatter

        return self.__class__(EscapeFormatter(self.escape).vformat(str(self), (), mapping))

    def __html_format__(self, spec: str) -> "Markup":
        if spec:
            raise ValueError("Markup has no format specification")
        return self


def _without(text: str, opening: str, closing: str) -> str:
    """Cut what stands between two marks, and the marks; one that is never closed stays."""
    kept: list[str] = []
    last = 0
    start = text.find(opening)
    while start >= 0:
        end = text.find(closing, start)
        if end < 0:
            break
        kept.append(text[last:start])
        last = end + len(closing)
        start = text.find(opening, last)
    return "".join(kept) + text[last:]


class _Escaped:
    """A value of the `%` operator, which escapes itself when it is turned into text."""

    __slots__ = ("_value",)

    def __init__(self, value: Any) -> None:
        self._value = value

    def __getitem__(self, item: object) -> "_Escaped":
        return _Escaped(self._value[item])

    def __str__(self) -> str:
        return str(escape(self._value))

    def __repr__(self) -> str:
        return str(escape(repr(self._value)))

    def __int__(self) -> int:
        return int(self._value)

    def __float__(self) -> float:
        return float(self._value)


def _safe_result(method: Callable[..., str]) -> Callable[..., Markup]:
    """Give a method of `str` whose result is safe because its input was."""

    def safe(self: Markup, *args: object, **kwargs: object) -> Markup:
        return self.__class__(method(self, *args, **kwargs))

    safe.__name__, safe.__doc__ = method.__name__, method.__doc__
    return safe


def _safe_results(method: Callable[..., Iterable[str]]) -> Callable[..., list[Markup]]:
    """Give a method of `str` that gives a list, with safe results."""

    def safe(self: Markup, *args: object, **kwargs: object) -> list[Markup]:
        return [self.__class__(part) for part in method(self, *args, **kwargs)]

    safe.__name__, safe.__doc__ = method.__name__, method.__doc__
    return safe


def _safe_parts(method: Callable[..., Iterable[str]]) -> Callable[..., tuple[Markup, ...]]:
    """Give a method of `str` that gives a tuple, with safe results."""

    def safe(self: Markup, *args: object, **kwargs: object) -> tuple[Markup, ...]:
        return tuple([self.__class__(part) for part in method(self, *args, **kwargs)])

    safe.__name__, safe.__doc__ = method.__name__, method.__doc__
    return safe


trusted: Callable[[str], Markup] = partial(str.__new__, Markup)
"""Make safe text of text, in a quarter of the constructor's time, for callers that have text."""

# Written as a table, not as methods, to keep the import below a millisecond and the file short.
for _name in [
    "__getitem__",
    "capitalize",
    "casefold",
    "expandtabs",
    "lower",
    "lstrip",
    "removeprefix",
    "removesuffix",
    "rstrip",
    "strip",
    "swapcase",
    "title",
    "translate",
    "upper",
    "zfill",
]:
    setattr(Markup, _name, _safe_result(getattr(str, _name)))
for _name in ("rsplit", "split", "splitlines"):
    setattr(Markup, _name, _safe_results(getattr(str, _name)))
for _name in ("partition", "rpartition"):
    setattr(Markup, _name, _safe_parts(getattr(str, _name)))
