"""is_safe_url and redirect_back: the own origin alone, decided on the raw text."""

import itertools
import re

import pytest

from microweb import App, redirect
from microweb.http.locations import is_local_location
from microweb.redirects import is_safe_url, redirect_back

ORIGIN = "https://example.com"

LOCAL = [
    "/",
    "/a/b?c=d#e",
    "/a:b",
    "a",
    "a/b:c",
    "?q=http://evil.example/",
    "#x",
    "./a",
    "../a",
    "/%2f%2fevil.example",
    "/a//evil.example",
    "/@evil.example",
    "https://example.com",
    "https://example.com/a",
    "HTTPS://EXAMPLE.com/a",
    "https://example.com:443/a",
    "https://example.com?x",
]

# Ways to begin a target that some browser or library has read as another origin, before a host.
BEGINNINGS = [
    *("//", "///", "////", "/////", "\\\\", "/\\", "\\/", "/\\/", "//\\", "\\", "\\\\\\"),
    *(
        "http:",
        "http:/",
        "http://",
        "http:///",
        "https:",
        "https:/",
        "https:///",
        "ftp://",
        "ws://",
    ),
    *("http:\\\\", "https:/\\", "https:\\/", "hTTp://", "http://user@", "https://example.com@"),
    *(
        "https://example.com:443@",
        "https://user:pw@",
        "https://example.com\\@",
        "https://example.com.",
    ),
    *("https://example.com%00.", "https://example.com%2f.", "https://example.com:8443@"),
    *(
        "javascript://",
        "javascript:alert(1)//",
        "data:text/html,",
        "vbscript:",
        "file:///",
        "blob:",
    ),
    *("mailto:", "tel:", "about:", "view-source:", "jar:", "feed:", "x:", "1:", "-:", "+:"),
]
PADDING = [
    "",
    " ",
    "\t",
    "\r\n",
    "\x00",
    "\x01",
    "\x0b",
    "\x0c",
    "\x1f",
    "\x7f",
    "\u00a0",
    "\u2028",
]
INSIDE = [" ", "\t", "\n", "\r", "\\", "\x00", "\x7f", "\u3002", "\uff0f", "\ufeff", "\u200b"]

CORPUS = [
    *(
        padding + beginning + "evil.example"
        for padding, beginning in itertools.product(PADDING, BEGINNINGS)
    ),
    *(f"/{char}/evil.example" for char in INSIDE),
    *(f"/{char}evil.example" for char in INSIDE),
    *(f"{char}//evil.example" for char in INSIDE),
    *(f"https://example.com{char}.evil.example" for char in INSIDE),
    *(f"java{char}script:alert(1)" for char in ["\t", "\r", "\n", "\x00"]),
    *(chr(code) + "/evil.example" for code in range(0x21)),
    *(
        "https://example.com:444/",
        "http://example.com/",
        "https://example.com:/",
        "https://example.co",
    ),
    *("https://example.com.evil.example/", "https://evilexample.com/", "https://", "https:///"),
    *("//example.com", "///example.com", "https://\u0435xample.com/"),
    *("https://example\u3002com", ""),
]

# What a browser makes of a target, as far as it concerns the origin (URL Standard, URL parsing).
_AUTHORITY_RE = re.compile(r"[/\\]{2,}(?:[^/\\?#]*@)?([^/\\?#]*)")


def browser_origin(target):
    """Give the origin that a browser goes to, None for one that is no http(s)."""
    text = target.strip("".join(map(chr, range(0x21))))
    text = re.sub(r"[\t\r\n]", "", text)
    scheme = re.match(r"([A-Za-z][A-Za-z0-9+.-]*):", text)
    if scheme is None:
        found = _AUTHORITY_RE.match(text)
        return ORIGIN if found is None else "https://" + found[1].lower()
    name = scheme[1].lower()
    if name not in ("http", "https"):
        return None
    rest = text[scheme.end() :]
    if name == "https" and not re.match(r"[/\\]", rest):
        return ORIGIN  # relative to a base of the same scheme
    host = re.match(r"[/\\]*(?:[^/\\?#]*@)?([^/\\?#]*)", rest)[1].lower()
    return f"{name}://{host}".removesuffix(":443" if name == "https" else ":80")


def test_the_corpus_has_several_hundred_lines():
    assert len(set(CORPUS)) > 500


@pytest.mark.parametrize("target", LOCAL)
def test_the_own_origin_is_safe(target):
    assert is_local_location(target, ORIGIN)
    assert browser_origin(target) == ORIGIN


def test_t54_t55_t56_nothing_else_is_safe():
    assert [target for target in CORPUS if is_local_location(target, ORIGIN)] == []


@pytest.mark.parametrize("tail", ["", "/", "/a", "?x", "#x", ":443", "@example.com", "/\\x"])
def test_t55_what_is_safe_a_browser_keeps_on_the_origin(tail):
    characters = [
        "/",
        "\\",
        ":",
        "@",
        "?",
        "#",
        ".",
        "a",
        "\t",
        "%2f",
        "https:",
        "example.com",
        " ",
    ]
    for pieces in itertools.product(characters, repeat=3):
        target = "".join(pieces) + tail
        if is_local_location(target, ORIGIN):
            assert browser_origin(target) == ORIGIN, target


def test_t59_a_long_target_costs_its_length():
    import time

    started = time.process_time()
    for piece in ("/", ":", "@", "a", "https://", "?", "\\"):
        is_local_location(piece * 100_000, ORIGIN)
    assert time.process_time() - started < 0.2


@pytest.fixture
def app():
    app = App(__name__)
    app.add_url_rule("/", "go", lambda: redirect_back("/home"), methods=["GET", "POST"])
    return app


def test_is_safe_url_compares_with_the_requests_own_origin(app):
    with app.test_request_context("/", base_url="http://site.example:8000/app/"):
        assert is_safe_url("http://site.example:8000/x")
        assert is_safe_url("/x")
        for target in ("http://site.example/x", "https://site.example:8000/x", "//x", "", None):
            assert not is_safe_url(target)


def test_the_forms_field_comes_first_then_the_query_then_the_referrer(app):
    client = app.test_client()
    referrer = {"Referer": "http://localhost/from"}
    same = {"Origin": "http://localhost"}
    response = client.post("/?next=/query", data={"next": "/form"}, headers=referrer | same)
    assert (response.status_code, response.location) == (303, "/form")
    assert client.get("/?next=/query", headers=referrer).location == "/query"
    assert client.get("/", headers=referrer).location == "http://localhost/from"
    assert client.get("/").location == "/home"


@pytest.mark.parametrize("target", CORPUS[:: len(CORPUS) // 40])
def test_t54_t56_what_is_not_safe_is_passed_over(app, target):
    client = app.test_client()
    location = client.get("/", query_string={"next": target}).location
    assert location == "/home"
    referrer = target if target.isascii() and target.isprintable() else "//evil.example"
    assert client.get("/", headers={"Referer": referrer}).location == "/home"


def test_a_view_is_no_address():
    def index():
        return ""

    with pytest.raises(TypeError, match=r"redirect\(url_for\('index'\)\)"):
        redirect(index)
