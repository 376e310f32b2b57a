"""Tokens against requests that another site makes a browser send, on top of the origin check.

A session keeps one secret. Each form gets it under a fresh mask, so that no two pages show the same
text: a page that is compressed gives the secret away, byte by byte, where that text stays the same.
"""

import os
from collections.abc import MutableMapping
from typing import Any

__all__ = ["FIELD", "HEADER", "is_good_token", "make_token"]

FIELD = "csrf_token"
"""The name of the form field."""

HEADER = "HTTP_X_CSRF_TOKEN"
"""The environ key of the header `X-CSRF-Token`, for requests without a form."""

_KEY = "_csrf"
_SIZE = 32  # bytes of the secret and of the mask


def make_token(session: MutableMapping[str, Any]) -> str:
    """Give a token for a form; the session gets its secret with the first one.

    BREACH (CVE-2013-3587); OWASP CSRF Prevention Cheat Sheet, synchronizer token pattern.
    """
    known: object = session.get(_KEY)
    secret = _from_hex(known) if isinstance(known, str) else None
    if secret is None:
        secret = os.urandom(_SIZE)
        session[_KEY] = secret.hex()
    mask = os.urandom(_SIZE)
    return (mask + _xor(secret, mask)).hex()


def is_good_token(session: MutableMapping[str, Any], token: str) -> bool:
    """Say whether a token was made for this session."""
    from hmac import compare_digest  # late: only apps with tokens pay for it

    known: object = session.get(_KEY)
    secret = _from_hex(known) if isinstance(known, str) else None
    masked = _from_hex(token, 2 * _SIZE)
    if secret is None or masked is None:
        return False
    return compare_digest(_xor(masked[:_SIZE], masked[_SIZE:]), secret)


def forget_token(session: MutableMapping[str, Any]) -> None:
    """Drop the secret of a session, at a login: a form shown before it is worth nothing after.

    OWASP CSRF Prevention Cheat Sheet, login CSRF.
    """
    if _KEY in session:
        del session[_KEY]


def _xor(left: bytes, right: bytes) -> bytes:
    number = int.from_bytes(left, "big") ^ int.from_bytes(right, "big")
    return number.to_bytes(_SIZE, "big")


def _from_hex(text: str, size: int = _SIZE) -> bytes | None:
    try:
        data = bytes.fromhex(text)
    except ValueError:
        return None
    # `fromhex` skips blanks: only the text that `hex` writes is good.
    return data if len(data) == size and len(text) == 2 * size else None
