"""Tokens for programs: signed, with an end and scopes, and revoked by taking out a row.

A token is 256 random bits, signed with a key of the app's secret key, so that what was not made
here is refused without a look into the store. The store has the SHA-256 of the bits: who reads it
cannot use what is there. What a client brings is compared as a whole digest or signature alone.
"""

import json
import os
import time
from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any, NamedTuple

from microweb.security.signing import BadSignature, Signer
from microweb.stores import Row, Store

__all__ = ["SALT", "BearerTokens", "TokenInfo"]

SALT = "microweb.auth.bearer"

_SIZE = 32  # bytes
_HANDLE_SIZE = 16  # hexadecimal digits of the 64 that a key has
_NAMESPACE = "bearer:"
_NOTE_USE = 60 * 60  # seconds: a use is noted when the last note is this old


class TokenInfo(NamedTuple):
    """What is known of a token; the times are Unix time, in seconds.

    Attributes:
        handle: What `revoke` knows it by. It does not tell the token.
        user_id: Whose it is.
        name: What its user calls it.
        scopes: What may be done with it.
        created: When it was made.
        last_used: When it was last used, to an hour.
        expires: When it ends.
    """

    handle: str
    user_id: str
    name: str
    scopes: frozenset[str]
    created: float
    last_used: float
    expires: float


class BearerTokens:
    """The tokens of all users, in a store.

    Args:
        store: Where their hashes are kept.
        signer: Signs them.
        clock: What tells the Unix time, in seconds.

    RFC 6750; OWASP REST Security Cheat Sheet.
    """

    def __init__(
        self, store: Store, signer: Signer, *, clock: Callable[[], float] = time.time
    ) -> None:
        self._store = store
        self._signer = signer
        self._clock = clock

    def create(
        self,
        user_id: str,
        *,
        name: str = "",
        scopes: Iterable[str] = (),
        lifetime: timedelta = timedelta(days=90),
    ) -> str:
        """Make a token, which is shown once and can never be shown again.

        Args:
            user_id: Whose it is.
            name: What its user calls it.
            scopes: Words for what may be done with it.
            lifetime: How long it is good.

        Raises:
            TypeError: The scopes are one text.
            ValueError: A scope is no word, or the lifetime is not above 0.
        """
        words = _checked_scopes(scopes)
        if lifetime <= timedelta():
            raise ValueError(f"a token lives for some time, not for {lifetime}")
        secret = os.urandom(_SIZE)
        value = json.dumps([user_id, name, words, self._clock()]).encode()
        ttl = lifetime.total_seconds()
        self._store.set(_key_of(secret), value, ttl=ttl, owner=_owner_of(user_id))
        return self._signer.sign(secret)

    def find(self, token: str) -> TokenInfo | None:
        """Give what is known of a token that a client brought; None for one that is no good."""
        try:
            secret = self._signer.unsign(token).payload
        except BadSignature:
            return None
        row = self._store.get(_key_of(secret))
        if row is None:
            return None
        now = self._clock()
        if now - row.touched > _NOTE_USE:
            self._store.touch(row.key, ttl=max(row.expires - now, 1))
        return _info_of(row)

    def list(self, user_id: str) -> "list[TokenInfo]":
        """Give the tokens of a user, the last used first."""
        return [_info_of(row) for row in self._store.owned(_owner_of(user_id))]

    def revoke(self, user_id: str, handle: str) -> bool:
        """End a token of a user, from the next request on; False if there is none."""
        rows = self._store.owned(_owner_of(user_id))
        return any(self._store.delete(row.key) for row in rows if _handle_of(row) == handle)

    def revoke_all(self, user_id: str) -> int:
        """End all tokens of a user; give how many there were."""
        return self._store.delete_owned(_owner_of(user_id))


def _checked_scopes(scopes: Iterable[str]) -> list[str]:
    # scope-token = 1*( %x21 / %x23-5B / %x5D-7E )      RFC 6749 section 3.3
    if isinstance(scopes, str):
        raise TypeError(f"scopes={scopes!r} is one text; write scopes=[{scopes!r}]")
    words = sorted(set(scopes))
    for word in words:
        if not word or not all("!" <= char <= "~" and char not in '"\\' for char in word):
            raise ValueError(f"{word!r} is no scope: it has printable ASCII, no blanks or quotes")
    return words


def _key_of(secret: bytes) -> str:
    from hashlib import sha256  # late: with the first token

    return _NAMESPACE + sha256(secret).hexdigest()


def _owner_of(user_id: str) -> str:
    return _NAMESPACE + user_id


def _handle_of(row: Row) -> str:
    return row.key.removeprefix(_NAMESPACE)[:_HANDLE_SIZE]


def _info_of(row: Row) -> TokenInfo:
    user_id, name, scopes, created = _values_of(row)
    return TokenInfo(
        _handle_of(row), user_id, name, frozenset(scopes), created, row.touched, row.expires
    )


def _values_of(row: Row) -> Any:
    return json.loads(row.value)
