"""What auth asks of a user: an id, and a few attributes that may be missing."""

from collections.abc import Collection
from typing import Any, ClassVar

__all__ = ["AnonymousUser", "UserMixin", "id_of", "is_active", "roles_of", "secret_of"]


class UserMixin:
    """What a class of users derives from: it needs an `id`, or a `get_id` of its own.

    Three more attributes are looked at where they are there: `password_hash`, `is_active`, and
    `roles` or `role`. A dataclass that has the field `is_active` gives it the default True.
    """

    is_authenticated: ClassVar[bool] = True
    is_anonymous: ClassVar[bool] = False
    is_active: bool = True

    def get_id(self) -> str:
        """Give the id as text, as the session keeps it and `user_loader` gets it."""
        return id_of(self, own=False)


class AnonymousUser:
    """Stands for whoever has not logged in."""

    is_authenticated = False
    is_active = False
    is_anonymous = True
    roles: tuple[str, ...] = ()

    def get_id(self) -> None:
        """Give None: nobody's id."""

    def __repr__(self) -> str:
        return "<AnonymousUser>"


def id_of(user: object, *, own: bool = True) -> str:
    """Give a user's id as text: what `get_id()` gives, else the attribute `id`.

    Args:
        user: The user.
        own: Whether to ask its `get_id`.

    Raises:
        TypeError: It has neither, or the id is empty.
    """
    get_id = getattr(user, "get_id", None) if own else None
    value: object = get_id() if get_id is not None else getattr(user, "id", None)
    if value is None or value == "":
        raise TypeError(f"{type(user).__name__} has no id: give it an `id` or a `get_id()`")
    return str(value)


def is_active(user: object) -> bool:
    """Say whether a user may come in: `is_active`, True if it has no such attribute."""
    return bool(getattr(user, "is_active", True))


def roles_of(user: object) -> frozenset[str]:
    """Give the names in a user's `roles`, or its one `role`."""
    roles: Any = getattr(user, "roles", None)
    if roles is None:
        roles = getattr(user, "role", None) or ()
    names: Collection[object] = [roles] if isinstance(roles, str) else roles
    return frozenset(str(name) for name in names)


def secret_of(user: object) -> str:
    """Give what changes with a user's password: `password_hash`; empty if it has none."""
    return str(getattr(user, "password_hash", None) or "")
