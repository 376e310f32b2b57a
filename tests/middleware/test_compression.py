"""Compression: text gets smaller on its way, where that is wanted, safe and worth it."""

import gzip
import os
import zlib
from pathlib import Path

import pytest

from microweb import App, Response, session
from microweb.middleware import Compression
from microweb.testing import make_environ

TEXT = "All work and no play makes Jack a dull boy. " * 100
GZIP = {"Accept-Encoding": "gzip"}


def make_app(view, **options):
    """Give an app with one view, behind Compression with these options."""
    app = App("demo", static_folder=None)
    app.secret_key = "a secret for this test"
    app.use(Compression(**options))
    app.add_url_rule("/", "view", view)
    return app


def ask(view, *, headers=GZIP, method="GET", **options):
    """Give the answer of a view behind Compression."""
    return make_app(view, **options).test_client().open("/", method=method, headers=headers)


def is_compressed(answer):
    """Say whether the answer is compressed, by its header."""
    return answer.headers.get("Content-Encoding") == "gzip"


def respond(body=TEXT, status=200, **headers):
    """Give a view with a response of these header fields."""
    fields = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda: Response(body, status, fields)


class Pieces:
    """A streamed body that notes how far it was read, and whether it was closed."""

    def __init__(self, *pieces):
        self.rest = list(pieces)
        self.closed = 0

    def __iter__(self):
        return self

    def __next__(self):
        if not self.rest:
            raise StopIteration
        piece = self.rest.pop(0)
        if isinstance(piece, Exception):
            raise piece
        return piece

    def close(self):
        self.closed += 1


def run(app, **options):
    """Call an app as a server does; give its body, unread, and its header fields."""
    started = []
    environ = make_environ("/", headers=GZIP, **options)
    body = app(environ, lambda status, fields: started.append(dict(fields)))
    return body, started[0]


# What the client takes.


def test_text_is_compressed_for_a_client_that_takes_it():
    answer = ask(lambda: TEXT)
    assert is_compressed(answer)
    assert gzip.decompress(answer.data).decode() == TEXT
    assert answer.headers.getlist("Content-Length") == [str(len(answer.data))]
    assert len(answer.data) < len(TEXT) / 10


@pytest.mark.parametrize(
    ("accepted", "expected"),
    [
        ("gzip", True),
        ("GZIP", True),
        ("deflate, gzip, br, zstd", True),
        ("gzip;q=0.1", True),
        ("gzip;q=0.5, identity;q=0.5", True),
        ("*", True),
        ("br, *;q=0.1", True),
        ("identity;q=0, gzip", True),
        (None, False),
        ("", False),
        ("identity", False),
        ("br", False),
        ("gzip;q=0", False),
        ("gzip;q=0.000", False),
        ("*;q=0", False),
        ("gzip;q=0, *", False),
        ("gzip;q=0.5, identity", False),
        ("gzip;q=0.5, identity;q=0.6", False),
        ("gzipped", False),
        ("x" * 9000 + ", gzip", False),
    ],
)
def test_the_client_decides_by_its_weights(accepted, expected):
    headers = {} if accepted is None else {"Accept-Encoding": accepted}
    answer = ask(lambda: TEXT, headers=headers)
    assert is_compressed(answer) is expected
    assert answer.headers["Vary"] == "Accept-Encoding"
    if not expected:
        assert answer.text == TEXT


def test_t31_vary_is_merged():
    answer = ask(respond(Vary="accept-encoding, Accept"))
    assert answer.headers["Vary"] == "accept-encoding, Accept"
    answer = ask(respond(Vary="Accept"))
    assert answer.headers["Vary"] == "Accept, Accept-Encoding"


# What is worth it.


@pytest.mark.parametrize(
    ("content_type", "expected"),
    [
        ("text/html; charset=utf-8", True),
        ("TEXT/HTML", True),
        ("text/css", True),
        ("application/json", True),
        ("application/problem+json", True),
        ("image/svg+xml", True),
        ("text/event-stream", False),
        ("image/png", False),
        ("video/mp4", False),
        ("application/zip", False),
        ("application/octet-stream", False),
        ("json", False),
        ("", False),
    ],
)
def test_the_media_type_decides(content_type, expected):
    answer = ask(respond(Content_Type=content_type))
    assert is_compressed(answer) is expected
    assert ("Vary" in answer.headers) is expected


def test_the_types_can_be_chosen():
    for types, kind, expected in [
        (["text/*"], "text/event-stream", True),
        (["text/*"], "texts/html", False),
        (["application/x-own"], "application/x-own", True),
        (["application/x-own"], "text/html", False),
        (["+cbor"], "application/senml+cbor", True),
        (["+cbor"], "application/cbor", False),
        ([], "text/html", False),
    ]:
        answer = ask(respond(Content_Type=kind), types=types)
        assert is_compressed(answer) is expected, (types, kind)


def test_a_short_body_is_left_alone():
    assert not is_compressed(ask(lambda: "x" * 499))
    assert is_compressed(ask(lambda: "x" * 500))
    assert not is_compressed(ask(lambda: "x" * 99, min_size=100))
    assert is_compressed(ask(lambda: "x" * 100, min_size=100))
    assert "Vary" not in ask(lambda: "x" * 499).headers


def test_a_body_that_would_grow_is_left_alone():
    noise = os.urandom(2000)
    answer = ask(lambda: Response(noise, mimetype="text/plain", headers={"ETag": '"a"'}))
    assert answer.data == noise
    assert not is_compressed(answer)
    assert answer.headers["ETag"] == '"a"'
    assert answer.headers["Vary"] == "Accept-Encoding"


def test_the_level_trades_time_for_size():
    text = Path(__file__).read_text(encoding="utf-8")
    fast, small = (ask(lambda: text, level=level) for level in (1, 9))
    assert len(small.data) < len(fast.data)


def test_json_and_errors_are_compressed_too():
    answer = ask(lambda: {"text": TEXT})
    assert gzip.decompress(answer.data).decode().strip() == '{"text":"' + TEXT + '"}'
    answer = ask(lambda: (TEXT, 500))
    assert answer.status_code == 500
    assert is_compressed(answer)


# What must be sent as it is.


@pytest.mark.parametrize(
    "view",
    [
        respond("", 204),
        respond(status=205),
        respond(status=206, Content_Range="bytes 0-4399/9999"),
        respond(Content_Range="bytes 0-4399/9999"),
        respond(Content_Encoding="br"),
        respond(Content_Encoding="identity"),
        respond(Content_Digest="sha-256=:AAAA:"),
        respond(Repr_Digest="sha-256=:AAAA:"),
        respond(Cache_Control="no-transform"),
        respond(Cache_Control="public, No-Transform, max-age=60"),
    ],
)
def test_some_responses_are_never_touched(view):
    headers = {"Accept-Encoding": "gzip"}
    with_it, without = ask(view), App("demo", static_folder=None)
    without.add_url_rule("/", "view", view)
    plain = without.test_client().get("/", headers=headers)
    assert with_it.status == plain.status
    assert with_it.data == plain.data
    assert list(with_it.headers) == list(plain.headers)


def test_a_206_that_a_request_made_is_left_alone():
    def view():
        response = Response(TEXT, headers={"ETag": '"a"'})
        headers = {"Range": "bytes=0-999"}
        return response.make_conditional(make_environ("/", headers=headers), accept_ranges=True)

    answer = ask(view)
    assert answer.status_code == 206
    assert answer.text == TEXT[:1000]
    assert answer.headers["ETag"] == '"a"'


# Secrets.


def test_t38_a_response_that_sets_the_session_cookie_is_not_compressed():
    def view():
        session["user"] = "Ada"
        return TEXT

    answer = ask(view)
    assert "Set-Cookie" in answer.headers
    assert answer.text == TEXT


def test_t38_a_page_that_read_the_session_is_not_compressed():
    answer = ask(lambda: f"{session.get('csrf_token')} {TEXT}")
    assert "Set-Cookie" not in answer.headers
    assert "Cookie" in answer.headers["Vary"]
    assert answer.text.endswith(TEXT)
    assert not is_compressed(answer)


@pytest.mark.parametrize(
    "fields",
    [
        {"Set_Cookie": "a=b"},
        {"Vary": "Cookie"},
        {"Vary": "Accept, cookie"},
        {"Vary": "*"},
    ],
)
def test_t38_what_depends_on_a_cookie_is_not_compressed(fields):
    answer = ask(respond(**fields))
    assert answer.text == TEXT
    assert "Accept-Encoding" not in answer.headers.get("Vary", "")


def test_t38_a_stream_that_depends_on_a_cookie_is_not_compressed():
    answer = ask(lambda: Response(iter([TEXT]), headers={"Vary": "Cookie"}))
    assert answer.text == TEXT


# Validators.


@pytest.mark.parametrize(
    ("tag", "sent"), [('"a"', 'W/"a"'), ('W/"a"', 'W/"a"'), ("a", "a"), ('""', 'W/""')]
)
def test_a_strong_etag_becomes_weak(tag, sent):
    assert ask(respond(ETag=tag)).headers["ETag"] == sent
    assert ask(respond(ETag=tag), headers={}).headers["ETag"] == tag


def test_parts_of_a_compressed_body_are_not_offered():
    assert "Accept-Ranges" not in ask(respond(Accept_Ranges="bytes")).headers
    assert ask(respond(Accept_Ranges="bytes"), headers={}).headers["Accept-Ranges"] == "bytes"


@pytest.mark.parametrize(
    ("known", "sent"),
    [
        ('W/"a"', 'W/"a"'),
        ('"a"', '"a"'),
        ('"a", W/"a"', '"a"'),
        ('W/"b", W/"a"', 'W/"a"'),
        ("*", '"a"'),
    ],
)
def test_a_304_names_the_tag_that_the_client_holds(known, sent):
    headers = {**GZIP, "If-None-Match": known}

    def view():
        response = Response(TEXT, headers={"ETag": '"a"'})
        return response.make_conditional(make_environ("/", headers=headers))

    answer = ask(view, headers=headers)
    assert answer.status_code == 304
    assert answer.headers["ETag"] == sent
    assert answer.headers["Vary"] == "Accept-Encoding"
    assert "Content-Encoding" not in answer.headers


def test_the_same_body_gives_the_same_bytes():
    assert ask(lambda: TEXT).data == ask(lambda: TEXT).data


# HEAD.


@pytest.mark.parametrize(
    "view",
    [
        respond(ETag='"a"', Accept_Ranges="bytes"),
        lambda: iter([TEXT]),
        lambda: Response(iter([TEXT]), headers={"Content-Length": str(len(TEXT))}),
        lambda: "short",
        respond(Content_Type="image/png"),
    ],
)
def test_head_has_the_header_of_get(view):
    get, head = (ask(view, method=method) for method in ("GET", "HEAD"))
    assert head.data == b""
    assert list(head.headers) == list(get.headers)


# Streams.


def test_a_stream_is_compressed_and_has_no_length():
    length = str(len(TEXT))
    answer = ask(
        lambda: Response(iter([TEXT[:100], TEXT[100:]]), headers={"Content-Length": length})
    )
    assert is_compressed(answer)
    assert gzip.decompress(answer.data).decode() == TEXT
    assert "Content-Length" not in answer.headers


def test_a_stream_that_says_it_is_short_is_left_alone():
    answer = ask(lambda: Response(iter(["abc"]), headers={"Content-Length": "3"}))
    assert answer.text == "abc"
    assert answer.headers["Content-Length"] == "3"


def test_each_piece_can_be_read_when_it_comes():
    pieces = Pieces("first ", b"second ", "", "third \u20ac")
    body, fields = run(make_app(lambda: Response(pieces)))
    assert "Content-Length" not in fields
    unzip = zlib.decompressobj(16 + zlib.MAX_WBITS)
    sent = iter(body)
    assert unzip.decompress(next(sent)) == b"first "
    assert len(pieces.rest) == 3
    assert unzip.decompress(next(sent)) == b"second "
    assert next(sent) == b""
    assert unzip.decompress(next(sent)) == "third \u20ac".encode()
    assert not unzip.eof
    assert unzip.decompress(next(sent)) == b""
    assert unzip.eof
    assert list(sent) == []
    body.close()


@pytest.mark.parametrize("read", [0, 1, 9])
def test_closing_closes_the_body_once(read):
    pieces = Pieces(TEXT, TEXT)
    called = []

    def view():
        response = Response(pieces)
        response.call_on_close(lambda: called.append(pieces.closed))
        return response

    body, _ = run(make_app(view))
    sent = iter(body)
    for _ in range(read):
        next(sent, None)
    body.close()
    assert pieces.closed == 1
    assert called == [1]


def test_head_closes_the_body_unread():
    pieces = Pieces(TEXT)
    body, _ = run(make_app(lambda: Response(pieces)), method="HEAD")
    assert list(body) == []
    if close := getattr(body, "close", None):
        close()
    assert pieces.closed == 1
    assert pieces.rest == [TEXT]


def test_a_stream_without_close_will_do():
    class Plain:
        def __iter__(self):
            return iter([TEXT])

    answer = ask(lambda: Response(Plain()))
    assert gzip.decompress(answer.data).decode() == TEXT


def test_an_empty_stream_is_an_empty_gzip_body():
    answer = ask(lambda: Response(Pieces()))
    assert gzip.decompress(answer.data) == b""


def test_a_stream_that_fails_does_not_look_complete():
    pieces = Pieces(TEXT, RuntimeError("half-way"))
    body, _ = run(make_app(lambda: Response(pieces)))
    sent = []
    with pytest.raises(RuntimeError, match="half-way"):
        sent.extend(iter(lambda: next(body), None))
    body.close()
    unzip = zlib.decompressobj(16 + zlib.MAX_WBITS)
    first = unzip.decompress(sent[0] if sent else b"")
    assert first.decode() == TEXT
    assert not unzip.eof
    assert pieces.closed == 1


def test_a_long_stream_is_not_held_in_memory():
    def pieces():
        for _ in range(1000):
            yield b"x" * 65536

    body, _ = run(make_app(lambda: Response(pieces())))
    largest = max(len(piece) for piece in body)
    body.close()
    assert largest < 1000


# Options.


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"level": 0}, "level=0"),
        ({"level": 10}, "level=10"),
        ({"min_size": -1}, "min_size=-1"),
        ({"types": ["Text/HTML"]}, "'Text/HTML' is not a type"),
        ({"types": ["html"]}, "'html' is not a type"),
    ],
)
def test_options_that_cannot_be_are_errors(options, message):
    with pytest.raises(ValueError, match=message):
        Compression(**options)


def test_text_in_place_of_a_list_is_an_error():
    with pytest.raises(TypeError, match=r"write types=\['text/html'\]"):
        Compression(types="text/html")
