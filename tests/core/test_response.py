"""Response: a status, headers and a body, sent as HTTP has it."""

import itertools
from datetime import timedelta
from http import HTTPStatus

import pytest

from microweb import App
from microweb.http import Headers
from microweb.responses import Response
from microweb.testing import make_environ


def send(response, *, method="GET", scheme="http"):
    """Give the status, the headers and the body that a server would send."""
    started = []
    environ = {"REQUEST_METHOD": method, "wsgi.url_scheme": scheme}
    body = response(environ, lambda *args: started.append(args))
    try:
        data = b"".join(body)
    finally:
        if hasattr(body, "close"):
            body.close()
    ((status, fields),) = started
    return status, Headers(fields), data


class Stream:
    """A body that counts how often it is read and closed."""

    def __init__(self, *pieces, fails=False):
        self.pieces, self.fails, self.given, self.closed = pieces, fails, 0, 0

    def __iter__(self):
        for piece in self.pieces:
            self.given += 1
            yield piece
        if self.fails:
            raise OSError("lost")

    def close(self):
        self.closed += 1


# Making one.


@pytest.mark.parametrize(
    ("body", "data"),
    [
        (None, b""),
        ("", b""),
        ("é", "é".encode()),
        (b"\xff", b"\xff"),
        (bytearray(b"x"), b"x"),
        (["a", b"b"], b"ab"),
        (("a",), b"a"),
        ([], b""),
    ],
)
def test_a_body_in_memory_has_a_length(body, data):
    response = Response(body)
    assert response.data == data
    assert not response.is_streamed
    assert response.content_length == len(data)
    status, headers, sent = send(response)
    assert (status, sent) == ("200 OK", data)
    assert headers["Content-Length"] == str(len(data))
    assert headers["Content-Type"] == "text/html; charset=utf-8"


@pytest.mark.parametrize("body", [5, int, {"a": 1}, object(), 1.5, True])
def test_what_is_no_body_is_refused_where_it_is_given(body):
    with pytest.raises(TypeError, match="made of text, bytes or an iterable of them, not of a"):
        Response(body)


def test_a_list_of_other_things_is_refused():
    with pytest.raises(TypeError):
        Response([1, 2])


@pytest.mark.parametrize(
    ("given", "code", "line"),
    [
        (None, 200, "200 OK"),
        (404, 404, "404 Not Found"),
        (HTTPStatus.CREATED, 201, "201 Created"),
        ("404", 404, "404 Not Found"),
        ("404 Gone Fishing", 404, "404 Gone Fishing"),
        (299, 299, "299 Unknown"),
    ],
)
def test_a_status_has_several_forms(given, code, line):
    response = Response("", given)
    assert (response.status_code, response.status) == (code, line)
    assert send(response)[0] == line


def test_the_status_can_be_set_by_code_and_by_line():
    response = Response("x")
    response.status_code = 201
    assert response.status == send(response)[0] == "201 Created"
    response.status = 202
    assert response.status_code == 202
    response.status = "404 Nope"
    assert (response.status_code, send(response)[0]) == (404, "404 Nope")


@pytest.mark.parametrize("status", ["200 OK\r\nX: y", "200 <b>", "OK", "", 0, 600, True, -200])
def test_t44_a_status_that_cannot_be_sent_is_refused(status):
    with pytest.raises(ValueError, match="status"):
        Response("", status)
    response = Response("")
    with pytest.raises(ValueError, match="status"):
        response.status = status
    assert response.status == "200 OK"


@pytest.mark.parametrize(
    ("mimetype", "content_type"),
    [
        ("text/plain", "text/plain; charset=utf-8"),
        ("application/xml", "application/xml; charset=utf-8"),
        ("image/svg+xml", "image/svg+xml; charset=utf-8"),
        ("application/javascript", "application/javascript; charset=utf-8"),
        ("application/json", "application/json"),
        ("image/png", "image/png"),
    ],
)
def test_t71_text_gets_a_charset(mimetype, content_type):
    assert Response("", mimetype=mimetype).content_type == content_type
    response = Response("")
    response.mimetype = mimetype
    assert response.content_type == content_type
    assert response.mimetype == mimetype


def test_a_content_type_is_sent_as_it_is_and_wins():
    response = Response("", mimetype="text/plain", content_type="text/css")
    assert response.content_type == "text/css"
    response.content_type = "text/HTML; charset=latin-1"
    assert response.content_type == "text/HTML; charset=latin-1"
    assert response.mimetype == "text/html"


def test_a_content_type_among_the_headers_is_kept():
    response = Response("", headers={"content-type": "text/css"})
    assert list(response.headers) == [("content-type", "text/css")]
    assert Response("", None, {"content-type": "a/b"}, "text/css").mimetype == "text/css"


def test_a_subclass_has_its_own_default_type():
    class Plain(Response):
        default_mimetype = "text/plain"

    assert Plain("").content_type == "text/plain; charset=utf-8"


def test_t43_headers_are_checked():
    with pytest.raises(ValueError, match="X-A"):
        Response("", headers={"X-A": "1\r\nX-B: 2"})
    for name in ("content_type", "mimetype", "location"):
        with pytest.raises(ValueError, match="control byte"):
            setattr(Response(""), name, "x\r\ny")


# The body.


def test_the_body_can_be_replaced():
    response = Response("old")
    response.data = "né"
    assert (response.data, response.text) == ("né".encode(), "né")
    response.set_data(b"\xff")
    assert response.text == "\ufffd"
    response.response = ["a", "b"]
    assert list(response.response) == [b"ab"]


def test_the_body_comes_as_text_if_asked():
    assert Response("né").get_data(as_text=True) == "né"
    assert Response("né").get_data() == "né".encode()


def test_json_is_read_from_a_json_body_alone():
    assert Response('{"a": 1}', mimetype="application/json").json == {"a": 1}
    assert Response('{"a": 1}', mimetype="application/problem+json").json == {"a": 1}
    assert Response('{"a": 1}').json is None
    assert Response('{"a": 1}').get_json(force=True) == {"a": 1}
    broken = Response("{", mimetype="application/json")
    assert broken.get_json(silent=True) is None
    with pytest.raises(ValueError, match="Expecting"):
        broken.get_json()


def test_a_streamed_body_is_read_when_asked_for_and_closed():
    stream = Stream("a", b"b")
    response = Response(stream)
    assert response.is_streamed
    assert stream.given == 0
    assert response.data == response.data == b"ab"
    assert stream.closed == 1
    assert not response.is_streamed
    assert send(response)[2] == b"ab"


def test_the_repr_reads_no_stream():
    stream = Stream("a")
    assert repr(Response(stream)) == "<Response 200 OK, streamed>"
    assert stream.given == 0
    assert repr(Response("ab", 404)) == "<Response 404 Not Found, 2 bytes>"


# Sending.


def test_a_stream_is_sent_piece_by_piece_without_a_length():
    stream = Stream("a", "é", b"\xff", "")
    response = Response(stream)
    started = []
    environ = {"REQUEST_METHOD": "GET", "wsgi.url_scheme": "http"}
    body = response(environ, lambda *args: started.append(args))
    pieces = iter(body)
    assert next(pieces) == b"a"
    assert stream.given == 1
    assert list(pieces) == ["é".encode(), b"\xff", b""]
    assert "content-length" not in {name.lower() for name, _ in started[0][1]}
    body.close()
    assert stream.closed == 1


def test_an_endless_stream_is_no_problem():
    environ = {"REQUEST_METHOD": "GET", "wsgi.url_scheme": "http"}
    body = Response(str(n) for n in itertools.count())(environ, lambda *_: None)
    assert [next(body) for _ in range(3)] == [b"0", b"1", b"2"]
    body.close()


def test_a_stream_that_fails_is_still_closed():
    stream = Stream("a", fails=True)
    with pytest.raises(OSError, match="lost"):
        send(Response(stream))
    assert stream.closed == 1


def test_the_length_of_a_stream_may_be_announced():
    response = Response(Stream("ab"), headers={"Content-Length": 2})
    assert response.content_length == 2
    assert send(response)[1].getlist("Content-Length") == ["2"]


def test_a_wrong_length_is_corrected():
    headers = send(Response("abc", headers={"content-length": "99"}))[1]
    assert headers.getlist("Content-Length") == ["3"]


@pytest.mark.parametrize("make", [lambda: Response("abc"), lambda: Response.from_wire(b"abc", [])])
def test_head_has_the_headers_of_get_without_the_body(make):
    status, headers, data = send(make())
    assert send(make(), method="HEAD") == (status, headers, b"")
    assert headers["Content-Length"] == "3"
    assert data == b"abc"


def test_head_closes_a_stream_unread():
    stream = Stream("a")
    assert send(Response(stream), method="HEAD")[2] == b""
    assert (stream.given, stream.closed) == (0, 1)


@pytest.mark.parametrize("code", [204, 304])
@pytest.mark.parametrize("fast", [False, True])
def test_204_and_304_have_no_body_and_do_not_describe_one(code, fast):
    fields = [("Content-Type", "text/html"), ("ETag", '"x"')]
    response = Response.from_wire(b"abc", fields) if fast else Response("abc", headers=fields)
    response.status = code
    _, headers, data = send(response)
    assert data == b""
    assert list(headers) == [("ETag", '"x"')]


def test_a_204_closes_its_stream():
    stream = Stream("a")
    send(Response(stream, 204))
    assert (stream.given, stream.closed) == (0, 1)


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST"])
@pytest.mark.parametrize("body", [b"", b"abc"])
def test_the_fast_way_sends_what_the_slow_way_sends(method, body):
    fields = [("Content-Type", "text/html; charset=utf-8"), ("X-Frame-Options", "DENY")]
    fast, slow = Response.from_wire(body, list(fields)), Response.from_wire(body, list(fields))
    assert len(slow.headers) == 2
    assert send(fast, method=method) == send(slow, method=method)
    assert send(fast, method=method) == send(Response(body, 200, fields), method=method)


def test_the_fast_way_heeds_a_change_of_status_headers_and_body():
    response = Response.from_wire(b"abc", [("Content-Type", "text/plain")])
    response.status_code = 404
    response.data = b"ab"
    response.headers["X-New"] = "1"
    status, headers, data = send(response)
    assert (status, data) == ("404 Not Found", b"ab")
    assert headers == Headers({"Content-Type": "text/plain", "X-New": "1", "Content-Length": "2"})


def test_the_fast_way_says_whether_its_headers_are_complete():
    assert Response.from_wire(b"", []).has_defaults
    assert not Response.from_wire(b"", [], is_complete=False).has_defaults
    assert not Response("").has_defaults


def test_a_response_can_be_sent_twice():
    response = Response("abc", headers={"X": "1"})
    assert send(response) == send(response)


# Closing.


def test_functions_are_called_when_the_body_is_closed_in_order_once():
    calls = []
    stream = Stream("a")
    response = Response(stream)
    response.call_on_close(lambda: calls.append(stream.closed))

    @response.call_on_close
    def second():
        calls.append("second")

    send(response)
    response.close()
    assert calls == [1, "second"]


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_body_in_memory_is_closed_too(method):
    calls = []
    response = Response.from_wire(b"abc", [])
    response.call_on_close(lambda: calls.append("closed"))
    send(response, method=method)
    assert calls == ["closed"]


def test_functions_are_called_when_closing_the_stream_fails():
    class Bad(Stream):
        def close(self):
            raise OSError("stuck")

    calls = []
    response = Response(Bad("a"))
    response.call_on_close(lambda: calls.append("closed"))
    with pytest.raises(OSError, match="stuck"):
        send(response)
    assert calls == ["closed"]


# Cookies.


def cookies(response, scheme="http"):
    return send(response, scheme=scheme)[1].getlist("Set-Cookie")


def test_a_cookie_is_secure_on_https():
    response = Response("")
    response.set_cookie("a", "1")
    assert cookies(response) == ["a=1; HttpOnly; Path=/; SameSite=Lax"]
    assert cookies(response, "https") == ["a=1; HttpOnly; Path=/; SameSite=Lax; Secure"]


def test_secure_can_be_decided():
    response = Response("")
    response.set_cookie("a", "1", secure=True)
    response.set_cookie("b", "2", secure=False)
    for scheme in ("http", "https"):
        assert ["Secure" in field.split("; ") for field in cookies(response, scheme)] == [
            True,
            False,
        ]


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("__Host-a", {}),
        ("__Secure-a", {}),
        ("a", {"samesite": "None"}),
        ("a", {"partitioned": True}),
    ],
)
def test_what_asks_for_secure_has_it_everywhere(name, options):
    response = Response("")
    response.set_cookie(name, "1", **options)
    for scheme in ("http", "https"):
        (field,) = cookies(response, scheme)
        assert field.split("; ").count("Secure") == 1


def test_several_cookies_are_several_headers():
    response = Response("")
    response.set_cookie("a", "1", max_age=timedelta(minutes=1))
    response.set_cookie("b", "2")
    assert [field.partition("=")[0] for field in cookies(response, "https")] == ["a", "b"]
    assert "Max-Age=60" in cookies(response)[0]


def test_t28_a_cookie_that_cannot_be_sent_leaves_the_response_unchanged():
    response = Response("")
    for options in ({"value": "a;b"}, {"path": "/\r\n"}, {"domain": "a,b"}, {"samesite": "x"}):
        with pytest.raises(ValueError, match="cookie"):
            response.set_cookie("a", **options)
    assert cookies(response) == []


def test_t42_deleting_repeats_path_domain_and_flags():
    response = Response("")
    response.delete_cookie(
        "a", path="/app", domain="example.com", secure=True, httponly=False, samesite="None"
    )
    assert cookies(response)[0].split("; ") == [
        "a=",
        "Domain=example.com",
        "Expires=Thu, 01 Jan 1970 00:00:00 GMT",
        "Max-Age=0",
        "Secure",
        "Path=/app",
        "SameSite=None",
    ]


def test_t42_a_host_cookie_can_be_deleted():
    response = Response("")
    response.delete_cookie("__Host-a")
    assert {"Secure", "Path=/", "Max-Age=0"} <= set(cookies(response)[0].split("; "))


# Vary and Location.


@pytest.mark.parametrize(
    ("before", "name", "after"),
    [
        ([], "Cookie", "Cookie"),
        (["Accept"], "Cookie", "Accept, Cookie"),
        (["accept , ,COOKIE"], "Cookie", "accept , ,COOKIE"),
        (["Accept , ,"], "Cookie", "Accept, Cookie"),
        (["Accept", "Origin"], "Cookie", "Accept, Origin, Cookie"),
        (["*"], "Cookie", "*"),
        (["Accept, *"], "Cookie", "Accept, *"),
        (["X-Cookie"], "Cookie", "X-Cookie, Cookie"),
    ],
)
def test_t31_vary_is_merged(before, name, after):
    response = Response("")
    response.headers.setlist("Vary", before)
    response.add_vary(name)
    assert response.headers.getlist("Vary") == [after]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ([], [("Vary", "Cookie"), ("Cache-Control", "private, no-store")]),
        (
            [("vary", "Accept"), ("CACHE-CONTROL", "private")],
            [("Vary", "Accept, Cookie"), ("CACHE-CONTROL", "private")],
        ),
        ([("Vary", "cookie")], [("Vary", "cookie"), ("Cache-Control", "private, no-store")]),
    ],
)
def test_a_private_response_keeps_what_is_said_about_caches(before, after):
    response = Response.from_wire(b"", list(before))
    response.mark_private()
    assert list(response.headers) == after


def test_a_cookie_in_a_prepared_response_is_secure_over_https():
    response = Response.from_wire(b"x", [("Content-Type", "text/plain")])
    response.set_cookie("a", "b")
    sent = []
    response({"REQUEST_METHOD": "GET", "wsgi.url_scheme": "https"}, lambda *args: sent.append(args))
    assert dict(sent[0][1])["Set-Cookie"].endswith("; Secure")
    assert dict(sent[0][1])["Content-Length"] == "1"


def test_add_missing_leaves_what_is_there():
    response = Response.from_wire(b"", [("Content-Type", "text/html"), ("X-Two", "1")])
    response.add_missing({"content-type": ("Content-Type", "a/b"), "new": ("New", "n")})
    assert list(response.headers) == [
        ("Content-Type", "text/html"),
        ("X-Two", "1"),
        ("New", "n"),
    ]


def test_the_location_is_a_header():
    response = Response("", 303)
    assert response.location is None
    response.location = "/there"
    assert send(response)[1]["Location"] == "/there"


def test_replaced_headers_keep_the_content_type_and_get_the_security_headers():
    app = App("demo", static_folder=None)

    @app.get("/")
    def index():
        response = app.make_response("text")
        response.headers = {"X-A": "1"}
        return response

    headers = app.test_client().get("/").headers
    assert headers["X-A"] == "1"
    assert headers["Content-Type"] == "text/html; charset=utf-8"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "Content-Security-Policy" in headers


def test_the_headers_may_be_replaced_as_a_whole():
    response = Response("text", headers={"X-A": "1"})
    response.headers = [("Content-Type", "text/plain"), ("X-B", "2")]
    response.headers.add("X-C", "3")
    sent = []
    response(make_environ(), lambda status, headers: sent.extend(headers))
    assert [name for name, _ in sent if name != "Content-Length"] == ["Content-Type", "X-B", "X-C"]
    with pytest.raises(ValueError, match="control byte"):
        response.headers = {"X-A": "a\r\nb"}
