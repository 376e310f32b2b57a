"""Malformed requests, each with the section that it breaks: none reaches the application.

Each is followed by a request that is in order, and that must never be run (CVE-2024-49768 in
another server): after an error in the framing nobody knows where the next request begins.
"""

import socket

import pytest

HOST = b"Host: example.org\r\n"


def get(*headers: bytes, line: bytes = b"GET / HTTP/1.1", host: bytes = HOST) -> bytes:
    return line + b"\r\n" + host + b"".join(header + b"\r\n" for header in headers) + b"\r\n"


def chunked(body: bytes, *headers: bytes) -> bytes:
    return get(b"Transfer-Encoding: chunked", *headers, line=b"POST / HTTP/1.1") + body


MALFORMED = [
    # RFC 9112 section 2.2: lines end in CRLF.
    ("9112 section 2.2", "bare LF after the request line", b"GET / HTTP/1.1\nHost: x\r\n\r\n"),
    ("9112 section 2.2", "bare LF after a header", b"GET / HTTP/1.1\r\nHost: x\nA: b\r\n\r\n"),
    ("9112 section 2.2", "bare LF as the end of the head", b"GET / HTTP/1.1\r\nHost: x\r\n\n"),
    ("9112 section 2.2", "only bare LFs", b"GET / HTTP/1.1\nHost: x\n\n"),
    ("9112 section 2.2", "bare CR in the request line", get(line=b"GET /\r HTTP/1.1")),
    ("9112 section 2.2", "bare CR that hides a length", get(b"A: b\rContent-Length: 3")),
    ("9112 section 2.2", "CR CR LF", b"GET / HTTP/1.1\r\r\nHost: x\r\n\r\n"),
    ("9112 section 2.2", "an LF before the request line", b"\n" + get()),
    ("9112 section 2.2", "LF CR for CR LF", b"GET / HTTP/1.1\n\rHost: x\n\r\n\r"),
    # Section 3: the request line.
    ("9112 section 3", "two empty lines first", b"\r\n\r\n" + get()),
    ("9112 section 3", "HTTP/0.9", b"GET /\r\n\r\n"),
    ("9112 section 3", "two blanks", get(line=b"GET  / HTTP/1.1")),
    ("9112 section 3", "a tab for a blank", get(line=b"GET\t/\tHTTP/1.1")),
    ("9112 section 3", "a form feed for a blank", get(line=b"GET\x0c/\x0cHTTP/1.1")),
    ("9112 section 3", "a blank first", get(line=b" GET / HTTP/1.1")),
    ("9112 section 3", "a blank last", get(line=b"GET / HTTP/1.1 ")),
    ("9112 section 3", "a blank in the target", get(line=b"GET /a b HTTP/1.1")),
    ("9112 section 3", "a header first", HOST + get(host=b"")),
    ("9112 section 3.1", "a colon in the method", get(line=b"GE:T / HTTP/1.1")),
    ("9112 section 3.1", "a method in quotes", get(line=b'"GET" / HTTP/1.1')),
    ("9112 section 3.1", "NUL in the method", get(line=b"G\x00T / HTTP/1.1")),
    ("9112 section 3.1", "a Cyrillic method", get(line=b"G\xd0\x95T / HTTP/1.1")),
    # Section 2.3: the version.
    ("9112 section 2.3", "a version in lower case", get(line=b"GET / http/1.1")),
    ("9112 section 2.3", "a version of two digits", get(line=b"GET / HTTP/1.10")),
    ("9112 section 2.3", "a version without minor", get(line=b"GET / HTTP/1")),
    ("9112 section 2.3", "a version with a plus", get(line=b"GET / HTTP/+1.1")),
    ("9112 section 2.3", "another protocol", get(line=b"GET / ICAP/1.0")),
    ("9112 section 2.3", "a version and more", get(line=b"GET / HTTP/1.1x")),
    # Section 3.2: the target and Host.
    ("9112 section 3.2", "a target without slash", get(line=b"GET index HTTP/1.1")),
    ("9112 section 3.2", "a fragment", get(line=b"GET /#top HTTP/1.1")),
    ("9112 section 3.2", "UTF-8 in the target", get(line=b"GET /\xc3\xa9 HTTP/1.1")),
    ("9112 section 3.2", "NUL in the target", get(line=b"GET /\x00 HTTP/1.1")),
    ("9112 section 3.2", "DEL in the target", get(line=b"GET /\x7f HTTP/1.1")),
    ("9112 section 3.2", "an asterisk with GET", get(line=b"GET * HTTP/1.1")),
    ("9112 section 3.2", "an authority with GET", get(line=b"GET example.org:80 HTTP/1.1")),
    ("9112 section 3.2.2", "userinfo in the target", get(line=b"GET http://a@b/ HTTP/1.1")),
    ("9110 section 9.3.6", "CONNECT", get(line=b"CONNECT example.org:80 HTTP/1.1")),
    ("3986 section 2.1", "a broken escape", get(line=b"GET /%zz HTTP/1.1")),
    ("9112 section 3.2", "no Host", get(host=b"")),
    ("9112 section 3.2", "two Hosts", get(b"Host: evil.example")),
    ("9112 section 3.2", "two equal Hosts", get(b"host: example.org")),
    ("9112 section 3.2", "a list of Hosts", get(host=b"Host: a, b\r\n")),
    ("9112 section 3.2", "an empty Host", get(host=b"Host:\r\n")),
    ("9112 section 3.2", "userinfo in Host", get(host=b"Host: a@b\r\n")),
    ("9112 section 3.2", "a path in Host", get(host=b"Host: a/b\r\n")),
    ("9112 section 3.2", "a port that cannot be", get(host=b"Host: a:99999\r\n")),
    # Section 5: headers.
    ("9112 section 5.2", "a folded header", get(b"A: b", b" c")),
    ("9112 section 5.2", "a length folded", get(b"Content-Length:", b" 3")),
    ("9112 section 5.2", "a folded first header", b"GET / HTTP/1.1\r\n Host: x\r\n\r\n"),
    ("9112 section 5.1", "a blank before the colon", get(b"Content-Length : 3")),
    ("9112 section 5.1", "a tab before the colon", get(b"Transfer-Encoding\t: chunked")),
    ("9112 section 5", "no colon", get(b"Content-Length 3")),
    ("9110 section 5.1", "no name", get(b": 3")),
    ("9110 section 5.1", "a blank in a name", get(b"Content Length: 3")),
    ("9110 section 5.1", "NUL in a name", get(b"Content-Length\x00: 3")),
    ("9110 section 5.1", "UTF-8 in a name", get(b"\xc3\x84: b")),
    ("3875 section 4.1.18", "an underscore in a name", get(b"Content_Length: 3")),
    ("9110 section 5.5", "NUL in a value", get(b"A: b\x00c")),
    ("9110 section 5.5", "ESC in a value", get(b"A: \x1b[31m")),
    ("9110 section 5.5", "a vertical tab before a length", get(b"Content-Length: \x0b3")),
    # Section 6: framing.
    ("9112 section 6.3", "two lengths", get(b"Content-Length: 3", b"Content-Length: 4")),
    ("9112 section 6.3", "two equal lengths", get(b"Content-Length: 3", b"content-length: 3")),
    ("9110 section 8.6", "a list of lengths", get(b"Content-Length: 3, 3")),
    ("9110 section 8.6", "an empty length", get(b"Content-Length:")),
    ("9110 section 8.6", "a length with a plus", get(b"Content-Length: +3")),
    ("9110 section 8.6", "a length below zero", get(b"Content-Length: -1")),
    ("9110 section 8.6", "a length in hex", get(b"Content-Length: 0x3")),
    ("9110 section 8.6", "a length with an underscore", get(b"Content-Length: 1_0")),
    ("9110 section 8.6", "a length in Arabic digits", get(b"Content-Length: \xd9\xa3")),
    ("9110 section 8.6", "a length of 31 digits", get(b"Content-Length: 1" + b"0" * 30)),
    ("9112 section 6.1", "length and coding", chunked(b"0\r\n\r\n", b"Content-Length: 3")),
    ("9112 section 6.1", "two codings", chunked(b"0\r\n\r\n", b"Transfer-Encoding: chunked")),
    ("9112 section 6.1", "a second coding hidden", chunked(b"", b"transfer-encoding: identity")),
    ("9112 section 6.1", "an unknown coding", get(b"Transfer-Encoding: xchunked")),
    ("9112 section 6.1", "chunked, but not last", get(b"Transfer-Encoding: chunked, gzip")),
    ("9112 section 6.1", "chunked twice", get(b"Transfer-Encoding: chunked, chunked")),
    ("9112 section 6.1", "a coding in quotes", get(b'Transfer-Encoding: "chunked"')),
    ("9112 section 6.1", "a coding with parameter", get(b"Transfer-Encoding: chunked;q=1")),
    ("9112 section 6.1", "an empty coding", get(b"Transfer-Encoding:")),
    ("9112 section 6.1", "a coding in HTTP/1.0",
     get(b"Transfer-Encoding: chunked", line=b"POST / HTTP/1.0")),
    # Section 7.1: chunks.
    ("9112 section 7.1", "a chunk size with 0x", chunked(b"0x3\r\nabc\r\n0\r\n\r\n")),
    ("9112 section 7.1", "a chunk size with a plus", chunked(b"+3\r\nabc\r\n0\r\n\r\n")),
    ("9112 section 7.1", "a chunk size below zero", chunked(b"-3\r\nabc\r\n0\r\n\r\n")),
    ("9112 section 7.1", "a chunk size with an underscore", chunked(b"0_3\r\nabc\r\n0\r\n\r\n")),
    ("9112 section 7.1", "a blank before a chunk size", chunked(b" 3\r\nabc\r\n0\r\n\r\n")),
    ("9112 section 7.1", "a blank after a chunk size", chunked(b"3 \r\nabc\r\n0\r\n\r\n")),
    ("9112 section 7.1", "an empty chunk size", chunked(b"\r\nabc\r\n0\r\n\r\n")),
    ("9112 section 7.1", "a chunk size of 17 digits", chunked(b"0" * 16 + b"3\r\nabc\r\n")),
    ("9112 section 7.1", "a chunk size that ends in LF", chunked(b"3\nabc\r\n0\r\n\r\n")),
    ("9112 section 7.1", "a chunk size that ends in CR", chunked(b"3\rabc\r\n0\r\n\r\n")),
    ("9112 section 7.1", "a chunk longer than it says", chunked(b"3\r\nabcd\r\n0\r\n\r\n")),
    ("9112 section 7.1", "a chunk that ends in LF", chunked(b"3\r\nabc\n0\r\n\r\n")),
    ("9112 section 7.1", "a chunk that ends in other bytes", chunked(b"3\r\nabcXY0\r\n\r\n")),
    ("9112 section 7.1", "a chunk without end", chunked(b"3\r\nabc0\r\n\r\n")),
    ("9112 section 7.1.1", "a chunk extension", chunked(b"3;a=b\r\nabc\r\n0\r\n\r\n")),
    ("9112 section 7.1.1", "an extension with a bare LF", chunked(b"3;\nx\r\nabc\r\n0\r\n\r\n")),
    ("9112 section 7.1.1", "an extension of the last chunk", chunked(b"0;a\r\n\r\n")),
    ("9112 section 2.2", "a trailer that ends in LF", chunked(b"0\r\nA: b\n\r\n")),
    ("9112 section 2.2", "a last line of LF", chunked(b"0\r\n\n")),
    ("9112 section 5", "a trailer without colon", chunked(b"0\r\nabc\r\n\r\n")),
    ("9112 section 5.2", "a folded trailer", chunked(b"0\r\n A: b\r\n\r\n")),
    ("9112 section 5", "a request for a trailer", chunked(b"0\r\nGET /evil HTTP/1.1\r\n\r\n")),
]  # fmt: skip

FOLLOWING = b"GET /following HTTP/1.1\r\nHost: example.org\r\n\r\n"


def exchange(serve, pieces):
    """Send pieces until the server answers; give the answer to its end, and what the app saw."""
    seen = []

    def app(environ, start_response):
        seen.append(environ["PATH_INFO"])
        start_response("200 OK", [])
        return [b""]

    with serve(app).connect() as client:
        answer = b""
        try:
            for piece in pieces:
                client.sendall(piece)
            while data := client.recv(65536):
                answer += data
        except ConnectionError:
            pass
    return answer, seen


def check(answer, seen, section):
    assert seen == [], "the application was called"
    status = answer[9:12].decode()
    assert status[0] == "4" or status == "501", answer
    assert b"\r\nConnection: close\r\n" in answer
    assert answer.count(b"HTTP/1.1 ") == 1, "the request that followed was answered"
    assert f"RFC {section}".encode() in answer


def test_there_are_seventy_kinds_and_more():
    assert len({data for _, _, data in MALFORMED}) == len(MALFORMED) >= 70


@pytest.mark.parametrize(
    ("section", "data"), [(section, data) for section, _, data in MALFORMED],
    ids=[name for _, name, _ in MALFORMED],
)  # fmt: skip
def test_t102_t103_it_is_refused_and_the_connection_closed(serve, section, data):
    check(*exchange(serve, [data + FOLLOWING]), section)


def test_t102_t103_it_is_refused_byte_by_byte_as_well(serve):
    # One server and one connection each: a byte a packet takes its time.
    seen = []

    def app(environ, start_response):
        seen.append(environ["PATH_INFO"])
        start_response("200 OK", [])
        return [b""]

    running = serve(app)
    for section, name, data in MALFORMED:
        with running.connect() as client:
            client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            answer = b""
            try:
                for byte in data + FOLLOWING:
                    client.send(bytes([byte]))
                while piece := client.recv(65536):
                    answer += piece
            except ConnectionError:
                pass
        assert answer, name
        check(answer, seen, section)
