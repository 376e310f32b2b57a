"""Lists in header fields: commas in quotes do not split, and nothing costs more than its length."""

import pytest

from microweb.http.lists import (
    format_list,
    format_parameters,
    parse_directives,
    parse_list,
    quote,
    unquote,
)


@pytest.mark.parametrize(
    ("value", "elements"),
    [
        ("", []),
        (" , ,\t,", []),
        ("a", ["a"]),
        ("a, b,c", ["a", "b", "c"]),
        ('a="x, y", b', ['a="x, y"', "b"]),
        (r'"a\",b", c', [r'"a\",b"', "c"]),
        ('a, "never closed, b', ["a", '"never closed, b']),
        ('a"b,c"d, e', ['a"b,c"d', "e"]),
        ('"\\', ['"\\']),
    ],
)
def test_a_list_is_split_outside_of_quotes(value, elements):
    assert parse_list(value) == elements


@pytest.mark.parametrize(
    ("text", "written"),
    [("abc", "abc"), ("", '""'), ("a b", '"a b"'), ('a"b\\', '"a\\"b\\\\"'), ("a,b", '"a,b"')],
)
def test_what_is_no_token_is_quoted_and_read_back(text, written):
    assert quote(text) == written
    assert unquote(written) == text


@pytest.mark.parametrize("text", ["a", '"', '"a', 'a"', ""])
def test_what_is_not_in_quotes_stays(text):
    assert unquote(text) == text


def test_directives_have_a_value_or_none():
    value = 'No-Store, max-age = 5, private="a, b", max-age=6, b@d=1, =2, x='
    assert parse_directives(value) == {
        "no-store": None,
        "max-age": "5",
        "private": "a, b",
        "x": "",
    }


def test_parameters_are_written_as_they_are_read():
    pairs = [("a", None), ("b", "1"), ("c", 'say "hi", you')]
    assert parse_directives(format_parameters(pairs)) == dict(pairs)


@pytest.mark.parametrize("piece", [",", '"', '"a",', "\\", 'a"\\', '"\\"', "a=,", " ", '",'])
def test_t49_a_long_list_costs_its_length(piece, is_linear):
    assert is_linear(parse_directives, lambda size: piece * size, 30_000)


def test_a_list_is_written_and_read_back():
    assert format_list(["auth", "a b", ""]) == 'auth, "a b", ""'
    assert [unquote(element) for element in parse_list('auth, "a b", ""')] == ["auth", "a b", ""]
    assert format_list([]) == ""
