"""Which user names and passwords are accepted, and when two names are the same."""

from microweb.security import accounts

__all__ = ["find_password_problem", "find_username_problem", "make_name_key"]

MAX_NAME_LENGTH = 64  # in characters

make_name_key = accounts.normalize_account_name


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


def find_password_problem(password: str, *, username: str) -> str | None:
    """Say what is wrong with a new password, or give None."""
    return accounts.find_password_problem(password, personal=[username])
