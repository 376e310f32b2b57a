"""Store: what a place for server-side state can do, for sessions, tokens and throttles above.

A row has a key, a value that the store does not look into, an owner, and a time at which it ends.
Those who use a store share it, so they begin their keys and owners with a word of their own:
`session:...`. Each method is one step that no other thread or process sees half done. That is what
makes it safe to end a session while a request of it is being answered: see `replace`.
"""

from typing import NamedTuple, Protocol

from microweb.exceptions import MicrowebError

__all__ = ["Row", "Store", "StoreError", "Window"]


class StoreError(MicrowebError):
    """A store cannot be used: its file or server is missing, locked, damaged or full."""


class Row(NamedTuple):
    """What a store holds under a key; the times are Unix time, in seconds."""

    key: str
    value: bytes
    owner: str
    touched: float
    expires: float


class Window(NamedTuple):
    """The hits of a key in a stretch of time that ends now.

    Attributes:
        hits: How many there are.
        reset: How long until the oldest of them leaves, in seconds; 0 if there is none.
    """

    hits: int
    reset: float


class Store(Protocol):
    """Keeps rows and counts hits. Its methods are called from any thread and after a fork.

    All of them raise `StoreError` where the store cannot be used. A `ttl` or `period` is in
    seconds, above 0.
    """

    def get(self, key: str) -> Row | None:
        """Give a row; None if there is none, or its time is over."""
        ...

    def set(self, key: str, value: bytes, *, ttl: float, owner: str = "") -> None:
        """Put a row in, whether or not there was one.

        Args:
            key: Its key.
            value: What it holds.
            ttl: How long it is to live.
            owner: Under which name `owned` and `delete_owned` find it; empty for none.
        """
        ...

    def replace(
        self, key: str, value: bytes, *, ttl: float, owner: str = "", new_key: str = ""
    ) -> bool:
        """Put a row in the place of one that is there and living.

        Args:
            key: Of the row to replace.
            value: As in `set`.
            ttl: As in `set`.
            owner: As in `set`.
            new_key: The key from now on, if it is to be another.

        Returns:
            False where there was no row, and then nothing was written: what has been deleted does
            not come back.
        """
        ...

    def touch(self, key: str, *, ttl: float) -> bool:
        """Let a row live on from now, its value and owner as they are; False if there is none."""
        ...

    def delete(self, key: str) -> bool:
        """Take a row out; of several callers one gets True, and none if its time was over."""
        ...

    def owned(self, owner: str) -> list[Row]:
        """Give the living rows of an owner, the last touched first."""
        ...

    def delete_owned(self, owner: str, *, keep: str = "") -> int:
        """Take out the rows of an owner, but for the one with the key `keep`.

        Returns:
            How many of them were living.
        """
        ...

    def hit(self, key: str, *, limit: int, period: float) -> float:
        """Count a hit, unless there were `limit` in the `period` that ends now.

        Returns:
            0 if the hit was counted, else how long until one will be: in seconds, above 0.
        """
        ...

    def window(self, key: str, *, period: float) -> Window:
        """Give the hits of a key in the `period` that ends now, without counting one."""
        ...

    def forget(self, key: str) -> None:
        """Drop the hits of a key."""
        ...

    def purge(self, *, limit: int = 1000) -> int:
        """Take out rows and hits whose time is over. Stores do so as they are written to, too.

        Args:
            limit: How many at most, so that nobody waits for long.

        Returns:
            How many were taken out.
        """
        ...

    def close(self) -> None:
        """Let go of files and connections; a later call opens them again."""
        ...
