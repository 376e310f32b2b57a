"""Call a WSGI application as a server does, and take its answer piece by piece."""

from collections.abc import Callable, Iterator
from typing import Any, Self
from wsgiref.types import WSGIApplication, WSGIEnvironment

__all__ = ["Answer", "call_application"]


class Answer:
    """What an application answers: its head, and an iterator over its body.

    Attributes:
        status: The status line.
        fields: The header fields.
    """

    def __init__(self) -> None:
        self.status = ""
        self.fields: list[tuple[str, str]] = []
        self._waiting: list[bytes] = []
        self._pieces: Iterator[bytes] = iter(())
        self._close: Callable[[], object] | None = None

    def start(self, status: str, fields: list[tuple[str, str]], exc_info: Any = None) -> Any:
        """Take the head, and give a function that takes pieces: WSGI's `start_response`."""
        if exc_info is not None and any(self._waiting):
            raise exc_info[1]  # too late for another status
        self.status, self.fields = status, list(fields)
        return self._waiting.append

    def begin(self, result: Any) -> None:
        """Take the body up to the first piece, by when the application has given the head."""
        self._pieces = iter(result)
        self._close = getattr(result, "close", None)
        for piece in self._pieces:
            self._waiting.append(piece)
            if piece:
                break

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> bytes:
        return self._waiting.pop(0) if self._waiting else next(self._pieces)

    def close(self) -> None:
        """Say that no more is wanted; the second time it does nothing."""
        close, self._close = self._close, None
        if close is not None:
            close()


def call_application(application: WSGIApplication, environ: WSGIEnvironment) -> Answer:
    """Call an application, and give its answer, which is to be closed.

    PEP 3333, "Specification Details".
    """
    answer = Answer()
    result = application(environ, answer.start)
    try:
        answer.begin(result)
    except BaseException:
        answer.close()
        raise
    return answer
