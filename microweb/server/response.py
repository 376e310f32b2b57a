"""Write the head of a response and decide how its body is framed: values in, bytes out.

RFC 9112 sections 4 and 6.
"""

import re
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum
from functools import lru_cache
from wsgiref.handlers import format_date_time

from microweb.server.checks import check_headers, check_status, classify_name, parse_length
from microweb.server.heads import RequestHead

__all__ = ["Framing", "ResponseHead", "choose_framing", "format_date", "format_head", "read_head"]

# Codes whose responses end with their head (RFC 9112 section 6.3).
_WITHOUT_BODY = {204, 304}

# The server says these itself where the application says nothing.
_SPECIAL = {"connection", "content-length", "date", "server", "x-request-id"}

_FIELDS_RE = re.compile(r"(?:[^:]+: [\t\x20-\x7e\x80-\xff]*\r\n)*+")


class Framing(Enum):
    """How a client finds the end of a response."""

    NONE = "it ends with its head"
    LENGTH = "Content-Length"
    CHUNKED = "Transfer-Encoding: chunked"
    CLOSE = "the end of the connection"


@dataclass(slots=True)
class ResponseHead:
    """What an application said before its body.

    Attributes:
        code: The status as a number.
        status: Number and reason.
        headers: Checked; pairs of name and value.
        fields: The same as lines, each with its CRLF.
        special: Of the headers, those that matter to the server, by their name in lower case.
        length: What Content-Length promises, in bytes; None without one.
    """

    code: int
    status: str
    headers: Sequence[tuple[str, str]]
    fields: str
    special: dict[str, str] = field(default_factory=dict[str, str])
    length: int | None = None


def read_head(status: str, headers: Sequence[tuple[str, str]]) -> ResponseHead:
    """Check what an application gave to `start_response`.

    Raises:
        ApplicationError: Naming the first thing that must not be sent.

    PEP 3333, "The start_response() Callable".
    """
    check_status(status)
    try:
        special = {
            kind: value for name, value in headers if (kind := classify_name(name)) in _SPECIAL
        }
        fields = "".join([name + ": " + value + "\r\n" for name, value in headers])
    except (TypeError, ValueError):
        check_headers(headers)
        raise
    # One look at all the lines together takes a quarter of the time of a look at each.
    if fields.count("\r\n") != len(headers) or not _FIELDS_RE.fullmatch(fields):
        check_headers(headers)
    head = ResponseHead(int(status[:3]), status, headers, fields, special)
    if "content-length" in special:
        head.length = parse_length(
            [value for name, value in headers if classify_name(name) == "content-length"]
        )
    if "connection" in special or head.code == 204:
        check_headers(headers)
        _drop_fields(head)
    return head


def _drop_fields(head: ResponseHead) -> None:
    """Leave out what the server says itself, and what must not be said.

    RFC 9110 section 8.6: "A server MUST NOT send a Content-Length header field in any response
    with a status code of 1xx (Informational) or 204 (No Content)."
    """
    dropped = {"connection"}
    if head.code == 204:
        dropped.add("content-length")
        head.length = None
    head.headers = [pair for pair in head.headers if classify_name(pair[0]) not in dropped]
    head.fields = "".join([f"{name}: {value}\r\n" for name, value in head.headers])


def choose_framing(head: ResponseHead, request: RequestHead) -> Framing:
    """Decide how the client will find the end of a response.

    RFC 9112 section 6.3.
    """
    if request.line.method == "HEAD" or head.code in _WITHOUT_BODY:
        return Framing.NONE
    if head.length is not None:
        return Framing.LENGTH
    return Framing.CHUNKED if request.line.version >= (1, 1) else Framing.CLOSE


def format_head(
    head: ResponseHead, framing: Framing, *, version: tuple[int, int], keep_alive: bool
) -> bytes:
    """Write the head of a response.

    Args:
        head: Of the response.
        framing: How it ends.
        version: Of the request.
        keep_alive: Whether the connection goes on after the response.

    RFC 9112 sections 4, 6.1 and 9.
    """
    special, more = head.special, ""
    if framing is Framing.CHUNKED:
        more = "Transfer-Encoding: chunked\r\n"
    if not keep_alive:
        more += "Connection: close\r\n"
    elif version < (1, 1):
        more += "Connection: keep-alive\r\n"
    if "date" not in special:
        more += f"Date: {format_date(int(time.time()))}\r\n"
    if "server" not in special:
        more += "Server: microweb\r\n"
    return f"HTTP/1.1 {head.status}\r\n{head.fields}{more}\r\n".encode("latin-1")


@lru_cache(maxsize=2)
def format_date(now: int) -> str:
    """Write Unix time as HTTP does; kept, for a second has many responses.

    RFC 9110 section 5.6.7.
    """
    return format_date_time(now)
