"""Sign values that travel through a client's hands, for sessions and for links sent by mail.

A token is text that is safe in a cookie and in a URL, `payload.timestamp.signature`: the payload in
base64url without padding, the time of signing in Unix seconds, and the HMAC-SHA256 of everything
before the last dot, in base64url again. The payload can be read by anyone and changed by no one.

Each purpose has a salt, and each salt its own key, derived from the secret key. A salt is therefore
never joined to a value, so no other pair of salt and value can give the same signature.
"""

import json
from binascii import a2b_base64, b2a_base64
from collections.abc import Sequence
from time import time
from typing import Any, NamedTuple

from microweb.exceptions import MicrowebError

__all__ = ["MAX_CLOCK_SKEW", "BadSignature", "SignatureExpired", "Signed", "Signer"]

# How far in the future a token's timestamp may lie, in seconds: the clocks of two servers that
# share a key differ a little.
MAX_CLOCK_SKEW = 60

_BLOCK_SIZE = 64  # of SHA-256, in bytes
_INNER_PAD = bytes(byte ^ 0x36 for byte in range(256))
_OUTER_PAD = bytes(byte ^ 0x5C for byte in range(256))
_TO_URLSAFE = bytes.maketrans(b"+/", b"-_")
_FROM_URLSAFE = bytes.maketrans(b"-_", b"+/")

_KEY_ADVICE = 'make one with: python -c "import secrets; print(secrets.token_hex(32))"'


class BadSignature(MicrowebError, ValueError):
    """A token was not made with any of the keys, or was changed since.

    Attributes:
        token: The token as it came.
    """

    def __init__(self, message: str, *, token: str) -> None:
        super().__init__(message)
        self.token = token


class SignatureExpired(BadSignature):
    """A token is genuine and older than allowed.

    Attributes:
        payload: What was signed.
        timestamp: When it was signed, Unix time, in seconds.
    """

    def __init__(self, message: str, *, token: str, payload: bytes, timestamp: int) -> None:
        super().__init__(message, token=token)
        self.payload = payload
        self.timestamp = timestamp


class Signed(NamedTuple):
    """What a genuine token holds; the timestamp is Unix time, in seconds."""

    payload: bytes
    timestamp: int


class Signer:
    """Signs for one purpose, and reads what was signed with the current or an earlier key.

    Args:
        secret_keys: The key to sign with, then the keys that were used before it and are still
            accepted. Text is taken as UTF-8.
        salt: The purpose, such as `"password-reset"`. A token of one purpose is worth nothing for
            another. It is not a secret.

    Raises:
        ValueError: If there is no key or one of them is empty.
        TypeError: If the keys are a single string, which would be read letter by letter.
    """

    __slots__ = ("_is_equal", "_keys")

    def __init__(self, secret_keys: Sequence[str | bytes], *, salt: str) -> None:
        if isinstance(secret_keys, str | bytes):
            raise TypeError("secret_keys is a list of keys, not one key: write [key]")
        if not secret_keys or not all(secret_keys):
            raise ValueError(f"a secret key is missing or empty; {_KEY_ADVICE}")
        from hmac import compare_digest  # with hashlib 4 ms, which an app without sessions saves

        self._is_equal = compare_digest
        self._keys = [_derive_key(secret, salt) for secret in secret_keys]

    def sign(self, payload: bytes, *, timestamp: int | None = None) -> str:
        """Give the token for a payload, signed with the first key.

        Args:
            payload: Anything; it stays readable in the token.
            timestamp: When to say it was signed, Unix time, in seconds; now, if not given.
        """
        text = b"%b.%d" % (_encode(payload), int(time()) if timestamp is None else timestamp)
        return (b"%b.%b" % (text, self._keys[0].sign(text))).decode()

    def unsign(self, token: str, *, max_age: float | None = None) -> Signed:
        """Give what a token holds.

        Args:
            token: As it came from the client.
            max_age: How old it may be, in seconds; of any age, if not given.

        Raises:
            BadSignature: If it is not genuine, or signed more than `MAX_CLOCK_SKEW` in the future.
            SignatureExpired: If it is genuine and older than `max_age`.
        """
        text = self._verified(token)
        encoded, _, digits = text.partition(b".")
        signed = Signed(_decode(encoded), int(digits))
        age = int(time()) - signed.timestamp
        if age < -MAX_CLOCK_SKEW:
            raise BadSignature(f"the token was signed {-age} s in the future", token=token)
        if max_age is not None and age > max_age:
            message = f"the token is {age} s old, more than {max_age} s"
            raise SignatureExpired(
                message, token=token, payload=signed.payload, timestamp=signed.timestamp
            )
        return signed

    def dumps(self, value: Any) -> str:
        """Sign a value that JSON can hold."""
        return self.sign(json.dumps(value, separators=(",", ":")).encode())

    def loads(self, token: str, *, max_age: float | None = None) -> Any:
        """Give the value that `dumps` signed.

        Args:
            token: As it came from the client.
            max_age: How old it may be, in seconds; of any age, if not given.

        Raises:
            BadSignature: As `unsign` does.
        """
        return json.loads(self.unsign(token, max_age=max_age).payload)

    def _verified(self, token: str) -> bytes:
        """Give the signed part of a token, or raise BadSignature."""
        try:
            text, _, signature = token.encode("ascii").rpartition(b".")
        except UnicodeEncodeError:
            raise BadSignature("the token is not ASCII", token=token) from None
        # The two texts are compared, not the bytes they decode to: several texts decode alike.
        for key in self._keys:
            if self._is_equal(key.sign(text), signature):
                return text
        raise BadSignature("the signature does not match", token=token)


class _Key:
    """One key, ready to sign.

    HMAC hashes a block made of the key before each of its two messages. Both states are kept and
    copied, which takes less than half of the time of `hmac.new` (0.7 of 1.5 microseconds).

    RFC 2104 section 4.
    """

    __slots__ = ("_inner", "_outer")

    def __init__(self, key: bytes) -> None:
        from hashlib import sha256  # late: see Signer

        block = key.ljust(_BLOCK_SIZE, b"\0")
        self._inner = sha256(block.translate(_INNER_PAD))
        self._outer = sha256(block.translate(_OUTER_PAD))

    def sign(self, text: bytes) -> bytes:
        """Give the signature in its one canonical form."""
        inner = self._inner.copy()
        inner.update(text)
        outer = self._outer.copy()
        outer.update(inner.digest())
        return _encode(outer.digest())


def _derive_key(secret: str | bytes, salt: str) -> _Key:
    """Make the key of one purpose. The secret itself signs nothing but the salt."""
    from hmac import digest  # late: see Signer

    if isinstance(secret, str):
        secret = secret.encode()
    return _Key(digest(secret, b"microweb.signing:" + salt.encode(), "sha256"))


def _encode(data: bytes) -> bytes:
    """Encode as base64url without padding (RFC 4648 section 5)."""
    return b2a_base64(data, newline=False).translate(_TO_URLSAFE, b"=")


def _decode(text: bytes) -> bytes:
    """Undo `_encode`, whose output this is: it is only called on text that is genuine."""
    return a2b_base64(text.translate(_FROM_URLSAFE) + b"==")
