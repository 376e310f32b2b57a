"""Users: the rows of the table, and what is done with them."""

import sqlite3
import time
from dataclasses import dataclass
from datetime import UTC, date, datetime

from examples.login.rules import find_username_problem, make_name_key
from microweb import generate_password_hash
from microweb.auth import UserMixin
from microweb.security.passwords import DEFAULT_METHOD

__all__ = [
    "SAMPLE_NAME",
    "SAMPLE_PASSWORD",
    "NameTakenError",
    "User",
    "add_sample_user",
    "add_user",
    "change_password",
    "delete_user",
    "find_user",
    "find_user_by_id",
    "has_admin",
    "list_users",
    "renew_password_hash",
    "switch_user",
]

SAMPLE_NAME = "test_user"
SAMPLE_PASSWORD = "test123456"  # noqa: S105 - it is printed for everybody to see
# The hash of it, made beforehand: a first start takes half the time.
_SAMPLE_HASH = (
    "pbkdf2:sha256:1000000$BaBZ6sOsievxdxqx$"
    "f3531fbafa975566bd9e0dd3e546c0329ac9cb3ecad1d4ab0c5498db8df62e32"
)


@dataclass
class User(UserMixin):
    """One row. An account that is not active is switched off: nobody is logged in to it."""

    id: int
    name: str
    password_hash: str
    role: str
    created_at: int
    is_active: bool = True

    @property
    def is_admin(self) -> bool:
        """Whether this user looks after the others."""
        return self.role == "admin"

    @property
    def created_on(self) -> date:
        """The day the account was made, in UTC."""
        return datetime.fromtimestamp(self.created_at, UTC).date()


class NameTakenError(Exception):
    """Another user has the name, or one that counts as the same."""


def find_user(db: sqlite3.Connection, name: str) -> User | None:
    """Find a user by name, in any case; a name that nobody can have finds nobody."""
    if find_username_problem(name):
        return None
    row = db.execute(
        "SELECT id, name, password_hash, role, created_at, is_active FROM users WHERE name_key = ?",
        (make_name_key(name),),
    ).fetchone()
    return _from_row(row) if row else None


def find_user_by_id(db: sqlite3.Connection, user_id: int) -> User | None:
    """Find a user by number."""
    row = db.execute(
        "SELECT id, name, password_hash, role, created_at, is_active FROM users WHERE id = ?",
        (user_id,),
    ).fetchone()
    return _from_row(row) if row else None


def list_users(db: sqlite3.Connection, *, limit: int) -> list[User]:
    """List users, the newest first."""
    rows = db.execute(
        "SELECT id, name, password_hash, role, created_at, is_active"
        " FROM users ORDER BY id DESC LIMIT ?",
        (limit,),
    )
    return [_from_row(row) for row in rows]


def has_admin(db: sqlite3.Connection) -> bool:
    """Say whether the site has been set up."""
    row = db.execute("SELECT EXISTS (SELECT 1 FROM users WHERE role = 'admin')").fetchone()
    return bool(row[0])


def add_user(db: sqlite3.Connection, name: str, password_hash: str, *, role: str = "user") -> User:
    """Add a user.

    Raises:
        NameTakenError: The name is taken.
    """
    try:
        row = db.execute(
            "INSERT INTO users (name, name_key, password_hash, role, created_at)"
            " VALUES (?, ?, ?, ?, ?)"
            " RETURNING id, name, password_hash, role, created_at, is_active",
            (name, make_name_key(name), password_hash, role, int(time.time())),
        ).fetchone()
    except sqlite3.IntegrityError:
        raise NameTakenError(name) from None
    return _from_row(row)


def add_sample_user(db: sqlite3.Connection, *, method: str) -> None:
    """Add the account that a visitor tries the site with; it may do nothing to others.

    Args:
        db: The database, new.
        method: How passwords are hashed.
    """
    pwhash = _SAMPLE_HASH
    if method != DEFAULT_METHOD:
        pwhash = generate_password_hash(SAMPLE_PASSWORD, method)
    add_user(db, SAMPLE_NAME, pwhash)


def change_password(db: sqlite3.Connection, user: User, password_hash: str) -> User:
    """Set a new password; give the user as it is then."""
    db.execute("UPDATE users SET password_hash = ? WHERE id = ?", (password_hash, user.id))
    return find_user_by_id(db, user.id) or user


def renew_password_hash(db: sqlite3.Connection, user: User, password_hash: str) -> None:
    """Replace the hash of the same password, unless it has been changed in the meantime."""
    db.execute(
        "UPDATE users SET password_hash = ? WHERE id = ? AND password_hash = ?",
        (password_hash, user.id, user.password_hash),
    )


def switch_user(db: sqlite3.Connection, user: User, *, active: bool) -> None:
    """Switch an account on or off."""
    db.execute("UPDATE users SET is_active = ? WHERE id = ?", (active, user.id))


def delete_user(db: sqlite3.Connection, user: User) -> None:
    """Delete an account."""
    db.execute("DELETE FROM users WHERE id = ?", (user.id,))


def _from_row(row: sqlite3.Row) -> User:
    fields = dict(row)
    fields["is_active"] = bool(fields["is_active"])
    return User(**fields)
