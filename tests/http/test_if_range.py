"""If-Range: a tag or a date."""

from datetime import UTC, datetime

import pytest

from microweb.http.if_range import IfRange

DATE = "Sun, 06 Nov 1994 08:49:37 GMT"


def test_a_tag_is_read_with_its_weakness():
    strong, weak = IfRange.from_header('"a"'), IfRange.from_header('W/"a"')
    assert (strong.etag, strong.is_weak, strong.date) == ("a", False, None)
    assert (weak.etag, weak.is_weak) == ("a", True)


def test_a_date_is_read():
    found = IfRange.from_header(f" {DATE} ")
    assert (found.etag, found.date) == (None, datetime(1994, 11, 6, 8, 49, 37, tzinfo=UTC))


@pytest.mark.parametrize("value", [None, "", "a", "yesterday", '"a", "b"'])
def test_anything_else_has_neither(value):
    found = IfRange.from_header(value)
    assert (found.etag, found.date, str(found)) == (None, None, "")


@pytest.mark.parametrize("value", ['"a"', 'W/"a"', DATE])
def test_it_is_written_as_it_is_read(value):
    assert IfRange.from_header(value).to_header() == value
