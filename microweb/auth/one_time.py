"""Tokens that are good once, for links in mails: a new password, an address to be confirmed."""

import os
from binascii import b2a_base64
from datetime import timedelta

from microweb.security.events import log_event
from microweb.stores import Store

__all__ = ["OneTimeTokens"]

_SIZE = 32  # bytes
_TEXT_SIZE = 43  # characters of base64url without padding


class OneTimeTokens:
    """Makes tokens for one purpose, and takes each of them once.

        resets = OneTimeTokens(store, purpose="password-reset")
        token = resets.create(user.id)          # into the link of the mail
        user_id = resets.use(token)             # None: it was used, is too old, or never was

    A token is 256 random bits, of which the store keeps a hash. A user has one at a time: a new one
    ends the one before. A page that shows a form first asks `peek`, which does not use it up; the
    form's view asks `use`. Let the pages of such links send `Referrer-Policy: no-referrer`.

    OWASP Forgot Password Cheat Sheet; CVE-2010-4535.
    """

    def __init__(
        self, store: Store, *, purpose: str, lifetime: timedelta = timedelta(hours=1)
    ) -> None:
        """Say what the tokens are for.

        Args:
            store: Where their hashes are kept.
            purpose: A token of one is worth nothing for another.
            lifetime: How long a token is good.

        Raises:
            ValueError: The purpose is empty, or the lifetime is not above 0.
        """
        if not purpose or lifetime <= timedelta():
            raise ValueError(f"OneTimeTokens: purpose={purpose!r}, lifetime={lifetime}")
        self._store = store
        self._purpose = purpose
        self._lifetime = lifetime

    def create(self, user_id: object) -> str:
        """Give a token for a user, 43 characters that are safe in a URL."""
        owner = self._owner(str(user_id))
        self._store.delete_owned(owner)
        token = _encode(os.urandom(_SIZE))
        ttl = self._lifetime.total_seconds()
        self._store.set(self._key(token), str(user_id).encode(), ttl=ttl, owner=owner)
        log_event("token_created", user=str(user_id), purpose=self._purpose)
        return token

    def peek(self, token: str) -> str | None:
        """Give the id of the user whose token it is, without using it up."""
        row = self._store.get(self._key(token)) if len(token) == _TEXT_SIZE else None
        return row.value.decode() if row is not None else None

    def use(self, token: str) -> str | None:
        """Give the id of the user whose token it is, to one caller, once."""
        user_id = self.peek(token)
        if user_id is None or not self._store.delete(self._key(token)):
            log_event("token_refused", purpose=self._purpose)
            return None
        return user_id

    def revoke(self, user_id: object) -> bool:
        """End the token of a user, if there is one."""
        return self._store.delete_owned(self._owner(str(user_id))) > 0

    def _owner(self, user_id: str) -> str:
        return f"once:{self._purpose}:{user_id}"

    def _key(self, token: str) -> str:
        from hashlib import sha256  # late: with the first token

        text = f"{self._purpose}:{token}".encode("utf-8", "surrogatepass")
        return f"once:{sha256(text).hexdigest()}"


def _encode(data: bytes) -> str:
    return b2a_base64(data, newline=False).translate(bytes.maketrans(b"+/", b"-_"), b"=").decode()
