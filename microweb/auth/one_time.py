"""Tokens that are good once, for links in mails: a new password, an address to be confirmed."""

import json
import os
from binascii import b2a_base64
from datetime import timedelta
from typing import Any, NamedTuple

from microweb.auth.manager import Auth
from microweb.security.events import log_event
from microweb.stores import Store

__all__ = ["OneTimeTokens"]

_SIZE = 32  # bytes
_TEXT_SIZE = 43  # characters of base64url without padding


class _Values(NamedTuple):
    """What a row holds."""

    user_id: str
    purpose: str
    seal: str


class OneTimeTokens:
    """Makes tokens for one purpose, and takes each of them once.

        resets = OneTimeTokens(store, purpose="password-reset", auth=auth)
        token = resets.create(user.id)          # into the link of the mail
        user_id = resets.use(token)             # None: it was used, is too old, or never was

    A token is 256 random bits, of which the store keeps a hash. A user has one at a time: a new one
    ends the one before. A page that shows a form first asks `peek`, which does not use it up; the
    form's view asks `use`. Let the pages of such links send `Referrer-Policy: no-referrer`.

    Give `auth` where a token opens an account. Then all of a user's tokens, whatever their purpose,
    end when the password changes, in whatever way, and when one of them is used; and none is good
    while its user is switched off.

    OWASP Forgot Password Cheat Sheet; CVE-2010-4535.
    """

    def __init__(
        self,
        store: Store,
        *,
        purpose: str,
        lifetime: timedelta = timedelta(hours=1),
        auth: Auth[Any] | None = None,
    ) -> None:
        """Say what the tokens are for.

        Args:
            store: Where their hashes are kept.
            purpose: A token of one is worth nothing for another.
            lifetime: How long a token is good.
            auth: Binds tokens to what sessions are bound to, the user's `password_hash`; it finds
                the user by its `user_loader`. None for what a new password does not touch, such as
                the confirmation of an address.

        Raises:
            ValueError: The purpose is empty, or the lifetime is not above 0.
        """
        if not purpose or lifetime <= timedelta():
            raise ValueError(f"OneTimeTokens: purpose={purpose!r}, lifetime={lifetime}")
        self._store = store
        self._purpose = purpose
        self._lifetime = lifetime
        self._auth = auth

    def create(self, user_id: object) -> str:
        """Give a token for a user, 43 characters that are safe in a URL."""
        name = str(user_id)
        self.revoke(name)
        token = _encode(os.urandom(_SIZE))
        values = _Values(name, self._purpose, self._seal(token, name))
        ttl = self._lifetime.total_seconds()
        owner = self._owner(name)
        self._store.set(self._key(token), json.dumps(values).encode(), ttl=ttl, owner=owner)
        log_event("token_created", user=name, purpose=self._purpose)
        return token

    def peek(self, token: str) -> str | None:
        """Give the id of the user whose token it is, without using it up."""
        row = self._store.get(self._key(token)) if len(token) == _TEXT_SIZE else None
        if row is None:
            return None
        values = _values_of(row.value)
        return values.user_id if self._is_sealed(token, values) else None

    def use(self, token: str) -> str | None:
        """Give the id of the user whose token it is, to one caller, once."""
        user_id = self.peek(token)
        if user_id is None or not self._store.delete(self._key(token)):
            log_event("token_refused", purpose=self._purpose)
            return None
        self._store.delete_owned(self._owner(user_id))
        return user_id

    def revoke(self, user_id: object) -> bool:
        """End the token of a user, if there is one."""
        rows = self._store.owned(self._owner(str(user_id)))
        own = [row for row in rows if _values_of(row.value).purpose == self._purpose]
        return sum(self._store.delete(row.key) for row in own) > 0

    def _is_sealed(self, token: str, values: _Values) -> bool:
        from hmac import compare_digest  # late: with the first token

        if self._auth is None:
            return True
        seal = self._seal(token, values.user_id)
        return bool(seal) and compare_digest(seal, values.seal)

    def _seal(self, token: str, user_id: str) -> str:
        """Bind a token to its user as it is now; empty for one who may not come in."""
        from hmac import digest

        if self._auth is None or (user := self._auth.load(user_id)) is None:
            return ""
        # The store has no token, so who reads it learns nothing of the hash.
        secret = self._auth.secret_of(user).encode("utf-8", "surrogatepass")
        return digest(token.encode(), secret, "sha256").hex()

    def _owner(self, user_id: str) -> str:
        """Give under what the store finds a user's tokens: of all purposes that open an account."""
        return f"once:{self._purpose if self._auth is None else ''}:{user_id}"

    def _key(self, token: str) -> str:
        from hashlib import sha256  # late: with the first token

        text = f"{self._purpose}:{token}".encode("utf-8", "surrogatepass")
        return f"once:{sha256(text).hexdigest()}"


def _values_of(value: bytes) -> _Values:
    return _Values(*json.loads(value))


def _encode(data: bytes) -> str:
    return b2a_base64(data, newline=False).translate(bytes.maketrans(b"+/", b"-_"), b"=").decode()
