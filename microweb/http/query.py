"""Parse and write `application/x-www-form-urlencoded`, in query strings and form bodies."""

from binascii import a2b_qp
from collections.abc import Iterable

from microweb.http.percent import percent_decode, percent_encode

__all__ = ["TooManyFieldsError", "format_query", "parse_query", "split_query"]

# Names and values are decoded all at once, with this octet in the place of "=" and "&", and what
# they are escaped with in the form of quoted-printable: see `percent`.
_MARK = b"\x1f"
_FORM = bytes.maketrans(b"=&+%", _MARK + _MARK + b" =")
_NO_SEPARATORS = bytes(octet for octet in range(256) if octet not in b"=&\r\n")
_REGULAR = frozenset(b"=&" * half + b"=" for half in range(64))  # found in half of 0.13 us
_EQUALS, _PERCENT = b"=%"


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
    texts = iter(split_query(data, max_fields))
    return list(zip(texts, texts, strict=True))


def split_query(data: bytes, max_fields: int) -> list[str]:
    """Give the names and values in turn: see `parse_query`."""
    if not data:
        return []
    shape = data.translate(None, _NO_SEPARATORS)
    # Where each field has its one "=", as browsers write them, ten take 1.6 us rather than 12.
    half = len(shape) // 2
    is_regular = shape in _REGULAR or shape == b"=&" * half + b"="
    if (half if is_regular else shape.count(b"&")) >= max_fields:
        raise TooManyFieldsError(f"more than {max_fields} fields")
    if is_regular:
        octets = a2b_qp(data.translate(_FORM))
        # A "%" that starts no escape leaves a "=", or is lost at the end: it makes more octets
        # than whole escapes do. There are more texts if the data held a mark, raw or escaped.
        if (_EQUALS not in octets and data[-1] != _PERCENT) or (
            len(octets) == len(data) - 2 * data.count(b"%")
        ):
            texts = octets.decode().split("\x1f")
            if len(texts) == 2 * half + 2:
                return texts
    return _split_fields(data)


def _split_fields(data: bytes) -> list[str]:
    fields = [field.partition(b"=") for field in data.split(b"&") if field]
    return [_decode(text) for name, _, value in fields for text in (name, value)]


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
