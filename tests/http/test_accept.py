"""Accept negotiation: the client's wishes decide, then the server's order."""

import pytest

from microweb.http.accept import best_match, parse_accept

OFFERS = ("text/html", "application/json", "text/plain")
CHROME = (
    "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,"
    "*/*;q=0.8,application/signed-exchange;v=b3;q=0.7"
)


@pytest.mark.parametrize(
    ("value", "ranges"),
    [
        ("", []),
        (" , ,", []),
        ("text/html", [("text/html", 1.0)]),
        ("TEXT/HTML;Q=0.5", [("text/html", 0.5)]),
        ("a/b ; q=0.25 , c/d", [("a/b", 0.25), ("c/d", 1.0)]),
        ("a/b;level=1;q=0.3", [("a/b", 0.3)]),
        ("a/b;q=0.", [("a/b", 0.0)]),
        ("a/b;q=1.000", [("a/b", 1.0)]),
    ],
)
def test_ranges_come_with_their_weights(value, ranges):
    assert parse_accept(value) == ranges


@pytest.mark.parametrize(
    "weight", ["", "x", "2", "-1", "1.001", "0.1234", "nan", "inf", "1e-3", "\u0660"]
)
def test_a_malformed_weight_counts_as_one(weight):
    assert parse_accept(f"a/b;q={weight}") == [("a/b", 1.0)]


@pytest.mark.parametrize(
    ("value", "offer"),
    [
        ("", "text/html"),
        ("*/*", "text/html"),
        (CHROME, "text/html"),
        ("application/json", "application/json"),
        ("application/json, text/html", "text/html"),
        ("text/html;q=0.5, application/json", "application/json"),
        ("text/*;q=0.5, text/plain", "text/plain"),
        ("text/*, text/html;q=0.1", "text/plain"),
        ("*/*;q=0.1, text/html;q=0", "application/json"),
        ("application/*", "application/json"),
        ("text/html;q=0", None),
        ("*/*;q=0", None),
        ("image/png", None),
    ],
)
def test_the_most_specific_range_decides(value, offer):
    assert best_match(value, OFFERS) == offer


def test_of_two_equal_ranges_the_first_wins():
    assert best_match("text/html;q=0, text/html;q=1", ["text/html"]) is None


def test_nothing_offered_gives_none():
    assert best_match("", []) is None


def test_t53_a_header_above_8_kib_is_taken_as_missing():
    longest = "a/b," * 2048
    assert len(longest) == 8192
    assert len(parse_accept(longest)) == 2048
    assert parse_accept(longest + " ") == []
    assert best_match("text/plain," * 2000, OFFERS) == "text/html"
