"""The Host header: a name and a port, or nothing at all."""

import pytest

from microweb.http.hosts import is_trusted_host, parse_host


@pytest.mark.parametrize(
    ("value", "name", "port"),
    [
        ("example.com", "example.com", None),
        ("EXAMPLE.Com", "example.com", None),
        ("localhost:8000", "localhost", 8000),
        ("h:", "h", None),
        ("h:0", "h", 0),
        ("h:65535", "h", 65535),
        ("127.0.0.1:80", "127.0.0.1", 80),
        ("[::1]", "[::1]", None),
        ("[2001:DB8::1]:443", "[2001:db8::1]", 443),
        ("[::ffff:127.0.0.1]", "[::ffff:127.0.0.1]", None),
        ("my_service.internal", "my_service.internal", None),
        ("xn--bcher-kva.example", "xn--bcher-kva.example", None),
        ("a" * 63 + ".example", "a" * 63 + ".example", None),
    ],
)
def test_names_and_ports_are_read(value, name, port):
    assert parse_host(value) == (name, port)


@pytest.mark.parametrize(
    "value",
    [
        "",
        "h:99999",
        "h:65536",
        "h:123456",
        "h:-1",
        "h:+80",
        "h:8_0",
        "h:٨٠",
        "h:80:80",
        "h@x",
        "user:pass@h",
        "h/x?",
        "h?x",
        "h#x",
        "h\\x",
        "h x",
        " h",
        "h ",
        "h\t",
        "h\n",
        "h\r\nX: y",
        "h\x00",
        "h.",
        ".h",
        "a..b",
        "-h",
        "a,b",
        "example.com, example.org",
        "example.com,example.com",
        "[::1",
        "::1",
        "[]",
        "[::1]x",
        "[fe80::1%eth0]",
        "[fe80::1%25eth0]",
        "[1.2.3.4]",
        "[:::]",
        "[12345::]",
        "[v1.x]",
        "<script>",
        '"h"',
        "%68",
        "bücher.example",
        "a" * 64 + ".example",
        "a." * 130 + "a",
    ],
)
def test_t46_anything_else_is_refused(value):
    with pytest.raises(ValueError, match="Host header"):
        parse_host(value)


def test_a_long_host_is_refused_at_once(is_linear):
    def refuse(value):
        with pytest.raises(ValueError, match="not a host name"):
            parse_host(value)

    assert is_linear(refuse, lambda size: "a." * size, 100_000, cap=0.1)


def test_the_message_shows_no_more_than_80_characters_of_it():
    with pytest.raises(ValueError, match="not a host name") as caught:
        parse_host("x" * 10_000 + "!")
    assert len(str(caught.value)) < 200


@pytest.mark.parametrize(
    ("name", "trusted"),
    [
        ("example.com", ["example.com"]),
        ("example.com", ["EXAMPLE.com"]),
        ("example.com", ["other.org", "example.com"]),
        ("example.com", [".example.com"]),
        ("a.example.com", [".example.com"]),
        ("b.a.example.com", [".example.com"]),
    ],
)
def test_a_listed_host_is_trusted(name, trusted):
    assert is_trusted_host(name, trusted)


@pytest.mark.parametrize(
    ("name", "trusted"),
    [
        ("example.com", []),
        ("example.com.evil.org", ["example.com", ".example.com"]),
        ("evilexample.com", ["example.com", ".example.com"]),
        ("a.example.com", ["example.com"]),
        ("com", [".example.com"]),
    ],
)
def test_t46_another_host_is_not(name, trusted):
    assert not is_trusted_host(name, trusted)
