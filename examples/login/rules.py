"""Which user names and passwords are accepted, and when two names are the same."""

from pathlib import Path
from unicodedata import normalize

from microweb.security.passwords import MAX_PASSWORD_SIZE

__all__ = ["find_password_problem", "find_username_problem", "make_name_key"]

MAX_NAME_LENGTH = 64  # in characters
MIN_PASSWORD_SIZE = 8  # in bytes of UTF-8

# The first that anybody tries, of those that are long enough, in lower case.
COMMON_PASSWORDS = frozenset(
    Path(__file__).with_name("common_passwords.txt").read_text(encoding="utf-8").split()
)


def find_username_problem(name: str) -> str | None:
    """Say what is wrong with a user name, or give None."""
    if not name:
        return "Please choose a user name."
    if len(name) > MAX_NAME_LENGTH:
        return f"A user name has at most {MAX_NAME_LENGTH} characters."
    # Letters of every script and the space are printable; controls, invisible characters and those
    # that turn the direction of the text are not.
    if not name.isprintable() or name != name.strip():
        return "A user name has no invisible characters, and no space at its ends."
    return None


def make_name_key(name: str) -> str:
    """Give the form in which names are compared: `Zoë`, `ZOË` and `Zoe` + diaeresis are one.

    Args:
        name: One without a problem, which bounds its length.

    Unicode section 3.13, D145.
    """
    return normalize("NFC", normalize("NFD", name).casefold())


def find_password_problem(password: str, *, username: str) -> str | None:
    """Say what is wrong with a new password, or give None.

    Long and uncommon is good; a mixture of characters is not asked for.

    OWASP ASVS 5.0 section 6.2.
    """
    size = len(password.encode(errors="replace"))
    if size < MIN_PASSWORD_SIZE:
        return f"A password has at least {MIN_PASSWORD_SIZE} characters."
    if size > MAX_PASSWORD_SIZE:
        return f"A password has at most {MAX_PASSWORD_SIZE} bytes."
    if password.casefold() in COMMON_PASSWORDS:
        return "That password is one of the first that anybody would try."
    if password.casefold() == username.casefold():
        return "The password must not be the user name."
    return None
