"""What the connections of one server share, and what they ask of its loop."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, TextIO
from wsgiref.types import WSGIApplication

from microweb.server.limits import Limits
from microweb.server.log import Log

__all__ = ["Hub", "Watched", "Watcher"]


class Watched(Protocol):
    """A connection as the loop sees it; every method is called by the loop's thread alone."""

    @property
    def deadline(self) -> float:
        """When `on_deadline` is due, on `time.monotonic`'s clock."""
        ...

    @property
    def served(self) -> int:
        """How many requests were answered."""
        ...

    @property
    def is_idle(self) -> bool:
        """Whether it waits for a request, of which no byte has come."""
        ...

    @property
    def is_busy(self) -> bool:
        """Whether a request is in flight."""
        ...

    def fileno(self) -> int:
        """Give the descriptor of the socket."""
        ...

    def interest(self) -> int:
        """Tell what to watch for: a mask of `selectors`, 0 for nothing."""
        ...

    def on_readable(self) -> None:
        """Take what has arrived."""
        ...

    def on_writable(self) -> None:
        """Go on sending."""
        ...

    def on_deadline(self, now: float) -> None:
        """Do what is due when the client takes too long."""
        ...

    def on_overflow(self) -> None:
        """Tell the client that there is no room for it."""
        ...

    def on_stop(self) -> None:
        """End the connection if it is idle."""
        ...

    def on_abort(self) -> None:
        """Break it off."""
        ...

    def release(self) -> None:
        """Give the socket back."""
        ...


class Watcher(Protocol):
    """The loop as a connection sees it; every method may be called from any thread."""

    def refresh(self, connection: Watched) -> None:
        """Look again at what a connection is interested in."""
        ...

    def retire(self, connection: Watched) -> None:
        """Close a connection and forget it."""
        ...


@dataclass(slots=True, kw_only=True)
class Hub:
    """Made once a server.

    Attributes:
        application: Any WSGI callable.
        limits: Sizes and times.
        log: Gets a line about each request.
        errors: What the application finds as ``wsgi.errors``.
        submit: Has a worker run a job.
        is_starved: Tells whether requests wait for a worker.
        is_half_taken: Tells whether half of the workers are taken.
        watcher: The loop.
        is_stopping: Every response ends its connection.
    """

    application: WSGIApplication
    limits: Limits
    log: Log
    errors: TextIO
    submit: Callable[[Callable[[], None]], None]
    is_starved: Callable[[], bool]
    is_half_taken: Callable[[], bool]
    watcher: Watcher
    is_stopping: bool = False
