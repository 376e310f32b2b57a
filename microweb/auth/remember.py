"""Remember a browser for weeks: a token of its own, changed at each use, that gives a thief away.

The cookie holds the user's id, the name of a family and a random secret, signed. The store holds a
hash of the secret. The family is the browser: its sessions know it by that name. At a use the
secret is changed, in one step of the store, so that of two who bring the same one only the first
gets the next. Who comes later with a secret that the family has left behind has a copy: the family
ends, for the thief and for the owner, who has to log in again.

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

__all__ = ["GRACE", "SALT", "BrowserInfo", "Client", "Remembered", "RememberedBrowsers"]

GRACE = 60  # seconds
SALT = "microweb.auth.remember"

_SECRET_SIZE = 32  # bytes
_FAMILY_SIZE = 16  # bytes
_MAX_TRIES = 10


class Client(NamedTuple):
    """What a browser calls itself, cut short, and where it is."""

    user_agent: str = ""
    address: str = ""


_UNKNOWN = Client()


class Remembered(NamedTuple):
    """What a cookie is worth.

    Attributes:
        user_id: Whose it is; None for nobody's.
        family: Of which browser.
        seal: What it was made with: see `security.seals`.
        cookie: The next cookie; None if there is none to set.
        is_stolen: Whether it is a copy; its family is ended.
    """

    user_id: str | None = None
    family: str = ""
    seal: str = ""
    cookie: str | None = None
    is_stolen: bool = False


class BrowserInfo(NamedTuple):
    """What is known of a remembered browser; the times are Unix time, in seconds.

    Attributes:
        family: Its name.
        created: When its user logged in.
        last_seen: When its cookie was last used.
        expires: When it will be forgotten.
        client: What and where it was then.
    """

    family: str
    created: float
    last_seen: float
    expires: float
    client: Client


class _Values(NamedTuple):
    """What a row holds."""

    family: str
    seal: str
    created: float
    user_agent: str
    address: str

    def dump(self) -> bytes:
        return json.dumps(self).encode()


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

    def add(
        self, user_id: str, seal: str, *, lifetime: float, client: Client = _UNKNOWN
    ) -> Remembered:
        """Remember a browser; give its cookie and its family.

        Args:
            user_id: Whose it is.
            seal: What the login is bound to.
            lifetime: In seconds, from now; using the cookie does not lengthen it.
            client: What and where it is.
        """
        token = _Token(user_id, os.urandom(_FAMILY_SIZE).hex(), _make_secret())
        values = _Values(token.family, seal, self._clock(), *client)
        self._store.set(token.key, values.dump(), ttl=lifetime, owner=token.owner)
        return Remembered(user_id, token.family, seal, self._sign(token))

    def use(self, cookie: str, client: Client = _UNKNOWN) -> Remembered:
        """Take a cookie as it came, and change its secret.

        Args:
            cookie: The cookie.
            client: What and where the browser is now.
        """
        token = self._read(cookie)
        if token is None:
            return Remembered()
        row = self._store.get(token.key)
        changed = self._change(token, row, client) if row is not None else None
        if row is not None and changed is not None:
            return Remembered(token.user_id, token.family, _values_of(row).seal, changed)
        return self._use_late(token)

    def look(self, cookie: str) -> Remembered:
        """Take a cookie without changing its secret, where no other cookie can be sent."""
        token = self._read(cookie)
        if token is None or not (self._store.get(token.key) or self._store.get(token.left_key)):
            return Remembered()
        family = self._family(token.user_id, token.family)
        if not family:
            return Remembered()
        return Remembered(token.user_id, token.family, _values_of(family[0]).seal)

    def owned(self, user_id: str) -> list[BrowserInfo]:
        """Give the browsers of a user, the last used first."""
        rows = [(row, _values_of(row)) for row in self._store.owned(_owner(user_id))]
        return [
            BrowserInfo(
                values.family,
                values.created,
                row.touched,
                row.expires,
                Client(values.user_agent, values.address),
            )
            for row, values in rows
        ]

    def forget(self, cookie: str) -> None:
        """Forget the browser of a cookie, at a logout."""
        token = self._read(cookie)
        if token is not None:
            self.forget_family(token.user_id, token.family)

    def forget_family(self, user_id: str, family: str) -> bool:
        """Forget one browser of a user; False if there is none of this name."""
        count = 0
        for _ in range(_MAX_TRIES):  # a use at the same time gives the row another key
            rows = self._family(user_id, family)
            if not rows:
                break
            count += sum(self._store.delete(row.key) for row in rows)
        return count > 0

    def forget_all(self, user_id: str) -> int:
        """Forget all browsers of a user; give how many there were."""
        return self._store.delete_owned(_owner(user_id))

    def _change(self, token: _Token, row: Row, client: Client) -> str | None:
        """Give the next cookie, or None if another request was faster."""
        following = token._replace(secret=_make_secret())
        self._store.set(token.left_key, b"", ttl=GRACE)
        ttl = max(row.expires - self._clock(), 1)
        values = _values_of(row)._replace(**client._asdict())
        is_changed = self._store.replace(
            token.key, values.dump(), ttl=ttl, owner=token.owner, new_key=following.key
        )
        return self._sign(following) if is_changed else None

    def _use_late(self, token: _Token) -> Remembered:
        """Take a cookie whose secret is another by now: a moment later it is good, then a copy."""
        family = self._family(token.user_id, token.family)
        if not family:
            return Remembered()
        if self._store.get(token.left_key) is not None:
            return Remembered(token.user_id, token.family, _values_of(family[0]).seal)
        self.forget_family(token.user_id, token.family)
        return Remembered(token.user_id, token.family, is_stolen=True)

    def _family(self, user_id: str, family: str) -> list[Row]:
        rows = self._store.owned(_owner(user_id))
        return [row for row in rows if _values_of(row).family == family]

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


def _values_of(row: Row) -> _Values:
    return _Values(*json.loads(row.value))


def _hash(family: str, secret: str) -> str:
    from hashlib import sha256  # late: with the first cookie

    return sha256(f"{family}:{secret}".encode()).hexdigest()
