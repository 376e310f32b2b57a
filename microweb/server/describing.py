"""Describe many values in bounded time and space, whatever their classes do, for the debug page.

A `__repr__` may loop for ever, wait for a database or give a megabyte. So a thread of its own
describes; Python code that takes too long in it is interrupted by a trace function, and what waits
where none runs is left behind.
"""

import sys
import threading
import time
from collections.abc import Sequence
from contextvars import copy_context
from types import FrameType
from typing import Any

from microweb.server.masking import describe

__all__ = ["describe_all"]

_TOO_SLOW = "<not shown: its repr takes too long>"
_NO_TIME = "<not shown: there was no time left>"
_NO_ROOM = "<not shown: the page is long enough>"

_VALUE_SECONDS = 0.2
_STUCK_SECONDS = 0.5
_STEP = 0.01


class _TooSlow(BaseException):
    """Raised in the middle of a repr; no `except Exception` there keeps it."""


def describe_all(
    values: Sequence[tuple[str, object]], *, seconds: float = 2.0, characters: int = 300_000
) -> list[str]:
    """Describe named values, the first ones first when time or room is short.

    Args:
        values: Names and values.
        seconds: To take at most.
        characters: To give at most, but for the words that say why a value is left out.
    """
    described = [_NO_TIME] * len(values)
    deadline = time.monotonic() + seconds
    position = 0
    while position < len(values) and time.monotonic() < deadline:
        worker = _Worker(values, position, described, characters)
        characters = worker.run(deadline)
        if worker.position < len(values) and time.monotonic() < deadline:
            described[worker.position] = _TOO_SLOW
        position = worker.position + 1
    return described


class _Worker:
    """Describes until all is done, or one value keeps it."""

    def __init__(
        self,
        values: Sequence[tuple[str, object]],
        position: int,
        described: list[str],
        characters: int,
    ) -> None:
        self.position = position
        self._values = values
        self._described = described
        self._characters = characters
        self._is_abandoned = False
        self._lock = threading.Lock()
        self._value_deadline = 0.0
        # In a copy of the context, so that the proxies of a framework find what they stand for.
        self._thread = threading.Thread(target=copy_context().run, args=[self._work], daemon=True)

    def run(self, deadline: float) -> int:
        """Work until a deadline; give the characters that are left."""
        self._thread.start()
        position, since = self.position, time.monotonic()
        while self._thread.is_alive():
            self._thread.join(_STEP)
            now = time.monotonic()
            if self.position != position:
                position, since = self.position, now
            if now >= deadline or now - since > _STUCK_SECONDS:
                break
        with self._lock:
            self._is_abandoned = True
        return self._characters

    def _work(self) -> None:
        while self.position < len(self._values):
            text = self._describe(*self._values[self.position])
            with self._lock:
                if self._is_abandoned:
                    return
                self._described[self.position] = text
                self._characters -= len(text)
                self.position += 1

    def _describe(self, name: str, value: object) -> str:
        if self._characters <= 0:
            return _NO_ROOM
        self._value_deadline = time.monotonic() + _VALUE_SECONDS
        sys.settrace(self._trace)
        try:
            return describe(name, value)
        except _TooSlow:
            return _TOO_SLOW
        finally:
            sys.settrace(None)

    def _trace(self, _frame: FrameType, _event: str, _argument: object) -> Any:
        if time.monotonic() > self._value_deadline:
            raise _TooSlow
        return self._trace
