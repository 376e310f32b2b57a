"""The Accept family: the most specific range decides, then the client's weight, then our order."""

import pytest

from microweb.http.negotiation import (
    Accept,
    CharsetAccept,
    EncodingAccept,
    LanguageAccept,
    MIMEAccept,
)


def test_values_come_the_best_first():
    accept = MIMEAccept.from_header("a/b;q=0.5, c/d, e/f;q=0.9, g/h")
    assert list(accept) == [("c/d", 1.0), ("g/h", 1.0), ("e/f", 0.9), ("a/b", 0.5)]
    assert list(accept.values()) == ["c/d", "g/h", "e/f", "a/b"]
    assert (accept.best, len(accept), accept.provided) == ("c/d", 4, True)
    assert accept.to_header() == str(accept) == "c/d, g/h, e/f;q=0.9, a/b;q=0.5"


@pytest.mark.parametrize(
    ("offer", "weight"),
    [
        ("text/html", 0.7),
        ("TEXT/HTML", 0.7),
        ("text/html; charset=utf-8", 0.7),
        ("text/plain", 0.5),
        ("image/png", 0.1),
        ("text/csv", 0.0),
    ],
)
def test_the_most_specific_media_range_decides(offer, weight):
    accept = MIMEAccept.from_header("*/*;q=0.1, text/*;q=0.5, text/html;q=0.7, text/csv;q=0")
    assert accept.quality(offer) == accept[offer] == weight
    assert (offer in accept) is (weight > 0)


def test_of_equal_weights_the_servers_favourite_wins():
    accept = MIMEAccept.from_header("text/html, application/json")
    assert accept.best_match(["application/json", "text/html"]) == "application/json"
    assert accept.best_match(["image/png"]) is None
    assert accept.best_match(["image/png"], "x/y") == "x/y"
    assert accept.best_match([]) is None


@pytest.mark.parametrize(
    ("header", "html", "xhtml", "json"),
    [
        ("text/html", True, False, False),
        ("application/xhtml+xml", True, True, False),
        ("application/json", False, False, True),
        ("*/*", True, True, True),
        (None, True, True, True),
    ],
)
def test_common_types_have_a_property(header, html, xhtml, json):
    accept = MIMEAccept.from_header(header)
    assert (accept.accept_html, accept.accept_xhtml, accept.accept_json) == (html, xhtml, json)


def test_without_a_header_anything_will_do():
    for kind in (Accept, MIMEAccept, CharsetAccept, LanguageAccept):
        accept = kind.from_header(None)
        assert accept.best_match(["x", "y"]) == "x"
        assert (accept.best, accept.provided, bool(accept)) == (None, False, False)


@pytest.mark.parametrize(
    ("header", "offers", "match"),
    [
        ("en-GB, de;q=0.8", ["de", "en-GB"], "en-GB"),
        ("en-GB, de;q=0.8", ["de", "en"], "en"),
        ("en, de;q=0.8", ["de", "en-US"], "en-US"),
        ("en_us", ["EN-US"], "EN-US"),
        ("de-AT;q=0.9, de;q=0.1, en;q=0.5", ["de", "en"], "en"),
        ("zh-Hant-TW", ["zh"], "zh"),
        ("fr", ["de", "en"], None),
        ("*, de;q=0", ["de", "en"], "en"),
        ("en-GB, *;q=0.1", ["fr", "en"], "en"),
        ("eng", ["en"], None),
    ],
)
def test_a_language_falls_back_to_its_shorter_forms(header, offers, match):
    assert LanguageAccept.from_header(header).best_match(offers) == match


@pytest.mark.parametrize(
    ("header", "offers", "match"),
    [
        (None, ["br", "identity"], "identity"),
        (None, ["gzip"], None),
        ("gzip, br", ["br", "gzip", "identity"], "br"),
        ("gzip;q=0", ["gzip", "identity"], "identity"),
        ("identity;q=0, gzip;q=0.1", ["identity", "gzip"], "gzip"),
        ("*;q=0", ["identity"], None),
        ("*", ["br"], "br"),
        ("GZIP", ["gzip"], "gzip"),
    ],
)
def test_identity_will_do_unless_it_is_refused(header, offers, match):
    assert EncodingAccept.from_header(header).best_match(offers) == match


def test_a_charset_is_known_in_any_case():
    accept = CharsetAccept.from_header("UTF-8, iso-8859-1;q=0.2")
    assert accept["utf-8"] == 1.0
    assert accept.best_match(["iso-8859-1", "UTF-8"]) == "UTF-8"


@pytest.mark.parametrize(
    "kind", [Accept, MIMEAccept, CharsetAccept, EncodingAccept, LanguageAccept]
)
def test_t53_a_header_above_8_kib_is_ignored(kind):
    longest = "xx;q=0.5," * 910
    assert len(kind.from_header(longest + "y")) == 2
    assert not kind.from_header(longest + "y" * 3)


@pytest.mark.parametrize("piece", ["a,", "a-", "a-b,", ";q=0.1,", "-", "en-a-b-c-d-e-f-g,", "*,"])
def test_t53_the_longest_header_costs_under_20_ms(piece, is_linear):
    def negotiate(header):
        accept = LanguageAccept.from_header(header)
        for offer in ("de", "en-GB", "fr-CA"):
            accept.quality(offer)

    assert is_linear(negotiate, lambda size: piece * (size // len(piece)), 4096, cap=0.02)


def test_an_entry_is_found_by_its_place():
    accept = LanguageAccept.from_header("en;q=0.5, de")
    assert accept[0] == ("de", 1)
    assert accept[1][0] == "en"
    assert accept["en"] == 0.5
    with pytest.raises(IndexError):
        accept[2]


def test_case_does_not_count_and_is_kept():
    accept = LanguageAccept.from_header("de-DE, DE-de;q=0.5, EN;q=0.3")
    assert accept.best == "de-DE"
    assert list(accept) == [("de-DE", 1), ("EN", 0.3)]
    assert (accept["DE-DE"], accept["en-gb"], accept["De"]) == (1, 0.3, 1)
    assert MIMEAccept.from_header("Text/HTML").best_match(["text/html"]) == "text/html"
