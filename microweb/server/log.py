"""What the server tells its operator: one line a request, and the errors.

Every line is escaped: whatever a client sends can neither forge a second line nor reach the
terminal as a control sequence.
"""

import os
import re
import time
from contextlib import suppress
from dataclasses import dataclass
from typing import TextIO

__all__ = ["AccessEntry", "Log", "escape_line", "escape_lines"]

_MAX_TARGET = 1000

_UNSAFE_RE = re.compile(r"[^\x20-\x5b\x5d-\x7e]")
_UNSAFE_IN_LINES_RE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")

_RESET = "\x1b[0m"
_COLOURS = {"2": "\x1b[32m", "3": "\x1b[36m", "4": "\x1b[33m", "5": "\x1b[31m"}


def escape_line(text: str) -> str:
    """Write all but printable ASCII as escapes, and the backslash twice, so that it is one line."""
    return _UNSAFE_RE.sub(_escape, text)


def escape_lines(text: str) -> str:
    """Write control characters as escapes, but keep newlines, tabs and letters of any language."""
    return _UNSAFE_IN_LINES_RE.sub(_escape, text)


def _escape(match: re.Match[str]) -> str:
    return match[0].encode("unicode_escape", "surrogatepass").decode("ascii")


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessEntry:
    """One request as it went.

    Attributes:
        client: Address of the client.
        request: Method and target, or the beginning of what was refused; as sent.
        status: Of the response, 0 when none was sent.
        size: Of the response's body, in bytes.
        seconds: From the first byte of the request to the last of the response.
        note: Why the request was refused or ended early, if it was.
        request_id: What the application sent as X-Request-ID.
    """

    client: str
    request: str
    status: int
    size: int
    seconds: float
    note: str = ""
    request_id: str = ""


class Log:
    """Writes whole lines to a stream, from any thread.

    Args:
        stream: Gets each message in a single write; coloured if it is a terminal.
        access: Whether to write a line a request.
    """

    def __init__(self, stream: TextIO, *, access: bool = True) -> None:
        self.stream = stream
        self._access = access
        # https://no-color.org
        self._colour = stream.isatty() and not os.environ.get("NO_COLOR")

    def access(self, entry: AccessEntry) -> None:
        """Write the line of one request."""
        if self._access:
            self.write(self._format(entry))

    def write(self, message: str) -> None:
        """Write a message of the server; a log that cannot be written stops nobody."""
        with suppress(OSError, ValueError):
            self.stream.write(message + "\n")
            self.stream.flush()

    def _format(self, entry: AccessEntry) -> str:
        request = entry.request
        if len(request) > _MAX_TARGET:
            request = request[:_MAX_TARGET] + "..."
        status = str(entry.status or "-")
        if self._colour:
            status = f"{_COLOURS.get(status[0], '')}{status}{_RESET}"
        line = (
            f"{time.strftime('%Y-%m-%d %H:%M:%S')} {escape_line(entry.client)} "
            f'"{escape_line(request)}" {status} {entry.size} B {entry.seconds * 1000:.1f} ms'
        )
        if entry.request_id:
            line += f" {escape_line(entry.request_id)}"
        return f"{line} ({escape_line(entry.note)})" if entry.note else line
