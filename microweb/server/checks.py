"""What a response must keep to before a byte of it is sent, for `response`."""

import re
from collections.abc import Sequence
from functools import lru_cache

from microweb.server.errors import ApplicationError
from microweb.server.grammar import FIELD_VALUE_RE, LENGTH_RE, TOKEN_RE

__all__ = ["check_headers", "check_status", "classify_name", "parse_length"]

# status-line   = HTTP-version SP status-code SP [ reason-phrase ]
# reason-phrase = 1*( HTAB / SP / VCHAR / obs-text )
# RFC 9112 section 4. Codes of 1xx are the server's to send.
_STATUS_RE = re.compile(r"[2-9][0-9]{2} [\t\x20-\x7e\x80-\xff]*")

# PEP 3333: "applications and middleware are forbidden from using HTTP/1.1 'hop-by-hop' features
# or headers". They are the server's words to the client about this connection. The one thing that
# an application may well know better is that the connection should end.
_HOP_BY_HOP = {
    "keep-alive",
    "proxy-authenticate",
    "proxy-authorization",
    "te",
    "trailer",
    "trailers",
    "transfer-encoding",
    "upgrade",
}


def check_status(status: object) -> None:
    """Check an application's status, such as "200 OK".

    Raises:
        ApplicationError: If it is not a code, a space and a reason without control characters.

    PEP 3333, RFC 9112 section 4.
    """
    if not isinstance(status, str) or not _STATUS_RE.fullmatch(status):
        raise ApplicationError(f"not a status like '200 OK': {status!r}")


def check_headers(headers: Sequence[object]) -> None:
    """Check an application's headers, pairs of name and value.

    Raises:
        ApplicationError: Naming the first header that must not be sent.

    PEP 3333, RFC 9110 section 5.
    """
    for header in headers:
        match header:
            case (str() as name, str() as value):
                _check_header(name, value)
            case _:
                raise ApplicationError(f"not a header, which is a pair of str: {header!r}")


def _check_header(name: str, value: str) -> None:
    if classify_name(name) == "connection" and value.lower() != "close":
        raise ApplicationError("of the header Connection an application may send close alone")
    if not FIELD_VALUE_RE.fullmatch(value):
        raise ApplicationError(
            f"the header {name} has a line break, a control character or one beyond latin-1: "
            f"{value!r}"
        )


@lru_cache(maxsize=256)
def classify_name(name: str) -> str:
    """Give the name of a header in lower case; kept, for applications use few names.

    Raises:
        ApplicationError: If it is not a token, or the server's to send.
    """
    if not TOKEN_RE.fullmatch(name):
        raise ApplicationError(f"not the name of a header: {name!r}")
    kind = name.lower()
    if kind in _HOP_BY_HOP:
        raise ApplicationError(f"the header {name} is the server's to send")
    return kind


def parse_length(values: Sequence[str]) -> int | None:
    """Parse the Content-Length headers of a response.

    Returns:
        The length in bytes, or None when no header states one.

    Raises:
        ApplicationError: If there are several or one is not a number.

    RFC 9110 section 8.6.
    """
    if not values:
        return None
    if len(values) > 1 or not LENGTH_RE.fullmatch(values[0]):
        raise ApplicationError(f"not a Content-Length: {', '.join(values)!r}")
    return int(values[0])
