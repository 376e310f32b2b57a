"""Parse and write `application/x-www-form-urlencoded`, in query strings and form bodies."""

from collections.abc import Iterable

from microweb.http.percent import percent_decode, percent_encode

__all__ = ["TooManyFieldsError", "format_query", "parse_query"]

# Names and values are decoded all at once, with this octet in the place of "=" and "&".
_MARK = b"\x1f"
_MARKS = bytes.maketrans(b"=&+", _MARK + _MARK + b" ")
_NO_SEPARATORS = bytes(octet for octet in range(256) if octet not in b"=&")


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
    # Where each field has its one "=", as browsers write them, ten take 3 us rather than 12.
    if data.translate(None, _NO_SEPARATORS) == b"=&" * separators + b"=":
        octets = percent_decode(data.translate(_MARKS))
        # There are more marks now if the data held one itself, as it is or escaped.
        if octets.count(_MARK) == 2 * separators + 1:
            texts = octets.decode("utf-8").split("\x1f")
            return list(zip(texts[::2], texts[1::2], strict=True))
    return _parse_fields(data)


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
