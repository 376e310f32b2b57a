"""Percent-encoding: escapes decoded, everything else left alone."""

import random
from urllib.parse import quote, unquote_to_bytes

import pytest

from microweb.http.percent import percent_decode, percent_encode


@pytest.mark.parametrize(
    ("data", "decoded"),
    [
        (b"", b""),
        (b"plain", b"plain"),
        (b"%41%62", b"Ab"),
        (b"%e2%82%ac %E2%82%AC", "€ €".encode()),
        (b"%00%ff", b"\x00\xff"),
        (b"%2541", b"%41"),
        (b"+", b"+"),
        (b"%", b"%"),
        (b"%%", b"%%"),
        (b"%4", b"%4"),
        (b"%zz", b"%zz"),
        (b"%4g%41", b"%4gA"),
        (b"%%41", b"%A"),
        (b"% 41", b"% 41"),
        (b"%+1", b"%+1"),
        (b"%0x", b"%0x"),
        ("%é".encode(), "%é".encode()),
    ],
)
def test_escapes_are_decoded_and_the_rest_is_kept(data, decoded):
    assert percent_decode(data) == decoded


def test_every_octet_is_decoded_in_either_case():
    for octet in range(256):
        for form in ("%%%02x", "%%%02X"):
            assert percent_decode((form % octet).encode()) == bytes([octet])


@pytest.mark.parametrize(
    "text", ["", "AZaz09-._~", "a b", "ünï/cödé?&=", "%41", "\x00\n\x7f", "😀"]
)
def test_encoding_agrees_with_the_standard_library_and_is_undone(text):
    encoded = percent_encode(text)
    assert encoded == quote(text, safe="")
    assert percent_decode(encoded.encode()) == unquote_to_bytes(encoded) == text.encode()


def test_safe_characters_are_left_alone():
    assert percent_encode("/a b?c", safe="/") == "/a%20b%3Fc"


def test_octets_are_encoded_as_they_are():
    assert percent_encode(b"\xff/a%", safe="/") == "%FF/a%25"


def test_any_octets_are_decoded_as_by_the_standard_library():
    randomly = random.Random(1)
    for _ in range(20_000):
        data = bytes(randomly.choices(b"%%%%14aFfg=\r\n_+ \xff", k=randomly.randrange(12)))
        assert percent_decode(data) == unquote_to_bytes(data), data


@pytest.mark.parametrize("piece", [b"%ff", b"%zz", b"%", b"%4", b"x%41", b"%=", b"%\r", b"\n%41"])
def test_t62_decoding_is_linear(piece, is_linear):
    assert is_linear(percent_decode, lambda size: piece * size, 25_000)


def test_t62_encoding_is_linear(is_linear):
    assert is_linear(percent_encode, lambda size: "\u20ac" * size, 20_000)
