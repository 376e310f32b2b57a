"""Remember a browser for weeks: a token of its own, changed at each use, that gives a thief away.

The cookie holds the user's id, the name of a family and a random secret, signed. The store holds a
hash of the secret. At a use the secret is changed, in one step of the store, so that of two who
bring the same one only the first gets the next. Who comes later with a secret that the family has
left behind has a copy: the family ends, for the thief and for the owner, who has to log in again.

A browser that restores its tabs sends the same cookie several times at once, so a secret that was
changed is good for `GRACE` seconds more, without being changed again.

OWASP Session Management Cheat Sheet; C. Jaspan, Improved Persistent Login Cookie Best Practice.
"""

import json
import os
import time
from collections.abc import Callable
from typing import NamedTuple

from microweb.security.signing import BadSignature, Signer
from microweb.stores import Row, Store

__all__ = ["GRACE", "SALT", "Remembered", "RememberedBrowsers"]

GRACE = 60  # seconds
SALT = "microweb.auth.remember"

_SECRET_SIZE = 32  # bytes
_FAMILY_SIZE = 16  # bytes


class Remembered(NamedTuple):
    """What a cookie is worth.

    Attributes:
        user_id: Whose it is; None for nobody's.
        seal: What it was made with: see `security.seals`.
        cookie: The next cookie; None if there is none to set.
        is_stolen: Whether it is a copy; its family is ended.
    """

    user_id: str | None = None
    seal: str = ""
    cookie: str | None = None
    is_stolen: bool = False


class _Token(NamedTuple):
    user_id: str
    family: str
    secret: str

    @property
    def owner(self) -> str:
        return _owner(self.user_id)

    @property
    def key(self) -> str:
        return f"remember:{_hash(self.family, self.secret)}"

    @property
    def left_key(self) -> str:
        """Where it is noted that the secret was changed a moment ago."""
        return f"remember-left:{_hash(self.family, self.secret)}"


class RememberedBrowsers:
    """The browsers that are remembered, in a store.

    Args:
        store: Where they are kept.
        signer: Signs the cookies.
        clock: What tells the Unix time, in seconds.
    """

    def __init__(
        self, store: Store, signer: Signer, *, clock: Callable[[], float] = time.time
    ) -> None:
        self._store = store
        self._signer = signer
        self._clock = clock

    def add(self, user_id: str, seal: str, *, lifetime: float) -> str:
        """Remember a browser; give its cookie.

        Args:
            user_id: Whose it is.
            seal: What the login is bound to.
            lifetime: In seconds, from now; using the cookie does not lengthen it.
        """
        token = _Token(user_id, os.urandom(_FAMILY_SIZE).hex(), _make_secret())
        value = json.dumps([token.family, seal]).encode()
        self._store.set(token.key, value, ttl=lifetime, owner=token.owner)
        return self._sign(token)

    def use(self, cookie: str) -> Remembered:
        """Take a cookie as it came, and change its secret."""
        token = self._read(cookie)
        if token is None:
            return Remembered()
        row = self._store.get(token.key)
        changed = self._change(token, row) if row is not None else None
        if row is not None and changed is not None:
            return Remembered(token.user_id, _seal_of(row), changed)
        family = self._family(token)
        if not family:
            return Remembered()
        if self._store.get(token.left_key) is not None:
            return Remembered(token.user_id, _seal_of(family[0]))
        for row in family:
            self._store.delete(row.key)
        return Remembered(token.user_id, is_stolen=True)

    def forget(self, cookie: str) -> None:
        """Forget the browser of a cookie, at a logout."""
        token = self._read(cookie)
        for row in self._family(token) if token is not None else ():
            self._store.delete(row.key)

    def forget_all(self, user_id: str) -> int:
        """Forget all browsers of a user; give how many there were."""
        return self._store.delete_owned(_owner(user_id))

    def _change(self, token: _Token, row: Row) -> str | None:
        """Give the next cookie, or None if another request was faster."""
        following = token._replace(secret=_make_secret())
        self._store.set(token.left_key, b"", ttl=GRACE)
        ttl = max(row.expires - self._clock(), 1)
        is_changed = self._store.replace(
            token.key, row.value, ttl=ttl, owner=token.owner, new_key=following.key
        )
        return self._sign(following) if is_changed else None

    def _family(self, token: _Token) -> list[Row]:
        rows = self._store.owned(token.owner)
        return [row for row in rows if json.loads(row.value)[0] == token.family]

    def _sign(self, token: _Token) -> str:
        return self._signer.dumps(token)

    def _read(self, cookie: str) -> _Token | None:
        try:
            return _Token(*self._signer.loads(cookie))
        except BadSignature:
            return None


def _make_secret() -> str:
    return os.urandom(_SECRET_SIZE).hex()


def _owner(user_id: str) -> str:
    return f"remember:{user_id}"


def _seal_of(row: Row) -> str:
    return str(json.loads(row.value)[1])


def _hash(family: str, secret: str) -> str:
    from hashlib import sha256  # late: with the first cookie

    return sha256(f"{family}:{secret}".encode()).hexdigest()
