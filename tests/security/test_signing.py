"""Signed tokens: what is signed comes back, and nothing else does."""

import binascii
import hmac
import itertools
import string
import time

import pytest

from microweb.exceptions import MicrowebError
from microweb.security.signing import MAX_CLOCK_SKEW, BadSignature, SignatureExpired, Signer

BASE64URL = string.ascii_letters + string.digits + "-_"


@pytest.fixture
def signer():
    return Signer(["key"], salt="test")


@pytest.mark.parametrize("size", [0, 1, 2, 3, 4, 5, 63, 64, 65, 4096])
def test_what_was_signed_comes_back(signer, size):
    payload = bytes(range(256)) * 16
    assert signer.unsign(signer.sign(payload[:size])).payload == payload[:size]


def test_the_timestamp_is_now(signer):
    before = int(time.time())
    assert before <= signer.unsign(signer.sign(b"x")).timestamp <= time.time()


def test_a_given_timestamp_comes_back(signer):
    assert signer.unsign(signer.sign(b"x", timestamp=1_000_000_000)).timestamp == 1_000_000_000


def test_a_token_is_safe_in_cookies_and_urls(signer):
    token = signer.sign(bytes(range(256)))
    assert set(token) <= set(BASE64URL + ".")
    assert [len(part) for part in token.split(".")] == [342, 10, 43]


def test_the_signature_is_the_hmac_of_the_standard_library(signer):
    token = signer.sign(b"payload", timestamp=1)
    text, _, signature = token.rpartition(".")
    key = hmac.digest(b"key", b"microweb.signing:test", "sha256")
    expected = hmac.digest(key, text.encode(), "sha256")
    padded = signature.translate(str.maketrans("-_", "+/")) + "="
    assert padded.encode() == binascii.b2a_base64(expected, newline=False)


def test_two_signers_with_one_key_agree():
    token = Signer([b"key"], salt="test").sign(b"x")
    assert Signer(["key"], salt="test").unsign(token).payload == b"x"


def test_t32_no_pair_of_salt_and_value_stands_for_another():
    text = "ab.c"
    splits = [(text[:i], text[i:].encode()) for i in range(len(text) + 1)]
    tokens = [Signer(["key"], salt=salt).sign(value, timestamp=1) for salt, value in splits]
    signatures = {token.rpartition(".")[2] for token in tokens}
    assert len(signatures) == len(splits)
    for (salt, _), token in itertools.product(splits, tokens):
        signer = Signer(["key"], salt=salt)
        if token != signer.sign(dict(splits)[salt], timestamp=1):
            with pytest.raises(BadSignature):
                signer.unsign(token)


def test_t33_the_first_key_signs():
    token = Signer(["new", "old"], salt="test").sign(b"x")
    assert Signer(["new"], salt="test").unsign(token).payload == b"x"
    with pytest.raises(BadSignature):
        Signer(["old"], salt="test").unsign(token)


def test_t33_every_key_verifies():
    token = Signer(["older"], salt="test").sign(b"x")
    assert Signer(["new", "old", "older"], salt="test").unsign(token).payload == b"x"


def test_t33_a_key_that_was_rotated_out_is_refused():
    token = Signer(["older"], salt="test").sign(b"x")
    with pytest.raises(BadSignature):
        Signer(["new", "old"], salt="test").unsign(token)


def test_t35_the_last_character_has_one_form(signer):
    token = signer.sign(b"x")
    for last in set(BASE64URL) - {token[-1]}:
        with pytest.raises(BadSignature):
            signer.unsign(token[:-1] + last)


@pytest.mark.parametrize("junk", ["=", "==", " ", "!", "\n", "\0", ".", "A", "é", "\ud800", "😀"])
def test_t35_nothing_can_be_added(signer, junk):
    token = signer.sign(b"x")
    for place in range(len(token) + 1):
        with pytest.raises(BadSignature):
            signer.unsign(token[:place] + junk + token[place:])


def test_no_character_can_be_changed_or_left_out(signer):
    token = signer.sign(b"payload")
    for place in range(len(token)):
        other = "A" if token[place] != "A" else "B"
        for changed in (
            token[:place] + other + token[place + 1 :],
            token[:place] + token[place + 1 :],
        ):
            with pytest.raises(BadSignature):
                signer.unsign(changed)


@pytest.mark.parametrize(
    "token", ["", ".", "..", "...", "a", "a.b", "a.b.c", "é.1.x", "x" * 60_000]
)
def test_what_is_no_token_is_a_bad_signature(signer, token):
    with pytest.raises(BadSignature) as caught:
        signer.unsign(token)
    assert caught.value.token == token


def test_a_bad_signature_is_a_microweb_error():
    assert issubclass(BadSignature, MicrowebError)


def test_a_token_may_be_as_old_as_max_age(signer):
    while time.time() % 1 > 0.9:  # not when the second is about to end
        time.sleep(0.01)
    token = signer.sign(b"x", timestamp=int(time.time()) - 60)
    assert signer.unsign(token, max_age=60).payload == b"x"


def test_an_older_token_is_expired_and_says_what_it_held(signer):
    signed_at = int(time.time()) - 61
    with pytest.raises(SignatureExpired) as caught:
        signer.unsign(signer.sign(b"x", timestamp=signed_at), max_age=60)
    assert caught.value.payload == b"x"
    assert caught.value.timestamp == signed_at


def test_without_max_age_a_token_never_expires(signer):
    assert signer.unsign(signer.sign(b"x", timestamp=0)).payload == b"x"


def test_a_clock_that_is_a_little_ahead_is_forgiven(signer):
    token = signer.sign(b"x", timestamp=int(time.time()) + MAX_CLOCK_SKEW)
    assert signer.unsign(token, max_age=10).payload == b"x"


def test_a_token_from_the_future_is_refused(signer):
    token = signer.sign(b"x", timestamp=int(time.time()) + MAX_CLOCK_SKEW + 5)
    with pytest.raises(BadSignature):
        signer.unsign(token)


def test_json_values_come_back(signer):
    value = {"id": 7, "name": "Zoë", "tags": [None, True, 1.5]}
    assert signer.loads(signer.dumps(value), max_age=60) == value


def test_expired_json_is_refused(signer):
    token = signer.sign(b'"x"', timestamp=0)
    with pytest.raises(SignatureExpired):
        signer.loads(token, max_age=60)


@pytest.mark.parametrize("keys", [[], [""], [b""], ["key", ""]])
def test_a_missing_key_is_an_error_that_says_how_to_make_one(keys):
    with pytest.raises(ValueError, match=r"secrets\.token_hex"):
        Signer(keys, salt="test")


@pytest.mark.parametrize("keys", ["key", b"key"])
def test_a_single_key_is_not_read_letter_by_letter(keys):
    with pytest.raises(TypeError, match="list of keys"):
        Signer(keys, salt="test")
