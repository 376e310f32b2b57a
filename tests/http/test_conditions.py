"""Preconditions: RFC 9110 section 13 as a table, one row a case."""

from datetime import UTC, datetime, timedelta

import pytest

from microweb.http.conditions import Preconditions, Validators
from microweb.http.dates import format_http_date

CHANGED = datetime(2026, 1, 2, 3, 4, 5, 600000, tzinfo=UTC)
SAME = format_http_date(CHANGED)
BEFORE = format_http_date(CHANGED - timedelta(seconds=1))
AFTER = format_http_date(CHANGED + timedelta(seconds=1))
STRONG = Validators('"a"', CHANGED)
WEAK = Validators('W/"a"', CHANGED)
BARE = Validators()

# method, validators, if_match, if_unmodified_since, if_none_match, if_modified_since -> status
CASES = [
    ("GET", STRONG, None, None, None, None, 200),
    # If-Match: strong comparison (13.1.1)
    ("GET", STRONG, '"a"', None, None, None, 200),
    ("GET", STRONG, '"b", "a"', None, None, None, 200),
    ("GET", STRONG, "*", None, None, None, 200),
    ("GET", STRONG, '"b"', None, None, None, 412),
    ("GET", STRONG, 'W/"a"', None, None, None, 412),
    ("GET", WEAK, '"a"', None, None, None, 412),
    ("GET", BARE, '"a"', None, None, None, 412),
    ("GET", STRONG, "", None, None, None, 412),
    ("PUT", STRONG, '"a"', None, None, None, 200),
    ("PUT", STRONG, '"b"', None, None, None, 412),
    # If-Unmodified-Since (13.1.4), only without If-Match
    ("GET", STRONG, None, SAME, None, None, 200),
    ("GET", STRONG, None, AFTER, None, None, 200),
    ("GET", STRONG, None, BEFORE, None, None, 412),
    ("PUT", STRONG, None, BEFORE, None, None, 412),
    ("GET", STRONG, None, "yesterday", None, None, 200),
    ("GET", BARE, None, BEFORE, None, None, 200),
    ("GET", STRONG, '"a"', BEFORE, None, None, 200),
    ("GET", STRONG, '"b"', AFTER, None, None, 412),
    # If-None-Match: weak comparison (13.1.2)
    ("GET", STRONG, None, None, '"a"', None, 304),
    ("HEAD", STRONG, None, None, '"a"', None, 304),
    ("GET", STRONG, None, None, 'W/"a"', None, 304),
    ("GET", WEAK, None, None, '"a"', None, 304),
    ("GET", STRONG, None, None, '"b", "a"', None, 304),
    ("GET", STRONG, None, None, "*", None, 304),
    ("GET", STRONG, None, None, '"b"', None, 200),
    ("GET", BARE, None, None, '"a"', None, 200),
    ("PUT", STRONG, None, None, '"a"', None, 412),
    ("PUT", STRONG, None, None, "*", None, 412),
    ("PUT", STRONG, None, None, '"b"', None, 200),
    # If-Modified-Since (13.1.3), only without If-None-Match, only for GET and HEAD
    ("GET", STRONG, None, None, None, SAME, 304),
    ("HEAD", STRONG, None, None, None, AFTER, 304),
    ("GET", STRONG, None, None, None, BEFORE, 200),
    ("PUT", STRONG, None, None, None, AFTER, 200),
    ("GET", STRONG, None, None, None, "yesterday", 200),
    ("GET", BARE, None, None, None, AFTER, 200),
    ("GET", STRONG, None, None, '"b"', AFTER, 200),
    ("GET", STRONG, None, None, '"a"', BEFORE, 304),
    # The order of precedence (13.2.2)
    ("GET", STRONG, '"b"', None, '"a"', None, 412),
    ("GET", STRONG, '"a"', None, '"a"', None, 304),
    ("GET", STRONG, None, BEFORE, '"a"', AFTER, 412),
    ("GET", STRONG, None, AFTER, None, AFTER, 304),
    # Methods to which they mean nothing (13.2.1)
    ("OPTIONS", STRONG, '"b"', BEFORE, '"a"', AFTER, 200),
    ("TRACE", STRONG, '"b"', BEFORE, '"a"', AFTER, 200),
]


def test_t73_the_table_has_more_than_forty_cases():
    assert len(CASES) >= 40


@pytest.mark.parametrize(
    ("method", "validators", "match", "unmodified", "none_match", "modified", "status"), CASES
)
def test_t73_preconditions(method, validators, match, unmodified, none_match, modified, status):
    conditions = Preconditions(
        if_match=match,
        if_none_match=none_match,
        if_modified_since=modified,
        if_unmodified_since=unmodified,
    )
    assert conditions.evaluate(method, validators) == status


@pytest.mark.parametrize(
    ("validators", "if_range", "allowed"),
    [
        (STRONG, None, True),
        (STRONG, '"a"', True),
        (STRONG, '"b"', False),
        (STRONG, 'W/"a"', False),
        (WEAK, 'W/"a"', False),
        (WEAK, '"a"', False),
        (BARE, '"a"', False),
        (STRONG, SAME, True),
        (STRONG, BEFORE, False),
        (STRONG, AFTER, False),
        (BARE, SAME, False),
        (STRONG, "yesterday", False),
        (STRONG, "*", False),
        (STRONG, "", False),
    ],
)
def test_t73_if_range_takes_strong_validators_alone(validators, if_range, allowed):
    now = CHANGED.timestamp() + 60
    assert Preconditions(if_range=if_range).allow_range(validators, now) is allowed


def test_t73_a_date_of_this_very_second_is_no_strong_validator():
    condition = Preconditions(if_range=SAME)
    assert not condition.allow_range(STRONG, CHANGED.timestamp() + 0.2)
    assert condition.allow_range(STRONG, CHANGED.timestamp() + 1.0)
