"""Where state lives that outlives a request: rows of sessions and tokens, hits of throttles."""

from microweb.stores.memory import MemoryStore
from microweb.stores.opening import open_store
from microweb.stores.protocol import Row, Store, StoreError, Window
from microweb.stores.redis import RedisStore
from microweb.stores.sqlite import SQLiteStore

__all__ = [
    "MemoryStore",
    "RedisStore",
    "Row",
    "SQLiteStore",
    "Store",
    "StoreError",
    "Window",
    "open_store",
]
