"""Open the store that a setting names."""

import os

from microweb.stores.memory import MemoryStore
from microweb.stores.protocol import Store
from microweb.stores.redis import RedisStore
from microweb.stores.sqlite import SQLiteStore

__all__ = ["open_store"]

_SQLITE = "sqlite:///"
_REDIS = ("redis://", "rediss://", "unix://")


def open_store(target: str | os.PathLike[str] | Store) -> Store:
    """Give the store of a path or URL; a store itself is given back.

    Args:
        target: The path of an SQLite file; or `sqlite:///` before such a path, so that an absolute
            one has four slashes; or `redis://`, `rediss://` or `unix://` as the package `redis`
            reads them; or `memory:`.

    Raises:
        ValueError: It is a URL of another kind.
        StoreError: The store needs a package that is not installed.
    """
    if isinstance(target, os.PathLike):
        return SQLiteStore(target)
    if not isinstance(target, str):
        return target
    if target == "memory:":
        return MemoryStore()
    if target.startswith(_SQLITE):
        return SQLiteStore(target.removeprefix(_SQLITE))
    if target.startswith(_REDIS):
        return RedisStore(target)
    if "://" in target or target.startswith("sqlite:") or not target:
        raise ValueError(
            f"a store is named by the path of an SQLite file, by sqlite:///path, redis://host, "
            f"or by memory:, not by {target.partition(':')[0]!r}"
        )
    return SQLiteStore(target)
