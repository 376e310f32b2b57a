"""Entity tags: weak comparison, as If-None-Match wants it."""

import pytest

from microweb.http.etags import is_etag_match


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
