"""Write server-sent events."""

import re
from typing import NamedTuple

__all__ = ["HEARTBEAT", "Event"]

HEARTBEAT = b":\n\n"
"""A comment: no event, but something that a lost connection shows at."""

# The parser of an event stream ends a line at each of these and nothing else.
_LINE_END_RE = re.compile(r"\r\n|\n|\r")


class Event(NamedTuple):
    """One event.

    HTML Standard, server-sent events.
    """

    data: str = ""
    """Text, of any number of lines."""

    event: str | None = None
    """The event's type, `message` by default."""

    id: str | None = None
    """What the browser sends as Last-Event-ID when it comes back."""

    retry: int | None = None
    """Milliseconds until the browser comes back after a lost connection."""

    def encode(self) -> bytes:
        """Write the event.

        Raises:
            ValueError: The type or the id has a line end or a NUL.

        HTML Standard, parsing an event stream.
        """
        lines: list[str] = []
        for name, value in (("event", self.event), ("id", self.id)):
            if value is None:
                continue
            if any(char in value for char in "\r\n\x00"):
                raise ValueError(f"the {name} of a server-sent event is one line: {value[:80]!r}")
            lines.append(f"{name}: {value}")
        if self.retry is not None:
            lines.append(f"retry: {int(self.retry)}")
        lines += [f"data: {line}" for line in _LINE_END_RE.split(self.data)]
        return ("\n".join(lines) + "\n\n").encode("utf-8", "replace")
