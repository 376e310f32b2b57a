"""Encode the body of a request that a test makes: bytes, text, a file, a form or JSON."""

from collections.abc import Mapping
from typing import IO, Any, TypeAlias

from microweb.json import dumps
from microweb.testing.forms import encode_form

__all__ = ["BodySource", "encode_body"]

BodySource: TypeAlias = bytes | bytearray | str | Mapping[str, Any] | IO[bytes]
"""What a body can be given as."""


def encode_body(
    data: BodySource | None, json: Any, content_type: str | None
) -> tuple[bytes, str | None]:
    """Give a body and its media type.

    Args:
        data: Bytes, text, a file that is read to its end, or form fields and files by name: see
            `encode_form`.
        json: A value to send as JSON instead; None for no JSON.
        content_type: The media type, if not that of a form or JSON.

    Raises:
        TypeError: Both data and JSON are given.
    """
    if json is not None:
        if data is not None:
            raise TypeError("give data or json, not both")
        return dumps(json).encode(), content_type or "application/json"
    if isinstance(data, Mapping):
        return encode_form(data, content_type)
    if isinstance(data, str):
        return data.encode(), content_type
    if data is None or isinstance(data, bytes | bytearray):
        return bytes(data or b""), content_type
    return data.read(), content_type
