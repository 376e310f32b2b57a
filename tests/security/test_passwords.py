"""Password hashes: ours, Werkzeug's and Django's are read, and every check costs one hash."""

import base64
import hashlib
import sys
import time

import pytest

from microweb.security import (
    check_password_hash,
    generate_password_hash,
    password_needs_rehash,
    verify_login,
)
from microweb.security.passwords import DEFAULT_METHOD

CHEAP = "pbkdf2:sha256:1"
SALT = b"salt"
KNOWN_HASHES = {
    "werkzeug pbkdf2": "pbkdf2:sha256:1000$salt$"
    + hashlib.pbkdf2_hmac("sha256", b"secret", SALT, 1000).hex(),
    "werkzeug pbkdf2 sha512": "pbkdf2:sha512:1000$salt$"
    + hashlib.pbkdf2_hmac("sha512", b"secret", SALT, 1000).hex(),
    "werkzeug scrypt": "scrypt:16:8:1$salt$"
    + hashlib.scrypt(b"secret", salt=SALT, n=16, r=8, p=1, dklen=64).hex(),
    "django pbkdf2": "pbkdf2_sha256$1000$salt$"
    + base64.b64encode(hashlib.pbkdf2_hmac("sha256", b"secret", SALT, 1000)).decode(),
    "django pbkdf2 sha1": "pbkdf2_sha1$1000$salt$"
    + base64.b64encode(hashlib.pbkdf2_hmac("sha1", b"secret", SALT, 1000)).decode(),
    "django scrypt": "scrypt$16$salt$8$5$"
    + base64.b64encode(hashlib.scrypt(b"secret", salt=SALT, n=16, r=8, p=5, dklen=64)).decode(),
}


@pytest.fixture
def kdf_calls(monkeypatch):
    """The hashes that are computed while a test runs, by name, iterations or n."""
    calls = []

    def counted(function, cost):
        def call(*args, **kwargs):
            calls.append((function.__name__, cost(args, kwargs)))
            return function(*args, **kwargs)

        return call

    pbkdf2, scrypt = hashlib.pbkdf2_hmac, hashlib.scrypt
    monkeypatch.setattr(hashlib, "pbkdf2_hmac", counted(pbkdf2, lambda args, _: args[3]))
    monkeypatch.setattr(hashlib, "scrypt", counted(scrypt, lambda _, kwargs: kwargs["n"]))
    return calls


@pytest.mark.parametrize("method", [CHEAP, "pbkdf2:sha512:2", "pbkdf2:sha1:2", "scrypt:16:8:1"])
def test_a_password_fits_its_own_hash_alone(method):
    pwhash = generate_password_hash("secret", method)
    assert pwhash.startswith(f"{method}$")
    assert check_password_hash(pwhash, "secret")
    assert not check_password_hash(pwhash, "Secret")
    assert not check_password_hash(pwhash, "")


@pytest.mark.parametrize("name", KNOWN_HASHES)
def test_hashes_of_other_makers_are_read(name):
    assert check_password_hash(KNOWN_HASHES[name], "secret")
    assert not check_password_hash(KNOWN_HASHES[name], "Secret")


def test_the_default_is_what_owasp_asks_or_more():
    method, salt, key = generate_password_hash("secret").split("$")
    assert method == "pbkdf2:sha256:1000000"
    assert len(salt) == 16
    assert salt.isalnum()
    assert len(bytes.fromhex(key)) == 32


@pytest.mark.parametrize(
    ("alias", "method"),
    [
        ("pbkdf2", "pbkdf2:sha256:1000000"),
        ("pbkdf2:sha256", "pbkdf2:sha256:1000000"),
        ("scrypt", "scrypt:131072:8:1"),
    ],
)
def test_a_short_method_name_chooses_the_cost(alias, method):
    assert generate_password_hash("secret", alias).startswith(f"{method}$")


def test_each_hash_has_its_own_salt():
    assert len({generate_password_hash("secret", CHEAP) for _ in range(20)}) == 20


def test_the_salt_is_as_long_as_asked():
    assert len(generate_password_hash("secret", CHEAP, 30).split("$")[1]) == 30


def test_a_password_is_hashed_as_utf_8():
    assert check_password_hash(generate_password_hash("pässwörd 😀", CHEAP), "pässwörd 😀")


@pytest.mark.parametrize("password", ["x" * 1024, "é" * 512])
def test_t91_1024_bytes_are_hashed(password):
    assert check_password_hash(generate_password_hash(password, CHEAP), password)


@pytest.mark.parametrize("password", ["x" * 1025, "é" * 513, "x" * 1_000_000])
def test_t91_a_longer_password_is_refused_before_hashing(kdf_calls, password):
    with pytest.raises(ValueError, match="1024 bytes"):
        generate_password_hash(password, CHEAP)
    assert not check_password_hash(KNOWN_HASHES["werkzeug pbkdf2"], password)
    assert not check_password_hash(None, password)
    assert kdf_calls == []


def test_a_lone_surrogate_is_no_password():
    with pytest.raises(ValueError, match="Unicode"):
        generate_password_hash("\ud800", CHEAP)
    assert not check_password_hash(KNOWN_HASHES["werkzeug pbkdf2"], "\ud800")


@pytest.mark.parametrize(
    "pwhash",
    [
        "pbkdf2:sha256:1000000$salt$00",
        generate_password_hash("secret"),
        None,
        "",
        "!disabled",
        "pbkdf2:sha256:1000000$salt$",
    ],
)
def test_t92_every_check_is_one_hash_of_the_default_cost(kdf_calls, pwhash):
    assert not check_password_hash(pwhash, "wrong")
    assert kdf_calls == [("pbkdf2_hmac", 1_000_000)]


def test_t92_a_missing_user_costs_what_the_given_method_costs(kdf_calls):
    assert not check_password_hash(None, "wrong", method="pbkdf2:sha256:7")
    assert kdf_calls == [("pbkdf2_hmac", 7)]


def test_nobody_has_the_password_of_the_hash_that_stands_in(kdf_calls):
    stand_in = hashlib.pbkdf2_hmac("sha256", b"secret", b"salt", 1)
    assert not check_password_hash(None, "secret", method=CHEAP)
    assert not check_password_hash("", stand_in.hex(), method=CHEAP)


@pytest.mark.parametrize(
    "pwhash",
    [
        "secret",
        "$",
        "$$",
        "$$$$$$$",
        "plain$$secret",
        "pbkdf2:sha256$salt$zz",
        "pbkdf2:md5:1$salt$00",
        "pbkdf2:sha256:0$salt$00",
        "pbkdf2:sha256:-1$salt$00",
        "pbkdf2:sha256:1_0$salt$00",
        "pbkdf2:sha256: 1$salt$00",
        "pbkdf2:sha256:\N{ARABIC-INDIC DIGIT ONE}$salt$00",
        "pbkdf2:sha256:1$salt$0",
        "pbkdf2:sha256:1$salt$é",
        "pbkdf2:sha256:1$\ud800$00",
        "pbkdf2:sha256:1:1$salt$00",
        "pbkdf2_sha256$1$salt$é",
        "pbkdf2_sha256$1$salt$=",
        "pbkdf2_md5$1$salt$AAAA",
        "scrypt:15:8:1$salt$00",
        "scrypt:1:8:1$salt$00",
        "scrypt:65536:1:1$salt$00",
        "scrypt:16:8$salt$00",
        "scrypt$16$salt$8$1",
        "pbkdf2:sha256:10000001$salt$00",
        "pbkdf2:sha256:" + "9" * 5000 + "$salt$00",
        "pbkdf2_sha256$99999999$salt$AAAA",
        "scrypt:8388608:1:1$salt$00",
        "scrypt:131072:8:8$salt$00",
        "scrypt$1048576$salt$8$1$AAAA",
    ],
)
def test_a_hash_that_is_broken_or_absurd_fits_nothing(pwhash):
    started = time.process_time()
    assert not check_password_hash(pwhash, "secret", method=CHEAP)
    assert password_needs_rehash(pwhash)
    assert time.process_time() - started < 0.1


@pytest.mark.parametrize("name", KNOWN_HASHES)
def test_a_hash_that_was_cut_short_fits_nothing(name):
    head, _, _ = KNOWN_HASHES[name].rpartition("$")
    assert not check_password_hash(head + "$", "secret", method=CHEAP)


@pytest.mark.parametrize("method", ["pbkdf2:sha256:10000000", "scrypt:131072:8:4"])
def test_the_limit_of_cost_is_within_reach(method):
    assert not password_needs_rehash(f"{method}$salt$00", method=method)


@pytest.mark.parametrize(
    "method", ["", "md5", "pbkdf2:sha256:", "pbkdf2:sha256:10000001", "scrypt:131072:8:5", "argon2"]
)
def test_an_unknown_or_absurd_method_is_an_error(method):
    with pytest.raises(ValueError, match=r"password method|number|limit"):
        generate_password_hash("secret", method)


def test_a_salt_is_never_empty():
    with pytest.raises(ValueError, match="salt_length"):
        generate_password_hash("secret", CHEAP, 0)


@pytest.mark.parametrize(
    ("pwhash", "is_due"),
    [
        ("pbkdf2:sha256:1000000$salt$00", False),
        ("pbkdf2:sha256:1500000$salt$00", False),
        ("pbkdf2_sha256$1000000$salt$AAAA", False),
        ("pbkdf2:sha256:999999$salt$00", True),
        ("pbkdf2_sha256$600000$salt$AAAA", True),
        ("pbkdf2:sha1:1000000$salt$00", True),
        ("scrypt:131072:8:1$salt$00", True),
        ("!", True),
    ],
)
def test_t97_a_hash_that_cost_less_is_due(pwhash, is_due):
    assert password_needs_rehash(pwhash) is is_due


@pytest.mark.parametrize(
    ("pwhash", "is_due"),
    [
        ("scrypt:131072:8:1$salt$00", False),
        ("scrypt$131072$salt$8$2$AAAA", False),
        ("scrypt:32768:8:1$salt$00", True),
        ("scrypt:131072:4:1$salt$00", True),
        ("pbkdf2:sha256:1000000$salt$00", True),
    ],
)
def test_t97_the_method_to_compare_with_can_be_given(pwhash, is_due):
    assert password_needs_rehash(pwhash, method="scrypt") is is_due


def test_a_limit_on_digits_of_the_interpreter_does_not_matter():
    sys.set_int_max_str_digits(0)
    try:
        assert not check_password_hash("pbkdf2:sha256:" + "1" * 5000 + "$s$00", "x", method=CHEAP)
    finally:
        sys.set_int_max_str_digits(sys.int_info.default_max_str_digits)


@pytest.fixture
def iterations(monkeypatch):
    """The iterations of the hashes that are made while a test runs."""
    made = []
    pbkdf2 = hashlib.pbkdf2_hmac

    def counted(digest, secret, salt, iterations):
        made.append(iterations)
        return pbkdf2(digest, secret, salt, iterations)

    monkeypatch.setattr(hashlib, "pbkdf2_hmac", counted)
    return made


NOW = "pbkdf2:sha256:50"
OLD = generate_password_hash("right", "pbkdf2:sha256:20")
CURRENT = generate_password_hash("right", NOW)


@pytest.mark.parametrize("pwhash", [None, "", "damaged", OLD, CURRENT])
@pytest.mark.parametrize("password", ["right", "wrong"])
def test_t92_default_23_every_path_does_the_work_of_one_hash(iterations, pwhash, password):
    verify_login(pwhash, password, method=NOW)
    assert sum(iterations) == 50


def test_t97_default_18_an_old_hash_is_replaced_after_a_good_login():
    kept = []
    assert verify_login(OLD, "right", method=NOW, save=kept.append)
    (new,) = kept
    assert new.startswith(NOW)
    assert verify_login(new, "right", method=NOW, save=kept.append)
    assert len(kept) == 1


@pytest.mark.parametrize("pwhash", [None, OLD, CURRENT])
def test_t97_nothing_is_replaced_after_a_bad_one(pwhash):
    kept = []
    assert not verify_login(pwhash, "wrong", method=NOW, save=kept.append)
    assert kept == []


def test_t91_a_password_that_is_too_long_is_refused_without_a_hash(iterations):
    assert not verify_login(CURRENT, "x" * 1025, method=NOW)
    assert iterations == []


def test_default_17_the_cost_is_a_million_iterations():
    assert DEFAULT_METHOD == "pbkdf2:sha256:1000000"
    assert password_needs_rehash("pbkdf2:sha256:600000$salt$00")
