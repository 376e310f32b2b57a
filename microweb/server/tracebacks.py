"""Take an exception apart into plain values that the debug page can show."""

import linecache
import os
import site
import sysconfig
import traceback
from collections.abc import Iterator
from dataclasses import dataclass
from types import FrameType, TracebackType

from microweb.server.masking import describe

__all__ = ["Failure", "Frame", "Line", "format_text", "take_apart"]

_CONTEXT_LINES = 5
_MAX_FRAMES = 60
_MAX_CAUSES = 10
_MAX_LOCALS = 50

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
        message: As its traceback shows it, notes included.
        frames: Outermost call first.
        link: How it led to the one before it in the list; empty for the first.
    """

    kind: str
    message: str
    frames: tuple[Frame, ...]
    link: str


def take_apart(error: BaseException) -> list[Failure]:
    """Describe an exception, then those that led to it, each after its consequence."""
    chain: list[Failure] = []
    seen: set[int] = set()
    link = ""
    current: BaseException | None = error
    while current is not None and id(current) not in seen and len(chain) < _MAX_CAUSES:
        seen.add(id(current))
        chain.append(_describe_failure(current, link))
        link, current = _find_reason(current)
    return chain


def format_text(error: BaseException) -> str:
    """Write the traceback as Python does."""
    return "".join(traceback.format_exception(error))


def _find_reason(error: BaseException) -> tuple[str, BaseException | None]:
    if error.__cause__ is not None:
        return "Caused by", error.__cause__
    if error.__suppress_context__:
        return "", None
    return "Raised while this was being handled", error.__context__


def _describe_failure(error: BaseException, link: str) -> Failure:
    kind = type(error)
    module = "" if kind.__module__ in ("builtins", "__main__") else f"{kind.__module__}."
    name = module + kind.__qualname__
    summary = "".join(traceback.format_exception_only(error)).strip()
    frames = tuple(_walk(error.__traceback__))[-_MAX_FRAMES:]
    return Failure(name, summary.removeprefix(name).removeprefix(": "), frames, link)


def _walk(trace: TracebackType | None) -> Iterator[Frame]:
    for frame, line in traceback.walk_tb(trace):
        code = frame.f_code
        yield Frame(
            file=code.co_filename,
            line=line,
            function=code.co_qualname,
            lines=_read_lines(frame, line),
            variables=_describe_locals(frame),
            is_library=code.co_filename.startswith(_LIBRARIES),
        )


def _read_lines(frame: FrameType, current: int) -> tuple[Line, ...]:
    source = linecache.getlines(frame.f_code.co_filename, frame.f_globals)
    first = max(1, current - _CONTEXT_LINES)
    around = source[first - 1 : current + _CONTEXT_LINES]
    return tuple(
        Line(number, text.rstrip("\r\n"), number == current)
        for number, text in enumerate(around, first)
    )


def _describe_locals(frame: FrameType) -> tuple[tuple[str, str], ...]:
    if frame.f_code.co_name == "<module>":
        return ()
    items = list(frame.f_locals.items())[:_MAX_LOCALS]
    return tuple((name, describe(name, value)) for name, value in items)
