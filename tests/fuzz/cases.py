"""Make requests, likely and unlikely ones, out of a source of randomness."""

import random
import string
from collections.abc import Callable
from typing import NamedTuple

__all__ = ["Case", "make_case"]

_MAX_BODY = 64 * 1024


class Case(NamedTuple):
    """A request, as a server hands it over.

    Attributes:
        environ: What differs from a plain GET; text is WSGI latin-1.
        body: What `wsgi.input` gives.
    """

    environ: dict[str, str | bool]
    body: bytes


_UNSAFE_METHODS = ["POST", "POST", "POST", "PUT", "PATCH", "DELETE"]
_SAFE_METHODS = ["GET", "GET", "GET", "GET", "HEAD", "OPTIONS"]
_ODD_METHODS = ["TRACE", "CONNECT", "get", "__class__", "PROPFIND", "", "G T", "GET\x00", "\xff"]
_BODY_PATHS = [
    "/read/afds", "/read/vuf", "/read/u", "/read/f", "/read/fj", "/read/jt", "/read/j", "/read/sf",
    "/read/d", "/read/xyz", "/session", "/echo",
]  # fmt: skip
_PATHS = [
    "/", "/", "/int/7", "/float/1.5", "/uuid/6f9619ff-8b86-d011-b42d-00cf4fc964ff", "/any/red",
    "/path/a/b/c", "/name/ada", "/slash/", "/slash", "/session", "/redirect", "/abort/404", "/echo",
    "/nothing", "/static/page.txt", "/static/page.txt", "/static/page.txt/", "/static/",
    "/static/../conftest.py", "/read/a",
]  # fmt: skip
_PATH_JUNK = [
    "%", "%2f", "%zz", "..", "//", "\\", "\x00", "\n", "\r\n", "\t", "\x7f", "\xff\xfe", "\xc3\xa9",
    "\xc3", "\xed\xa0\x80", ";", "?", "#", "@evil", ":80", "a" * 300, "/" * 50, "-", "+1", "1e9",
    "9" * 40, "\xd9\xa1", "_", "1_0", " ", "{}", "<b>", "CON", "%00",
]  # fmt: skip
_QUERIES = [
    "", "a=1&b=2", "q=%C3%A9+x", "q=%FF", "%00=%00", "a=\xc3\xa9", "a=\xff", "&&&", "=", "a",
    "to=/next", "to=//evil.example", "to=https://evil.example/", "to=/%0d%0aX:+y", "to=\\evil",
    "to=/a%09b", "why=%3Cb%3E%0d%0a", "why=%1b[31m", "a=1;b=2", "a=%1e%1f&b", "a&" * 1100,
    "%" * 2000, "a=" + "%zz" * 500, "a=%ed%a0%80", "n=" + "9" * 5000,
]  # fmt: skip
_HEADERS = {
    "HTTP_HOST": [
        "127.0.0.1:8000", "example.com", "[::1]:8000", "h:99999", "h@x", "h/x?", "a..b", "", "[::1",
        "[fe80::1%25eth0]", "example.com.", "a b", "\xe9.example", "1.2.3.4:", "x" * 300,
    ],
    "HTTP_ACCEPT": [
        "*/*", "text/html", "application/json;q=0.9, */*;q=0.1", "application/problem+json", ";q=",
        "text/html;q=2", "text/html;q=-1", "a/b," * 2000, ",,,", "text/html;q=0.0001", 'a/b;x="',
    ],
    "HTTP_ACCEPT_LANGUAGE": ["de, en;q=0.5", "*", "de-" * 3000, "x;q=nan", ";;;", "\xff"],
    "HTTP_ACCEPT_ENCODING": ["gzip, br", "identity;q=0", "*;q=0", "gzip;q=1e9", "," * 9000],
    "HTTP_ACCEPT_CHARSET": ["utf-8", "*;q=0", "\x01"],
    "HTTP_AUTHORIZATION": [
        "Basic YWRhOmxvdmVsYWNl", "Basic !!!", "Basic", "Basic /////w==", "Bearer abc", "Bearer",
        'Digest username="a", realm="b", nonce="c"', 'Digest a="', "Digest " + 'a="\\' * 2000, "  ",
    ],
    "HTTP_CACHE_CONTROL": ["no-cache", "max-age=0", "max-age=" + "9" * 5000, "max-age=-1", 'a="'],
    "HTTP_PRAGMA": ["no-cache", ","],
    "HTTP_IF_NONE_MATCH": ["*", '"a"', 'W/"a", "b"', '"', '"a' * 3000, "a, b"],
    "HTTP_IF_MATCH": ["*", '"a"', "\\", '"\xff"'],
    "HTTP_IF_MODIFIED_SINCE": [
        "Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "0", "-1", "9" * 5000,
        "Sun, 31 Feb 2026 99:99:99 GMT", "Sun, 06 Nov 0000 08:49:37 GMT", "\x00",
        "Fri, 31 Dec 9999 23:59:60 GMT", "Sun Nov  6 08:49:37 1994",
    ],
    "HTTP_IF_UNMODIFIED_SINCE": ["Sun, 06 Nov 1994 08:49:37 GMT", "never"],
    "HTTP_IF_RANGE": ['"a"', 'W/"a"', "Sun, 06 Nov 1994 08:49:37 GMT", '"'],
    "HTTP_RANGE": [
        "bytes=0-3", "bytes=-3", "bytes=2-", "bytes=5-4", "bytes=-0", "bytes=0-,0-,1-2", "bytes=",
        "bytes=" + "0-," * 6000, "bytes=-" + "9" * 5000, "bytes=9-9,99-", "lines=1-2", "bytes=a-b",
    ],
    "HTTP_ORIGIN": ["http://127.0.0.1:8000", "null", "https://evil.example", "http://[", "\xff"],
    "HTTP_SEC_FETCH_SITE": ["same-origin", "none", "cross-site", "same-site", "", "\x00"],
    "HTTP_REFERER": ["http://127.0.0.1:8000/", "javascript:x", "http://[", "\xff"],
    "HTTP_USER_AGENT": ["Mozilla/5.0", "", "\xff" * 300, "a" * 9000],
    "HTTP_X_FORWARDED_FOR": ["1.2.3.4", "1.2.3.4, 5.6.7.8", "," * 5000, "[::1]:80", "\x00"],
    "HTTP_X_FORWARDED_PROTO": ["https", "javascript"],
    "HTTP_X_FORWARDED_HOST": ["evil.example", "a b"],
    "HTTP_FORWARDED": ['for=1.2.3.4;proto=https, for="[::1]"', 'for="', ";" * 5000],
    "HTTP_CONTENT_ENCODING": ["gzip", "identity", "br, gzip"],
    "HTTP_CONTENT_LENGTH": ["5"],
    "HTTP_CONTENT_TYPE": ["text/html"],
    "HTTP_EXPECT": ["100-continue"],
    "HTTP_DATE": ["Sun, 06 Nov 1994 08:49:37 GMT", "x"],
    "HTTP_MAX_FORWARDS": ["1", "-1", "9" * 5000, "\xb2", "1_0"],
    "HTTP_ACCESS_CONTROL_REQUEST_METHOD": ["POST", "\xff"],
    "HTTP_ACCESS_CONTROL_REQUEST_HEADERS": ["X-A, X-B", "\x01"],
    "HTTP_X_REQUESTED_WITH": ["XMLHttpRequest"],
    "HTTP_X_HTTP_METHOD_OVERRIDE": ["DELETE"],
    "HTTP_TRANSFER_ENCODING": ["chunked"],
    "SCRIPT_NAME": ["/app", "/\xc3\xa9", "/\xff", "/a b"],
    "REMOTE_ADDR": ["::1", "10.0.0.1", ""],
    "SERVER_NAME": ["::1", "localhost", "[::1]"],
    "SERVER_PROTOCOL": ["HTTP/1.0", "HTTP/1.1", "HTTP/2", ""],
    "wsgi.url_scheme": ["http", "https"],
}  # fmt: skip
_CONDITIONAL = [name for name in _HEADERS if name.startswith(("HTTP_IF_", "HTTP_R", "HTTP_ACC"))]
_COOKIES = [
    "a=b; c=d", "session", "session=", 'session="', "=x", "a=\xff", 'a="\\303\\244"', 'a="\\',
    "a=b;" * 500, '"' * 500, "__Host-a=b", "a=b=c", ";", "session=a; session=b", "\x00=\x00",
]  # fmt: skip
_LENGTHS = [
    "", "0", "-1", "+5", "5_0", "0x5", " 5", "5, 5", "1e3", "1" + "0" * 30, "\xd9\xa3", "9" * 5000,
    "16777217", "3",
]  # fmt: skip
_MULTIPART = "multipart/form-data; boundary=xYzZy"
_FILE_FORM = (
    b'--xYzZy\r\nContent-Disposition: form-data; name="a"\r\n\r\none\r\n'
    b'--xYzZy\r\nContent-Disposition: form-data; name="f"; filename="a.txt"\r\n'
    b"Content-Type: text/plain\r\n\r\nline 1\r\nline 2\r\n\r\n--xYzZy--\r\n"
)
_ODD_FORM = (
    b'preamble\r\n--xYzZy  \r\nContent-Disposition: form-data; name="\xc3\xa9"; filename=""; '
    b"filename*=UTF-8''%e2%82%ac\r\nContent-Type: application/octet-stream\r\n"
    b"X-Header: value\r\n\r\n\x00\xff--xYzZ\r\n--xYzZy--epilogue"
)
_URLENCODED = "application/x-www-form-urlencoded"
_BODIES = [
    (_URLENCODED, b"name=Ada+Lovelace&email=ada%40example.com&city=M%C3%BCnchen&n=1&n=2"),
    (_URLENCODED, b"a=%ff&b=%zz&%=%&\xff"),
    (_URLENCODED, b"a=1&" * 1100),
    ("application/json", b'{"a": [1, 2.5, true, null, "\\u00e9"], "b": {"c": "d"}}'),
    ("application/json", b"[" * 5000),
    ("application/json", b'{"a":' * 1500 + b"1" + b"}" * 1500),
    ("application/json", b'{"a": 1, "a": 2}'),
    ("application/json", b"[NaN, 1e999, -Infinity]"),
    ("application/json", b"9" * 6000),
    ("application/json", b'"\\ud800"'),
    ("application/problem+json; charset=utf-16", "{}".encode("utf-16")),
    (_MULTIPART, _FILE_FORM),
    (_MULTIPART, _ODD_FORM),
    (_MULTIPART, b"--xYzZy\r\n" + b"X: y\r\n" * 100 + b"\r\n\r\n--xYzZy--"),
    (_MULTIPART, b'--xYzZy\r\nContent-Disposition: form-data; name="a"\r\n\r\n\r\n' * 1100),
    (_MULTIPART, b"\r\n--xYzZ" * 3000),
    (_MULTIPART, b""),
    ("text/plain", b"plain text"),
]
_TYPES = [
    _URLENCODED, "application/json", "text/plain; application/json", "application/jsonx", "",
    "application/json; charset=\x00", _MULTIPART, "multipart/form-data",
    "multipart/form-data; boundary=", "multipart/form-data; boundary=" + "a" * 71,
    'multipart/form-data; boundary="a b"', 'multipart/form-data; boundary="', "multipart/mixed",
    "\xff", ";", "; boundary=a", 'a/b; x="' + "\\" * 3000, "text/html; charset=utf-8",
]  # fmt: skip


def make_case(source: random.Random, *, token: str, junk: bytes = b"\xff") -> Case:
    """Make a request.

    Args:
        source: What every choice is drawn from.
        token: A good session cookie's value, to send and to spoil.
        junk: Octets to put anywhere.
    """
    text = junk.decode("latin-1")
    has_body = source.randrange(2) == 1
    methods = _UNSAFE_METHODS if has_body else _SAFE_METHODS
    environ: dict[str, str | bool] = {
        "REQUEST_METHOD": source.choice(methods if source.randrange(12) else _ODD_METHODS),
        "PATH_INFO": _make_path(source, _BODY_PATHS if has_body else _PATHS, text),
        "QUERY_STRING": _make_query(source, text),
    }
    names = _CONDITIONAL if "/static" in str(environ["PATH_INFO"]) else list(_HEADERS)
    for name in source.sample(names, source.randrange(5)):
        environ[name] = source.choice(_HEADERS[name])
        if source.randrange(3) == 0 and name.startswith("HTTP_"):
            environ[name] = _mutate_text(source, str(environ[name]), text)
    if source.randrange(2):
        environ["HTTP_COOKIE"] = _make_cookie(source, token, text)
    return Case(environ, _add_body(source, environ, junk) if has_body else b"")


def _make_path(source: random.Random, paths: list[str], text: str) -> str:
    path = source.choice(paths)
    for _ in range(source.choice([0, 0, 0, 0, 0, 1, 1, 2, 5])):
        at = source.randrange(1, len(path) + 1)
        path = path[:at] + source.choice([*_PATH_JUNK, text]) + path[at:]
    if source.randrange(200) == 0:
        path *= source.choice([10, 1000])
    return path


def _make_query(source: random.Random, text: str) -> str:
    return _mutate_text(source, source.choice(_QUERIES), text)


def _make_cookie(source: random.Random, token: str, text: str) -> str:
    kind = source.randrange(4)
    if kind == 0:
        return _mutate_text(source, source.choice(_COOKIES), text)
    if kind == 1:
        at = source.randrange(len(token))
        spoiled = source.choice(string.ascii_letters + ".-_=%\x00\xff")
        token = token[:at] + spoiled + token[at + source.randrange(3) :]
    elif kind == 2:
        token = token[: source.randrange(len(token))]
    return f"a=b; session={token}"


def _add_body(source: random.Random, environ: dict[str, str | bool], junk: bytes) -> bytes:
    content_type, body = source.choice(_BODIES)
    if source.randrange(4) == 0:
        content_type = source.choice(_TYPES)
    if source.randrange(2):
        body = _mutate(source, body, junk)
    environ["CONTENT_TYPE"] = _mutate_text(source, content_type, junk.decode("latin-1"))
    environ["CONTENT_LENGTH"] = str(len(body))
    kind = source.randrange(16)
    if kind == 0:
        environ["CONTENT_LENGTH"] = source.choice(_LENGTHS)
    elif kind == 1:
        environ["CONTENT_LENGTH"] = str(source.randrange(2 * len(body) + 2))
    elif kind == 2:
        del environ["CONTENT_LENGTH"]
        environ["wsgi.input_terminated"] = True
    return body


def _mutate_text(source: random.Random, text: str, junk: str) -> str:
    if source.randrange(6):
        return text
    return _mutate(source, text.encode("latin-1"), junk.encode("latin-1")).decode("latin-1")


def _mutate(source: random.Random, data: bytes, junk: bytes) -> bytes:
    """Spoil data in one to four places."""
    for _ in range(source.randrange(1, 5)):
        start = source.randrange(len(data) + 1)
        stop = min(len(data), start + source.choice([0, 1, 2, 8, 64, 1024]))
        data = source.choice(_MUTATIONS)(data, start, stop, junk)
    return data[:_MAX_BODY]


def _flip(data: bytes) -> bytes:
    return bytes(octet ^ 1 for octet in data)


_MUTATIONS: list[Callable[[bytes, int, int, bytes], bytes]] = [
    lambda data, start, stop, _: data[:start] + data[stop:],
    lambda data, start, _stop, _: data[:start],
    lambda data, start, stop, junk: data[:start] + junk + data[stop:],
    lambda data, start, stop, _: data[:stop] + data[start:],
    lambda data, start, stop, _: data[:start] + data[start:stop] * 50 + data[stop:],
    lambda data, start, stop, _: data[:start] + _flip(data[start:stop]) + data[stop:],
    lambda data, start, stop, _: data[:start] + data[start:stop].swapcase() + data[stop:],
    lambda data, start, _stop, _: data[:start] + b"\r\n" + data[start:],
    lambda data, start, _stop, _: data[:start] + b"%" + data[start:],
    lambda data, start, _stop, _: data[:start] + b"\x00" + data[start:],
]
