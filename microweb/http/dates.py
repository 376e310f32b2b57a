"""Format and parse HTTP dates without the cost of importing `email`."""

import re
import time
from datetime import UTC, datetime
from functools import cache

__all__ = ["format_http_date", "parse_http_date"]

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

# HTTP-date = IMF-fixdate / rfc850-date / asctime-date      RFC 9110 section 5.6.7
_IMF = (
    r"[A-Z][a-z]{2}, (?P<day>\d{2}) (?P<month>[A-Z][a-z]{2}) (?P<year>\d{4})"
    r" (?P<time>\d{2}:\d{2}:\d{2}) GMT"
)
_RFC850 = (
    r"[A-Z][a-z]+day, (?P<day>\d{2})-(?P<month>[A-Z][a-z]{2})-(?P<year>\d{2})"
    r" (?P<time>\d{2}:\d{2}:\d{2}) GMT"
)
_ASCTIME = (
    r"[A-Z][a-z]{2} (?P<month>[A-Z][a-z]{2}) (?P<day>[ \d]\d)"
    r" (?P<time>\d{2}:\d{2}:\d{2}) (?P<year>\d{4})"
)


def format_http_date(moment: datetime | float) -> str:
    """Write a moment as an IMF-fixdate, such as `Sun, 06 Nov 1994 08:49:37 GMT`.

    Args:
        moment: Unix time in seconds, or a datetime; one without a zone is read as UTC.

    RFC 9110 section 5.6.7.
    """
    if isinstance(moment, datetime):
        aware = moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)
        moment = aware.timestamp()
    year, month, day, hour, minute, second, weekday, *_ = time.gmtime(moment)
    return (
        f"{_DAYS[weekday]}, {day:02d} {_MONTHS[month - 1]} {year:04d}"
        f" {hour:02d}:{minute:02d}:{second:02d} GMT"
    )


def parse_http_date(value: str) -> datetime | None:
    """Read any of the three forms of an HTTP date; anything else gives None.

    A two-digit year more than 50 years ahead is taken to be in the past.

    RFC 9110 section 5.6.7.
    """
    for pattern in _compile_patterns():
        match = pattern.fullmatch(value)
        if match is not None:
            break
    else:
        return None
    if match["month"] not in _MONTHS:
        return None
    year = int(match["year"])
    if len(match["year"]) == 2:
        this_year = datetime.now(UTC).year
        year += this_year - this_year % 100
        if year > this_year + 50:
            year -= 100
    hour, minute, second = map(int, match["time"].split(":"))
    month = _MONTHS.index(match["month"]) + 1
    try:
        return datetime(year, month, int(match["day"]), hour, minute, second, tzinfo=UTC)
    except ValueError:
        return None


@cache  # 0.7 ms, which a first request need not pay
def _compile_patterns() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern, re.ASCII) for pattern in (_IMF, _RFC850, _ASCTIME))
