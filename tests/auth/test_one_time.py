"""Tokens that are good once: for a new password, for an address to be confirmed."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from microweb.auth import OneTimeTokens
from microweb.stores import MemoryStore, SQLiteStore


@pytest.fixture(params=["memory", "sqlite"])
def store(request, clock, tmp_path):
    if request.param == "memory":
        return MemoryStore(clock=clock)
    return SQLiteStore(tmp_path / "tokens.db", clock=clock)


@pytest.fixture
def resets(store):
    return OneTimeTokens(store, purpose="password-reset")


def test_t95_a_token_has_256_random_bits(resets):
    tokens = {resets.create(number) for number in range(200)}
    assert len(tokens) == 200
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{43}", token) for token in tokens)


def test_t95_a_token_is_good_once(resets):
    token = resets.create(7)
    assert resets.peek(token) == "7"
    assert resets.peek(token) == "7"
    assert resets.use(token) == "7"
    assert resets.use(token) is None
    assert resets.peek(token) is None


def test_t95_of_many_who_use_it_at_once_one_can(resets):
    token = resets.create(7)
    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(resets.use, [token] * 40))
    assert (outcomes.count("7"), outcomes.count(None)) == (1, 39)


def test_t95_who_comes_a_moment_later_gets_nothing(clock):
    class Overtaken(MemoryStore):
        """A store in which another request is faster."""

        def delete(self, key):
            super().delete(key)
            return super().delete(key)

    resets = OneTimeTokens(Overtaken(clock=clock), purpose="reset")
    assert resets.use(resets.create(7)) is None


def test_t95_a_token_ends_after_an_hour(resets, clock):
    token = resets.create(7)
    clock.now += 3599
    assert resets.peek(token) == "7"
    clock.now += 1
    assert resets.peek(token) is None
    assert resets.use(token) is None


def test_the_lifetime_can_be_given(store, clock):
    mails = OneTimeTokens(store, purpose="confirm", lifetime=timedelta(days=2))
    token = mails.create(7)
    clock.now += 172799
    assert mails.use(token) == "7"


def test_t95_the_store_knows_a_hash_alone(resets, store):
    token = resets.create(7)
    assert token not in str(store.owned("once:password-reset:7"))


def test_a_new_token_ends_the_one_before(resets):
    first, other = resets.create(7), resets.create(8)
    second = resets.create(7)
    assert resets.use(first) is None
    assert resets.use(second) == "7"
    assert resets.use(other) == "8"


def test_a_token_of_one_purpose_is_nothing_for_another(store, resets):
    token = resets.create(7)
    assert OneTimeTokens(store, purpose="confirm").use(token) is None
    assert resets.use(token) == "7"


def test_a_token_can_be_revoked(resets):
    token = resets.create(7)
    assert resets.revoke(7)
    assert not resets.revoke(7)
    assert resets.use(token) is None


@pytest.mark.parametrize("token", ["", "x", "x" * 43, "x" * 1_000_000, "\ud800" * 43, "é" * 43])
def test_what_is_no_token_is_nothing(resets, token, events):
    assert resets.use(token) is None
    assert events("token_refused") == [{"event": "token_refused", "purpose": "password-reset"}]


@pytest.mark.parametrize("options", [{"purpose": ""}, {"purpose": "a", "lifetime": timedelta(0)}])
def test_a_purpose_and_a_lifetime_are_needed(store, options):
    with pytest.raises(ValueError, match="OneTimeTokens"):
        OneTimeTokens(store, **options)
