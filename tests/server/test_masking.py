import time
from collections import UserDict
from dataclasses import dataclass, field

import pytest

from microweb.server.masking import MASK, describe, is_secret, mask_text

SECRET = "hunter2"


@pytest.mark.parametrize(
    "name",
    [
        "password", "new_password", "passwd", "pwd", "PASSPHRASE", "secret_key", "SECRET_KEY",
        "api_key", "apikey", "csrf_token", "access-token", "Cookie", "session", "session_id",
        "Authorization", "auth", "proxy-authorization", "credentials", "pin", "otp", "signature",
        "HTTP_COOKIE", "HTTP_AUTHORIZATION",
    ],
)  # fmt: skip
def test_a_name_that_tells_of_a_secret_is_known(name):
    assert is_secret(name)
    assert describe(name, SECRET) == MASK


@pytest.mark.parametrize("name", ["author", "author_id", "authors", "user", "spinner", "opinion"])
def test_a_harmless_name_is_not_taken_for_one(name):
    assert not is_secret(name)
    assert describe(name, "x") == "'x'"


@dataclass
class User:
    name: str
    password: str
    hidden: str = field(default=SECRET, repr=False)


class Plain:
    def __repr__(self):
        return f"<Plain name='x' password='{SECRET}'>"


class Multi(UserDict):
    def __repr__(self):
        return f"Multi([('password', '{SECRET}')])"


@pytest.mark.parametrize(
    "value",
    [
        {"password": SECRET},
        {"form": {"password": [SECRET]}},
        {b"password": SECRET},
        [("token", SECRET)],
        ["token", SECRET],
        ("token", SECRET),
        {"a": [{"b": ("secret", SECRET)}]},
        User("bob", SECRET),
        [User("bob", SECRET)],
        Plain(),
        Multi(),
        f"user=bob&password={SECRET}&x=1",
        f"user=bob&password={SECRET}&x=1".encode(),
        f'{{"password": "{SECRET}"}}',
        f'it\'s {{"password": "{SECRET}"}}',
        f"Authorization: Basic {SECRET}",
        f"Authorization: Bearer {SECRET}",
        f"Cookie: sid={SECRET}; other={SECRET}",
        f"x{' ' * 385} password={SECRET}{SECRET}",
        "x" * 1000 + f" password={SECRET}",
        f"password='{SECRET}' " + "x" * 1000,
    ],
)
def test_a_secret_inside_a_value_is_masked(value):
    assert "hunter" not in describe("value", value)


def test_what_is_not_secret_is_shown():
    assert describe("form", {"username": "bob", "password": "x"}) == (
        f"{{'username': 'bob', 'password': {MASK}}}"
    )
    assert describe("user", User("bob", "x")) == f"User(name='bob', password={MASK})"


def test_a_value_is_short():
    for value in ("x" * 10**6, list(range(10**5)), {i: i for i in range(10**5)}, b"x" * 10**6):
        assert len(describe("value", value)) <= 2000


def test_a_value_that_contains_itself_ends():
    value = []
    value.append(value)
    pairs = {}
    pairs["pairs"] = pairs
    assert describe("value", value)
    assert describe("value", pairs)


@pytest.mark.parametrize("error", [RuntimeError("no"), RecursionError()])
def test_a_repr_that_raises_is_said_so(error):
    class Broken:
        def __repr__(self):
            raise error

    assert describe("value", Broken()) == f"<Broken: its repr raised {type(error).__name__}>"


@pytest.mark.parametrize("unit", ["password", "a", "password=", "'", "key\\"])
def test_masking_takes_linear_time(unit):
    def cost(count):
        text = unit * count
        started = time.process_time()
        mask_text(text)
        return time.process_time() - started

    size = 20_000 // len(unit)
    assert min(cost(2 * size) / cost(size) for _ in range(5)) < 2.6
