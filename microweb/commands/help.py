"""Lay out a help page: the usage line, text that keeps its paragraphs, tables of two columns."""

from collections.abc import Iterable
from textwrap import wrap
from typing import Any

from microweb.commands.options import Option
from microweb.commands.parameters import Argument, Parameter
from microweb.commands.types import Choice, IntRange

__all__ = ["clean_text", "format_help", "format_usage", "shorten"]

_MAX_LEFT = 30  # columns for the names; a longer one has its text on the next line
# A line of its own: the paragraph below it keeps its lines. One with indented lines does anyway.
_VERBATIM = "\b"


def clean_text(text: str | None) -> str:
    """Take the indentation of a docstring off, and what stands behind a form feed."""
    if not text:
        return ""
    # A docstring is cut before its indentation is read: what follows is for the documentation.
    lines = text.split("\f")[0].expandtabs().strip("\n").splitlines()
    indents = [len(line) - len(line.lstrip()) for line in lines[1:] if line.strip()]
    margin = min(indents, default=0)
    return "\n".join([lines[0].strip(), *(line[margin:].rstrip() for line in lines[1:])]).strip()


def shorten(text: str, limit: int = 60) -> str:
    """Give the first sentence of a text, cut at a word."""
    first = " ".join(text.split("\n\n")[0].replace(_VERBATIM, "").split())
    sentence = first.split(". ")[0].rstrip(".")
    if len(sentence) <= limit:
        return f"{sentence}." if sentence else ""
    return sentence[: limit - 3].rsplit(" ", 1)[0].rstrip(",;:") + "..."


def format_usage(path: str, pieces: Iterable[str], width: int) -> str:
    """Give the usage line, wrapped below its first piece."""
    start = f"Usage: {path} "
    indent = " " * min(len(start), width // 2)
    lines = wrap(" ".join(pieces), max(width - len(indent), 20), break_on_hyphens=False)
    return start + f"\n{indent}".join(lines or [""])


def format_help(
    *,
    usage: str,
    text: str,
    params: list[Parameter],
    commands: list[tuple[str, list[tuple[str, str]]]],
    epilog: str,
    width: int,
) -> str:
    """Give the page.

    Args:
        usage: The usage line.
        text: What the command does; a line with a backspace alone keeps the lines of a paragraph.
        params: The parameters to show.
        commands: Headings, and below each the names of commands and what they do.
        epilog: What stands at the end, such as examples.
        width: In columns.
    """
    arguments = [
        (param.label, param.help) for param in params if isinstance(param, Argument) and param.help
    ]
    options = [
        (_spellings(param), _describe(param))
        for param in params
        if isinstance(param, Option) and not param.hidden
    ]
    parts = [usage]
    if text:
        parts.append(_fill(text, width, "  "))
    for heading, rows in (("Arguments", arguments), ("Options", options), *commands):
        if rows:
            parts.append(f"{heading}:\n{_table(rows, width)}")
    if epilog:
        parts.append(_fill(epilog, width, ""))
    return "\n\n".join(parts)


def _fill(text: str, width: int, indent: str) -> str:
    paragraphs: list[str] = []
    for paragraph in text.split("\n\n"):
        lines = paragraph.strip("\n").split("\n")
        if lines[0].strip() == _VERBATIM or any(line.startswith(" ") for line in lines):
            kept = [line for line in lines if line.strip() != _VERBATIM]
            paragraphs.append("\n".join(indent + line for line in kept))
        elif paragraph.strip():
            joined = " ".join(paragraph.split())
            paragraphs.append("\n".join(wrap(joined, width - len(indent), **_wrapping(indent))))
    return "\n\n".join(paragraphs)


def _wrapping(indent: str) -> dict[str, Any]:
    return {
        "initial_indent": indent,
        "subsequent_indent": indent,
        "break_on_hyphens": False,
        "break_long_words": False,
    }


def _table(rows: list[tuple[str, str]], width: int) -> str:
    left = min(max(len(name) for name, _ in rows), _MAX_LEFT)
    indent = " " * (left + 4)
    lines: list[str] = []
    for name, text in rows:
        wrapped = wrap(text, max(width - len(indent), 20), break_on_hyphens=False)
        first = wrapped.pop(0) if wrapped and len(name) <= left else ""
        lines.append(f"  {name:<{left}}  {first}".rstrip())
        lines += [indent + line for line in wrapped]
    return "\n".join(lines)


def _spellings(option: Option) -> str:
    # Short spellings first.
    text = ", ".join(sorted(option.opts, key=lambda opt: opt.startswith("--")))
    if option.secondary_opts:
        text += f" / {', '.join(option.secondary_opts)}"
    if not option.takes_value:
        return text
    metavar = option.metavar or option.type.get_metavar()
    more = "..." if option.nargs > 1 and option.metavar is None and "..." not in metavar else ""
    return f"{text} {metavar}{more}"


def _describe(option: Option) -> str:
    notes: list[str] = []
    if option.show_envvar and option.envvar:
        names = [option.envvar] if isinstance(option.envvar, str) else option.envvar
        notes.append(f"env var: {', '.join(names)}")
    if option.show_default:
        notes.append(f"default: {_default_text(option)}")
    if isinstance(option.type, IntRange):
        notes.append(option.type.describe())
    if option.required:
        notes.append("required")
    return f"{option.help or ''}  [{'; '.join(notes)}]".strip() if notes else option.help or ""


def _default_text(option: Option) -> str:
    if isinstance(option.show_default, str):
        return f"({option.show_default})"
    value = option.get_default()
    if option.is_flag and option.secondary_opts:
        return (option.opts if value else option.secondary_opts)[0].lstrip("-")
    if isinstance(option.type, Choice):
        return str(getattr(value, "name", value))
    return "(dynamic)" if callable(option.default) else str(value)
