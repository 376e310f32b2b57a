import random
import time

import pytest

from microweb.server.errors import ProtocolError
from microweb.server.heads import HeadReader, RequestHead
from microweb.server.limits import Limits

HOST = b"Host: example.org\r\n"


def read(data: bytes, limits: Limits | None = None) -> RequestHead:
    head = HeadReader(limits or Limits()).feed(data)
    assert head is not None, "the head is not whole"
    return head


def refused(data: bytes, limits: Limits | None = None) -> ProtocolError:
    with pytest.raises(ProtocolError) as caught:
        HeadReader(limits or Limits()).feed(data)
    return caught.value


def get(*headers: bytes, host: bytes = HOST, line: bytes = b"GET / HTTP/1.1") -> bytes:
    return line + b"\r\n" + host + b"".join(header + b"\r\n" for header in headers) + b"\r\n"


def test_a_request_is_read_into_its_parts():
    head = read(
        b"POST /a%20b?q=1&r=%2F HTTP/1.1\r\nHost: example.org:8000\r\n"
        b"Content-Length: 3\r\nX-Empty:\r\nX-Padded: \t a b\t \r\n\r\nabc"
    )
    assert (head.line.method, head.line.raw_target, head.line.version) == (
        "POST",
        "/a%20b?q=1&r=%2F",
        (1, 1),
    )
    assert (head.line.target.path, head.line.target.query) == ("/a b", "q=1&r=%2F")
    assert head.host == "example.org:8000"
    assert head.content_length == 3
    assert head.headers[2:] == [("X-Empty", ""), ("X-Padded", "a b")]
    assert not head.expects_continue


def test_what_follows_the_head_is_kept_for_the_body():
    reader = HeadReader(Limits())
    assert reader.feed(get() + b"body\r\n\r\n") is not None
    assert reader.rest == b"body\r\n\r\n"


REFUSED = {
    # The request line, RFC 9112 section 3.
    "bare LF after the request line": (b"GET / HTTP/1.1\nHost: x\r\n\r\n", 400, "2.2"),
    "bare CR in the request line": (b"GET /\r HTTP/1.1\r\nHost: x\r\n\r\n", 400, "2.2"),
    "CR CR LF": (b"GET / HTTP/1.1\r\r\nHost: x\r\n\r\n", 400, "2.2"),
    "two empty lines first": (b"\r\n\r\nGET / HTTP/1.1\r\nHost: x\r\n\r\n", 400, "section 3"),
    "an LF first": (b"\nGET / HTTP/1.1\r\nHost: x\r\n\r\n", 400, "2.2"),
    "HTTP/0.9": (b"GET /\r\n", 400, "section 3"),
    "two blanks": (get(line=b"GET  / HTTP/1.1"), 400, "section 3"),
    "a tab for a blank": (get(line=b"GET\t/ HTTP/1.1"), 400, "section 3"),
    "a vertical tab for a blank": (get(line=b"GET\x0b/\x0bHTTP/1.1"), 400, "section 3"),
    "a blank first": (get(line=b" GET / HTTP/1.1"), 400, "section 3"),
    "a blank last": (get(line=b"GET / HTTP/1.1 "), 400, "section 3"),
    "a blank in the target": (get(line=b"GET /a b HTTP/1.1"), 400, "section 3"),
    "a method with a colon": (get(line=b"GE:T / HTTP/1.1"), 400, "3.1"),
    "a method in Cyrillic": (get(line=b"G\xd0\x95T / HTTP/1.1"), 400, "3.1"),
    "a method with NUL": (get(line=b"GET\x00 / HTTP/1.1"), 400, "3.1"),
    "http in lower case": (get(line=b"GET / http/1.1"), 400, "2.3"),
    "a version of two digits": (get(line=b"GET / HTTP/1.10"), 400, "2.3"),
    "a version without minor": (get(line=b"GET / HTTP/1"), 400, "2.3"),
    "another protocol": (get(line=b"GET / ICAP/1.0"), 400, "2.3"),
    "a version in Arabic digits": (get(line=b"GET / HTTP/\xd9\xa1.\xd9\xa1"), 400, "2.3"),
    "HTTP/2's preface": (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505, "15.6.6"),
    "HTTP/0.9 with version": (get(line=b"GET / HTTP/0.9"), 505, "15.6.6"),
    # The target, RFC 9112 section 3.2.
    "a path without slash": (get(line=b"GET index HTTP/1.1"), 400, "3.2"),
    "a fragment": (get(line=b"GET /#top HTTP/1.1"), 400, "3.2"),
    "raw UTF-8": (get(line="GET /zoë HTTP/1.1".encode()), 400, "3.2"),
    "NUL in the target": (get(line=b"GET /\x00 HTTP/1.1"), 400, "3.2"),
    "ESC in the target": (get(line=b"GET /\x1b HTTP/1.1"), 400, "3.2"),
    "DEL in the target": (get(line=b"GET /\x7f HTTP/1.1"), 400, "3.2"),
    "a broken escape": (get(line=b"GET /%zz HTTP/1.1"), 400, "RFC 3986 section 2.1"),
    "half an escape": (get(line=b"GET /% HTTP/1.1"), 400, "RFC 3986 section 2.1"),
    "a cut escape": (get(line=b"GET /%4 HTTP/1.1"), 400, "RFC 3986 section 2.1"),
    "a broken escape in the query": (get(line=b"GET /?q=%u0041 HTTP/1.1"), 400, "section 2.1"),
    "asterisk with GET": (get(line=b"GET * HTTP/1.1"), 400, "3.2"),
    "an authority with GET": (get(line=b"GET example.org:80 HTTP/1.1"), 400, "3.2"),
    "CONNECT": (get(line=b"CONNECT example.org:80 HTTP/1.1"), 501, "9.3.6"),
    "userinfo in the target": (get(line=b"GET http://a@b/ HTTP/1.1"), 400, "3.2.2"),
    "no authority in the target": (get(line=b"GET http:///x HTTP/1.1"), 400, "3.2.2"),
    "another scheme": (get(line=b"GET ftp://example.org/ HTTP/1.1"), 400, "3.2"),
    # Host, RFC 9112 section 3.2.
    "no Host": (get(host=b""), 400, "3.2"),
    "two Hosts": (get(HOST.strip()), 400, "3.2"),
    "two Hosts in different case": (get(b"HOST: example.org"), 400, "3.2"),
    "an empty Host": (get(host=b"Host:\r\n"), 400, "3.2"),
    "a list of Hosts": (get(host=b"Host: a, b\r\n"), 400, "3.2"),
    "userinfo in Host": (get(host=b"Host: a@b\r\n"), 400, "3.2"),
    "a path in Host": (get(host=b"Host: a/b\r\n"), 400, "3.2"),
    "a query in Host": (get(host=b"Host: a?b\r\n"), 400, "3.2"),
    "a port beyond 65535": (get(host=b"Host: a:99999\r\n"), 400, "3.2"),
    "a port in words": (get(host=b"Host: a:http\r\n"), 400, "3.2"),
    "an IPv6 zone in Host": (get(host=b"Host: [fe80::1%25lo]\r\n"), 400, "3.2"),
    "an open bracket in Host": (get(host=b"Host: [::1\r\n"), 400, "3.2"),
    "no Host with an absolute target": (
        get(host=b"", line=b"GET http://a/ HTTP/1.1"),
        400,
        "3.2",
    ),
    # Header lines, RFC 9112 section 5.
    "a bare LF after a header": (b"GET / HTTP/1.1\r\nHost: x\n\r\n", 400, "2.2"),
    "a bare LF at the end": (b"GET / HTTP/1.1\r\nHost: x\r\n\n", 400, "2.2"),
    "a bare CR in a header": (get(b"A: b\rContent-Length: 3"), 400, "2.2"),
    "a folded line": (get(b"A: b", b" c"), 400, "5.2"),
    "a folded first line": (b"GET / HTTP/1.1\r\n Host: x\r\n\r\n", 400, "5.2"),
    "a line folded with a tab": (get(b"A: b", b"\tc"), 400, "5.2"),
    "a blank before the colon": (get(b"Content-Length : 3"), 400, "5.1"),
    "a tab before the colon": (get(b"Content-Length\t: 3"), 400, "5.1"),
    "no colon": (get(b"Content-Length 3"), 400, "section 5"),
    "no name": (get(b": 3"), 400, "5.1"),
    "a blank in a name": (get(b"A B: c"), 400, "5.1"),
    "a quote in a name": (get(b'"A": c'), 400, "5.1"),
    "NUL in a name": (get(b"A\x00: c"), 400, "5.1"),
    "UTF-8 in a name": (get("Ä: c".encode()), 400, "5.1"),
    "an underscore in a name": (get(b"Content_Length: 3"), 400, "4.1.18"),
    "NUL in a value": (get(b"A: b\x00c"), 400, "5.5"),
    "ESC in a value": (get(b"A: \x1b[31m"), 400, "5.5"),
    "a form feed around a value": (get(b"Content-Length: \x0c3"), 400, "5.5"),
    "DEL in a value": (get(b"A: \x7f"), 400, "5.5"),
    # Framing, RFC 9112 section 6.
    "two equal lengths": (get(b"Content-Length: 3", b"Content-Length: 3"), 400, "6.3"),
    "two lengths": (get(b"Content-Length: 3", b"content-length: 4"), 400, "6.3"),
    "a list of lengths": (get(b"Content-Length: 3, 3"), 400, "8.6"),
    "an empty length": (get(b"Content-Length:"), 400, "8.6"),
    "a length with a plus": (get(b"Content-Length: +3"), 400, "8.6"),
    "a length with a minus": (get(b"Content-Length: -1"), 400, "8.6"),
    "a length in hex": (get(b"Content-Length: 0x3"), 400, "8.6"),
    "a length with an underscore": (get(b"Content-Length: 1_0"), 400, "8.6"),
    "a length with an exponent": (get(b"Content-Length: 1e3"), 400, "8.6"),
    "a length with a blank": (get(b"Content-Length: 1 0"), 400, "8.6"),
    "a length in Arabic digits": (get(b"Content-Length: \xd9\xa3"), 400, "8.6"),
    "a length of 31 digits": (get(b"Content-Length: 1" + b"0" * 30), 400, "8.6"),
    "a length of 5000 digits": (get(b"Content-Length: " + b"1" * 5000), 400, "8.6"),
    "length and coding": (get(b"Content-Length: 3", b"Transfer-Encoding: chunked"), 400, "6.1"),
    "a coding in HTTP/1.0": (
        get(b"Transfer-Encoding: chunked", line=b"GET / HTTP/1.0"),
        400,
        "6.1",
    ),
    "an unknown coding": (get(b"Transfer-Encoding: xchunked"), 501, "6.1"),
    "an empty coding": (get(b"Transfer-Encoding:"), 501, "6.1"),
    "two content types": (get(b"Content-Type: a/b", b"Content-Type: c/d"), 400, "8.3"),
    "an unknown expectation": (get(b"Expect: 200-ok"), 417, "10.1.1"),
}


@pytest.mark.parametrize(("data", "status", "section"), REFUSED.values(), ids=REFUSED)
def test_t102_a_malformed_request_is_refused_and_the_reason_names_the_section(
    data, status, section
):
    error = refused(data)
    assert (error.status, section in error.reason) == (status, True), str(error)


SERVED = {
    "HTTP/1.0 without Host": get(host=b"", line=b"GET / HTTP/1.0"),
    "a later minor version": get(line=b"GET / HTTP/1.2"),
    "one empty line first": b"\r\n" + get(),
    "a method of its own": get(line=b"PURGE-cache!#$ / HTTP/1.1"),
    "an absolute target": get(line=b"GET http://example.org/ HTTP/1.1"),
    "an absolute target without path": get(line=b"GET HTTPS://example.org?q HTTP/1.1"),
    "OPTIONS for the server": get(line=b"OPTIONS * HTTP/1.1"),
    "two slashes": get(line=b"GET //evil.example HTTP/1.1"),
    "characters that browsers leave": get(line=b"GET /|[]?{}^`\\\"<>' HTTP/1.1"),
    "question marks": get(line=b"GET /?a?b?c HTTP/1.1"),
    "an escaped slash": get(line=b"GET /a%2fb HTTP/1.1"),
    "no blank after the colon": get(b"A:b"),
    "colons in a value": get(b"A: b:c::d"),
    "UTF-8 in a value": get("A: zoë".encode()),
    "a tab in a value": get(b"A: b\tc"),
    "a name of odd characters": get(b"!#$%&'*+-.^`|~: x"),
    "an IPv6 Host": get(host=b"Host: [::1]:8000\r\n"),
    "a Host with an empty port": get(host=b"Host: example.org:\r\n"),
    "a Host with an underscore": get(host=b"Host: my_service\r\n"),
    "a length with zeros": get(b"Content-Length: 0003"),
    "a length of 18 digits": get(b"Content-Length: " + b"9" * 18),
    "repeated headers": get(b"Accept: a/b", b"Accept: c/d"),
    "an expectation in capitals": get(b"Expect: 100-Continue"),
    "an expectation in HTTP/1.0": get(b"Expect: anything", line=b"GET / HTTP/1.0"),
}


@pytest.mark.parametrize("data", SERVED.values(), ids=SERVED)
def test_an_unusual_but_valid_request_is_served(data):
    assert read(data).line.version[0] == 1


def test_an_absolute_target_overrides_the_host_header():
    head = read(get(line=b"GET http://other.example:81/x?y HTTP/1.1"))
    assert (head.host, head.line.target.path, head.line.target.query) == (
        "other.example:81",
        "/x",
        "y",
    )


def test_escapes_in_the_path_become_wsgi_latin_1():
    head = read(get(line=b"GET /%C3%A9%00%ff HTTP/1.1"))
    assert head.line.target.path == "/Ã©\x00ÿ"


LIMITS = Limits(max_request_line=100, max_header_line=50, max_header_bytes=120, max_headers=4)


@pytest.mark.parametrize(("length", "status"), [(100, None), (101, 414)])
def test_the_request_line_has_a_limit(length, status):
    line = b"GET /" + b"a" * (length - 14) + b" HTTP/1.1"
    assert len(line) == length
    if status is None:
        assert read(get(line=line), LIMITS)
    else:
        assert refused(get(line=line), LIMITS).status == status
        assert refused(line, LIMITS).status == status, "even before the line is whole"


@pytest.mark.parametrize(("length", "status"), [(50, None), (51, 431)])
def test_a_header_line_has_a_limit(length, status):
    data = get(b"A: " + b"b" * (length - 3))
    if status is None:
        assert read(data, LIMITS)
    else:
        assert refused(data, LIMITS).status == status


@pytest.mark.parametrize(("length", "status"), [(3, None), (4, 431)])
def test_the_headers_together_have_a_limit(length, status):
    data = get(b"A: " + b"b" * 47, b"B: " + b"b" * 47, b"C" * (length - 1) + b":")
    assert len(HOST.strip()) + 50 + 50 + length == 117 + length
    if status is None:
        assert read(data, LIMITS)
    else:
        assert refused(data, LIMITS).status == status


@pytest.mark.parametrize(("count", "status"), [(3, None), (4, 431)])
def test_t49_the_number_of_headers_has_a_limit(count, status):
    data = get(*[b"A: b"] * count)
    if status is None:
        assert len(read(data, LIMITS).headers) == count + 1
    else:
        assert refused(data, LIMITS).status == status


def test_a_cookie_of_60_kb_is_a_431_that_names_the_limit():
    error = refused(get(b"Cookie: a=" + b"x" * 60_000))
    assert (error.status, "16384" in error.reason) == (431, True)


def outcome(pieces: list[bytes]) -> object:
    reader = HeadReader(LIMITS)
    fed = 0
    try:
        for piece in pieces:
            fed += len(piece)
            head = reader.feed(piece)
            if head is not None:
                return head, fed - len(reader.rest)
    except ProtocolError as error:
        return error.status, error.reason
    return "waiting"


CHUNKED = [
    *(data for data, _, _ in REFUSED.values()),
    *SERVED.values(),
    get(line=b"GET /" + b"a" * 87 + b" HTTP/1.1"),
    get(b"A: " + b"b" * 48),
    get(*[b"A: b"] * 4),
    b"G" * 101 + b"\n",
    b"G" * 100 + b"\r\n",
    b"G" * 100 + b"\r\r\n",
]


def test_any_way_to_cut_the_input_gives_the_same_outcome():
    generator = random.Random(9112)
    for data in CHUNKED:
        expected = outcome([data])
        assert outcome([bytes([byte]) for byte in data]) == expected, data
        for _ in range(5):
            cuts = sorted(generator.sample(range(len(data) + 1), 3))
            pieces = [data[a:b] for a, b in zip([0, *cuts], [*cuts, None], strict=True)]
            assert outcome(pieces) == expected, pieces


def test_no_mutation_of_a_request_raises_anything_but_a_protocol_error():
    generator = random.Random(9112)
    base = get(b"Content-Length: 3", b"Cookie: a=b")
    for _ in range(3000):
        data = bytearray(base)
        for _ in range(generator.randint(1, 3)):
            data[generator.randrange(len(data))] = generator.randrange(256)
        outcome([bytes(data)])


def test_reading_byte_by_byte_takes_linear_time():
    def cost(size: int) -> float:
        data = get(b"A: " + b"b" * size)
        started = time.process_time()
        reader = HeadReader(Limits(max_header_line=10**6, max_header_bytes=10**6))
        for byte in data:
            reader.feed(bytes([byte]))
        return time.process_time() - started

    ratio = min(cost(80_000) / cost(40_000) for _ in range(3))
    assert ratio < 2.6
