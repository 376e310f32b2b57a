"""What a browser sends as an origin."""

import pytest

from microweb.http.origins import find_origin_problem


@pytest.mark.parametrize(
    "origin",
    [
        "https://shop.example",
        "http://shop.example",
        "https://shop.example:8443",
        "http://shop.example:443",
        "http://127.0.0.1:8000",
        "http://[::1]:8000",
        "chrome-extension://abcdefghijklmnop",
    ],
)
def test_an_origin_as_browsers_write_it_has_no_problem(origin):
    assert find_origin_problem(origin) is None


@pytest.mark.parametrize(
    ("origin", "told"),
    [
        ("", "is not an origin such as"),
        ("null", "is not an origin such as"),
        ("*", "is not an origin such as"),
        ("shop.example", "is not an origin such as"),
        ("https://shop.example/path", "is not an origin such as"),
        ("https://ada@shop.example", "is not an origin such as"),
        ("https://shop.example\n", "is not an origin such as"),
        ("https://*.shop.example", "'*.shop.example' is no host"),
        ("https://shop.example:99999", "is no host"),
        ("https://shop.example/", "that is 'https://shop.example'"),
        ("https://shop.example:443", "that is 'https://shop.example'"),
        ("http://shop.example:80", "that is 'http://shop.example'"),
        ("HTTPS://Shop.example", "that is 'https://shop.example'"),
    ],
)
def test_what_never_matches_is_told_with_the_right_form(origin, told):
    assert told in find_origin_problem(origin)
