"""Session: values by name that notice when they change, and whom they belong to."""

from time import time
from typing import Any, NoReturn, Self

from microweb.exceptions import NoSecretKeyError
from microweb.security.tokens import forget_token

__all__ = ["NullSession", "Session"]

_OWNER = "_owner"
_PERMANENT = "_permanent"
_MISSING = object()


class Session(dict[str, Any]):
    """Values by name: what JSON can hold, and the types that `microweb.sessions.codec` adds.

    Attributes:
        accessed: Whether the request looked at it. There is none before one does: always True.
        modified: Whether it was written to. Set it after a change inside of a value.
        new: Whether the client brought none.
        created: When it began, Unix time, in seconds.
        last_seen: When it was last written or renewed, Unix time, in seconds.
        path: The path at which the app is mounted, for the cookie.
        sid: The id in the cookie of a session that is kept on the server; else empty.
        key: What the store knows that session by; else empty.
        is_rotating: Whether the next save gives it a new id.
        user_agent: What the client calls itself, cut short.
        address: Where the client is.
    """

    accessed = True
    modified = False
    new = True
    created = 0
    last_seen: float = 0
    path = "/"
    sid = ""
    key = ""
    is_rotating = False
    user_agent = ""
    address = ""

    @property
    def permanent(self) -> bool:
        """Whether it outlives the browser, for `PERMANENT_SESSION_LIFETIME`."""
        return _PERMANENT in self and bool(self[_PERMANENT])

    @permanent.setter
    def permanent(self, value: bool) -> None:
        self[_PERMANENT] = bool(value)

    @property
    def owner(self) -> str | None:
        """The user that the session belongs to; None before a login.

        A change is a login, a logout or both: the session gets a new id and begins a new life, and
        what an owner before this one had in it is gone.

        OWASP Session Management Cheat Sheet, "Renew the Session ID After Any Privilege Level
        Change".
        """
        return self.get(_OWNER)

    @owner.setter
    def owner(self, value: str | None) -> None:
        kind: type = type(value)  # a number would not be found again under its text
        if value is not None and not (issubclass(kind, str) and value):
            raise TypeError(f"session.owner is a text such as str(user.id), not {value!r:.80}")
        before = self.owner
        if value == before:
            return
        if before is not None:
            self.clear()
        self.created = int(time())
        self.rotate()
        if value is not None:
            self[_OWNER] = value

    def rotate(self) -> None:
        """Give it a new id at the next save, and end the old one; the values stay.

        To be called when the client may do more than before. What forms prove themselves with is
        new, too.
        """
        self._change()
        self.is_rotating = True
        forget_token(self)

    def _change(self) -> None:
        self.modified = True

    def __setitem__(self, key: str, value: Any) -> None:
        self._change()
        super().__setitem__(key, value)

    def __delitem__(self, key: str) -> None:
        self._change()
        super().__delitem__(key)

    def __ior__(self, other: Any) -> Self:  # type: ignore[override,misc]  # one of dict's two
        self.update(other)
        return self

    def clear(self) -> None:
        """Forget everything; what is put in afterwards has a new id, and the lifetime of new."""
        self._change()
        self.is_rotating = True
        self.created = int(time())
        super().clear()

    def pop(self, key: str, default: Any = _MISSING) -> Any:
        """Take a value out; without a default a missing one is a `KeyError`."""
        self._change()
        return super().pop(key) if default is _MISSING else super().pop(key, default)

    def popitem(self) -> tuple[str, Any]:
        """Take the last value out."""
        self._change()
        return super().popitem()

    def setdefault(self, key: str, default: Any = None) -> Any:
        """Set a value unless it is there; give the one that is there now."""
        if key not in self:
            self[key] = default
        return self[key]

    def update(self, *args: Any, **kwargs: Any) -> None:
        """Take in a mapping or pairs, and keywords."""
        self._change()
        super().update(*args, **kwargs)


class NullSession(Session):
    """Stands in where there is no secret key: empty, and refuses to be written to."""

    def _change(self) -> NoReturn:
        raise NoSecretKeyError(
            "the session needs a secret key: set app.secret_key to a random text, made once with "
            'python -c "import secrets; print(secrets.token_hex(32))", and keep it out of the code'
        )
