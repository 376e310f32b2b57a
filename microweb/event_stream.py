"""event_stream: server-sent events from a generator, with heartbeats while it has nothing to say.

The generator runs in a thread of its own, in the context of its request, so that a heartbeat can
be sent while it waits. It is never more than a few events ahead of the client. When the client
has gone, the server closes the body; the generator is then closed where it next yields.
"""

import contextvars
from collections.abc import Callable, Iterable, Iterator
from queue import Empty, Full, Queue
from threading import Event as Flag
from threading import Thread

from microweb.http.events import HEARTBEAT, Event
from microweb.responses.response import Response

__all__ = ["Event", "event_stream"]

_AHEAD = 16  # events that wait for the client
_POLL = 0.1  # seconds until a generator whose client is slow looks whether it has gone
_GRACE = 1.0  # seconds that closing waits for the generator


def event_stream(
    events: Iterable[str | Event | None], *, heartbeat: float = 15.0, retry: int | None = None
) -> Response:
    """Give a response that sends events as they come.

    Args:
        events: Text, `Event`s, or None for nothing at the moment; a generator's `finally` runs when
            the client has gone, at the latest where it next yields. So one that waits for long
            should wait with a time limit, and yield None.
        heartbeat: Seconds of silence after which a comment is sent, so that proxies keep the
            connection and a lost one is noticed.
        retry: Milliseconds until the browser comes back after a lost connection.

    Raises:
        ValueError: The heartbeat is not above 0.

    HTML Standard, server-sent events.
    """
    if heartbeat <= 0:
        raise ValueError(f"event_stream(heartbeat={heartbeat}): seconds above 0")
    response = Response(
        _EventBody(events, heartbeat, b"" if retry is None else f"retry: {retry}\n\n".encode()),
        content_type="text/event-stream",
    )
    response.headers.set("Cache-Control", "no-cache")
    # A proxy that gathers a response before it sends it would keep every event.
    response.headers.set("X-Accel-Buffering", "no")
    return response


class _EventBody:
    """The events on their way to the server."""

    def __init__(
        self, events: Iterable[str | Event | None], heartbeat: float, first: bytes
    ) -> None:
        self._events = iter(events)
        self._heartbeat = heartbeat
        self._first = first
        self._ready: Queue[bytes | BaseException | None] = Queue(_AHEAD)
        self._has_gone = Flag()
        self._thread: Thread | None = None

    def __iter__(self) -> Iterator[bytes]:
        context = contextvars.copy_context()
        self._thread = Thread(target=context.run, args=(self._pump,), daemon=True)
        self._thread.start()
        # A first byte at once: the browser then knows that it is connected.
        yield self._first or HEARTBEAT
        while True:
            try:
                piece = self._ready.get(timeout=self._heartbeat)
            except Empty:
                piece = HEARTBEAT
            if piece is None:
                return
            if isinstance(piece, BaseException):
                raise piece
            yield piece

    def close(self) -> None:
        """End the generator, and wait a moment for its end."""
        self._has_gone.set()
        if self._thread is None:
            _close(self._events)
        else:
            self._thread.join(_GRACE)

    def _pump(self) -> None:
        """Take the events from the generator; in its own thread."""
        end: BaseException | None = None
        try:
            for event in self._events:
                if self._has_gone.is_set():
                    break
                if event is not None and not self._put(_encode(event)):
                    break
        except BaseException as error:  # noqa: BLE001  # raised again where the server sees it
            end = error
        finally:
            try:
                _close(self._events)
            finally:
                self._put(end)

    def _put(self, piece: bytes | BaseException | None) -> bool:
        """Hand something over; False when the client has gone."""
        while not self._has_gone.is_set():
            try:
                self._ready.put(piece, timeout=_POLL)
            except Full:
                continue
            return True
        return False


def _encode(event: object) -> bytes:
    if isinstance(event, str):
        event = Event(event)
    if not isinstance(event, Event):
        kind = type(event).__name__
        raise TypeError(f"an event is text or an Event, not {kind}: Event(app.json.dumps(...))")
    return event.encode()


def _close(events: object) -> None:
    close: Callable[[], object] | None = getattr(events, "close", None)
    if close is not None:
        close()
