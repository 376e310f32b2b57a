"""The header fields of a request, typed where a Flask user looks for them."""

from base64 import b64encode
from datetime import UTC, datetime

import pytest

from microweb import Request
from microweb.testing import make_environ

DATE = "Sun, 06 Nov 1994 08:49:37 GMT"
MOMENT = datetime(1994, 11, 6, 8, 49, 37, tzinfo=UTC)


def request(**headers):
    fields = {name.replace("_", "-"): value for name, value in headers.items()}
    return Request(make_environ(headers=fields))


def test_the_accept_family():
    it = request(
        accept="text/html, application/json;q=0.9",
        accept_language="de-AT, en;q=0.5",
        accept_charset="utf-8",
        accept_encoding="gzip, br;q=0.9",
    )
    offers = ["application/json", "text/html"]
    assert it.accept_mimetypes.best_match(offers) == "text/html"
    assert it.accept_mimetypes["application/json"] == 0.9
    assert it.accept_languages.best_match(["en", "de"]) == "de"
    assert "utf-8" in it.accept_charsets
    assert it.accept_encodings.best_match(["br", "gzip"]) == "gzip"


def test_authorization():
    encoded = b64encode(b"ada:secret").decode()
    found = request(authorization=f"Basic {encoded}").authorization
    assert found is not None
    assert (found.type, found.username, found.password) == ("basic", "ada", "secret")
    assert request().authorization is None


def test_conditions_and_ranges():
    it = request(
        if_match='"a"',
        if_none_match='W/"b"',
        if_modified_since=DATE,
        if_unmodified_since=DATE,
        if_range='"c"',
        range="bytes=0-9",
    )
    assert it.if_match.contains("a")
    assert it.if_none_match.contains_weak("b")
    assert it.if_modified_since == it.if_unmodified_since == MOMENT
    assert it.if_range.etag == "c"
    assert it.range is not None
    assert it.range.ranges == [(0, 10)]


def test_without_them_they_are_empty():
    it = request()
    assert not it.if_match
    assert not it.if_none_match
    assert (it.if_modified_since, it.if_unmodified_since, it.date) == (None, None, None)
    assert (it.if_range.etag, it.if_range.date, it.range) == (None, None, None)
    assert (it.cache_control.max_age, it.cache_control.no_cache) == (None, False)
    assert (it.user_agent, it.user_agent.string, it.referrer, it.origin) == ("", "", None, None)
    assert (it.max_forwards, list(it.pragma)) == (None, [])


def test_the_rest():
    it = request(
        cache_control="no-cache, max-age=0",
        pragma="No-Cache",
        user_agent="Mozilla/5.0",
        date=DATE,
        origin="https://a.example",
        max_forwards="10",
    )
    assert it.cache_control.no_cache
    assert it.cache_control.max_age == 0
    assert "no-cache" in it.pragma
    assert (it.user_agent, it.user_agent.string) == ("Mozilla/5.0", "Mozilla/5.0")
    assert (it.date, it.origin, it.max_forwards) == (MOMENT, "https://a.example", 10)


@pytest.mark.parametrize("value", ["", "-1", "x", "\xb2", "9" * 5000])
def test_max_forwards_is_a_small_number_or_none(value):
    assert request(max_forwards=value).max_forwards is None


@pytest.mark.parametrize("value", ["", "yesterday", "9" * 5000, "Sun, 31 Feb 1994 08:49:37 GMT"])
def test_a_malformed_date_is_none(value):
    assert request(if_modified_since=value).if_modified_since is None


@pytest.mark.parametrize(
    ("headers", "route"),
    [
        ({}, ["127.0.0.1"]),
        ({"x_forwarded_for": "192.0.2.1, 198.51.100.2"}, ["192.0.2.1", "198.51.100.2"]),
        ({"forwarded": 'for=192.0.2.1;proto=http, for="[::1]:80"'}, ["192.0.2.1", "::1"]),
        ({"x_forwarded_for": "192.0.2.1", "forwarded": "for=192.0.2.9"}, ["192.0.2.1"]),
        ({"x_forwarded_for": "<script>"}, ["127.0.0.1"]),
    ],
)
def test_access_route_is_what_is_claimed(headers, route):
    assert request(**headers).access_route == route


def test_t51_remote_addr_is_not_what_is_claimed():
    assert (
        request(x_forwarded_for="192.0.2.1", forwarded="for=192.0.2.1").remote_addr == "127.0.0.1"
    )


def test_access_route_without_a_peer_is_empty():
    assert Request({"REQUEST_METHOD": "GET"}).access_route == []


def test_t53_twenty_thousand_distinct_values_leave_nothing_behind():
    import tracemalloc

    def read(number):
        it = Request({"HTTP_ACCEPT_LANGUAGE": f"x{number}", "HTTP_USER_AGENT": f"a{number}"})
        return it.accept_languages.best, it.user_agent

    read(0)
    tracemalloc.start()
    for number in range(20_000):
        read(number)
    kept, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert kept < 20_000
