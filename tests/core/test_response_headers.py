"""The header fields of a response: typed, written back, and never sent when they are bad."""

import time
from datetime import UTC, datetime, timedelta

import pytest

from microweb import Response
from microweb.http.content_disposition import ContentDisposition
from microweb.http.content_range import ContentRange
from microweb.http.www_authenticate import WWWAuthenticate

DATE = "Sun, 06 Nov 1994 08:49:37 GMT"
MOMENT = datetime(1994, 11, 6, 8, 49, 37, tzinfo=UTC)
NAMES = {"vary": "Vary", "allow": "Allow", "content_language": "Content-Language"}
TEXTS = {
    "content_encoding": "Content-Encoding",
    "content_location": "Content-Location",
    "accept_ranges": "Accept-Ranges",
}
DATES = {"date": "Date", "expires": "Expires", "last_modified": "Last-Modified"}
ALL = [*NAMES, *TEXTS, *DATES, "cache_control", "content_range", "content_disposition"]


@pytest.mark.parametrize(("attribute", "field"), NAMES.items())
def test_sets_of_names_write_back(attribute, field):
    response = Response()
    getattr(response, attribute).add("A")
    getattr(response, attribute).update(["b", "a"])
    assert response.headers[field] == "A, b"
    getattr(response, attribute).remove("A")
    assert response.headers[field] == "b"
    getattr(response, attribute).clear()
    assert field not in response.headers
    setattr(response, attribute, ["x", "y"])
    assert response.headers[field] == "x, y"
    setattr(response, attribute, "z")
    assert list(getattr(response, attribute)) == ["z"]
    setattr(response, attribute, None)
    assert field not in response.headers


def test_names_in_several_fields_are_one_set():
    response = Response()
    response.headers.add("Vary", "A")
    response.headers.add("Vary", "B")
    response.vary.add("C")
    assert response.headers.getlist("Vary") == ["A, B, C"]


@pytest.mark.parametrize(("attribute", "field"), TEXTS.items())
def test_texts(attribute, field):
    response = Response()
    assert getattr(response, attribute) is None
    setattr(response, attribute, "x")
    assert response.headers[field] == getattr(response, attribute) == "x"
    setattr(response, attribute, None)
    assert field not in response.headers


@pytest.mark.parametrize(("attribute", "field"), DATES.items())
@pytest.mark.parametrize("value", [MOMENT, MOMENT.timestamp(), DATE])
def test_dates_are_set_as_moments_or_text(attribute, field, value):
    response = Response()
    assert getattr(response, attribute) is None
    setattr(response, attribute, value)
    assert response.headers[field] == DATE
    assert getattr(response, attribute) == MOMENT
    setattr(response, attribute, None)
    assert field not in response.headers


def test_cache_control_writes_back():
    response = Response(headers={"Cache-Control": "public"})
    response.cache_control.max_age = 60
    response.cache_control.public = False
    assert response.headers["Cache-Control"] == "max-age=60"
    response.cache_control.max_age = None
    assert "Cache-Control" not in response.headers
    response.cache_control = "no-store"
    assert response.cache_control.no_store
    response.cache_control = None
    assert "Cache-Control" not in response.headers


def test_age_is_a_time_span():
    response = Response()
    assert response.age is None
    response.age = timedelta(minutes=2)
    assert (response.headers["Age"], response.age) == ("120", timedelta(seconds=120))
    response.age = 0
    assert response.headers["Age"] == "0"
    response.age = None
    assert response.age is None
    with pytest.raises(ValueError, match="negative"):
        response.age = -1
    response.headers["Age"] = "9" * 5000
    assert response.age is None


def test_retry_after_is_a_moment():
    response = Response()
    assert response.retry_after is None
    response.retry_after = 120
    assert response.headers["Retry-After"] == "120"
    assert abs(response.retry_after.timestamp() - time.time() - 120) < 5
    response.retry_after = MOMENT
    assert (response.headers["Retry-After"], response.retry_after) == (DATE, MOMENT)
    response.retry_after = None
    assert "Retry-After" not in response.headers


def test_an_etag_is_strong_or_weak():
    response = Response()
    assert (response.etag, response.get_etag()) == (None, (None, None))
    response.etag = "a"
    assert (response.headers["ETag"], response.etag) == ('"a"', "a")
    response.set_etag("b", weak=True)
    assert (response.headers["ETag"], response.get_etag()) == ('W/"b"', ("b", True))
    response.etag = None
    assert "ETag" not in response.headers


def test_add_etag_hashes_the_body():
    response = Response("hello")
    response.add_etag()
    first = response.etag
    assert first == "2cf24dba5fb0a30e26e83b2ac5b9e29e"
    response.data = "changed"
    response.add_etag()
    assert response.etag == first
    response.add_etag(overwrite=True, weak=True)
    assert response.etag != first
    assert response.get_etag()[1] is True


def test_a_streamed_body_has_no_hash():
    with pytest.raises(TypeError, match="set_etag"):
        Response(iter(["a"])).add_etag()


def test_content_range_writes_back():
    response = Response()
    assert not response.content_range
    response.content_range.set(0, 5, 10)
    assert response.headers["Content-Range"] == "bytes 0-4/10"
    response.content_range.unset()
    assert "Content-Range" not in response.headers
    response.content_range = ContentRange("bytes", None, None, 7)
    assert response.headers["Content-Range"] == "bytes */7"
    response.content_range = None
    assert "Content-Range" not in response.headers


def test_content_disposition():
    response = Response()
    assert response.content_disposition is None
    response.content_disposition = ContentDisposition("attachment", "ü.txt")
    expected = "attachment; filename=\"_.txt\"; filename*=UTF-8''%C3%BC.txt"
    assert response.headers["Content-Disposition"] == expected
    assert response.content_disposition == ("attachment", "ü.txt")
    response.content_disposition = "inline"
    assert response.content_disposition == ("inline", None)
    response.content_disposition = None
    assert response.content_disposition is None


def test_www_authenticate_writes_back():
    response = Response(status=401)
    assert response.www_authenticate is None
    response.www_authenticate = WWWAuthenticate("basic", {"realm": "a"})
    assert response.headers["WWW-Authenticate"] == 'Basic realm="a"'
    response.www_authenticate["realm"] = "b"
    assert response.headers["WWW-Authenticate"] == 'Basic realm="b"'
    response.www_authenticate = [WWWAuthenticate("bearer"), WWWAuthenticate("basic")]
    assert response.headers.getlist("WWW-Authenticate") == ["Bearer", "Basic"]
    response.www_authenticate["realm"] = "c"
    assert response.headers.getlist("WWW-Authenticate") == ['Bearer realm="c"', "Basic"]
    response.www_authenticate = None
    assert "WWW-Authenticate" not in response.headers


BAD = [*(chr(code) for code in range(32) if code != 9), "\x7f", "\u0100", "\u2028"]


@pytest.mark.parametrize("attribute", ALL)
@pytest.mark.parametrize("char", BAD, ids=repr)
def test_t43_no_setter_lets_a_control_byte_out(attribute, char):
    response = Response()
    before = response.headers.to_wsgi_list()
    with pytest.raises(ValueError, match="control byte"):
        setattr(response, attribute, f"a{char}b")
    assert response.headers.to_wsgi_list() == before


@pytest.mark.parametrize("char", BAD, ids=repr)
def test_t43_no_written_back_value_lets_a_control_byte_out(char):
    bad = f"a{char}b"
    response = Response()
    before = response.headers.to_wsgi_list()
    with pytest.raises(ValueError, match="control byte"):
        response.vary.add(bad)
    with pytest.raises(ValueError, match="control byte"):
        response.cache_control["x"] = bad
    with pytest.raises(ValueError, match="control byte"):
        response.www_authenticate = WWWAuthenticate("basic", {"realm": bad})
    with pytest.raises(ValueError, match="ETag"):
        response.etag = bad
    assert response.headers.to_wsgi_list() == before


@pytest.mark.parametrize("char", BAD, ids=repr)
def test_t45_a_file_name_with_a_control_byte_is_sent_encoded(char):
    response = Response()
    response.content_disposition = ContentDisposition("attachment", f"a{char}b")
    assert char not in response.headers["Content-Disposition"]
    assert response.content_disposition == ("attachment", f"a{char}b")


@pytest.mark.parametrize("status", ["200 OK\r\nX: y", "200 <b>\n", "200 \x00", "abc", ""])
def test_t44_a_status_that_could_inject_is_refused(status):
    with pytest.raises(ValueError, match=r"."):
        Response(status=status)
