"""PEP 3333 as seen from outside: applications that behave and misbehave, over real sockets."""

import io
import sys
from wsgiref.validate import validator

import pytest


def responding(status="200 OK", headers=(), body=(b"hello",)):
    def app(environ, start_response):
        start_response(status, list(headers))
        return list(body)

    return app


def split(response: bytes) -> tuple[list[str], bytes]:
    """Give the lines of a response's head, and its body without the marks of chunks."""
    head, _, body = response.partition(b"\r\n\r\n")
    lines = head.decode("latin-1").split("\r\n")
    return lines, b"".join(chunks_of(body)) if "Transfer-Encoding: chunked" in lines else body


def chunks_of(body: bytes) -> list[bytes]:
    chunks = []
    while body:
        size, _, body = body.partition(b"\r\n")
        chunks.append(body[: int(size, 16)])
        assert body[int(size, 16) :][:2] == b"\r\n"
        body = body[int(size, 16) + 2 :]
    return chunks


def test_a_response_has_date_server_length_and_the_end_of_the_connection(serve):
    lines, body = split(serve().get())
    assert lines[0] == "HTTP/1.1 200 OK"
    names = [line.split(":")[0] for line in lines[1:]]
    assert sorted(names) == ["Connection", "Content-Length", "Content-Type", "Date", "Server"]
    assert {"Connection: close", "Content-Length: 5", "Server: microweb"} <= set(lines)
    assert body == b"hello"


def test_an_application_may_set_its_own_date_and_server(serve):
    app = responding(headers=[("Date", "today"), ("Server", "mine")])
    lines, _ = split(serve(app).get())
    assert {"Date: today", "Server: mine"} <= set(lines)
    assert len([line for line in lines if line.startswith(("Date", "Server"))]) == 2


def test_the_server_keeps_to_wsgiref_validate(serve):
    def app(environ, start_response):
        body = environ["wsgi.input"].read(3)
        start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", "3")])
        return [body]

    running = serve(validator(app))
    response = running.send(
        b"POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 3\r\n\r\nabc"
    )
    assert split(response)[1] == b"abc", running.log.getvalue()


@pytest.mark.parametrize(
    ("status", "headers"),
    [
        ("200 OK\r\nX-Evil: 1", []),
        ("200 OK\n", []),
        ("200 \x00", []),
        ("200", []),
        ("20 OK", []),
        ("100 Continue", []),
        ("two OK", []),
        ("200 \u2713", []),
        (200, []),
        ("200 OK", [("X-A", "b\r\nX-Evil: 1")]),
        ("200 OK", [("X-A", "b\nX-Evil: 1")]),
        ("200 OK", [("X-A", "b\rX-Evil: 1")]),
        ("200 OK", [("X-A", "b\x00")]),
        ("200 OK", [("X-A", "b\x1b")]),
        ("200 OK", [("X-A", "\u2713")]),
        ("200 OK", [("X-A: b\r\nX-Evil", "1")]),
        ("200 OK", [("X A", "b")]),
        ("200 OK", [("", "b")]),
        ("200 OK", [("X-A", 1)]),
        ("200 OK", [("X-A", b"b")]),
        ("200 OK", [("X-A",)]),
        ("200 OK", ["X-A"]),
        ("200 OK", [("Connection", "keep-alive")]),
        ("200 OK", [("X: Evil", "b")]),
        ("200 OK", [("transfer-encoding", "chunked")]),
        ("200 OK", [("Content-Length", "-1")]),
        ("200 OK", [("Content-Length", "five")]),
        ("200 OK", [("Content-Length", "5"), ("content-length", "6")]),
    ],
)
def test_t43_t44_what_would_break_the_head_is_a_500_and_never_sent(serve, status, headers):
    running = serve(responding(status, headers))
    lines, body = split(running.get())
    assert (lines[0], body) == (
        "HTTP/1.1 500 Internal Server Error",
        b"500 Internal Server Error\n",
    )
    assert "Evil" not in "".join(lines)
    assert running.log.getvalue().count("ApplicationError: ") == 1


def test_a_header_changed_after_start_response_is_not_sent(serve):
    def app(environ, start_response):
        headers = [("X-A", "b")]
        start_response("200 OK", headers)
        headers.append(("X-Evil", "1\r\n2"))
        return [b""]

    assert b"Evil" not in serve(app).get()


def test_head_gets_the_head_of_get_without_the_body(serve):
    running = serve()
    assert split(running.get(method="HEAD"))[1] == b""
    without_date = [
        [line for line in split(running.get(method=method))[0] if not line.startswith("Date")]
        for method in ("GET", "HEAD")
    ]
    assert without_date[0] == without_date[1]


def test_an_empty_answer_to_head_claims_no_length(serve):
    assert b"Content-Length" not in serve(responding(body=())).get(method="HEAD")


@pytest.mark.parametrize("status", ["204 No Content", "304 Not Modified"])
def test_a_status_without_body_gets_neither_body_nor_length(serve, status):
    lines, body = split(serve(responding(status)).get())
    assert (lines[0], body) == (f"HTTP/1.1 {status}", b"")
    assert not any(line.startswith("Content-Length") for line in lines)


@pytest.mark.parametrize(
    ("status", "kept"), [("204 No Content", False), ("304 Not Modified", True)]
)
def test_a_length_of_the_application_is_dropped_from_204_alone(serve, status, kept):
    response = serve(responding(status, [("Content-Length", "5")])).get()
    assert (b"Content-Length: 5\r\n" in response) is kept


def test_an_empty_body_has_length_0(serve):
    assert b"Content-Length: 0\r\n" in serve(responding(body=())).get()


def test_the_length_of_several_pieces_is_stated(serve):
    response = serve(responding(body=[b"", b"ab", b"c"])).get()
    assert b"Content-Length: 3\r\n" in response
    assert split(response)[1] == b"abc"


def test_a_generator_is_sent_in_chunks_as_it_comes(serve):
    def app(environ, start_response):
        start_response("200 OK", [])
        yield b"ab"
        yield b""
        yield b"c"

    response = serve(app).get()
    assert b"Content-Length" not in response
    assert chunks_of(response.partition(b"\r\n\r\n")[2]) == [b"ab", b"c", b""]


def test_the_write_callable_sends_at_once(serve):
    def app(environ, start_response):
        write = start_response("200 OK", [])
        write(b"ab")
        return [b"c"]

    assert split(serve(app).get())[1] == b"abc"


def test_a_body_longer_than_its_length_is_cut_and_logged(serve):
    running = serve(responding(headers=[("Content-Length", "3")]))
    assert split(running.get())[1] == b"hel"
    assert "the body is longer than its Content-Length 3" in running.log.getvalue()


def test_a_body_shorter_than_its_length_is_logged(serve):
    running = serve(responding(headers=[("Content-Length", "9")]))
    assert split(running.get())[1] == b"hello"
    assert "the body has 5 bytes, its Content-Length says 9" in running.log.getvalue()


def test_a_file_wrapper_sends_a_file(serve):
    class File(io.BytesIO):
        pass

    file = File(b"x" * 100_000)

    def app(environ, start_response):
        start_response("200 OK", [("Content-Length", "100000")])
        return environ["wsgi.file_wrapper"](file, 8192)

    assert split(serve(app).get())[1] == b"x" * 100_000
    assert file.closed


class Body:
    def __init__(self, pieces=(b"x",), error=None, close_error=None):
        self.pieces, self.error, self.close_error, self.closed = pieces, error, close_error, 0

    def __iter__(self):
        yield from self.pieces
        if self.error:
            raise self.error

    def close(self):
        self.closed += 1
        if self.close_error:
            raise self.close_error


@pytest.mark.parametrize(
    "body",
    [Body(), Body(()), Body(error=ValueError("late")), Body((), ValueError("early")), Body(("x",))],
)
def test_close_is_called_once_whatever_happens(serve, body):
    def app(environ, start_response):
        start_response("200 OK", [])
        return body

    serve(app).get()
    assert body.closed == 1


def test_close_is_called_when_the_client_has_left(serve):
    body = Body([b"x" * 10**6] * 100)

    def app(environ, start_response):
        start_response("200 OK", [])
        return body

    running = serve(app)
    with running.connect() as client:
        client.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        client.recv(100)
    running.server.stop()
    assert body.closed == 1
    assert "Traceback" not in running.log.getvalue()


def test_an_error_in_close_is_logged_and_the_response_stays_single(serve):
    def app(environ, start_response):
        start_response("200 OK", [])
        return Body(close_error=ValueError("in close"))

    running = serve(app)
    assert running.get().count(b"HTTP/1.1") == 1
    assert "ValueError: in close" in running.log.getvalue()


@pytest.mark.parametrize("error", [ValueError("oops"), SystemExit(3), ConnectionResetError("db")])
def test_an_exception_of_the_application_is_a_plain_500_and_one_traceback(serve, error):
    def app(environ, start_response):
        raise error

    running = serve(app)
    lines, body = split(running.get("/path"))
    assert (lines[0], body) == (
        "HTTP/1.1 500 Internal Server Error",
        b"500 Internal Server Error\n",
    )
    assert running.log.getvalue().count("Traceback") == 1
    assert "Error while answering GET /path\n" in running.log.getvalue()


def test_an_exception_before_the_first_byte_replaces_the_head(serve):
    def app(environ, start_response):
        start_response("200 OK", [("X-A", "b"), ("Content-Length", "99")])
        yield b""
        raise ValueError("oops")

    response = serve(app).get()
    assert response.startswith(b"HTTP/1.1 500 ")
    assert b"X-A" not in response


def test_an_exception_after_the_first_byte_ends_the_response(serve):
    def app(environ, start_response):
        start_response("200 OK", [])
        yield b"ab"
        raise ValueError("oops")

    running = serve(app)
    assert running.get().endswith(b"\r\n\r\n2\r\nab\r\n"), "the last chunk is missing on purpose"
    assert running.log.getvalue().count("Traceback") == 1


def test_start_response_may_be_called_again_with_exc_info_before_the_head_is_sent(serve):
    def app(environ, start_response):
        start_response("200 OK", [("X-A", "b")])
        try:
            int("oops")
        except ValueError:
            start_response("503 Service Unavailable", [], sys.exc_info())
        return [b"sorry"]

    lines, body = split(serve(app).get())
    assert (lines[0], body) == ("HTTP/1.1 503 Service Unavailable", b"sorry")


def test_start_response_with_exc_info_raises_it_after_the_head_is_sent(serve):
    def app(environ, start_response):
        start_response("200 OK", [])
        yield b"ab"
        try:
            int("the first error")
        except ValueError:
            start_response("500 Error", [], sys.exc_info())
        yield b"never"

    running = serve(app)
    assert split(running.get())[1] == b"ab"
    assert "'the first error'" in running.log.getvalue()


def test_start_response_twice_without_exc_info_is_an_error(serve):
    def app(environ, start_response):
        start_response("200 OK", [])
        start_response("200 OK", [])
        return [b""]

    assert serve(app).get().startswith(b"HTTP/1.1 500 ")


@pytest.mark.parametrize("body", ["text", ["text"], [1], [bytearray(b"x")], None])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_body_that_is_not_bytes_is_an_error(serve, body, method):
    def app(environ, start_response):
        start_response("200 OK", [])
        return body

    assert serve(app).get(method=method).startswith(b"HTTP/1.1 500 ")


@pytest.mark.parametrize("body", [[b"x"], []])
def test_a_body_without_start_response_is_an_error(serve, body):
    assert serve(lambda environ, start_response: body).get().startswith(b"HTTP/1.1 500 ")


def test_t52_a_traceback_cannot_bring_control_characters_into_the_log(serve):
    def app(environ, start_response):
        raise ValueError("\x1b[31m\x9b31m\r" + environ["QUERY_STRING"])

    running = serve(app)
    running.get("/\\?q")
    log = running.log.getvalue()
    assert not {"\x1b", "\x9b", "\r"} & set(log)
    assert r"ValueError: \x1b[31m\x9b31m\rq" in log
