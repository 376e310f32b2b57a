"""RedisStore: rows in a Redis server, for several machines.

A row is a hash; the keys of an owner are in a sorted set, by the time at which they end; so are the
hits of a throttle. What takes more than one command is a script, which the server runs as one step.
Redis itself removes what has ended.
"""

import importlib
import os
import re
import time
from collections.abc import Callable, Sequence
from typing import Any

from microweb.stores.protocol import Row, StoreError, Window

__all__ = ["RedisStore"]

_TIMEOUT = 5.0  # seconds to connect and to wait for an answer, where a URL does not say other
# userinfo = user ":" password, before "@" in a URL    RFC 3986 section 3.2.1; to the last "@",
# because people leave one in a password as it is.
_USERINFO_RE = re.compile(r"//.*@")

# Puts a key among its owner's, which live as long as the last of them, and takes out what is over.
_OWN = """
    local function own(owner, key, expires)
        if owner == '' then return end
        local owned, ttl = ARGV[1] .. owner, tonumber(ARGV[3])
        redis.call('ZREMRANGEBYSCORE', owned, '-inf', ARGV[2])
        redis.call('ZADD', owned, expires, key)
        if redis.call('PTTL', owned) < ttl then redis.call('PEXPIRE', owned, ttl) end
    end
"""
# KEYS: the row's, then its new one. ARGV: where owners' sets are, now, the lifetime in ms, value,
# owner, whether the row must be there ("1"). A row that is over may wait for Redis to remove it.
_SET = f"""{_OWN}
    local old = redis.call('HMGET', KEYS[1], 'owner', 'expires')
    local now, ttl = tonumber(ARGV[2]), tonumber(ARGV[3])
    if ARGV[6] == '1' and not (old[2] and tonumber(old[2]) > now) then return 0 end
    if old[1] and old[1] ~= '' then redis.call('ZREM', ARGV[1] .. old[1], KEYS[1]) end
    redis.call('DEL', KEYS[1])
    local expires = string.format('%.6f', now + ttl / 1000)
    redis.call('HSET', KEYS[2], 'value', ARGV[4], 'owner', ARGV[5],
               'touched', ARGV[2], 'expires', expires)
    redis.call('PEXPIRE', KEYS[2], ttl)
    own(ARGV[5], KEYS[2], expires)
    return 1
"""
# KEYS: the row's. ARGV: where owners' sets are, now, the lifetime in ms.
_TOUCH = f"""{_OWN}
    local old = redis.call('HMGET', KEYS[1], 'owner', 'expires')
    local now, ttl = tonumber(ARGV[2]), tonumber(ARGV[3])
    if not (old[2] and tonumber(old[2]) > now) then return 0 end
    local expires = string.format('%.6f', now + ttl / 1000)
    redis.call('HSET', KEYS[1], 'touched', ARGV[2], 'expires', expires)
    redis.call('PEXPIRE', KEYS[1], ttl)
    own(old[1], KEYS[1], expires)
    return 1
"""
# KEYS: the row's. ARGV: where owners' sets are, now.
_DELETE = """
    local old = redis.call('HMGET', KEYS[1], 'owner', 'expires')
    if not old[2] then return 0 end
    if old[1] ~= '' then redis.call('ZREM', ARGV[1] .. old[1], KEYS[1]) end
    redis.call('DEL', KEYS[1])
    return tonumber(old[2]) > tonumber(ARGV[2]) and 1 or 0
"""
# KEYS: the owner's set, the row to keep. ARGV: now.
_DELETE_OWNED = """
    local count = 0
    for _, key in ipairs(redis.call('ZRANGE', KEYS[1], 0, -1)) do
        if key ~= KEYS[2] then
            local expires = redis.call('HGET', key, 'expires')
            if expires and tonumber(expires) > tonumber(ARGV[1]) then count = count + 1 end
            redis.call('DEL', key)
            redis.call('ZREM', KEYS[1], key)
        end
    end
    return count
"""
# KEYS: the hits'. ARGV: now, the period in seconds, the limit, a name that no other hit has.
_HIT = """
    local now, period = tonumber(ARGV[1]), tonumber(ARGV[2])
    redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', string.format('%.6f', now - period))
    if redis.call('ZCARD', KEYS[1]) >= tonumber(ARGV[3]) then
        local at = redis.call('ZRANGE', KEYS[1], -ARGV[3], -ARGV[3], 'WITHSCORES')[2]
        return string.format('%.6f', tonumber(at) + period - now)
    end
    redis.call('ZADD', KEYS[1], ARGV[1], ARGV[4])
    redis.call('PEXPIRE', KEYS[1], math.ceil(period * 1000))
    return '0'
"""
# KEYS: the hits'. ARGV: when the period began.
_WINDOW = """
    local from = '(' .. ARGV[1]
    local first = redis.call('ZRANGEBYSCORE', KEYS[1], from, '+inf', 'WITHSCORES', 'LIMIT', 0, 1)
    return {redis.call('ZCOUNT', KEYS[1], from, '+inf'), first[2] or '0'}
"""


class RedisStore:
    """Keeps rows in a Redis server, for all processes of all machines that reach it.

    Needs the package `redis`. A Redis cluster is not supported: the rows of one owner may be on
    several of its servers.

    Args:
        server: The URL, such as `redis://localhost:6379/0`, or a client of the package `redis`
            that gives bytes.
        prefix: What every key in Redis begins with.
        clock: What tells the Unix time, in seconds.

    Raises:
        StoreError: The package is not installed.
        ValueError: The client decodes what it reads.
    """

    def __init__(
        self,
        server: Any,
        *,
        prefix: str = "microweb:",
        clock: Callable[[], float] = time.time,
    ) -> None:
        try:
            redis: Any = importlib.import_module("redis")
        except ModuleNotFoundError as exc:
            raise StoreError(
                "RedisStore needs the package redis: pip install 'microweb-wsgi[redis]'"
            ) from exc
        if isinstance(server, str):
            self._name = _USERINFO_RE.sub("//***@", server)
            server = redis.Redis.from_url(
                server, socket_timeout=_TIMEOUT, socket_connect_timeout=_TIMEOUT
            )
        else:
            self._name = "of the Redis client"
        if server.connection_pool.connection_kwargs.get("decode_responses"):
            raise ValueError("RedisStore needs a client without decode_responses=True")
        self._error: type[Exception] = redis.RedisError
        self._client = server
        self._scripts: dict[str, Any] = {}
        self._rows = f"{prefix}row:"
        self._owners = f"{prefix}owner:"
        self._hits = f"{prefix}hits:"
        self._clock = clock

    def get(self, key: str) -> Row | None:
        """Give a row; None if there is none, or its time is over."""
        return self._read(self._rows + key)

    def set(self, key: str, value: bytes, *, ttl: float, owner: str = "") -> None:
        """Put a row in, whether or not there was one."""
        self._set(key, key, value, ttl, owner, must_exist=False)

    def replace(
        self, key: str, value: bytes, *, ttl: float, owner: str = "", new_key: str = ""
    ) -> bool:
        """Put a row in the place of one that is there and living."""
        return self._set(key, new_key or key, value, ttl, owner, must_exist=True)

    def touch(self, key: str, *, ttl: float) -> bool:
        """Let a row live on from now; False if there is none."""
        return bool(
            self._run(_TOUCH, [self._rows + key], [self._owners, self._now(), _milliseconds(ttl)])
        )

    def delete(self, key: str) -> bool:
        """Take a row out; True if it was there and living."""
        return bool(self._run(_DELETE, [self._rows + key], [self._owners, self._now()]))

    def owned(self, owner: str) -> list[Row]:
        """Give the living rows of an owner, the last touched first."""
        if not owner:
            return []
        keys = self._ask(lambda: self._client.zrange(self._owners + owner, 0, -1))
        rows = [self._read(key.decode()) for key in keys]
        living = [row for row in rows if row is not None and row.owner == owner]
        return sorted(living, key=lambda row: row.touched, reverse=True)

    def delete_owned(self, owner: str, *, keep: str = "") -> int:
        """Take out the rows of an owner, but for the one with the key `keep`."""
        if not owner:
            return 0
        keys = [self._owners + owner, self._rows + keep]
        return int(self._run(_DELETE_OWNED, keys, [self._now()]))

    def hit(self, key: str, *, limit: int, period: float) -> float:
        """Count a hit, unless there were `limit` in the `period` that ends now."""
        values = [self._now(), period, limit, os.urandom(8).hex()]
        return float(self._run(_HIT, [self._hits + key], values))

    def window(self, key: str, *, period: float) -> Window:
        """Give the hits of a key in the `period` that ends now."""
        start = self._clock() - period
        count, first = self._run(_WINDOW, [self._hits + key], [f"{start:.6f}"])
        return Window(int(count), float(first) - start if count else 0.0)

    def forget(self, key: str) -> None:
        """Drop the hits of a key."""
        self._ask(lambda: self._client.delete(self._hits + key))

    def purge(self, *, limit: int = 1000) -> int:
        """Give 0: Redis removes what has ended by itself."""
        return 0

    def close(self) -> None:
        """Close the connections; a later call opens new ones."""
        self._client.close()

    def _now(self) -> str:
        return f"{self._clock():.6f}"

    def _set(
        self, key: str, new_key: str, value: bytes, ttl: float, owner: str, *, must_exist: bool
    ) -> bool:
        keys = [self._rows + key, self._rows + new_key]
        values = [self._owners, self._now(), _milliseconds(ttl), value, owner, int(must_exist)]
        return bool(self._run(_SET, keys, values))

    def _read(self, name: str) -> Row | None:
        found = self._ask(lambda: self._client.hmget(name, "value", "owner", "touched", "expires"))
        if None in found or float(found[3]) <= self._clock():
            return None
        key = name.removeprefix(self._rows)
        return Row(key, found[0], found[1].decode(), float(found[2]), float(found[3]))

    def _run(self, script: str, keys: list[str], values: Sequence[object]) -> Any:
        """Run a script, which the server keeps after its first run."""
        if script not in self._scripts:
            self._scripts[script] = self._client.register_script(script)
        return self._ask(lambda: self._scripts[script](keys=keys, args=values))

    def _ask(self, question: Callable[[], Any]) -> Any:
        try:
            return question()
        except self._error as exc:
            raise StoreError(f"the store {self._name} cannot be used: {exc}") from exc


def _milliseconds(ttl: float) -> int:
    return max(1, round(ttl * 1000))
