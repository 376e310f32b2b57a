"""Tokens that are good once: for a new password, for an address to be confirmed."""

import json
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from microweb.auth import OneTimeTokens
from microweb.security import generate_password_hash
from microweb.stores import MemoryStore, SQLiteStore
from tests.auth.site import CHEAP


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


def test_t95_of_two_that_were_made_at_once_one_can_be_used():
    class Slow(MemoryStore):
        """A store that another request writes to before this one."""

        def set(self, key, value, **options):
            other = key[:-1] + ("0" if key[-1] != "0" else "1")
            super().set(other, value, **options)
            super().set(key, value, **options)

    slow = Slow()
    tokens = OneTimeTokens(slow, purpose="reset")
    token = tokens.create(7)
    assert len(slow.owned("once:reset:7")) == 2
    assert tokens.use(token) == "7"
    assert slow.owned("once:reset:7") == []


class TestTokensThatOpenAnAccount:
    @pytest.fixture
    def bound(self, site, store):
        """Give tokens of a purpose, bound to the passwords of the site's users."""

        def make(purpose="password-reset"):
            return OneTimeTokens(store, purpose=purpose, auth=site.auth)

        return make

    def test_t95_a_token_is_good_once(self, bound):
        token = bound().create(1)
        assert bound().peek(token) == "1"
        assert bound().use(token) == "1"
        assert bound().use(token) is None

    def test_t95_a_new_password_ends_it_however_it_came_about(self, site, bound, events):
        token, other = bound().create(1), bound().create(2)
        site.change(1, password_hash=generate_password_hash("new", CHEAP))
        assert bound().peek(token) is None
        assert bound().use(token) is None
        assert len(events("token_refused")) == 1
        assert bound().use(other) == "2"

    def test_t95_so_does_the_page_of_the_site(self, site, bound):
        token = bound().create(1)
        site.log_in().post("/password")
        assert bound().use(token) is None

    def test_t95_a_hash_of_the_same_password_ends_it_too(self, site, bound):
        token = bound().create(1)
        site.change(1, password_hash=generate_password_hash("engine", CHEAP))
        assert bound().use(token) is None

    def test_t95_the_use_of_one_ends_those_of_all_purposes(self, bound, store):
        reset, invitation = bound().create(1), bound("invitation").create(1)
        other = bound("invitation").create(2)
        confirmations = OneTimeTokens(store, purpose="confirm")
        confirmation = confirmations.create(1)
        assert bound().use(reset) == "1"
        assert bound("invitation").use(invitation) is None
        assert bound("invitation").use(other) == "2"
        assert confirmations.use(confirmation) == "1"

    def test_a_new_one_ends_none_of_another_purpose(self, bound):
        invitation = bound("invitation").create(1)
        bound().create(1)
        assert bound("invitation").use(invitation) == "1"

    def test_one_purpose_can_be_revoked(self, bound):
        reset, invitation = bound().create(1), bound("invitation").create(1)
        assert bound().revoke(1)
        assert not bound().revoke(1)
        assert bound().peek(reset) is None
        assert bound("invitation").peek(invitation) == "1"

    def test_a_user_who_is_switched_off_or_gone_has_none(self, site, bound):
        token = bound().create(1)
        site.change(1, is_active=False)
        assert bound().use(token) is None
        site.change(1, is_active=True)
        assert bound().use(token) == "1"
        token = bound().create(1)
        del site.users[1]
        assert bound().peek(token) is None

    def test_one_that_was_made_for_nobody_is_never_good(self, site, bound):
        site.change(1, is_active=False)
        token = bound().create(1)
        assert bound().use(bound().create(99)) is None
        site.change(1, is_active=True)
        assert bound().use(token) is None

    def test_one_that_was_not_bound_is_not_good_here(self, store, bound):
        token = OneTimeTokens(store, purpose="password-reset").create(1)
        assert bound().use(token) is None

    def test_the_store_learns_nothing_of_the_password(self, site, bound, store):
        token = bound().create(1)
        stored = str(store.owned("once::1"))
        assert token not in stored
        assert site.users[1].password_hash not in stored
        seal = json.loads(store.owned("once::1")[0].value)[2]
        bound().create(1)
        assert json.loads(store.owned("once::1")[0].value)[2] != seal
