"""Requests that are unusual and valid, each with the section that allows it: they are served."""

import pytest

HOST = b"Host: example.org\r\n"


def get(*headers: bytes, line: bytes = b"GET / HTTP/1.1", host: bytes = HOST) -> bytes:
    return line + b"\r\n" + host + b"".join(header + b"\r\n" for header in headers) + b"\r\n"


def post(body: bytes, *headers: bytes) -> bytes:
    return get(*headers, line=b"POST / HTTP/1.1") + body


def chunked(body: bytes, *headers: bytes) -> bytes:
    return post(body, b"Transfer-Encoding: chunked", *headers)


# What the application is to see: (method, path, query, body).
GET = ("GET", "/", "", b"")
POST = ("POST", "/", "", b"abc")

UNUSUAL = [
    # The request line and what comes before it.
    ("9112 section 2.2", "an empty line first", b"\r\n" + get(), GET),
    ("9110 section 9.1", "a method of odd characters", get(line=b"P!#$%&'*+-.^`|~9 / HTTP/1.1"),
     ("P!#$%&'*+-.^`|~9", "/", "", b"")),
    ("9110 section 9.1", "a method in lower case", get(line=b"get / HTTP/1.1"),
     ("get", "/", "", b"")),
    ("9110 section 9.1", "a method of another protocol", get(line=b"PROPFIND / HTTP/1.1"),
     ("PROPFIND", "/", "", b"")),
    ("9110 section 2.5", "a later minor version", get(line=b"GET / HTTP/1.9"), GET),
    ("9112 section 3", "HTTP/1.0 without Host", get(host=b"", line=b"GET / HTTP/1.0"), GET),
    ("9112 section 3", "a target of 8000 bytes", get(line=b"GET /" + b"a" * 7986 + b" HTTP/1.1"),
     ("GET", "/" + "a" * 7986, "", b"")),
    # The target.
    ("9112 section 3.2.2", "an absolute target", get(line=b"GET http://example.org/a HTTP/1.1"),
     ("GET", "/a", "", b"")),
    ("9112 section 3.2.2", "an absolute target in capitals", get(line=b"GET HTTP://X/a HTTP/1.1"),
     ("GET", "/a", "", b"")),
    ("9112 section 3.2.2", "an absolute https target", get(line=b"GET https://x/a HTTP/1.1"),
     ("GET", "/a", "", b"")),
    ("9112 section 3.2.2", "an absolute target without path", get(line=b"GET http://x HTTP/1.1"),
     GET),
    ("9112 section 3.2.2", "an absolute target with only a query",
     get(line=b"GET http://x?a=b HTTP/1.1"), ("GET", "/", "a=b", b"")),
    ("9112 section 3.2.2", "an absolute IPv6 target", get(line=b"GET http://[::1]:80/ HTTP/1.1"),
     GET),
    ("9112 section 3.2.2", "an absolute target for another host",
     get(line=b"GET http://other.example/ HTTP/1.1"), GET),
    ("3986 section 3.3", "two slashes", get(line=b"GET //a//b HTTP/1.1"),
     ("GET", "//a//b", "", b"")),
    ("3986 section 3.3", "dots", get(line=b"GET /../a/./b HTTP/1.1"),
     ("GET", "/../a/./b", "", b"")),
    ("3986 section 3.3", "sub-delimiters", get(line=b"GET /a;b=c,d:e@f!$&'()*+ HTTP/1.1"),
     ("GET", "/a;b=c,d:e@f!$&'()*+", "", b"")),
    ("3986 section 2.1", "an escaped slash", get(line=b"GET /a%2Fb HTTP/1.1"),
     ("GET", "/a/b", "", b"")),
    ("3986 section 2.1", "escapes of no text", get(line=b"GET /%00%ff HTTP/1.1"),
     ("GET", "/\x00\xff", "", b"")),
    ("3986 section 3.4", "an empty query", get(line=b"GET /? HTTP/1.1"), GET),
    ("3986 section 3.4", "question marks", get(line=b"GET /?a?b?/c HTTP/1.1"),
     ("GET", "/", "a?b?/c", b"")),
    ("9112 section 3.2", "what browsers leave as it is", get(line=b"GET /|[]?{}^`\\\"<> HTTP/1.1"),
     ("GET", "/|[]", "{}^`\\\"<>", b"")),
    # Host.
    ("9110 section 7.2", "a port in Host", get(host=b"Host: example.org:8080\r\n"), GET),
    ("3986 section 3.2.3", "an empty port in Host", get(host=b"Host: example.org:\r\n"), GET),
    ("3986 section 3.2.2", "an IPv6 Host", get(host=b"Host: [::1]:8000\r\n"), GET),
    ("3986 section 3.2.2", "an IPv4 Host", get(host=b"Host: 127.0.0.1\r\n"), GET),
    ("3986 section 3.2.2", "an underscore in Host", get(host=b"Host: my_service\r\n"), GET),
    ("9110 section 5.1", "Host in capitals", get(host=b"HOST: example.org\r\n"), GET),
    ("9110 section 5.3", "Host at the end", get(b"A: b", b"Host: x", host=b""), GET),
    # Headers.
    ("9112 section 5", "no blank after the colon", get(b"A:b"), GET),
    ("9112 section 5", "blanks and tabs around a value", get(b"A: \t b \t "), GET),
    ("9112 section 5", "an empty value", get(b"A:", b"B: "), GET),
    ("9110 section 5.5", "colons in a value", get(b"A: b:c::d"), GET),
    ("9110 section 5.5", "a tab in a value", get(b"A: b\tc"), GET),
    ("9110 section 5.5", "UTF-8 in a value", get(b"A: zo\xc3\xab"), GET),
    ("9110 section 5.5", "latin-1 in a value", get(b"A: zo\xeb"), GET),
    ("9110 section 5.6.2", "a name of odd characters", get(b"!#$%&'*+-.^`|~: x"), GET),
    ("9110 section 5.3", "a header several times", get(b"Accept: a/b", b"accept: c/d"), GET),
    ("9113 section 8.2.3", "several cookies", get(b"Cookie: a=b", b"Cookie: c=d"), GET),
    ("9112 section 5", "a hundred headers", get(*[b"A: b"] * 99), GET),
    ("9110 section 7.6.1", "options of the connection", get(b"Connection: TE , Keep-Alive,"), GET),
    ("9110 section 7.8", "an upgrade that nobody wants", get(b"Upgrade: h2c, websocket"), GET),
    # Bodies.
    ("9110 section 8.6", "a length of 0", post(b"", b"Content-Length: 0"), ("POST", "/", "", b"")),
    ("9110 section 8.6", "a length with zeros", post(b"abc", b"Content-Length: 0003"), POST),
    ("9112 section 6.3", "POST without length", post(b""), ("POST", "/", "", b"")),
    ("9110 section 9.3.1", "GET with a body", get(b"Content-Length: 3") + b"abc",
     ("GET", "/", "", b"abc")),
    ("9110 section 10.1.1", "an expectation with the body at once",
     post(b"abc", b"Content-Length: 3", b"Expect: 100-Continue"), POST),
    ("9112 section 7", "chunked in capitals",
     post(b"3\r\nabc\r\n0\r\n\r\n", b"TRANSFER-ENCODING: Chunked"), POST),
    ("9112 section 7.1", "several chunks", chunked(b"1\r\na\r\n2\r\nbc\r\n0\r\n\r\n"), POST),
    ("9112 section 7.1", "a chunk size with zeros", chunked(b"0003\r\nabc\r\n000\r\n\r\n"), POST),
    ("9112 section 7.1", "a chunk size in letters",
     chunked(b"a\r\n0123456789\r\nB\r\n0123456789a\r\n0\r\n\r\n"),
     ("POST", "/", "", b"01234567890123456789a")),
    ("9112 section 7.1", "only the last chunk", chunked(b"0\r\n\r\n"), ("POST", "/", "", b"")),
    ("9112 section 7.1", "line ends in a chunk", chunked(b"6\r\n\r\n0\r\n\r\r\n0\r\n\r\n"),
     ("POST", "/", "", b"\r\n0\r\n\r")),
    ("9112 section 7.1.2", "trailers",
     chunked(b"3\r\nabc\r\n0\r\nA: b\r\nContent-Length: 9\r\n\r\n"), POST),
    ("9112 section 7.1.2", "announced trailers",
     chunked(b"3\r\nabc\r\n0\r\nA: b\r\n\r\n", b"Trailer: A"), POST),
]  # fmt: skip

LAST = b"GET /last HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"


def test_there_are_fifty_kinds_and_more():
    assert len({data for _, _, data, _ in UNUSUAL}) == len(UNUSUAL) >= 50


@pytest.mark.parametrize("way", ["whole", "in halves"])
@pytest.mark.parametrize(
    ("data", "expected"), [(data, expected) for _, _, data, expected in UNUSUAL],
    ids=[name for _, name, _, _ in UNUSUAL],
)  # fmt: skip
def test_t102_it_is_served_and_so_is_the_next(serve, receive, data, expected, way):
    seen = []

    def app(environ, start_response):
        body = environ["wsgi.input"].read()
        keys = ("REQUEST_METHOD", "PATH_INFO", "QUERY_STRING")
        seen.append((*(environ[key] for key in keys), body))
        start_response("200 OK", [("Content-Length", "2")])
        return [b"ok"]

    stream = data + LAST
    half = len(stream) // 2 if way == "in halves" else len(stream)
    with serve(app).connect() as client:
        client.sendall(stream[:half])
        client.sendall(stream[half:])
        answer = receive(client)
    assert answer.endswith(b"\r\n\r\nok"), answer
    assert seen[0] == expected
    if b"HTTP/1.0" not in data:
        assert seen[1:] == [("GET", "/last", "", b"")]
