"""What every store does, whatever it keeps its rows in."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from microweb.stores import Row


def test_a_row_comes_back_as_it_was(store, clock):
    value = bytes(range(256))
    store.set("a", value, ttl=60, owner="él")
    row = store.get("a")
    assert row == Row("a", value, "él", pytest.approx(clock()), pytest.approx(clock() + 60))


def test_a_key_that_nobody_set_has_no_row(store):
    assert store.get("a") is None
    assert store.delete("a") is False
    assert store.touch("a", ttl=60) is False
    assert store.replace("a", b"1", ttl=60) is False
    assert store.get("a") is None


def test_a_row_whose_time_is_over_is_not_there(store, clock):
    store.set("a", b"1", ttl=60, owner="o")
    clock.move(59)
    assert store.get("a") is not None
    assert len(store.owned("o")) == 1
    clock.move(1.001)
    assert store.get("a") is None
    assert store.owned("o") == []
    assert store.touch("a", ttl=60) is False
    assert store.replace("a", b"2", ttl=60) is False
    assert store.delete_owned("o") == 0
    assert store.delete("a") is False


def test_setting_again_replaces_value_owner_and_end(store, clock):
    store.set("a", b"1", ttl=60, owner="first")
    store.set("a", b"2", ttl=90, owner="second")
    row = store.get("a")
    assert row is not None
    assert (row.value, row.owner, row.expires) == (b"2", "second", pytest.approx(clock() + 90))
    assert store.owned("first") == []
    assert store.delete_owned("first") == 0
    assert [row.key for row in store.owned("second")] == ["a"]


def test_replacing_keeps_the_key_or_gives_another(store):
    store.set("a", b"1", ttl=60, owner="o")
    assert store.replace("a", b"2", ttl=60, owner="o")
    assert store.get("a").value == b"2"
    assert store.replace("a", b"3", ttl=60, owner="p", new_key="b")
    assert store.get("a") is None
    assert store.get("b").value == b"3"
    assert store.owned("o") == []
    assert store.delete_owned("o") == 0
    assert [row.key for row in store.owned("p")] == ["b"]


def test_touching_moves_the_end_and_keeps_the_rest(store, clock):
    store.set("a", b"1", ttl=60, owner="o")
    clock.move(50)
    assert store.touch("a", ttl=60)
    row = store.get("a")
    assert (row.value, row.owner) == (b"1", "o")
    assert row.touched == pytest.approx(clock())
    clock.move(50)
    assert store.get("a") is not None
    assert len(store.owned("o")) == 1


def test_deleting_is_true_once(store):
    store.set("a", b"1", ttl=60, owner="o")
    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(store.delete, ["a"] * 40))
    assert outcomes.count(True) == 1
    assert store.owned("o") == []


def test_the_rows_of_an_owner_come_last_touched_first(store, clock):
    for key in "abc":
        store.set(key, key.encode(), ttl=60, owner="o")
        clock.move(1)
    store.set("d", b"", ttl=60, owner="p")
    store.set("e", b"", ttl=60)
    store.touch("a", ttl=60)
    assert [row.key for row in store.owned("o")] == ["a", "c", "b"]


def test_no_owner_owns_nothing(store):
    store.set("a", b"1", ttl=60)
    assert store.owned("") == []
    assert store.delete_owned("") == 0
    assert store.get("a") is not None


def test_the_rows_of_an_owner_go_at_once_but_for_one(store):
    for key in "abc":
        store.set(key, b"", ttl=60, owner="o")
    store.set("d", b"", ttl=60, owner="p")
    assert store.delete_owned("o", keep="b") == 2
    assert [row.key for row in store.owned("o")] == ["b"]
    assert store.get("d") is not None
    assert store.delete_owned("o") == 1
    assert store.get("b") is None


def test_what_was_deleted_does_not_come_back_by_a_late_replace(store):
    def change(number):
        return store.replace("a", b"%d" % number, ttl=60, owner="o")

    store.set("a", b"", ttl=60, owner="o")
    with ThreadPoolExecutor(8) as pool:
        changes = [pool.submit(change, number) for number in range(20)]
        ended = pool.submit(store.delete_owned, "o")
        changes += [pool.submit(change, number) for number in range(20)]
    assert ended.result() == 1
    assert all(isinstance(item.result(), bool) for item in changes)
    assert store.get("a") is None
    assert store.owned("o") == []


def test_of_two_that_rename_a_row_one_succeeds(store):
    store.set("a", b"", ttl=60, owner="o")
    with ThreadPoolExecutor(8) as pool:
        outcomes = list(
            pool.map(
                lambda name: store.replace("a", b"", ttl=60, owner="o", new_key=name),
                [f"b{number}" for number in range(20)],
            )
        )
    assert outcomes.count(True) == 1
    assert len(store.owned("o")) == 1


# Hits.


def test_a_window_lets_so_many_hits_pass_and_slides(store, clock):
    for _ in range(3):
        assert store.hit("k", limit=3, period=60) == 0
        clock.move(10)
    assert store.hit("k", limit=3, period=60) == pytest.approx(30, abs=0.01)
    assert store.hit("other", limit=3, period=60) == 0
    clock.move(30.01)
    assert store.hit("k", limit=3, period=60) == 0
    assert store.hit("k", limit=3, period=60) == pytest.approx(10, abs=0.02)


def test_a_refused_hit_does_not_count(store, clock):
    assert store.hit("k", limit=1, period=60) == 0
    for _ in range(5):
        clock.move(10)
        assert store.hit("k", limit=1, period=60) > 0
    clock.move(10.01)
    assert store.hit("k", limit=1, period=60) == 0


def test_a_window_can_be_looked_at(store, clock):
    assert store.window("k", period=60) == (0, 0)
    for _ in range(3):
        store.hit("k", limit=9, period=60)
        clock.move(10)
    for _ in range(2):
        assert store.window("k", period=60) == (3, pytest.approx(30, abs=0.01))
    clock.move(30.01)
    assert store.window("k", period=60) == (2, pytest.approx(10, abs=0.02))
    assert store.window("other", period=60) == (0, 0)


def test_hits_can_be_forgotten(store):
    store.hit("k", limit=1, period=60)
    store.forget("k")
    store.forget("nobody")
    assert store.hit("k", limit=1, period=60) == 0


def test_a_lower_limit_waits_for_its_own_window(store, clock):
    for _ in range(3):
        store.hit("k", limit=3, period=60)
        clock.move(10)
    assert store.hit("k", limit=2, period=60) == pytest.approx(40, abs=0.01)


def test_hits_are_counted_in_one_step(store):
    with ThreadPoolExecutor(8) as pool:
        waits = list(pool.map(lambda _: store.hit("k", limit=10, period=60), range(60)))
    assert waits.count(0) == 10


# What is over.


def test_a_store_may_be_used_after_it_was_closed(store):
    store.set("a", b"1", ttl=60)
    store.close()
    assert store.get("a").value == b"1"


def test_strange_keys_and_owners_are_only_text(store):
    for text in ["' OR 1=1 --", "a:b", "a\x00b", "*", "é" * 300]:
        store.set(text, b"1", ttl=60, owner=text)
        assert store.get(text).key == text
        assert [row.key for row in store.owned(text)] == [text]
    assert store.delete_owned("*") == 1
    assert store.get("a:b") is not None
