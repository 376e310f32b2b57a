"""A setting names a store."""

import pytest

from microweb.stores import MemoryStore, RedisStore, SQLiteStore, open_store


@pytest.mark.parametrize(
    ("target", "path"),
    [
        ("sqlite:///a.db", "a.db"),
        ("sqlite:////var/lib/a.db", "/var/lib/a.db"),
        ("var/a.db", "var/a.db"),
        ("/var/a.db", "/var/a.db"),
    ],
)
def test_a_path_is_an_sqlite_file(target, path):
    store = open_store(target)
    assert isinstance(store, SQLiteStore)
    assert store.path == path


def test_a_path_object_is_an_sqlite_file(tmp_path):
    assert open_store(tmp_path / "a.db").path == str(tmp_path / "a.db")


def test_memory_is_for_tests():
    assert isinstance(open_store("memory:"), MemoryStore)


@pytest.mark.parametrize("url", ["redis://localhost/1", "rediss://localhost", "unix:///tmp/r.sock"])
def test_a_redis_url_is_a_redis_server(url):
    pytest.importorskip("redis", reason="the package redis is in the extra `redis`")
    assert isinstance(open_store(url), RedisStore)


def test_a_store_is_given_back():
    store = MemoryStore()
    assert open_store(store) is store


@pytest.mark.parametrize("target", ["", "mysql://u:secret@host/db", "file://x", "sqlite:a.db"])
def test_other_names_are_refused_without_repeating_a_password(target):
    with pytest.raises(ValueError, match="a store is named by") as caught:
        open_store(target)
    assert "secret" not in str(caught.value)
