"""Hash passwords for storage and check them at login.

A hash says how it was made, so that the cost can rise and old hashes stay readable:

    pbkdf2:sha256:1000000$salt$hex          made here by default, as Werkzeug writes it
    scrypt:131072:8:1$salt$hex              made here on request, as Werkzeug writes it
    pbkdf2_sha256$1000000$salt$base64       Django's, read only
    scrypt$16384$salt$8$5$base64            Django's, read only

OWASP Password Storage Cheat Sheet.
"""

import re
from binascii import a2b_base64
from collections.abc import Callable
from typing import NamedTuple

__all__ = [
    "DEFAULT_METHOD",
    "MAX_PASSWORD_SIZE",
    "check_password_hash",
    "generate_password_hash",
    "password_needs_rehash",
    "verify_login",
]

DEFAULT_METHOD = "pbkdf2:sha256:1000000"

# In bytes of UTF-8: longer than any phrase a person types.
MAX_PASSWORD_SIZE = 1024

# What a hash may cost at most, so that a damaged one cannot stop the server: ten times the
# default, and 512 MiB of memory.
_MAX_ITERATIONS = 10_000_000
_MAX_SCRYPT_BLOCKS = 2**22  # n * r * p, of 128 bytes each

_METHOD_ALIASES = {
    "pbkdf2": DEFAULT_METHOD,
    "pbkdf2:sha256": DEFAULT_METHOD,
    "scrypt": "scrypt:131072:8:1",
}
_DIGESTS = {"sha1", "sha256", "sha512"}
_SCRYPT_KEY_SIZE = 64  # in bytes
# Salt and key of the hash that stands in for a missing one: to read it takes time, too.
_STAND_IN = "0" * 16 + "$" + "0" * 64
_NUMBER_RE = re.compile(r"[1-9][0-9]{0,7}")
_SALT_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"


def generate_password_hash(
    password: str, method: str = DEFAULT_METHOD, salt_length: int = 16
) -> str:
    """Hash a password for storage, with a fresh salt.

    Args:
        password: At most `MAX_PASSWORD_SIZE` bytes as UTF-8.
        method: `pbkdf2:DIGEST:ITERATIONS` or `scrypt:N:R:P`; `pbkdf2`, `pbkdf2:sha256` and
            `scrypt` alone choose a good cost.
        salt_length: In characters, of about six bits each.

    Raises:
        ValueError: If the password is too long, the method unknown or too costly, or the salt
            empty.
    """
    from secrets import choice

    secret = _encode_password(password)
    if secret is None:
        raise ValueError(f"a password is Unicode text of at most {MAX_PASSWORD_SIZE} bytes")
    if salt_length < 1:
        raise ValueError(f"salt_length is {salt_length}; 16 is a good length")
    method = _METHOD_ALIASES.get(method, method)
    salt = "".join(choice(_SALT_ALPHABET) for _ in range(salt_length))
    return f"{method}${salt}${_parse_method(method).derive(secret, salt.encode()).hex()}"


def check_password_hash(pwhash: str | None, password: str, *, method: str = DEFAULT_METHOD) -> bool:
    """Tell whether a password belongs to a hash.

    Every call does the work of one hash, whatever comes of it, so that the time taken does not
    tell which user names exist: pass None for a user who does not. It takes the time of the hash
    that is stored; `verify_login` makes up for one that is cheaper than today's.

    Args:
        pwhash: As stored. One that cannot be read fits no password.
        password: As typed. One that is too long fits no hash and is not hashed.
        method: What your hashes are made with, for the work that stands in for a missing one.
    """
    from hmac import compare_digest

    secret = _encode_password(password)
    if secret is None:
        return False
    stored = _parse_hash(f"{method}${_STAND_IN}" if pwhash is None else pwhash)
    if stored is None:
        _parse_method(method).derive(secret, b"salt")
        return False
    is_equal = compare_digest(stored.kdf.derive(secret, stored.salt), stored.key)
    return is_equal and pwhash is not None


def verify_login(
    pwhash: str | None,
    password: str,
    *,
    method: str = DEFAULT_METHOD,
    save: Callable[[str], object] | None = None,
) -> bool:
    """Tell whether a password is the right one at login, and hash it anew where that is due.

        user = find_user(name)
        ok = verify_login(user and user.password_hash, password, save=partial(keep_hash, user))

    An old hash that was cheaper takes the time of a new one; one of another algorithm cannot, and
    takes its own time.

    Args:
        pwhash: As stored; None for a user who does not exist, which takes the same time.
        password: As typed.
        method: What your hashes are made with now.
        save: Called with a new hash of the password, where the stored one was made at a lower cost
            or in another way. Only after a login that is right, so a stranger cannot time it.
    """
    is_right = check_password_hash(pwhash, password, method=method)
    _make_up(f"{method}${_STAND_IN}" if pwhash is None else pwhash, password, method)
    if not is_right:
        return False
    if save is not None and pwhash is not None and password_needs_rehash(pwhash, method=method):
        save(generate_password_hash(password, method))
    return True


def password_needs_rehash(pwhash: str, *, method: str = DEFAULT_METHOD) -> bool:
    """Tell whether to hash a password anew, now that its user has just typed it.

    Args:
        pwhash: As stored.
        method: What your hashes are made with now. A hash made in another way, or at a lower
            cost, is due.
    """
    stored = _parse_hash(pwhash)
    return stored is None or not stored.kdf.is_as_strong_as(_parse_method(method))


class _PBKDF2(NamedTuple):
    digest: str
    iterations: int

    def is_as_strong_as(self, other: "_KDF") -> bool:
        return (
            isinstance(other, _PBKDF2)
            and self.digest == other.digest
            and self.iterations >= other.iterations
        )

    def derive(self, secret: bytes, salt: bytes) -> bytes:
        from hashlib import pbkdf2_hmac

        return pbkdf2_hmac(self.digest, secret, salt, self.iterations)


class _Scrypt(NamedTuple):
    n: int
    r: int
    p: int

    def is_as_strong_as(self, other: "_KDF") -> bool:
        return (
            isinstance(other, _Scrypt)
            and self.n >= other.n
            and self.r >= other.r
            and self.p >= other.p
        )

    def derive(self, secret: bytes, salt: bytes) -> bytes:
        from hashlib import scrypt

        n, r, p = self
        # RFC 7914 section 6 has p + n blocks of 128 r bytes in memory; OpenSSL takes two more.
        maxmem = 128 * r * (n + p + 2)
        return scrypt(secret, salt=salt, n=n, r=r, p=p, maxmem=maxmem, dklen=_SCRYPT_KEY_SIZE)


_KDF = _PBKDF2 | _Scrypt


class _Stored(NamedTuple):
    kdf: _KDF
    salt: bytes
    key: bytes


def _make_up(pwhash: str, password: str, method: str) -> None:
    """Do the rest of the work where a stored hash was cheaper than today's."""
    stored, secret, wanted = _parse_hash(pwhash), _encode_password(password), _parse_method(method)
    if stored is None or secret is None or not isinstance(wanted, _PBKDF2):
        return
    missing = wanted.iterations - getattr(stored.kdf, "iterations", wanted.iterations)
    if missing > 0:
        wanted._replace(iterations=missing).derive(secret, b"salt")


def _encode_password(password: str) -> bytes | None:
    """Give the bytes to hash, or None if there are too many or the text is not Unicode's."""
    if len(password) > MAX_PASSWORD_SIZE:
        return None
    try:
        secret = password.encode()
    except UnicodeEncodeError:
        return None
    return secret if len(secret) <= MAX_PASSWORD_SIZE else None


def _parse_hash(pwhash: str) -> _Stored | None:
    """Take a stored hash apart, or give None if it is none that can be checked."""
    try:
        match pwhash.split("$"):
            case [method, salt, key]:
                return _Stored(_parse_method(method), salt.encode(), bytes.fromhex(key))
            case ["pbkdf2_sha256" | "pbkdf2_sha1" as name, iterations, salt, key]:
                method = f"pbkdf2:{name.removeprefix('pbkdf2_')}:{iterations}"
            case ["scrypt", n, salt, r, p, key]:
                method = f"scrypt:{n}:{r}:{p}"
            case _:
                return None
        return _Stored(_parse_method(method), salt.encode(), a2b_base64(key, strict_mode=True))
    except ValueError:
        return None


def _parse_method(method: str) -> _KDF:
    """Parse `pbkdf2:DIGEST:ITERATIONS` or `scrypt:N:R:P`, or raise ValueError."""
    match _METHOD_ALIASES.get(method, method).split(":"):
        case ["pbkdf2", digest, iterations] if digest in _DIGESTS:
            return _checked_pbkdf2(_PBKDF2(digest, _parse_number(iterations)))
        case ["scrypt", n, r, p]:
            return _checked_scrypt(_Scrypt(*map(_parse_number, (n, r, p))))
        case _:
            raise ValueError(
                f"{method!r} is no password method; expected {DEFAULT_METHOD!r} or "
                f"{_METHOD_ALIASES['scrypt']!r}"
            )


def _checked_pbkdf2(kdf: _PBKDF2) -> _PBKDF2:
    if kdf.iterations > _MAX_ITERATIONS:
        raise ValueError(f"{kdf.iterations} iterations are above the limit of {_MAX_ITERATIONS}")
    return kdf


def _checked_scrypt(kdf: _Scrypt) -> _Scrypt:
    # RFC 7914 section 2: n is above 1, a power of 2 and below 2^(128 r / 8).
    if kdf.n < 2 or kdf.n.bit_count() != 1 or kdf.n.bit_length() > 16 * kdf.r:
        raise ValueError(f"scrypt's n is a power of 2 from 2 to 2^(16 r - 1), not {kdf.n}")
    if kdf.n * kdf.r * kdf.p > _MAX_SCRYPT_BLOCKS:
        raise ValueError(f"scrypt's n * r * p is above the limit of {_MAX_SCRYPT_BLOCKS}")
    return kdf


def _parse_number(text: str) -> int:
    # Not `int` alone: it takes signs, spaces, underscores and other scripts' digits.
    if not _NUMBER_RE.fullmatch(text):
        raise ValueError(f"{text!r} is no number from 1 to 99999999")
    return int(text)
