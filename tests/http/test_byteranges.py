"""Parts of a body: every chunking of a stream gives the same bytes."""

import pytest

from microweb.http.byteranges import ByteRanges, BytesSource, StreamSource

DATA = bytes(range(100))
PARTS = [(0, 1), (1, 2), (10, 30), (30, 31), (98, 100)]


@pytest.mark.parametrize("size", [*range(1, 12), 29, 50, 99, 100, 101])
def test_any_chunking_gives_the_same_parts(size):
    source = StreamSource(DATA[at : at + size] for at in range(0, len(DATA), size))
    assert [b"".join(source.part(*part)) for part in PARTS] == [DATA[a:b] for a, b in PARTS]


def test_a_short_stream_ends_early():
    source = StreamSource([b"abc", b"", b"de"])
    assert b"".join(source.part(1, 99)) == b"bcde"
    assert b"".join(source.part(100, 200)) == b""


def test_a_body_in_memory_is_cut():
    assert b"".join(BytesSource(DATA).part(3, 6)) == DATA[3:6]


def test_several_ranges_are_one_multipart_body():
    body = ByteRanges([(0, 2), (5, 6)], length=10, content_type="text/plain", boundary="B")
    text = b"".join(body.read(BytesSource(b"0123456789")))
    assert text == (
        b"\r\n--B\r\nContent-Type: text/plain\r\nContent-Range: bytes 0-1/10\r\n\r\n01"
        b"\r\n--B\r\nContent-Type: text/plain\r\nContent-Range: bytes 5-5/10\r\n\r\n5"
        b"\r\n--B--\r\n"
    )
    assert body.content_length == len(text)
    assert body.content_type == "multipart/byteranges; boundary=B"


def test_the_boundary_cannot_be_guessed():
    kinds = {ByteRanges([(0, 1)], length=1, content_type=None).content_type for _ in range(50)}
    assert len(kinds) == 50
