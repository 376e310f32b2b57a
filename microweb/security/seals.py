"""Bind a login to what it was made with, so that a new password ends what the old one began.

A seal is an HMAC of a user's id and password hash, under a key derived from the secret key. It is
kept in the session, or in the row of a remembered browser, and compared at each use: it tells
nothing of the hash, and stops being right when the hash changes.
"""

from collections.abc import Sequence

__all__ = ["is_good_seal", "make_seal"]

_PURPOSE = b"microweb.seal:"


def make_seal(keys: Sequence[str | bytes], user_id: str, secret: str) -> str:
    """Give the seal of a user, 64 hexadecimal digits.

    Args:
        keys: The secret key, then those that were used before it.
        user_id: The user's id.
        secret: What changes with the password: its hash.
    """
    return _digest(keys[0], user_id, secret)


def is_good_seal(seal: object, keys: Sequence[str | bytes], user_id: str, secret: str) -> bool:
    """Tell whether a seal was made for a user as it is now, by one of the keys."""
    from hmac import compare_digest  # late: with the first login

    if not isinstance(seal, str):
        return False
    given = seal.encode("utf-8", "surrogatepass")
    return any(compare_digest(given, _digest(key, user_id, secret).encode()) for key in keys)


def _digest(key: str | bytes, user_id: str, secret: str) -> str:
    from hmac import digest  # late: as above

    if isinstance(key, str):
        key = key.encode()
    # The inner key is the user's own, so that no id and secret can run together.
    inner = digest(key, _PURPOSE + user_id.encode("utf-8", "surrogatepass"), "sha256")
    return digest(inner, secret.encode("utf-8", "surrogatepass"), "sha256").hex()
