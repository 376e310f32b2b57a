"""Decide which passwords an account may have, and when two account names are the same."""

from collections.abc import Container, Iterable
from unicodedata import normalize

from microweb.security.common import is_common
from microweb.security.passwords import MAX_PASSWORD_SIZE

__all__ = ["MIN_PASSWORD_LENGTH", "find_password_problem", "normalize_account_name"]

MIN_PASSWORD_LENGTH = 8  # in characters: code points of Unicode
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
    min_length: int = MIN_PASSWORD_LENGTH,
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
        min_length: In characters, each code point of Unicode being one. The upper bound is one of
            bytes, `MAX_PASSWORD_SIZE`, since it bounds the work.

    OWASP ASVS 5.0 sections 6.2.1, 6.2.4, 6.2.5, 6.2.9, 6.2.11; NIST SP 800-63B-4 section 3.1.1.2.
    """
    if len(password) < min_length:
        return f"A password has at least {min_length} characters."
    if problem := _find_size_problem(password):
        return problem
    folded = password.casefold()
    if folded in blocklist or is_common(password):
        return "That password is one of the first that anybody would try."
    if any(_is_made_of(folded, word) for text in personal for word in _words(text)):
        return "The password must not be your name or address, or nearly so."
    return None


def _find_size_problem(password: str) -> str | None:
    try:
        size = len(password.encode())
    except UnicodeEncodeError:
        return "A password is text, and this one has half of a character in it."
    if size <= MAX_PASSWORD_SIZE:
        return None
    return (
        f"A password has at most {MAX_PASSWORD_SIZE} bytes, and this one has {size}. A character "
        "has one to four of them."
    )


def _words(text: str) -> list[str]:
    """Give what a name or an address consists of: of `ada@example.com` all, `ada` and the host."""
    folded = text[:_MAX_NAME_LENGTH].casefold()
    return [folded, *folded.replace("@", " ").split()]


def _is_made_of(folded: str, word: str) -> bool:
    """Tell whether a password is a word with at most four characters beside it."""
    if folded == word:
        return True
    return len(word) >= _MIN_PERSONAL and word in folded and len(folded) - len(word) <= 4
