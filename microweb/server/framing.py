"""Rules about the headers of a request as a whole, for `reader`: which host, how long a body.

These are the rules that keep two servers in a row from reading one stream differently (request
smuggling), so whatever could be read in two ways is refused.
"""

from collections.abc import Sequence

from microweb.server.errors import ProtocolError
from microweb.server.grammar import LENGTH_RE
from microweb.server.target import is_authority

__all__ = [
    "check_expectation",
    "check_singletons",
    "parse_framing",
    "parse_host",
    "wants_keep_alive",
]

_SINGLETONS = {
    "host": "RFC 9112 section 3.2",
    "content-length": "RFC 9112 section 6.3",
    "transfer-encoding": "RFC 9112 section 6.1",
    "content-type": "RFC 9110 section 8.3",
}


def check_singletons(names: Sequence[str]) -> None:
    """Refuse a header that may come once and came twice.

    Args:
        names: Every header name of the request, in lower case.

    Raises:
        ProtocolError: 400, naming the header.

    RFC 9110 section 5.3.
    """
    for name, source in _SINGLETONS.items():
        if names.count(name) > 1:
            raise ProtocolError(400, f"more than one {name} header ({source})")


def parse_host(value: str | None, authority: str | None, version: tuple[int, int]) -> str | None:
    """Decide which host a request is for.

    Args:
        value: The Host header, if there is one.
        authority: Of an absolute target, which wins over the header.
        version: Of HTTP; from 1.1 on the header is due.

    Raises:
        ProtocolError: 400 for a missing or malformed header.

    RFC 9112 section 3.2.
    """
    if value is None:
        if version >= (1, 1):
            raise ProtocolError(400, "the Host header is missing (RFC 9112 section 3.2)")
    elif not is_authority(value):
        raise ProtocolError(400, "the Host header is malformed (RFC 9112 section 3.2)")
    return authority or value


def parse_framing(length: str | None, coding: str | None, version: tuple[int, int]) -> int | None:
    """Decide how many bytes of body follow the headers.

    Args:
        length: The Content-Length header, if there is one.
        coding: The Transfer-Encoding header, if there is one.
        version: Of HTTP.

    Returns:
        The length in bytes, 0 when the request has no body, or None when it is in chunks.

    Raises:
        ProtocolError: 400 where the framing is ambiguous, 501 for a coding other than chunked.

    RFC 9112 sections 6.1 to 6.3.
    """
    if coding is not None:
        _check_coding(coding, length, version)
        return None
    if length is None:
        return 0
    if not LENGTH_RE.fullmatch(length):
        raise ProtocolError(
            400,
            "Content-Length is not a decimal number of 18 digits at most (RFC 9110 section 8.6)",
        )
    return int(length)


def _check_coding(coding: str, length: str | None, version: tuple[int, int]) -> None:
    if length is not None:
        raise ProtocolError(400, "both Transfer-Encoding and Content-Length (RFC 9112 section 6.1)")
    if version < (1, 1):
        raise ProtocolError(400, "Transfer-Encoding in HTTP/1.0 (RFC 9112 section 6.1)")
    if coding.lower() != "chunked":
        raise ProtocolError(501, "the only transfer coding is chunked (RFC 9112 section 6.1)")


def wants_keep_alive(connection: str | None, version: tuple[int, int]) -> bool:
    """Tell whether the client would send another request on its connection.

    Args:
        connection: The Connection header, if there is one.
        version: Of HTTP.

    RFC 9112 section 9.3.
    """
    if connection is None:
        return version >= (1, 1)
    options = {option.strip(" \t") for option in connection.lower().split(",")}
    return "close" not in options and (version >= (1, 1) or "keep-alive" in options)


def check_expectation(value: str | None, version: tuple[int, int]) -> bool:
    """Tell whether the client waits for a 100 (Continue) before it sends the body.

    Raises:
        ProtocolError: 417 for any other expectation.

    RFC 9110 section 10.1.1.
    """
    if value is None or version < (1, 1):
        return False
    if value.lower() != "100-continue":
        raise ProtocolError(417, "the only expectation is 100-continue (RFC 9110 section 10.1.1)")
    return True
