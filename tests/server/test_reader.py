"""The events of a connection: the same however its bytes are cut."""

import random
import time

import pytest

from microweb.server.errors import ProtocolError
from microweb.server.heads import RequestHead
from microweb.server.limits import Limits
from microweb.server.reader import END, RequestReader

HEAD = b"POST /a HTTP/1.1\r\nHost: x\r\n"
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"
LIMITS = Limits(max_request_line=70, max_header_line=60, max_header_bytes=100, max_headers=4)


def read(pieces, limits=LIMITS):
    """Give the events of a stream, pieces of a body joined, and how it ended."""
    reader = RequestReader(limits)
    events = []
    try:
        for piece in pieces:
            reader.feed(piece)
            while (event := reader.next_event()) is not None:
                if isinstance(event, RequestHead):
                    events.append((event.line.method, event.line.raw_target, event.headers))
                elif event is END:
                    events.append("end")
                    reader.start_next()
                elif events and isinstance(events[-1], bytes):
                    events[-1] += event
                else:
                    events.append(event)
    except ProtocolError as error:
        # What came of a body before its fault is found depends on how it came.
        return [event for event in events if not isinstance(event, bytes)], str(error)
    return events, None


def test_requests_follow_each_other():
    events, error = read([HEAD + b"Content-Length: 3\r\n\r\nabcGET /b HTTP/1.1\r\nHost: x\r\n\r\n"])
    assert error is None
    assert [event if isinstance(event, (bytes, str)) else event[1] for event in events] == [
        "/a", b"abc", "end", "/b", "end",
    ]  # fmt: skip


def test_nothing_is_read_beyond_a_request_before_it_is_asked_for():
    reader = RequestReader(Limits())
    reader.feed(b"GET /a HTTP/1.1\r\nHost: x\r\n\r\nnonsense\n")
    assert isinstance(reader.next_event(), RequestHead)
    assert reader.next_event() is END
    assert reader.next_event() is None
    reader.start_next()
    with pytest.raises(ProtocolError):
        reader.next_event()


def test_chunks_become_one_body_and_trailers_are_dropped():
    events, _ = read([CHUNKED + b"1\r\na\r\n00B\r\n0123456789\n\r\n0\r\nA: b\r\n\r\n"])
    assert events[1:] == [b"a0123456789\n", "end"]


def test_it_tells_what_is_left_of_a_body():
    reader = RequestReader(Limits())
    reader.feed(HEAD + b"Content-Length: 9\r\n\r\nabc")
    reader.next_event()
    reader.next_event()
    assert reader.body_left() == 6


STREAMS = [
    HEAD + b"Content-Length: 3\r\n\r\nabc" + HEAD + b"\r\n" + b"\r\n" + HEAD + b"\r\n",
    CHUNKED + b"1\r\na\r\n00b\r\n0123456789\n\r\n0\r\nA: b\r\n\r\n" + HEAD + b"\r\n",
    CHUNKED + b"fF\r\n" + b"x" * 255 + b"\r\n0\r\n\r\n" + CHUNKED + b"0\r\n\r\n",
    *(
        CHUNKED + body + b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"
        for body in [
            b"3\r\nabcd\r\n0\r\n\r\n",
            b"3\r\nabc\n0\r\n\r\n",
            b"3;a=b\r\nabc\r\n0\r\n\r\n",
            b"3\n;abc\r\n",
            b"3 \r\nabc\r\n",
            b"3\rx\r\n",
            b"\r\n",
            b"g\r\n",
            b"0000000000000003\r\nabc\r\n0\r\n\r\n",
            b"000000000000003\r\nabc\r\n0\r\n\r\n",
            b"ffffffffffffffff\r\n",
            b"0\r\nA b\r\n\r\n",
            b"0\r\nA: b\n\r\n",
            b"0\r\nA: \rb\r\n\r\n",
            b"0\r\n" + b"A: b\r\n" * 4 + b"\r\n",
            b"0\r\n" + b"A: b\r\n" * 5 + b"\r\n",
            b"0\r\nA: " + b"b" * 57 + b"\r\n\r\n",
            b"0\r\nA: " + b"b" * 58 + b"\r\n\r\n",
            b"0\r\nA: " + b"b" * 57 + b"\r\nA: " + b"b" * 37 + b"\r\n\r\n",
            b"0\r\nA: " + b"b" * 57 + b"\r\nA: " + b"b" * 38 + b"\r\n\r\n",
        ]
    ),
    HEAD + b"Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n",
    *(b"GET /" + b"a" * size + b" HTTP/1.1\r\nHost: x\r\n\r\n" for size in (55, 56, 57, 58)),
    *(HEAD + b"A: " + b"b" * size + b"\r\n\r\n" for size in (56, 57, 58)),
    *(HEAD + b"A: b\r\n" * count + b"\r\n" for count in (3, 4)),
    *(HEAD + b"A: " + b"b" * 57 + b"\r\nB: " + b"b" * size + b"\r\n\r\n" for size in (29, 30, 31)),
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
]


@pytest.mark.parametrize("data", STREAMS)
def test_any_way_to_cut_the_stream_gives_the_same_events(data):
    generator = random.Random(9112)
    expected = read([data])
    assert read([bytes([byte]) for byte in data]) == expected
    for _ in range(30):
        cuts = sorted(generator.sample(range(len(data) + 1), min(6, len(data))))
        pieces = [data[a:b] for a, b in zip([0, *cuts], [*cuts, None], strict=True)]
        assert read(pieces) == expected


@pytest.mark.parametrize("cut", [1, 1000])
@pytest.mark.parametrize(("size", "status"), [(56, None), (57, "414")])
def test_the_request_line_has_its_limit_however_it_comes(size, status, cut):
    data = b"GET /" + b"a" * size + b" HTTP/1.1\r\nHost: x\r\n\r\n"
    assert data.index(b"\r\n") == size + 14
    error = read([data[at : at + cut] for at in range(0, len(data), cut)])[1]
    assert error is None if status is None else error.startswith(status)


def test_the_trailers_have_the_limits_of_headers():
    at_the_edge = CHUNKED + b"0\r\n" + b"A: b\r\n" * 4 + b"\r\n"
    assert read([at_the_edge])[1] is None
    assert "431" in read([CHUNKED + b"0\r\n" + b"A: b\r\n" * 5 + b"\r\n"])[1]


def test_tls_on_a_port_without_is_recognised():
    assert "this port speaks http:// only" in read([b"\x16\x03\x01\x02\x00\x01"])[1]


def test_no_mutation_of_a_stream_raises_anything_but_a_protocol_error():
    generator = random.Random(9112)
    for _ in range(3000):
        data = bytearray(generator.choice(STREAMS))
        for _ in range(generator.randint(1, 3)):
            data[generator.randrange(len(data))] = generator.randrange(256)
        read([bytes(data)])


def test_t106_a_megabyte_in_chunks_of_a_byte_takes_less_than_a_second():
    data = CHUNKED + b"1\r\nx\r\n" * 1_000_000 + b"0\r\n\r\n"

    def cost():
        started = time.process_time()
        events, error = read([data[at : at + 65536] for at in range(0, len(data), 65536)], Limits())
        assert (len(events[1]), error) == (1_000_000, None)
        return time.process_time() - started

    assert any(cost() < 1 for _ in range(3))


def test_chunks_byte_by_byte_take_linear_time(is_linear):
    def feed(pieces):
        reader = RequestReader(Limits())
        for piece in pieces:
            reader.feed(piece)
            while reader.next_event() is not None:
                pass

    def make(size):
        return [bytes([byte]) for byte in CHUNKED + b"%x\r\n" % size + b"x" * size]

    assert is_linear(feed, make, 15_000)
