"""RedisStore: what it leaves behind, and what it says when it cannot work."""

import sys

import pytest

from microweb.stores import RedisStore, StoreError


@pytest.fixture
def client(redis_server):
    redis = pytest.importorskip("redis")
    with redis.Redis.from_url(redis_server) as client:
        yield client


def test_everything_it_writes_ends_by_itself(redis_server, client):
    store = RedisStore(redis_server, prefix="app:")
    store.set("a", b"1", ttl=60, owner="o")
    store.set("b", b"1", ttl=600, owner="o")
    store.touch("a", ttl=30)
    store.replace("a", b"2", ttl=90, owner="p", new_key="c")
    store.hit("k", limit=3, period=60)
    keys = client.keys()
    assert {key.partition(b":")[0] for key in keys} == {b"app"}
    assert len(keys) == 5
    assert all(0 < client.ttl(key) <= 600 for key in keys)
    assert client.ttl("app:owner:o") > 500
    store.close()


def test_deleting_leaves_nothing_behind(redis_server, client):
    store = RedisStore(redis_server)
    for key in "abc":
        store.set(key, b"1", ttl=60, owner="o")
    store.delete("a")
    store.delete_owned("o")
    store.hit("k", limit=3, period=60)
    store.forget("k")
    assert client.keys() == []
    store.close()


def test_owners_forget_rows_that_are_over(redis_server, client, clock):
    store = RedisStore(redis_server, clock=clock)
    for number in range(20):
        store.set(str(number), b"", ttl=1, owner="o")
    clock.move(2)
    store.set("new", b"", ttl=60, owner="o")
    assert client.zcard("microweb:owner:o") == 1
    store.close()


def test_purging_is_left_to_the_server(redis_server):
    store = RedisStore(redis_server)
    assert store.purge() == 0
    store.close()


def test_a_client_may_be_given(client):
    store = RedisStore(client)
    store.set("a", b"1", ttl=60)
    assert store.get("a").value == b"1"


def test_a_client_that_decodes_is_refused(redis_server):
    redis = pytest.importorskip("redis")
    with (
        redis.Redis.from_url(redis_server, decode_responses=True) as client,
        pytest.raises(ValueError, match="decode_responses"),
    ):
        RedisStore(client)


@pytest.mark.parametrize("password", ["hunter2", "hun@ter2", "h:ter2"])
def test_a_server_that_is_not_there_is_an_error_without_the_password(password):
    pytest.importorskip("redis")
    store = RedisStore(f"redis://ada:{password}@127.0.0.1:1/0")
    with pytest.raises(StoreError, match=r"redis://\*\*\*@127\.0\.0\.1:1/0 cannot") as caught:
        store.get("a")
    assert "ter2" not in str(caught.value)


def test_without_the_package_the_error_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "redis", None)
    with pytest.raises(StoreError, match=r"pip install 'microweb-wsgi\[redis\]'"):
        RedisStore("redis://localhost")
