"""Redirect targets: only what a browser reads as it is written."""

import pytest

from microweb.http.locations import check_location

CONTROLS = [chr(code) for code in (*range(0x21), 0x7F)]


@pytest.mark.parametrize(
    "target",
    [
        "",
        "/",
        "/login?next=/home#top",
        "login",
        "../up",
        "./here:there",
        "?page=2",
        "#top",
        "/a//b",
        "/%2F%2Fevil.example",
        "/%5Cevil.example",
        "/user@host",
        "/x:y",
        "/café",
        "/?next=https://example.com/",
        "/?next=//example.com",
        "http://example.com",
        "HTTPS://example.com:8443/path?q=1#f",
        "https://example.com/user@host",
        "https://example.com?to=a@b",
        "http://[::1]:8000/",
    ],
)
def test_paths_and_http_urls_pass_unchanged(target):
    assert check_location(target) == target


@pytest.mark.parametrize(
    "target",
    [
        "//evil.example",
        "///evil.example",
        "////evil.example",
        "//evil.example/%2f..",
        "\\\\evil.example",
        "/\\evil.example",
        "\\/evil.example",
        "/\t/evil.example",
        "/\n/evil.example",
        "\t//evil.example",
        " //evil.example",
        " https://evil.example",
        "\x00//evil.example",
        "\x1fjavascript:alert(1)",
        "java\nscript:alert(1)",
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        "javascript://example.com/%0aalert(1)",
        "data:text/html,<script>alert(1)</script>",
        "vbscript:x",
        "file:///etc/passwd",
        "ftp://example.com/",
        "mailto:a@b",
        "blob:https://example.com/x",
        "view-source:https://example.com",
        "a:b",
        "http:evil.example",
        "http:/evil.example",
        "http:///evil.example",
        "https:\\\\evil.example",
        "https://good.example@evil.example",
        "https://user:pass@evil.example/",
        "https://good.example\\@evil.example",
        "https://@evil.example",
        "https://evil.example%2f@good.example",
        "https://",
        "https://?x",
        "/a b",
        "/a\r\nSet-Cookie: x=y",
        "/a\x7f",
    ],
)
def test_t56_what_a_browser_reads_otherwise_is_refused(target):
    with pytest.raises(ValueError, match="redirect target"):
        check_location(target)


@pytest.mark.parametrize("byte", CONTROLS)
@pytest.mark.parametrize("form", ["{}/x", "/{}x", "/x{}", "{}//evil.example", "ht{}tp://h/"])
def test_t43_no_control_byte_or_blank_passes_anywhere(form, byte):
    with pytest.raises(ValueError, match="redirect target"):
        check_location(form.format(byte))


def test_a_long_target_is_checked_in_linear_time(is_linear):
    assert is_linear(check_location, lambda size: "https://" + "a:/" * size, 100_000, cap=0.2)
