"""TracedError: a failure of other code than ours, shown with its traceback alone."""

import os
from pathlib import Path
from types import TracebackType

from microweb.commands import CommandError

__all__ = ["TracedError", "comes_from_elsewhere"]


class TracedError(CommandError):
    """Code that is not the program's raised.

    Attributes:
        error: What it raised.
    """

    def __init__(self, message: str, error: BaseException) -> None:
        super().__init__(message)
        self.error = error

    def describe(self) -> str:
        """Give the traceback as it is, from that code on."""
        from traceback import TracebackException  # only on the way to an error

        error = self.error
        shown = TracebackException(type(error), error, _skip_own_frames(error.__traceback__))
        return f"{''.join(shown.format())}\n{super().describe()}"


def comes_from_elsewhere(error: BaseException) -> bool:
    """Tell whether code that is not this package's has a part in it."""
    return _skip_own_frames(error.__traceback__) is not None


def _skip_own_frames(traceback: TracebackType | None) -> TracebackType | None:
    """Leave out what this package and the import system did before that code."""
    own = str(Path(__file__).parents[1]) + os.sep
    found = traceback
    while found is not None:
        name = found.tb_frame.f_code.co_filename
        if not name.startswith((own, "<frozen importlib")) and "importlib" not in name:
            return found
        found = found.tb_next
    return None  # a syntax error says itself where it is
