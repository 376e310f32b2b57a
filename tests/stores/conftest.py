"""The stores under one clock that a test moves, and a Redis server where one is installed."""

import shutil
import subprocess
import time

import pytest

from microweb.stores import MemoryStore, RedisStore, SQLiteStore


class Clock:
    """Tells a time that stands still until it is moved."""

    def __init__(self):
        self.now = time.time()

    def __call__(self):
        return self.now

    def move(self, seconds):
        self.now += seconds


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture(scope="session")
def redis_url(tmp_path_factory):
    """Start a Redis server on a socket of its own, and end it."""
    redis = pytest.importorskip("redis", reason="the package redis is in the extra `redis`")
    program = shutil.which("redis-server")
    if program is None:
        pytest.skip("redis-server is not installed")
    folder = tmp_path_factory.mktemp("redis")
    path = folder / "redis.sock"
    server = subprocess.Popen(
        [program, "--port", "0", "--unixsocket", str(path), "--save", "", "--dir", str(folder)],
        stdout=subprocess.DEVNULL,
    )
    try:
        for _ in range(100):
            try:
                with redis.Redis(unix_socket_path=str(path)) as client:
                    client.ping()
                break
            except redis.ConnectionError:
                time.sleep(0.05)
        else:
            pytest.fail("redis-server did not start")
        yield f"unix://{path}"
    finally:
        server.terminate()
        server.wait(10)


@pytest.fixture
def redis_server(redis_url):
    """Give the URL of a Redis server that is empty."""
    redis = pytest.importorskip("redis")
    with redis.Redis.from_url(redis_url) as client:
        client.flushall()
    return redis_url


@pytest.fixture(params=["memory", "sqlite", "redis"])
def store(request, clock, tmp_path):
    """Give an empty store of each kind."""
    if request.param == "memory":
        store = MemoryStore(clock=clock)
    elif request.param == "sqlite":
        store = SQLiteStore(tmp_path / "store.db", clock=clock)
    else:
        store = RedisStore(request.getfixturevalue("redis_server"), clock=clock)
    yield store
    store.close()
