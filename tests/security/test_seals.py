"""Seals: right for one user with one password, under keys that are known."""

import pytest

from microweb.security.seals import is_good_seal, make_seal

KEYS = ["new" * 10, b"old" * 10]


def test_a_seal_is_good_for_its_user_and_secret():
    assert is_good_seal(make_seal(KEYS, "1", "hash"), KEYS, "1", "hash")


@pytest.mark.parametrize(
    ("user_id", "secret"), [("2", "hash"), ("1", "other"), ("1h", "ash"), ("", "1hash"), ("1", "")]
)
def test_it_is_not_for_another(user_id, secret):
    assert not is_good_seal(make_seal(KEYS, "1", "hash"), KEYS, user_id, secret)


def test_a_key_that_was_used_before_is_accepted_until_it_is_gone():
    seal = make_seal(KEYS[1:], "1", "hash")
    assert is_good_seal(seal, KEYS, "1", "hash")
    assert not is_good_seal(seal, KEYS[:1], "1", "hash")


def test_it_is_made_with_the_first_key():
    assert is_good_seal(make_seal(KEYS, "1", "hash"), KEYS[:1], "1", "hash")


@pytest.mark.parametrize("seal", [None, "", 1, [], "x" * 64, "\ud800", "é"])
def test_what_is_no_seal_is_not_good(seal):
    assert not is_good_seal(seal, KEYS, "1", "hash")


def test_a_seal_does_not_tell_the_secret():
    assert "hash" not in make_seal(KEYS, "1", "hash")
