"""Throttles: so many hits in any stretch of time, and never one more."""

import random
import sys
import threading

import pytest

from microweb.security.throttle import Throttle, network_of, parse_rate
from microweb.stores import MemoryStore


class Clock:
    """A clock that a test sets."""

    def __init__(self):
        self.now = 1_000_000.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def eager_threads():
    """Let threads take turns as often as they can, so that a missing lock shows."""
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(interval)


def test_the_limit_is_allowed_and_one_more_is_not(clock):
    throttle = Throttle(3, 60, store=MemoryStore(clock=clock))
    assert [throttle.hit("a") for _ in range(3)] == [0, 0, 0]
    assert throttle.hit("a") == 60


def test_the_wait_shrinks_as_time_passes(clock):
    throttle = Throttle(1, 60, store=MemoryStore(clock=clock))
    throttle.hit("a")
    clock.now += 59.5
    assert throttle.hit("a") == 0.5


def test_after_the_wait_a_hit_is_allowed(clock):
    throttle = Throttle(2, 60, store=MemoryStore(clock=clock))
    throttle.hit("a")
    throttle.hit("a")
    clock.now += throttle.hit("a")
    assert throttle.hit("a") == 0


def test_the_window_slides(clock):
    throttle = Throttle(2, 60, store=MemoryStore(clock=clock))
    throttle.hit("a")
    clock.now += 50
    throttle.hit("a")
    clock.now += 10
    assert throttle.hit("a") == 0
    assert throttle.hit("a") == 50


def test_no_window_ever_holds_more_than_the_limit(clock):
    throttle = Throttle(5, 10, store=MemoryStore(clock=clock))
    choose = random.Random(4)
    allowed = []
    for _ in range(2000):
        clock.now += choose.choice([0, 0.1, 1, 3])
        if throttle.hit("a") == 0:
            allowed.append(clock.now)
    assert all(late - early >= 10 for early, late in zip(allowed, allowed[5:], strict=False))


def test_a_refused_hit_does_not_lengthen_the_wait(clock):
    throttle = Throttle(1, 60, store=MemoryStore(clock=clock))
    throttle.hit("a")
    for _ in range(59):
        clock.now += 1
        assert throttle.hit("a") > 0
    clock.now += 1
    assert throttle.hit("a") == 0


def test_keys_do_not_disturb_each_other(clock):
    throttle = Throttle(1, 60, store=MemoryStore(clock=clock))
    throttle.hit("a")
    assert throttle.hit("b") == 0


@pytest.mark.parametrize("other", [("ab",), ("a", "b", ""), ("", "a", "b"), ("a', 'b",), ("a\0b",)])
def test_the_parts_of_a_key_cannot_run_together(clock, other):
    throttle = Throttle(1, 60, store=MemoryStore(clock=clock))
    throttle.hit("a", "b")
    assert throttle.hit(*other) == 0


def test_any_text_is_a_key(clock):
    throttle = Throttle(1, 60, store=MemoryStore(clock=clock))
    for key in ("", "é", "\ud800", "x" * 1_000_000):
        assert throttle.hit(key) == 0
        assert throttle.hit(key) == 60


def test_a_key_that_is_forgotten_starts_anew(clock):
    throttle = Throttle(1, 60, store=MemoryStore(clock=clock))
    throttle.hit("a")
    throttle.hit("b")
    throttle.forget("a")
    throttle.forget("never seen")
    assert throttle.hit("a") == 0
    assert throttle.hit("b") > 0


def test_throttles_on_one_store_share_by_name(clock):
    store = MemoryStore(clock=clock)
    throttle = Throttle(1, 60, name="login", store=store)
    throttle.hit("a")
    assert Throttle(1, 60, name="login", store=store).hit("a") == 60
    assert Throttle(1, 60, name="mail", store=store).hit("a") == 0


def test_a_lower_limit_waits_for_enough_hits_to_leave(clock):
    store = MemoryStore(clock=clock)
    for _ in range(3):
        Throttle(3, 60, store=store).hit("a")
        clock.now += 10
    lower = Throttle(1, 60, store=store)
    assert lower.hit("a") == 50
    clock.now += 50
    assert lower.hit("a") == 0


def test_beyond_its_size_the_memory_store_drops_a_key(clock):
    throttle = Throttle(1, 60, store=MemoryStore(max_keys=2, clock=clock))
    for key in "abc":
        throttle.hit(key)
    assert throttle.hit("b") > 0
    assert throttle.hit("c") > 0
    assert throttle.hit("a") == 0


def test_the_key_to_drop_is_the_one_hit_longest_ago(clock):
    throttle = Throttle(2, 60, store=MemoryStore(max_keys=2, clock=clock))
    for key in "abac":
        throttle.hit(key)
    assert throttle.hit("a") > 0
    assert throttle.hit("b") == 0


def test_refused_hits_take_no_room(clock):
    store = MemoryStore(max_keys=2, clock=clock)
    throttle = Throttle(1, 60, store=store)
    throttle.hit("a")
    for _ in range(100):
        throttle.hit("b")
    assert throttle.hit("a") > 0


def test_threads_together_get_no_more_than_the_limit(eager_threads):
    throttle = Throttle(3000, 60)
    waits = []

    def hit_often():
        waits.extend(throttle.hit("a") for _ in range(1000))

    threads = [threading.Thread(target=hit_often) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(waits) == 8000
    assert waits.count(0) == 3000


def test_the_wall_clock_is_the_default():
    throttle = Throttle(1, 60)
    throttle.hit("a")
    assert 59 < throttle.hit("a") <= 60


@pytest.mark.parametrize(("limit", "period"), [(0, 60), (-1, 60), (1, 0), (1, -1)])
def test_a_throttle_allows_something(limit, period):
    with pytest.raises(ValueError, match="allows 1 or more"):
        Throttle(limit, period)


def test_a_window_can_be_looked_at(clock):
    throttle = Throttle(3, 60, store=MemoryStore(clock=clock))
    throttle.hit("a")
    clock.now += 20
    throttle.hit("a")
    assert throttle.window("a") == (2, 40)
    assert throttle.window("b") == (0, 0)


@pytest.mark.parametrize(
    ("text", "rate"),
    [
        ("5/minute", (5, 60)),
        ("1/second", (1, 1)),
        ("100 per hour", (100, 3600)),
        ("10/15 minutes", (10, 900)),
        ("10/15minutes", (10, 900)),
        ("7/d", (7, 86400)),
        ("3/2 days", (3, 172800)),
    ],
)
def test_a_rate_is_text(text, rate):
    assert parse_rate(text) == rate


@pytest.mark.parametrize(
    "text",
    [
        "",
        "5",
        "0/minute",
        "-1/minute",
        "5/0 minutes",
        "5/fortnight",
        "5 minute",
        "5/minute\n",
        "\u0665/m",
    ],
)
def test_other_text_is_no_rate(text):
    with pytest.raises(ValueError, match="is no rate"):
        parse_rate(text)


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("", ""),
        (None, ""),
        ("/run/app.sock", ""),
        ("192.0.2.7.", ""),
    ],
)
def test_default_24_a_client_is_an_address_or_the_first_half_of_one(address, network):
    assert network_of(address) == network
