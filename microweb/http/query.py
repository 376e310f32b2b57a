"""Parse and write `application/x-www-form-urlencoded`, in query strings and form bodies."""

from collections.abc import Iterable

from microweb.http.percent import percent_decode, percent_encode

__all__ = ["TooManyFieldsError", "format_query", "parse_query"]

# Names and values are decoded all at once, with these two octets in the place of "=" and "&".
_EQUALS, _AND = "\x1f", "\x1e"
_MARKS = bytes.maketrans(b"=&+", f"{_EQUALS}{_AND} ".encode())


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
    separators = data.count(b"&")
    if separators >= max_fields:
        raise TooManyFieldsError(f"more than {max_fields} fields")
    # Ten fields in 4 us rather than 12. Where the data itself holds one of the two octets, as it
    # is or escaped, there are now more of them than before, and each field is decoded by itself.
    octets = percent_decode(data.translate(_MARKS))
    if octets.count(b"\x1e") != separators or octets.count(b"\x1f") != data.count(b"="):
        return _parse_fields(data)
    fields = [field.partition(_EQUALS) for field in octets.decode("utf-8").split(_AND) if field]
    return [
        (name, value if _EQUALS not in value else value.replace(_EQUALS, "="))
        for name, _, value in fields
    ]


def _parse_fields(data: bytes) -> list[tuple[str, str]]:
    fields = [field.partition(b"=") for field in data.split(b"&") if field]
    return [(_decode(name), _decode(value)) for name, _, value in fields]


def _decode(data: bytes) -> str:
    return percent_decode(data.replace(b"+", b" ")).decode("utf-8")


def format_query(pairs: Iterable[tuple[str, object]]) -> str:
    """Write pairs as `a=1&b=2`, each name and value percent-encoded as UTF-8.

    RFC 3986 section 3.4.
    """
    return "&".join(
        f"{percent_encode(name, safe='/:@$,')}={percent_encode(str(value), safe='/:@$,')}"
        for name, value in pairs
    )
