"""Take an exception apart into plain values that the debug page can show."""

import linecache
import os
import site
import sysconfig
import traceback
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from types import FrameType
from typing import NamedTuple

from microweb.server.describing import describe_all
from microweb.server.suggesting import suggest_name

__all__ = ["Failure", "Frame", "Line", "format_summary", "format_text", "take_apart"]

_CONTEXT_LINES = 5
_MAX_FRAMES = 60
_MAX_CAUSES = 10
_MAX_LOCALS = 50
_MAX_LINE = 400
_MAX_MESSAGE = 5_000
_MAX_NOTE = 20_000
_MAX_TEXT = 100_000

_LIBRARIES = (
    "<frozen ",
    *(
        os.path.join(folder, "")
        for folder in (
            sysconfig.get_path("stdlib"),
            *site.getsitepackages(),
            site.getusersitepackages(),
            os.path.dirname(os.path.dirname(__file__)),
        )
    ),
)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of source; `is_current` marks the one that was running."""

    number: int
    text: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class Frame:
    """One call on the way to the exception.

    Attributes:
        file: Path of the source, or what the code object has for one.
        line: Number of the line that was running.
        function: Name of the function.
        lines: Source around that line; empty when there is none.
        variables: Name and description of the locals, secrets masked.
        is_library: Whether the code is Python's, an installed package's or ours.
    """

    file: str
    line: int
    function: str
    lines: tuple[Line, ...]
    variables: tuple[tuple[str, str], ...]
    is_library: bool


@dataclass(frozen=True, slots=True)
class Failure:
    """One exception of a chain.

    Attributes:
        kind: Its class, with the module unless it is built in.
        message: As its traceback shows it, without the notes.
        notes: What was added to it.
        frames: Outermost call first.
        link: How it led to the one before it in the list; empty for the first.
    """

    kind: str
    message: str
    notes: tuple[str, ...]
    frames: tuple[Frame, ...]
    link: str


class _Call(NamedTuple):
    frame: FrameType
    line: int
    items: list[tuple[str, object]]


def take_apart(error: BaseException) -> list[Failure]:
    """Describe an exception, then those that led to it, each after its consequence."""
    chain = [(current, link, _list_calls(current)) for current, link in _follow(error)]
    texts = iter(
        describe_all([item for _, _, calls in chain for call in calls for item in call.items])
    )
    return [
        _describe_failure(current, link, [_describe_call(call, texts) for call in calls])
        for current, link, calls in chain
    ]


def format_text(error: BaseException) -> str:
    """Write the traceback as Python does, in 100,000 characters at most.

    The name that may have been meant is suggested where Python does not.
    """
    text = "".join(traceback.format_exception(error))
    plain, suggestion = _summarize(error), _suggest(error)
    before, found, after = text.rpartition(plain)
    if found and suggestion:
        text = f"{before}{plain}{suggestion}{after}"
    if len(text) <= _MAX_TEXT:
        return text
    half = _MAX_TEXT // 2
    return f"{text[:half]}\n...\n{text[-half:]}"


def format_summary(error: BaseException) -> str:
    """Write an exception as the end of its traceback, without its notes; 5,000 characters."""
    return _cut(_summarize(error) + _suggest(error), _MAX_MESSAGE)


def _suggest(error: BaseException) -> str:
    name = "" if "Did you mean" in _summarize(error) else suggest_name(error)
    return f". Did you mean: {name!r}?" if name else ""


def _summarize(error: BaseException) -> str:
    summary = traceback.TracebackException(
        type(error), error, None, lookup_lines=False, compact=True
    )
    summary.__notes__ = None
    return "".join(summary.format_exception_only()).strip()


def _follow(error: BaseException) -> Iterator[tuple[BaseException, str]]:
    """Give an exception and those that led to it, each with how it did."""
    seen: set[int] = set()
    link = ""
    current: BaseException | None = error
    while current is not None and id(current) not in seen and len(seen) < _MAX_CAUSES:
        seen.add(id(current))
        yield current, link
        link, current = _find_reason(current)


def _find_reason(error: BaseException) -> tuple[str, BaseException | None]:
    if error.__cause__ is not None:
        return "Caused by", error.__cause__
    if error.__suppress_context__:
        return "", None
    return "Raised while this was being handled", error.__context__


def _list_calls(error: BaseException) -> list[_Call]:
    """Give the innermost call first: the cause is mostly there, and time and room have an end."""
    frames = list(traceback.walk_tb(error.__traceback__))[-_MAX_FRAMES:]
    return [_Call(frame, line, _list_locals(frame)) for frame, line in reversed(frames)]


def _list_locals(frame: FrameType) -> list[tuple[str, object]]:
    if frame.f_code.co_name == "<module>":
        return []
    return list(islice(frame.f_locals.items(), _MAX_LOCALS))


def _describe_failure(error: BaseException, link: str, innermost_first: list[Frame]) -> Failure:
    kind = type(error)
    module = "" if kind.__module__ in ("builtins", "__main__") else f"{kind.__module__}."
    name = module + kind.__qualname__
    notes = getattr(error, "__notes__", None) or ()
    return Failure(
        kind=name,
        message=format_summary(error).removeprefix(name).removeprefix(": "),
        notes=tuple(_cut(str(note), _MAX_NOTE) for note in notes),
        frames=tuple(reversed(innermost_first)),
        link=link,
    )


def _describe_call(call: _Call, texts: Iterator[str]) -> Frame:
    code = call.frame.f_code
    return Frame(
        file=code.co_filename,
        line=call.line,
        function=code.co_qualname,
        lines=_read_lines(call.frame, call.line),
        variables=tuple((name, next(texts)) for name, _ in call.items),
        is_library=code.co_filename.startswith(_LIBRARIES),
    )


def _read_lines(frame: FrameType, current: int) -> tuple[Line, ...]:
    source = linecache.getlines(frame.f_code.co_filename, frame.f_globals)
    first = max(1, current - _CONTEXT_LINES)
    around = source[first - 1 : current + _CONTEXT_LINES]
    return tuple(
        Line(number, _cut(text.rstrip("\r\n"), _MAX_LINE), number == current)
        for number, text in enumerate(around, first)
    )


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else f"{text[:length]}..."
