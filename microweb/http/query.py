"""Parse and write `application/x-www-form-urlencoded`, in query strings and form bodies."""

from collections.abc import Iterable

from microweb.http.percent import percent_decode, percent_encode

__all__ = ["TooManyFieldsError", "format_query", "parse_query"]


class TooManyFieldsError(ValueError):
    """A query string or form has more fields than it may."""


def parse_query(data: bytes, *, max_fields: int) -> list[tuple[str, str]]:
    """Split `a=1&b=2` into decoded pairs, in order.

    Only `&` separates; a pair without `=` has an empty value; a `%` that starts no escape stays.

    Args:
        data: The octets between `?` and `#`, or of a body.
        max_fields: The most fields to accept.

    Raises:
        TooManyFieldsError: There are more fields than that; nothing was decoded.
        UnicodeDecodeError: A name or value is not UTF-8.

    URL Standard, application/x-www-form-urlencoded parsing, but for the last error: that
    parser would put U+FFFD there and lose what was sent.
    """
    if not data:
        return []
    if data.count(b"&") >= max_fields:
        raise TooManyFieldsError(f"more than {max_fields} fields")
    pairs: list[tuple[str, str]] = []
    for field in data.split(b"&"):
        if field:
            name, _, value = field.partition(b"=")
            pairs.append((_decode(name), _decode(value)))
    return pairs


def _decode(data: bytes) -> str:
    if b"+" in data:
        data = data.replace(b"+", b" ")
    if b"%" in data:
        data = percent_decode(data)
    return data.decode("utf-8")


def format_query(pairs: Iterable[tuple[str, object]]) -> str:
    """Write pairs as `a=1&b=2`, each name and value percent-encoded as UTF-8.

    RFC 3986 section 3.4.
    """
    return "&".join(
        f"{percent_encode(name, safe='/:@$,')}={percent_encode(str(value), safe='/:@$,')}"
        for name, value in pairs
    )
