"""Entity tags: weak comparison, as If-None-Match wants it."""

import pytest

from microweb.http.etags import ETags, is_etag_match, quote_etag, unquote_etag


@pytest.mark.parametrize(
    "field", ['"abc"', 'W/"abc"', '"x", "abc"', 'W/"x",W/"abc" , "y"', "*", " * ", '"x"  ,"abc"']
)
def test_a_tag_is_found(field):
    assert is_etag_match(field, "abc")


@pytest.mark.parametrize(
    "field", ["", "abc", '"ab"', '"abcd"', '"ABC"', '" abc"', "'abc'", '"abc', 'abc"', "**", '"*"']
)
def test_another_tag_is_not(field):
    assert not is_etag_match(field, "abc")


def test_nothing_beyond_8_kib_is_looked_at():
    assert is_etag_match(" " * 8187 + '"abc"', "abc")
    assert not is_etag_match(" " * 8188 + '"abc"', "abc")


@pytest.mark.parametrize("piece", ['"', "W/", '"a', 'W/"', '"\x01'])
def test_a_long_field_costs_next_to_nothing(piece, is_linear):
    def find(field):
        for _ in range(20):
            is_etag_match(field, "abc")

    assert is_linear(find, lambda size: piece * size, 100_000, cap=0.5)


def test_the_tags_of_a_header_are_strong_or_weak():
    tags = ETags.from_header('"a", W/"b","c,d" , bad, "e')
    assert tags.as_set() == {"a", "c,d"}
    assert tags.as_set(include_weak=True) == {"a", "b", "c,d"}
    assert (tags.is_weak("b"), tags.is_strong("b"), tags.is_strong("a")) == (True, False, True)
    assert (len(tags), sorted(tags), bool(tags)) == (3, ["a", "c,d"], True)
    assert tags.to_header() == str(tags) == '"a", "c,d", W/"b"'


def test_strong_comparison_never_takes_a_weak_tag():
    tags = ETags.from_header('"a", W/"b"')
    assert (tags.contains("a"), tags.contains("b")) == (True, False)
    assert "b" not in tags
    assert (tags.contains_weak("a"), tags.contains_weak("b")) == (True, True)


@pytest.mark.parametrize(
    ("field", "found"),
    [('"a"', True), ('W/"a"', True), ('"b"', False), ('W/"b"', True), ("a", False), ("", False)],
)
def test_a_raw_tag_is_compared_by_its_own_kind(field, found):
    assert ETags.from_header('"a", W/"b"').contains_raw(field) is found


def test_a_star_stands_for_every_tag():
    tags = ETags.from_header(" * ")
    assert (tags.star_tag, tags.contains("x"), tags.contains_weak("x"), bool(tags)) == (True,) * 4
    assert tags.to_header() == "*"


@pytest.mark.parametrize("value", [None, "", "a", '"'])
def test_no_tag_is_false(value):
    assert not ETags.from_header(value)


@pytest.mark.parametrize(
    ("field", "pair"),
    [
        ('"a"', ("a", False)),
        ('W/"a"', ("a", True)),
        (' "" ', ("", False)),
        ('w/"a"', (None, None)),
        ('"a" "b"', (None, None)),
        (None, (None, None)),
    ],
)
def test_one_tag_is_read_without_its_quotes(field, pair):
    assert unquote_etag(field) == pair


def test_a_tag_is_written_with_its_quotes():
    assert (quote_etag("a"), quote_etag("a", weak=True)) == ('"a"', 'W/"a"')


@pytest.mark.parametrize("tag", ['"', " ", "\r\n", "\x00", "\x7f", "é".encode().decode() + "✓"])
def test_a_tag_that_could_not_be_read_back_is_refused(tag):
    with pytest.raises(ValueError, match="ETag"):
        quote_etag(tag)
