"""Range: bounded in number and digits, joined where they overlap, ignored where malformed."""

import pytest

from microweb.http.ranges import MAX_RANGES, Range


@pytest.mark.parametrize(
    ("value", "ranges"),
    [
        ("bytes=0-", [(0, None)]),
        ("bytes=0-0", [(0, 1)]),
        ("bytes=5-9", [(5, 10)]),
        ("Bytes = 5-9 , 20- ,\t-3", [(5, 10), (20, None), (-3, None)]),
        ("bytes=007-0009", [(7, 10)]),
    ],
)
def test_ranges_are_read(value, ranges):
    found = Range.from_header(value)
    assert found is not None
    assert (found.units, found.ranges) == ("bytes", ranges)


@pytest.mark.parametrize(
    "value",
    [
        None,
        "",
        "bytes",
        "bytes=",
        "bytes=,",
        "bytes=0-1,",
        "bytes=a-b",
        "bytes=-",
        "bytes=--1",
        "bytes=1",
        "bytes=1-2-3",
        "bytes=0x1-2",
        "bytes=+1-2",
        "bytes=1_0-20",
        "bytes=\u0661-",
        "bytes=5-4",
        "bytes=0-1,5-4",
        "seconds=0-1",
        "0-1",
    ],
)
def test_t72_what_is_malformed_is_ignored(value):
    assert Range.from_header(value) is None


@pytest.mark.parametrize(
    ("value", "length", "resolved"),
    [
        ("bytes=0-", 10, [(0, 10)]),
        ("bytes=0-99", 10, [(0, 10)]),
        ("bytes=9-", 10, [(9, 10)]),
        ("bytes=10-", 10, []),
        ("bytes=0-", 0, []),
        ("bytes=-3", 10, [(7, 10)]),
        ("bytes=-10", 10, [(0, 10)]),
        ("bytes=-99", 10, [(0, 10)]),
        ("bytes=-0", 10, []),
        ("bytes=-5", 0, []),
        ("bytes=-" + "9" * 30, 10, [(0, 10)]),
        ("bytes=0-1,4-5", 10, [(0, 2), (4, 6)]),
        ("bytes=4-5,0-1", 10, [(0, 2), (4, 6)]),
        ("bytes=0-1,50-", 10, [(0, 2)]),
        ("bytes=0-5,3-8", 10, [(0, 9)]),
        ("bytes=0-4,5-9", 10, [(0, 10)]),
        ("bytes=0-,0-,-5", 10, [(0, 10)]),
    ],
)
def test_t72_ranges_are_clipped_and_joined(value, length, resolved):
    found = Range.from_header(value)
    assert found is not None
    assert found.resolve(length) == resolved
    assert found.range_for_length(length) == (resolved[0] if len(resolved) == 1 else None)


def test_t72_no_byte_is_asked_for_twice():
    found = Range.from_header("bytes=" + ",".join(["0-"] * MAX_RANGES))
    assert found is not None
    assert sum(stop - start for start, stop in found.resolve(1000)) == 1000


def test_t72_more_than_32_ranges_are_ignored():
    assert MAX_RANGES == 32
    assert Range.from_header("bytes=" + ",".join(["1-2"] * 32)) is not None
    assert Range.from_header("bytes=" + ",".join(["1-2"] * 33)) is None


@pytest.mark.parametrize("value", ["bytes={0}-", "bytes=0-{0}", "bytes=-{0}", "bytes={0}-{0}"])
def test_t72_five_thousand_digits_are_a_huge_number(value):
    found = Range.from_header(value.format("9" * 5000))
    assert found is not None
    assert found.resolve(10) in ([], [(0, 10)])


def test_an_unknown_length_has_no_one_range():
    found = Range.from_header("bytes=0-1")
    assert found is not None
    assert found.range_for_length(None) is None


@pytest.mark.parametrize("value", ["bytes=0-", "bytes=0-0", "bytes=5-9,20-,-3"])
def test_ranges_are_written_as_they_are_read(value):
    assert str(Range.from_header(value)) == value


@pytest.mark.parametrize("piece", ["0-,", "0", " ", "-", ",", "0-1 "])
def test_t72_a_long_header_costs_its_length(piece, is_linear):
    assert is_linear(Range.from_header, lambda size: "bytes=" + piece * size, 60_000, cap=0.05)


def test_the_content_range_of_one_range_is_made_of_it():
    wanted = Range.from_header("bytes=2-4")
    assert str(wanted.make_content_range(10)) == "bytes 2-4/10"
    assert wanted.to_content_range_header(10) == "bytes 2-4/10"
    assert wanted.make_content_range(1) is None
    assert wanted.to_content_range_header(None) is None
