"""Content-Range: a range of a whole, or that there is none."""

import pytest

from microweb.http.content_range import ContentRange


@pytest.mark.parametrize(
    ("value", "fields"),
    [
        ("bytes 0-0/1", ("bytes", 0, 1, 1)),
        ("bytes 42-1233/1234", ("bytes", 42, 1234, 1234)),
        ("bytes 42-1233/*", ("bytes", 42, 1234, None)),
        ("bytes */1234", ("bytes", None, None, 1234)),
    ],
)
def test_it_is_written_as_it_is_read(value, fields):
    found = ContentRange.from_header(value)
    assert (found.units, found.start, found.stop, found.length) == fields
    assert found.to_header() == str(found) == value
    assert found


@pytest.mark.parametrize(
    "value",
    [None, "", "bytes", "bytes 5-4/10", "bytes 0-10/10", "bytes 0-1", "bytes 0-" + "9" * 30],
)
def test_what_is_malformed_has_no_units(value):
    found = ContentRange.from_header(value)
    assert not found
    assert (found.units, str(found)) == (None, "")


def test_each_change_is_told():
    seen = []
    found = ContentRange(None, on_change=lambda it: seen.append(it.to_header()))
    found.set(0, 5, 10)
    found.set(None, None, 10)
    found.unset()
    assert seen == ["bytes 0-4/10", "bytes */10", ""]


@pytest.mark.parametrize("fields", [(5, 5, 10), (-1, 5, 10), (0, 11, 10), (None, 5, 10), (5, None)])
def test_what_is_no_range_is_refused(fields):
    with pytest.raises(ValueError, match="Content-Range"):
        ContentRange("bytes", *fields)
