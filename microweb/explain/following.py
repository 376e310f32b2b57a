"""Record the calls of watched functions in this thread, with their times."""

import sys
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import perf_counter_ns
from types import CodeType, FrameType
from typing import Any, cast

from microweb.app import App
from microweb.explain.watching import Watched, watch_list

__all__ = ["Call", "following"]

_RESUMABLE = 0x20 | 0x80 | 0x200  # generators, coroutines, both: CO_... of the inspect module


@dataclass(slots=True)
class Call:
    """One call of a watched function.

    Attributes:
        watched: The function.
        code: Its code.
        depth: Inside of how many other watched calls it was made.
        arguments: Its arguments by name, as they were when it was called.
        result: What it returned; None where it raised, too.
        keys: Of a mapping that it returned, the keys at that time.
        nanoseconds: How long it ran.
        entries: How often it was entered: a generator for each piece, a coroutine after each wait.
    """

    watched: Watched
    code: CodeType
    depth: int
    arguments: dict[str, Any] = field(default_factory=dict[str, Any])
    result: Any = None
    keys: tuple[str, ...] = ()
    nanoseconds: int = 0
    entries: int = 1


class _Recorder:
    """The profile function of one thread."""

    def __init__(self, watched: dict[CodeType, Watched]) -> None:
        self.calls: list[Call] = []
        self._watched = watched
        self._open: dict[FrameType, tuple[Call, int]] = {}
        self._paused: dict[FrameType, Call] = {}

    def __call__(self, frame: FrameType, event: str, value: Any) -> None:
        if event not in ("call", "return") or frame.f_code not in self._watched:
            return
        if event == "return":
            self._close(frame, value)
        elif frame in self._paused:
            self._paused[frame].entries += 1
            self._open[frame] = self._paused[frame], perf_counter_ns()
        else:
            names = frame.f_code.co_varnames[: _count_arguments(frame.f_code)]
            values = frame.f_locals
            arguments = {name: values[name] for name in names if name in values}
            watched = self._watched[frame.f_code]
            call = Call(watched, frame.f_code, len(self._open), arguments)
            self.calls.append(call)
            self._open[frame] = call, perf_counter_ns()

    def _close(self, frame: FrameType, value: Any) -> None:
        call, start = self._open.pop(frame, (None, 0))
        if call is not None:
            call.nanoseconds += perf_counter_ns() - start
            call.result = value
            if frame.f_code.co_flags & _RESUMABLE:
                self._paused[frame] = call
            if isinstance(value, Mapping):
                call.keys = tuple(sorted(map(str, cast("Mapping[object, object]", value))))


def _count_arguments(code: CodeType) -> int:
    count = code.co_argcount + code.co_kwonlyargcount
    return count + bool(code.co_flags & 0x04) + bool(code.co_flags & 0x08)  # *args, **kwargs


@contextmanager
def following(app: App) -> Generator[list[Call], None, None]:
    """Record what the app calls in this thread, for `with`; gives the list that fills up.

    A profiler that runs in this thread is paused.
    """
    recorder = _Recorder(watch_list(app))
    before = sys.getprofile()
    sys.setprofile(recorder)
    try:
        yield recorder.calls
    finally:
        sys.setprofile(before)
