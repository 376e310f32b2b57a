"""The filters that change text; each passes over its input a fixed number of times."""

import re
from collections.abc import Callable
from typing import Any

from microweb.templating.configuration import Configuration
from microweb.templating.decorators import pass_environment, pass_eval_context
from microweb.templating.evaluation import EvalContext
from microweb.templating.exceptions import FilterArgumentError
from microweb.templating.markup import Markup, escape, soft_str

__all__ = ["METHOD_FILTERS", "TEXT_FILTERS"]

_TITLE_RE = re.compile(r"([-\s({\[<]+)")
_WORD_RE = re.compile(r"\w+")


def do_capitalize(value: Any) -> str:
    """Make the first character a capital and all others small."""
    return soft_str(value).capitalize()


def do_center(value: Any, width: int = 80) -> str:
    """Centre text in a field of a width."""
    return soft_str(value).center(width)


def do_format(value: Any, *args: Any, **kwargs: Any) -> str:
    """Format with the operator `%`: positional arguments or named ones, not both."""
    if args and kwargs:
        raise FilterArgumentError("can't handle positional and keyword arguments at the same time")
    return soft_str(value) % (kwargs or args)


def do_indent(
    value: Any,
    width: int | str = 4,
    first: bool = False,  # the arguments are Jinja's, here and below
    blank: bool = False,
) -> str:
    """Indent every line but the first, and but empty ones.

    Args:
        value: The text.
        width: How many spaces, or what to put there.
        first: Whether to indent the first line too.
        blank: Whether to indent empty lines too.
    """
    text = soft_str(value)
    newline: str = "\n"
    indentation = " " * width if isinstance(width, int) else width
    if isinstance(text, Markup):
        newline, indentation = Markup(newline), Markup(indentation)
    # A line end more keeps a last line that is empty.
    lines = (text + newline).splitlines()
    if blank:
        indented = (newline + indentation).join(lines)
    else:
        rest = [indentation + line if line else line for line in lines[1:]]
        indented = newline.join([lines[0], *rest])
    return indentation + indented if first else indented


def do_lower(value: Any) -> str:
    """Make all characters small."""
    return soft_str(value).lower()


@pass_eval_context
def do_replace(
    eval_ctx: EvalContext, value: Any, old: Any, new: Any, count: int | None = None
) -> str:
    """Replace text by other text, all of it or a number of times."""
    times = -1 if count is None else count
    if not eval_ctx.autoescape:
        return str(value).replace(str(old), str(new), times)
    if (hasattr(old, "__html__") or hasattr(new, "__html__")) and not hasattr(value, "__html__"):
        return escape(value).replace(soft_str(old), soft_str(new), times)
    return soft_str(value).replace(soft_str(old), soft_str(new), times)


def do_string(value: Any) -> str:
    """Give a value as text; safe text stays safe."""
    return soft_str(value)


def do_title(value: Any) -> str:
    """Make the first character of every word a capital and all others small."""
    text = value if isinstance(value, str) else str(value)
    if text.isascii():
        # For others `capitalize` knows letters of their own for a first character.
        if text.isalnum():
            return text.capitalize()
        return "".join([part.capitalize() for part in _TITLE_RE.split(text)])
    parts = _TITLE_RE.split(text)
    return "".join([part[0].upper() + part[1:].lower() for part in parts if part])


def do_trim(value: Any, chars: str | None = None) -> str:
    """Strip white space, or given characters, from both ends."""
    return soft_str(value).strip(chars)


@pass_environment
def do_truncate(
    environment: Configuration,
    value: Any,
    length: int = 255,
    killwords: bool = False,
    end: str = "...",
    leeway: int | None = None,
) -> str:
    """Cut text that is longer than a length.

    Args:
        environment: Its policy `truncate.leeway` is the default of `leeway`.
        value: The text.
        length: The most characters of the outcome, `end` included.
        killwords: Whether to cut within a word.
        end: What shows that something was cut.
        leeway: How many characters more are let pass as they are.
    """
    text = value if isinstance(value, str) else str(value)
    allowed = environment.policies["truncate.leeway"] if leeway is None else leeway
    kept = length - len(end)
    if kept < 0 or allowed < 0:
        raise FilterArgumentError(
            f"truncate takes a length of at least {len(end)}, got {length}, and a leeway of at"
            f" least 0, got {allowed}"
        )
    if len(text) <= length + allowed:
        return text
    cut = text[:kept]
    return (cut if killwords else cut.rsplit(" ", 1)[0]) + end


def do_upper(value: Any) -> str:
    """Make all characters capitals."""
    return (value if isinstance(value, str) else str(value)).upper()


def do_wordcount(value: Any) -> int:
    """Count the words."""
    return sum(1 for _ in _WORD_RE.finditer(soft_str(value)))


@pass_environment
def do_wordwrap(
    environment: Configuration,
    value: Any,
    width: int = 79,
    break_long_words: bool = True,
    wrapstring: str | None = None,
    break_on_hyphens: bool = True,
) -> str:
    """Wrap text to a width; line ends that are there stay.

    Args:
        environment: Its line end is the default of `wrapstring`.
        value: The text.
        width: The most characters of a line.
        break_long_words: Whether words longer than that are cut.
        wrapstring: What is put between the lines.
        break_on_hyphens: Whether a line may end after a hyphen.
    """
    # Only this filter needs `textwrap` (2 ms).
    from microweb.templating.wrapping import LinearWrapper

    separator = environment.newline_sequence if wrapstring is None else wrapstring
    wrapper = LinearWrapper(
        width,
        expand_tabs=False,
        replace_whitespace=False,
        break_long_words=break_long_words,
        break_on_hyphens=break_on_hyphens,
    )
    lines = soft_str(value).splitlines()
    return separator.join([separator.join(wrapper.wrap(line)) for line in lines])


METHOD_FILTERS = {"capitalize": "capitalize", "lower": "lower", "trim": "strip", "upper": "upper"}
"""The filters that, without arguments, do to text what a method of it does."""

TEXT_FILTERS: dict[str, Callable[..., Any]] = {
    "capitalize": do_capitalize,
    "center": do_center,
    "format": do_format,
    "indent": do_indent,
    "lower": do_lower,
    "replace": do_replace,
    "string": do_string,
    "title": do_title,
    "trim": do_trim,
    "truncate": do_truncate,
    "upper": do_upper,
    "wordcount": do_wordcount,
    "wordwrap": do_wordwrap,
}
