"""Iterables that are made in a context, wherever they are asked for."""

from collections.abc import Iterable, Iterator
from typing import Protocol, Self, TypeVar

from microweb.context.variable import bind, unbind

__all__ = ["ContextIterator", "ContextStream"]

T = TypeVar("T")


class _Closing(Protocol):
    def close(self, error: BaseException | None = None) -> None: ...


class ContextIterator(Iterator[T]):
    """An iterable of which each piece is made in a context."""

    def __init__(self, context: _Closing, pieces: Iterable[T]) -> None:
        self._context = context
        self._source = pieces
        self._pieces = iter(pieces)
        self._error: BaseException | None = None

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> T:
        token = bind(self._context)
        try:
            return next(self._pieces)
        except StopIteration:
            raise
        except BaseException as error:
            self._error = error
            raise
        finally:
            unbind(token)

    def close(self) -> None:
        """Close what the pieces come from."""
        token = bind(self._context)
        try:
            if close := getattr(self._source, "close", None):
                close()
        finally:
            unbind(token)


class ContextStream(ContextIterator[bytes]):
    """A body on its way to the server; the context ends with it.

    PEP 3333, "Buffering and Streaming": the server closes it at the end.
    """

    def close(self) -> None:
        """Close the body, then the context."""
        try:
            super().close()
        finally:
            token = bind(self._context)
            try:
                self._context.close(self._error)
            finally:
                unbind(token)
