"""make_conditional: conditions and ranges, from the request to the wire."""

from datetime import UTC, datetime

import pytest

from microweb import App, Request, Response, request
from microweb.testing import make_environ

DATA = bytes(range(256)) * 4
CHANGED = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
DATE = "Fri, 02 Jan 2026 03:04:05 GMT"


class Stream:
    """A body that comes in pieces and knows that it was closed."""

    def __init__(self, data=DATA, size=100):
        self.pieces = iter([data[at : at + size] for at in range(0, len(data), size)])
        self.is_closed = False

    def __iter__(self):
        return self.pieces

    def close(self):
        self.is_closed = True


def answer(body=DATA, *, method="GET", accept_ranges=True, status=200, tagged=True, **headers):
    """Send a request to an app whose one view is conditional."""
    app = App(__name__)
    fields = {name.replace("_", "-"): value for name, value in headers.items()}

    @app.route("/", methods=["GET", "PUT"])
    def view():
        response = Response(body, status, mimetype="application/octet-stream")
        if tagged:
            response.set_etag("a")
            response.last_modified = CHANGED
        return response.make_conditional(
            request, accept_ranges=accept_ranges, complete_length=len(DATA)
        )

    return app.test_client().open("/", method=method, headers=fields)


def test_t73_without_conditions_the_whole_is_sent():
    response = answer()
    assert (response.status_code, response.data) == (200, DATA)
    assert response.accept_ranges == "bytes"


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"if_none_match": '"a"'}, 304),
        ({"if_none_match": 'W/"a"'}, 304),
        ({"if_none_match": '"b"'}, 200),
        ({"if_modified_since": DATE}, 304),
        ({"if_match": '"b"'}, 412),
        ({"if_match": '"b"', "if_none_match": '"a"'}, 412),
        ({"if_unmodified_since": "Fri, 02 Jan 2026 03:04:04 GMT"}, 412),
        ({"if_none_match": '"a"', "range": "bytes=0-1"}, 304),
        ({"range": "bytes=0-1"}, 206),
        ({"range": "bytes=0-1", "if_range": '"a"'}, 206),
        ({"range": "bytes=0-1", "if_range": '"b"'}, 200),
        ({"range": "bytes=0-1", "if_range": 'W/"a"'}, 200),
        ({"range": "bytes=0-1", "if_range": DATE}, 206),
        ({"range": "bytes=9999-"}, 416),
        ({"range": "bytes=9999-", "if_range": '"b"'}, 200),
        ({"range": "bytes=5-4"}, 200),
        ({"range": "lines=0-1"}, 200),
    ],
)
def test_t73_the_status_follows_from_the_conditions(headers, status):
    assert answer(**headers).status_code == status
    assert answer(Stream(), **headers).status_code == status


@pytest.mark.parametrize("body", [DATA, "stream"])
def test_t73_a_304_has_no_body_and_keeps_its_validators(body):
    response = answer(Stream() if body == "stream" else body, if_none_match='"a"')
    assert (response.status_code, response.data) == (304, b"")
    assert (response.headers["ETag"], response.headers["Last-Modified"]) == ('"a"', DATE)
    assert "Content-Length" not in response.headers
    assert "Content-Type" not in response.headers


def test_t73_range_means_nothing_but_to_get():
    assert answer(method="HEAD", range="bytes=0-1").status_code == 200
    assert answer(method="PUT", range="bytes=0-1").status_code == 200
    assert answer(method="PUT", if_match='"b"').status_code == 412


@pytest.mark.parametrize("status", [201, 404, 500])
def test_t73_a_range_is_only_of_a_200(status):
    assert answer(status=status, range="bytes=0-1").status_code == status


def test_t73_conditions_mean_nothing_to_an_error():
    assert answer(status=404, if_none_match='"a"').status_code == 404


def test_ranges_are_sent_only_where_they_are_offered():
    response = answer(accept_ranges=False, range="bytes=0-1")
    assert (response.status_code, response.accept_ranges) == (200, None)
    response = answer(accept_ranges="none", range="bytes=0-1")
    assert (response.status_code, response.accept_ranges) == (200, "none")


@pytest.mark.parametrize("size", [1, 7, 100, 1024, 2000])
@pytest.mark.parametrize(
    ("spec", "start", "stop"),
    [
        ("0-0", 0, 1),
        ("0-", 0, 1024),
        ("100-199", 100, 200),
        ("-5", 1019, 1024),
        ("1000-9999", 1000, 1024),
    ],
)
def test_a_part_of_any_body_is_the_same_bytes(spec, start, stop, size):
    for body in (DATA, Stream(size=size)):
        response = answer(body, range=f"bytes={spec}")
        assert response.status_code == 206
        assert response.headers["Content-Range"] == f"bytes {start}-{stop - 1}/1024"
        assert response.headers["Content-Length"] == str(stop - start)
        assert response.data == DATA[start:stop]


@pytest.mark.parametrize("kind", ["memory", "stream"])
def test_several_parts_are_one_multipart_body(kind):
    response = answer(DATA if kind == "memory" else Stream(), range="bytes=5-6,0-1,100-")
    # It would be more than the whole.
    assert (response.status_code, response.data) == (200, DATA)
    response = answer(DATA if kind == "memory" else Stream(), range="bytes=5-6,0-1,-3")
    assert response.status_code == 206
    assert "Content-Range" not in response.headers
    kind, _, boundary = response.headers["Content-Type"].partition("; boundary=")
    assert kind == "multipart/byteranges"
    assert response.headers["Content-Length"] == str(len(response.data))
    parts = response.data.split(b"\r\n--" + boundary.encode())
    assert parts[0] == b""
    assert parts[-1] == b"--\r\n"
    bodies = [part.partition(b"\r\n\r\n")[2] for part in parts[1:-1]]
    assert bodies == [DATA[0:2], DATA[5:7], DATA[-3:]]
    assert b"Content-Range: bytes 1021-1023/1024" in parts[3]
    assert b"Content-Type: application/octet-stream" in parts[3]


@pytest.mark.parametrize(
    "spec",
    [
        "0-," * 5999 + "0-",
        ",".join(["0-"] * 32),
        ",".join(f"{at}-{at}" for at in range(0, 64, 2)),
        "9" * 5000 + "-",
        "0-" + "9" * 5000,
        "5-4",
        "-0",
        "-1" + "0" * 30,
        "0-0,-1",
        "1-1," * 31 + "0-",
    ],
)
def test_t72_no_range_costs_more_than_the_whole(spec):
    import time

    started = time.process_time()
    response = Response(DATA).make_conditional(
        Request(make_environ(headers={"Range": f"bytes={spec}"})), accept_ranges=True
    )
    sent = b"".join(response.response)
    assert time.process_time() - started < 0.01
    assert response.status_code in (200, 206, 416)
    assert len(sent) <= len(DATA)


def test_t72_a_stream_that_is_shorter_than_it_said_ends():
    response = answer(Stream(DATA[:50]), range="bytes=40-99")
    assert response.status_code == 206
    assert response.data == DATA[40:50]


def test_an_unsatisfied_range_says_how_long_the_whole_is():
    response = answer(range="bytes=1024-")
    assert (response.status_code, response.headers["Content-Range"]) == (416, "bytes */1024")
    assert response.data == b""


@pytest.mark.parametrize(
    "headers", [{}, {"range": "bytes=0-1"}, {"if_none_match": '"a"'}, {"if_match": '"b"'}]
)
def test_a_stream_is_closed_whatever_is_sent(headers):
    stream = Stream()
    answer(stream, **headers)
    assert stream.is_closed


def test_a_stream_of_unknown_length_is_sent_whole():
    response = Response(iter(["a", "b"]), mimetype="text/plain")
    response.make_conditional(make_environ(headers={"Range": "bytes=0-0"}), accept_ranges=True)
    assert (response.status_code, response.data) == (200, b"ab")


def test_parts_of_streamed_text_are_of_its_octets():
    response = Response(iter(["ä", "öü"]), mimetype="text/plain")
    environ = make_environ(headers={"Range": "bytes=1-4"})
    response.make_conditional(environ, accept_ranges=True, complete_length=6)
    assert response.data == "äöü".encode()[1:5]


@pytest.mark.parametrize("status", [204, 304])
@pytest.mark.parametrize("body", ["text", "stream"])
def test_204_and_304_have_no_body(status, body):
    stream = Stream()
    app = App(__name__)
    app.add_url_rule("/", "v", lambda: Response("x" if body == "text" else stream, status))
    response = app.test_client().get("/")
    assert (response.status_code, response.data) == (status, b"")
    assert "Content-Length" not in response.headers
    assert stream.is_closed is (body == "stream")
