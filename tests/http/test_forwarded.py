"""What proxies claim: addresses, bounded in number and length."""

import pytest

from microweb.http.forwarded import parse_forwarded, parse_forwarded_for, parse_node


@pytest.mark.parametrize(
    ("value", "address"),
    [
        ("192.0.2.1", "192.0.2.1"),
        (" 192.0.2.1:4711 ", "192.0.2.1"),
        ("2001:db8::1", "2001:db8::1"),
        ("[2001:db8::1]", "2001:db8::1"),
        ("[2001:db8::1]:4711", "2001:db8::1"),
        ("unknown", "unknown"),
        ("_hidden:_port", "_hidden"),
        ("", None),
        ("evil.example", None),
        ("<script>", None),
        ("192.0.2.1\r\n", None),
        ("[::1", None),
        ("1.2.3.4:999999", None),
    ],
)
def test_a_node_is_an_address_without_its_port(value, address):
    assert parse_node(value) == address


def test_addresses_come_the_clients_first():
    value = "192.0.2.1, nonsense, 198.51.100.2:80, ,[::1]"
    assert parse_forwarded_for(value) == ["192.0.2.1", "198.51.100.2", "::1"]


def test_hops_have_parameters():
    value = 'for=192.0.2.60;proto=https;by=203.0.113.43, For="[2001:db8:cafe::17]:4711";host="a,b"'
    assert parse_forwarded(value) == [
        {"for": "192.0.2.60", "proto": "https", "by": "203.0.113.43"},
        {"for": "[2001:db8:cafe::17]:4711", "host": "a,b"},
    ]


@pytest.mark.parametrize(
    ("parse", "hop"), [(parse_forwarded_for, "::1"), (parse_forwarded, "for=a")]
)
def test_t51_more_than_64_hops_are_taken_as_none(parse, hop):
    assert len(parse(",".join([hop] * 64))) == 64
    assert parse(",".join([hop] * 65)) == []
    assert parse(hop + " " * 8192) == []


@pytest.mark.parametrize("piece", [",", ":", "[", "_", '"', ";", "for=", "1.", "a:"])
@pytest.mark.parametrize("parse", [parse_forwarded_for, parse_forwarded, parse_node])
def test_a_long_header_costs_its_length(parse, piece, is_linear):
    assert is_linear(parse, lambda size: piece * (size // len(piece)), 4096, cap=0.02)
