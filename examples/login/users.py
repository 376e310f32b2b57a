"""Users: the rows of the table, and what is done with them."""

import secrets
import sqlite3
import time
from dataclasses import dataclass
from datetime import UTC, date, datetime

from examples.login.rules import find_username_problem, make_name_key
from microweb.security.passwords import DEFAULT_METHOD, generate_password_hash

__all__ = [
    "NameTakenError",
    "User",
    "add_user",
    "change_password",
    "find_user",
    "find_user_by_id",
    "list_users",
    "renew_password_hash",
    "seed_users",
]

SEEDED_NAME = "test_user"
SEEDED_PASSWORD = "test123456"  # noqa: S105 - it is printed for everybody to see
# The hash of it, made beforehand: a first start takes half the time.
_SEEDED_HASH = (
    "pbkdf2:sha256:1000000$BaBZ6sOsievxdxqx$"
    "f3531fbafa975566bd9e0dd3e546c0329ac9cb3ecad1d4ab0c5498db8df62e32"
)


@dataclass(frozen=True, slots=True)
class User:
    """One row; a session names the `session_version` that it began under."""

    id: int
    name: str
    password_hash: str
    role: str
    session_version: int
    created_at: int

    @property
    def is_admin(self) -> bool:
        """Whether this user sees the others."""
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
        "SELECT id, name, password_hash, role, session_version, created_at"
        " FROM users WHERE name_key = ?",
        (make_name_key(name),),
    ).fetchone()
    return User(*row) if row else None


def find_user_by_id(db: sqlite3.Connection, user_id: int) -> User | None:
    """Find a user by number."""
    row = db.execute(
        "SELECT id, name, password_hash, role, session_version, created_at FROM users WHERE id = ?",
        (user_id,),
    ).fetchone()
    return User(*row) if row else None


def list_users(db: sqlite3.Connection, *, limit: int) -> list[User]:
    """List users, the newest first."""
    rows = db.execute(
        "SELECT id, name, password_hash, role, session_version, created_at"
        " FROM users ORDER BY id DESC LIMIT ?",
        (limit,),
    )
    return [User(*row) for row in rows]


def add_user(db: sqlite3.Connection, name: str, password_hash: str, *, role: str = "user") -> None:
    """Add a user.

    Raises:
        NameTakenError: If the name is taken.
    """
    try:
        db.execute(
            "INSERT INTO users (name, name_key, password_hash, role, created_at)"
            " VALUES (?, ?, ?, ?, ?)",
            (name, make_name_key(name), password_hash, role, int(time.time())),
        )
    except sqlite3.IntegrityError:
        raise NameTakenError(name) from None


def change_password(db: sqlite3.Connection, user: User, password_hash: str) -> User:
    """Set a new password, which ends all sessions of the user; give the user as it is then."""
    db.execute(
        "UPDATE users SET password_hash = ?, session_version = session_version + 1 WHERE id = ?",
        (password_hash, user.id),
    )
    return find_user_by_id(db, user.id) or user


def renew_password_hash(db: sqlite3.Connection, user: User, password_hash: str) -> None:
    """Replace the hash of the same password, unless it has been changed in the meantime."""
    db.execute(
        "UPDATE users SET password_hash = ? WHERE id = ? AND password_hash = ?",
        (password_hash, user.id, user.password_hash),
    )


def seed_users(db: sqlite3.Connection, *, method: str) -> None:
    """Add the first two users and print how they log in; the admin's password is told only here.

    Args:
        db: The database, new.
        method: How passwords are hashed.
    """
    seeded_hash = _SEEDED_HASH
    if method != DEFAULT_METHOD:
        seeded_hash = generate_password_hash(SEEDED_PASSWORD, method)
    add_user(db, SEEDED_NAME, seeded_hash)
    password = secrets.token_urlsafe(12)
    add_user(db, "admin", generate_password_hash(password, method), role="admin")
    print(f"New account: {SEEDED_NAME}, password {SEEDED_PASSWORD}")
    print(f"New account: admin, password {password} (shown only this once)", flush=True)
