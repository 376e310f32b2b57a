"""Take a request target apart, for `reader`."""

from dataclasses import dataclass

from microweb.server.errors import ProtocolError
from microweb.server.grammar import (
    ABSOLUTE_FORM_RE,
    AUTHORITY_RE,
    BROKEN_ESCAPE_RE,
    ESCAPE_RE,
    ORIGIN_FORM_RE,
)

__all__ = ["Target", "is_authority", "parse_target"]

_MAX_PORT = 65535


@dataclass(frozen=True, slots=True)
class Target:
    """A request target in its parts.

    Attributes:
        path: Percent-decoded, WSGI latin-1; begins with a slash, or is "*" for the server itself.
        query: As sent, without the question mark.
        authority: Host and port of an absolute target, else None.
    """

    path: str
    query: str
    authority: str | None = None


def parse_target(method: str, target: str) -> Target:
    """Parse the origin, absolute or asterisk form.

    Args:
        method: A token; "*" is for OPTIONS alone, and CONNECT is a proxy's matter.
        target: As sent.

    Raises:
        ProtocolError: 400 for a target in none of these forms, 501 for CONNECT.

    RFC 9112 section 3.2.
    """
    if method == "CONNECT":
        raise ProtocolError(501, "CONNECT is for proxies (RFC 9110 section 9.3.6)")
    if target == "*" and method == "OPTIONS":
        return Target("*", "")
    match = ORIGIN_FORM_RE.fullmatch(target) or ABSOLUTE_FORM_RE.fullmatch(target)
    if match is None:
        raise ProtocolError(
            400, "the request target is not a path in percent-encoded ASCII (RFC 9112 section 3.2)"
        )
    if BROKEN_ESCAPE_RE.search(target):
        raise ProtocolError(
            400, "a % in the request target lacks its two hex digits (RFC 3986 section 2.1)"
        )
    parts = match.groupdict(default="")
    authority = parts.get("authority")
    if authority is not None and not is_authority(authority):
        raise ProtocolError(
            400, "the request target's authority is malformed (RFC 9112 section 3.2.2)"
        )
    return Target(_percent_decode(parts["path"] or "/"), parts["query"], authority)


def is_authority(value: str) -> bool:
    """Tell whether a value is a host with an optional port that exists.

    RFC 9110 section 7.2.
    """
    match = AUTHORITY_RE.fullmatch(value)
    return match is not None and int(match["port"] or 0) <= _MAX_PORT


def _percent_decode(path: str) -> str:
    if "%" not in path:
        return path
    return ESCAPE_RE.sub(lambda match: chr(int(match[1], 16)), path)
