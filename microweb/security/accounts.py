"""Decide which passwords an account may have, and when two account names are the same."""

from collections.abc import Container, Iterable
from unicodedata import normalize

from microweb.security.common import is_common
from microweb.security.passwords import MAX_PASSWORD_SIZE

__all__ = ["MIN_PASSWORD_SIZE", "find_password_problem", "normalize_account_name"]

MIN_PASSWORD_SIZE = 8  # in bytes of UTF-8
_MAX_NAME_LENGTH = 255  # characters that are looked at
_MIN_PERSONAL = 4  # characters; shorter words are in anything


def normalize_account_name(name: str) -> str:
    """Give the form in which account names are compared, whatever their case and composition.

    Keep it in a column of its own with a unique index, and look accounts up by it. Names that only
    look alike stay apart, as one with a dotless i from one with an i.

    Raises:
        ValueError: The name is over 255 characters, which would take its time.

    Unicode section 3.13, D145; CVE-2019-19844.
    """
    if len(name) > _MAX_NAME_LENGTH:
        raise ValueError(f"an account name has at most {_MAX_NAME_LENGTH} characters")
    return normalize("NFC", normalize("NFD", name).casefold())


def find_password_problem(
    password: str,
    *,
    personal: Iterable[str] = (),
    blocklist: Container[str] = frozenset(),
    min_size: int = MIN_PASSWORD_SIZE,
) -> str | None:
    """Say what is wrong with a new password, or give None.

    Long and uncommon is good; a mixture of kinds of characters is not asked for, and nothing is cut
    off.

    Args:
        password: As typed.
        personal: What the password must not be made of: the account's name, its e-mail address,
            the name of the site.
        blocklist: Passwords that are refused beside those of `is_common`, in lower case: a set read
            from a file of leaked ones, or an object whose `in` asks a service.
        min_size: In bytes of UTF-8.

    OWASP ASVS 5.0 sections 6.2.1, 6.2.4, 6.2.5, 6.2.9 and 6.2.11.
    """
    size = len(password.encode(errors="replace"))
    if size < min_size:
        return f"A password has at least {min_size} characters."
    if size > MAX_PASSWORD_SIZE:
        return f"A password has at most {MAX_PASSWORD_SIZE} bytes."
    folded = password.casefold()
    if folded in blocklist or is_common(password):
        return "That password is one of the first that anybody would try."
    if any(_is_made_of(folded, word) for text in personal for word in _words(text)):
        return "The password must not be your name or address, or nearly so."
    return None


def _words(text: str) -> list[str]:
    """Give what a name or an address consists of: of `ada@example.com` all, `ada` and the host."""
    folded = text[:_MAX_NAME_LENGTH].casefold()
    return [folded, *folded.replace("@", " ").split()]


def _is_made_of(folded: str, word: str) -> bool:
    """Tell whether a password is a word with at most four characters beside it."""
    if folded == word:
        return True
    return len(word) >= _MIN_PERSONAL and word in folded and len(folded) - len(word) <= 4
