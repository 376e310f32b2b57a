"""Hear of the signals to stop without dying of them, for `running` and `reloader`."""

import signal
import sys
import threading
from collections.abc import Generator
from contextlib import contextmanager
from types import FrameType

__all__ = ["catching_signals", "ending_quietly", "holding_back"]


@contextmanager
def catching_signals() -> Generator[list[int], None, None]:
    """Collect the signals to stop in a list instead of dying of them.

    The handler only appends: it runs between two instructions of the main thread, where taking a
    lock could wait for ever.
    """
    received: list[int] = []

    def remember(number: int, _frame: FrameType | None) -> None:
        received.append(number)

    if threading.current_thread() is not threading.main_thread():
        yield received
        return
    # Ctrl-Break is how one process stops another on Windows.
    names = ("SIGINT", "SIGTERM", "SIGBREAK")
    numbers = [getattr(signal, name) for name in names if hasattr(signal, name)]
    previous = [signal.signal(number, remember) for number in numbers]
    try:
        yield received
    finally:
        for number, handler in zip(numbers, previous, strict=True):
            signal.signal(number, handler)


@contextmanager
def holding_back() -> Generator[None, None, None]:
    """Keep Ctrl-C back, also in a process that is started meanwhile, until `ending_quietly` there.

    A process that only begins would answer it with a traceback of the imports.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    previous = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, previous)


def ending_quietly() -> None:
    """Let Ctrl-C end this process without a traceback, as there is nothing to finish yet."""
    if threading.current_thread() is not threading.main_thread():
        return

    def end(_number: int, _frame: FrameType | None) -> None:
        sys.exit(0)

    signal.signal(signal.SIGINT, end)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
