"""Tries to log in: a few for each account, and the owner is never kept out."""

import pytest

from microweb import App
from microweb.auth import LoginThrottle
from microweb.stores import MemoryStore, SQLiteStore


class Door:
    """An app that counts tries: `knock` says how long to wait."""

    def __init__(self, store, **options):
        self.app = App("demo", static_folder=None)
        self.app.secret_key = "x" * 32
        tries = LoginThrottle(store=store, **options)

        @self.app.post("/<name>/<outcome>")
        def view(name, outcome):
            wait = tries.hit(name)
            if not wait and outcome == "right":
                tries.forgive(name)
            return f"{wait:.0f}"

    def browser(self, address="192.0.2.1"):
        client = self.app.test_client()
        client.environ_base["REMOTE_ADDR"] = address
        return client


def knock(browser, name="ada", outcome="wrong"):
    return int(browser.post(f"/{name}/{outcome}").text)


@pytest.fixture
def door(clock):
    return Door(MemoryStore(clock=clock))


def test_t98_default_24_ten_tries_then_a_wait_of_fifteen_minutes(door, clock):
    browser = door.browser()
    assert [knock(browser) for _ in range(11)] == [0] * 10 + [900]
    assert knock(browser, outcome="right") == 900
    assert knock(browser, "bob") == 0
    clock.now += 900
    assert knock(browser) == 0


def test_t98_a_wait_is_not_made_longer_by_trying(door, clock):
    browser = door.browser()
    for _ in range(10):
        knock(browser)
    for _ in range(8):
        clock.now += 100
        assert knock(browser) > 0
    clock.now += 100
    assert knock(browser) == 0


def test_t98_tries_survive_a_restart(tmp_path):
    path = tmp_path / "tries.db"
    browser = Door(SQLiteStore(path)).browser()
    for _ in range(10):
        knock(browser)
    assert knock(Door(SQLiteStore(path)).browser()) > 0


def test_an_account_is_counted_from_anywhere(door):
    for number in range(100):
        assert knock(door.browser(f"192.0.2.{number}")) == 0
    assert knock(door.browser("192.0.2.200")) > 0
    assert knock(door.browser("192.0.2.200"), "bob") == 0


def test_a_network_is_counted_for_all_accounts(door):
    for number in range(100):
        assert knock(door.browser(), f"user{number}") == 0
    assert knock(door.browser(), "one more") > 0
    assert knock(door.browser("192.0.2.2"), "one more") == 0


def test_default_24_a_known_browser_is_let_in_whatever_strangers_do(door):
    mine = door.browser()
    knock(mine, outcome="right")
    for number in range(150):
        knock(door.browser(f"198.51.100.{number}"))
    assert knock(door.browser("203.0.113.1")) > 0
    assert knock(mine) == 0


def test_a_known_browser_has_a_count_of_its_own(door):
    mine = door.browser()
    knock(mine, outcome="right")
    assert [knock(mine) for _ in range(11)] == [0] * 10 + [900]


def test_a_browser_is_known_to_one_account(door):
    thief = door.browser("198.51.100.1")
    knock(thief, "thief", "right")
    for number in range(100):
        knock(door.browser(f"192.0.2.{number}"))
    assert knock(thief, "ada") > 0


@pytest.mark.parametrize("value", ["", "x", "W10.1.x"])
def test_a_made_up_cookie_is_nothing(door, value):
    browser = door.browser()
    browser.set_cookie("known_device", value)
    assert [knock(browser) for _ in range(11)][-1] == 900


def test_a_right_password_gives_the_tries_back(door):
    browser = door.browser()
    for _ in range(9):
        knock(browser)
    assert knock(browser, outcome="right") == 0
    assert [knock(browser) for _ in range(10)] == [0] * 10


def test_default_49_a_refused_try_is_an_event(door, events):
    browser = door.browser()
    for _ in range(11):
        knock(browser)
    (event,) = events("throttled")
    assert event == {"event": "throttled", "address": "192.0.2.1", "limit": "login", "wait": 900}


def test_a_try_that_one_count_refuses_is_in_no_other(door, clock):
    """Else strangers at other networks fill them, and those who share one wait twice."""
    for number in range(100):
        assert knock(door.browser(f"192.0.2.{number}")) == 0
    late = door.browser("198.51.100.1")
    clock.now += 450
    assert [knock(late) for _ in range(10)] == [450] * 10
    clock.now += 450
    assert [knock(late) for _ in range(11)] == [0] * 10 + [900]


def test_a_network_that_is_refused_fills_no_account(door, clock):
    browser = door.browser()
    assert [knock(browser, f"user{number}") for number in range(100)] == [0] * 100
    clock.now += 450
    assert [knock(browser) for _ in range(100)] == [450] * 100
    assert knock(door.browser("198.51.100.1")) == 0
