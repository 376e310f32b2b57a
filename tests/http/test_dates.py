"""HTTP dates: three forms in, one form out."""

from datetime import UTC, datetime, timedelta, timezone
from email.utils import formatdate

import pytest

from microweb.http.dates import format_http_date, parse_http_date

EXAMPLE = datetime(1994, 11, 6, 8, 49, 37, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "Sun, 06 Nov 1994 08:49:37 GMT",
        "Sunday, 06-Nov-94 08:49:37 GMT",
        "Sun Nov  6 08:49:37 1994",
    ],
)
def test_the_three_forms_of_the_rfc_are_read(text):
    assert parse_http_date(text) == EXAMPLE


def test_a_datetime_is_written_as_an_imf_fixdate():
    assert format_http_date(EXAMPLE) == "Sun, 06 Nov 1994 08:49:37 GMT"


@pytest.mark.parametrize("moment", [0, 1, 784111777, 951782400, 1709164800, 4102444799, 1e9 + 0.9])
def test_what_was_written_is_read_back_to_the_second(moment):
    text = format_http_date(moment)
    assert text == formatdate(moment, usegmt=True)
    assert parse_http_date(text) == datetime.fromtimestamp(int(moment), UTC)


def test_a_datetime_without_a_zone_is_utc():
    assert format_http_date(EXAMPLE.replace(tzinfo=None)) == format_http_date(EXAMPLE)


def test_a_zone_is_converted():
    east = EXAMPLE.astimezone(timezone(timedelta(hours=5, minutes=30)))
    assert format_http_date(east) == format_http_date(EXAMPLE)


def test_a_two_digit_year_is_at_most_50_years_ahead():
    now = datetime.now(UTC).year
    near, far = now + 50, now + 51
    assert parse_http_date(f"Monday, 06-Nov-{near % 100:02d} 00:00:00 GMT").year == near
    assert parse_http_date(f"Monday, 06-Nov-{far % 100:02d} 00:00:00 GMT").year == far - 100


@pytest.mark.parametrize(
    "text",
    [
        "",
        "now",
        "0",
        "Sun, 06 Nov 1994 08:49:37 GMT ",
        "Sun, 06 Nov 1994 08:49:37 GMT\n",
        "Sun, 06 Nov 1994 08:49:37 +0000",
        "Sun, 06 Nov 1994 08:49:37",
        "Sun, 6 Nov 1994 08:49:37 GMT",
        "sun, 06 nov 1994 08:49:37 gmt",
        "Sun, 06 Foo 1994 08:49:37 GMT",
        "Sun, 31 Feb 1994 08:49:37 GMT",
        "Sun, 00 Nov 1994 08:49:37 GMT",
        "Sun, 06 Nov 0000 08:49:37 GMT",
        "Sun, 06 Nov 1994 24:00:00 GMT",
        "Sun, 06 Nov 1994 08:60:00 GMT",
        "Sun, ٠٦ Nov 1994 08:49:37 GMT",
        "Sun, 06 Nov 19940 08:49:37 GMT",
        "1994-11-06T08:49:37Z",
    ],
)
def test_anything_else_gives_none(text):
    assert parse_http_date(text) is None
