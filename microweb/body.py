"""Read the body of a request from the WSGI input, counted and within its limits."""

import re
from typing import IO, NamedTuple
from wsgiref.types import WSGIEnvironment

from microweb.exceptions import BadRequest, RequestEntityTooLarge

__all__ = ["Limits", "parse_content_length", "read_body"]

# Content-Length = 1*DIGIT                             RFC 9110 section 8.6
_LENGTH_RE = re.compile(r"[0-9]{1,18}")


class Limits(NamedTuple):
    """How much of a request is accepted; each field has the name of its config key."""

    max_content_length: int | None = 16 * 1024 * 1024
    """Bytes of any body."""

    max_form_memory_size: int | None = 1024 * 1024
    """Bytes of form fields, files apart."""

    max_form_parts: int = 1000
    """Fields of a form, and values of a query string."""

    def check_size(self, size: int, *, is_form: bool) -> None:
        """Refuse a body that is too large.

        Args:
            size: Its length in bytes.
            is_form: Whether it is a form, held in memory as a whole.

        Raises:
            RequestEntityTooLarge: It is; the description names the limit and its config key.
        """
        _check(size, self.max_content_length, "MAX_CONTENT_LENGTH")
        if is_form:
            _check(size, self.max_form_memory_size, "MAX_FORM_MEMORY_SIZE")


def _check(size: int, most: int | None, key: str) -> None:
    if most is not None and size > most:
        raise RequestEntityTooLarge(
            f"The body has {size} bytes; up to {most} are accepted ({key})."
        )


def parse_content_length(value: str) -> int | None:
    """Read a Content-Length header; an empty one gives None.

    Raises:
        BadRequest: It is not a number of 1 to 18 digits.

    RFC 9110 section 8.6.
    """
    if not value:
        return None
    if not _LENGTH_RE.fullmatch(value):
        raise BadRequest(f"The Content-Length {value[:40]!r} is not a number of bytes.")
    return int(value)


def read_body(environ: WSGIEnvironment, limits: Limits, *, is_form: bool) -> bytes:
    """Read the whole body.

    Without a Content-Length there is a body only where the server says that its input ends by
    itself (`wsgi.input_terminated`), as it does for a chunked one.

    Args:
        environ: The request's; its input is read to the end of the body.
        limits: How much is accepted.
        is_form: Whether the limit of forms holds too.

    Raises:
        BadRequest: The Content-Length is malformed, or the body shorter than it says.
        RequestEntityTooLarge: The body is larger than a limit; at most one byte above it is read.

    PEP 3333, "Input and Error Streams"; RFC 9112 section 6.3.
    """
    length = parse_content_length(environ.get("CONTENT_LENGTH") or "")
    if length is None:
        if not environ.get("wsgi.input_terminated"):
            return b""
        data = _read_to_end(environ["wsgi.input"], limits.max_content_length)
        limits.check_size(len(data), is_form=is_form)
        return data
    limits.check_size(length, is_form=is_form)
    data = _read(environ["wsgi.input"], length)
    if len(data) < length:
        raise BadRequest(f"The body ended after {len(data)} of {length} bytes.")
    return data


def _read_to_end(stream: IO[bytes], most: int | None) -> bytes:
    return stream.read() if most is None else _read(stream, most + 1)


def _read(stream: IO[bytes], size: int) -> bytes:
    """Read up to a number of bytes, of a stream that may give fewer at a time."""
    pieces: list[bytes] = []
    while size > 0 and (piece := stream.read(size)):
        pieces.append(piece)
        size -= len(piece)
    return b"".join(pieces)
