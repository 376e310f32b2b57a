"""Names: which are allowed, and which are the same."""

import unicodedata

import pytest

from examples.login.rules import (
    find_password_problem,
    find_username_problem,
    make_name_key,
)


@pytest.mark.parametrize("name", ["a", "x" * 64, "Zoë", "村上 春樹", "o'neil@example.com", "😀"])
def test_names_of_every_script_are_allowed(name):
    assert find_username_problem(name) is None


@pytest.mark.parametrize(
    "name",
    [
        "",
        " ",
        "a ",
        " a",
        "a\tb",
        "a\n",
        "\0",
        "\x7f",
        "a\u200bb",
        "\u202ea",
        "\ufeff",
        "\ud800",
        "x" * 65,
    ],
)
def test_names_that_look_like_others_or_like_nothing_are_not(name):
    assert find_username_problem(name)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Mike", "mIKE"),
        ("Zo\u00eb", "ZOE\u0308"),
        ("Straße", "STRASSE"),
        ("\u03b1\u0345\u0301", "\u03b1\u0301\u0345"),
        ("Σίσυφος", "σίσυφοσ"),
        ("\N{KELVIN SIGN}", "k"),
    ],
)
def test_t94_names_that_differ_in_case_or_composition_are_the_same(one, other):
    assert make_name_key(one) == make_name_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("m\N{LATIN SMALL LETTER DOTLESS I}ke", "mike"), ("Zoe", "Zoë"), ("a b", "ab")],
)
def test_t94_other_names_are_not(one, other):
    assert make_name_key(one) != make_name_key(other)


def test_t94_the_form_is_the_same_when_made_twice():
    for code in range(0x250):
        key = make_name_key(chr(code))
        assert make_name_key(key) == key
        assert unicodedata.is_normalized("NFC", key)


def test_a_lone_surrogate_is_no_reason_to_fail():
    assert find_password_problem("\ud800" * 4, username="x")
