"""Hear of the signals to stop without dying of them, for `running` and `reloader`."""

import signal
import threading
from collections.abc import Generator
from contextlib import contextmanager
from types import FrameType

__all__ = ["catching_signals"]


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
