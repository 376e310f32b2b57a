"""MemoryStore keeps only as much as it must."""

from microweb.stores import MemoryStore


def test_rows_whose_time_is_over_are_removed_as_others_are_written(clock):
    store = MemoryStore(clock=clock)
    for number in range(1000):
        store.set(f"old{number}", b"", ttl=1, owner="o")
    clock.move(2)
    for number in range(2100):
        store.set(f"new{number}", b"", ttl=60)
    assert store.purge() == 0
    assert store.owned("o") == []


def test_purging_is_bounded(clock):
    store = MemoryStore(clock=clock)
    for number in range(50):
        store.set(str(number), b"", ttl=1)
    clock.move(2)
    assert [store.purge(limit=30), store.purge(limit=30), store.purge(limit=30)] == [30, 20, 0]


def test_the_key_that_was_hit_longest_ago_makes_room(clock):
    store = MemoryStore(max_keys=2, clock=clock)
    for key in "aba":
        store.hit(key, limit=2, period=60)
    store.hit("c", limit=2, period=60)
    assert store.hit("a", limit=2, period=60) > 0
    assert store.hit("b", limit=1, period=60) == 0


def test_a_key_that_is_refused_is_not_forgotten_as_long_as_it_goes_on(clock):
    store = MemoryStore(max_keys=2, clock=clock)
    store.hit("flood", limit=1, period=60)
    for number in range(10):
        store.hit(str(number), limit=1, period=60)
        assert store.hit("flood", limit=1, period=60) > 0


def test_owners_without_rows_take_no_room(clock):
    store = MemoryStore(clock=clock)
    for number in range(100):
        store.set(str(number), b"", ttl=1, owner=f"o{number}")
    store.delete("0")
    store.delete_owned("o1")
    store.replace("2", b"", ttl=1, owner="o3")
    clock.move(2)
    store.purge()
    assert store._keys_by_owner == {}
