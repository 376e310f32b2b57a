"""Several requests on one connection: order, framing, and who ends it."""

import socket
import time
from contextlib import suppress
from contextvars import ContextVar

import pytest


def answering(environ, start_response):
    """Answer with the path; what the query asks for goes before it."""
    match environ["QUERY_STRING"]:
        case "slow":
            time.sleep(0.1)
        case "read":
            environ["wsgi.input"].read()
        case "close":
            start_response("200 OK", [("Connection", "close")])
            return [environ["PATH_INFO"].encode()]
        case "stream":
            start_response("200 OK", [])
            return iter([environ["PATH_INFO"].encode()])
        case "empty":
            start_response("204 No Content", [])
            return []
    start_response("200 OK", [])
    return [environ["PATH_INFO"].encode()]


def get(target: str, *headers: str, version: str = "1.1", method: str = "GET") -> bytes:
    return "\r\n".join([f"{method} {target} HTTP/{version}", "Host: x", *headers, "", ""]).encode()


class Client:
    """A connection that reads one response at a time."""

    def __init__(self, running):
        self.sock = running.connect()
        self.file = self.sock.makefile("rb")

    def __enter__(self):
        return self

    def __exit__(self, *_details):
        self.file.close()
        self.sock.close()

    def ask(self, data: bytes, *, has_body: bool = True):
        self.sock.sendall(data)
        return self.read(has_body=has_body)

    def read(self, *, has_body: bool = True):
        """Give the status, the headers in lower case and the body."""
        status = int(self.file.readline().split()[1])
        headers = {}
        while (line := self.file.readline()) not in {b"\r\n", b""}:
            name, _, value = line.decode().partition(":")
            headers[name.lower()] = value.strip()
        body = b""
        if has_body and status != 204:
            if headers.get("transfer-encoding") == "chunked":
                while size := int(self.file.readline(), 16):
                    body += self.file.read(size)
                    self.file.readline()
                self.file.readline()
            else:
                body = self.file.read(int(headers["content-length"]))
        return status, headers, body

    def is_ended(self) -> bool:
        return self.file.read(1) == b""


def test_a_connection_serves_one_request_after_the_other(serve):
    with Client(serve(answering)) as client:
        for number in range(5):
            status, headers, body = client.ask(get(f"/{number}"))
            assert (status, body) == (200, f"/{number}".encode())
            assert "connection" not in headers


@pytest.mark.parametrize("query", ["stream", "empty", "slow"])
def test_every_framing_leaves_the_connection_fit_for_the_next(serve, query):
    with Client(serve(answering)) as client:
        for _ in range(3):
            client.ask(get(f"/a?{query}"))
        assert client.ask(get("/last"))[2] == b"/last"


def test_head_leaves_the_connection_fit_for_the_next(serve):
    with Client(serve(answering)) as client:
        for query in ("", "stream", "empty"):
            client.ask(get(f"/a?{query}", method="HEAD"), has_body=False)
        assert client.ask(get("/last"))[2] == b"/last"


def test_requests_sent_ahead_are_answered_in_order(serve):
    with Client(serve(answering)) as client:
        client.sock.sendall(b"".join(get(f"/{n}?{'slow' if n % 2 else ''}") for n in range(6)))
        assert [client.read()[2] for _ in range(6)] == [f"/{n}".encode() for n in range(6)]


def test_requests_sent_ahead_with_bodies_are_told_apart(serve):
    posts = b"".join(
        get(f"/{n}?read", f"Content-Length: {n}", method="POST") + b"G" * n for n in range(5)
    )
    with Client(serve(answering)) as client:
        client.sock.sendall(posts)
        assert [client.read()[2] for _ in range(5)] == [f"/{n}".encode() for n in range(5)]


def test_requests_sent_ahead_do_not_pile_up(serve):
    running = serve(answering)
    with Client(running) as client:
        client.sock.setblocking(False)
        request, until = get("/a?slow") * 1000, time.monotonic() + 1
        while time.monotonic() < until:
            with suppress(BlockingIOError):
                client.sock.send(request)
        (connection,) = running.server._loop.connections()
        # What waits above this is in the kernel, which holds the client up.
        assert connection._reader.size < 256 * 1024


def test_the_end_of_a_response_is_told_at_once(serve):
    with Client(serve(answering, linger_timeout=3)) as client:
        started = time.monotonic()
        client.ask(get("/a", "Connection: close"))
        assert client.is_ended()
        assert time.monotonic() - started < 1


def test_a_body_that_nobody_reads_does_not_become_a_request(serve):
    evil = get("/evil")
    with Client(serve(answering)) as client:
        client.ask(get("/a", f"Content-Length: {len(evil)}", method="POST") + evil)
        assert client.ask(get("/last"))[2] == b"/last"


def test_the_client_may_end_the_connection(serve):
    with Client(serve(answering)) as client:
        _, headers, _ = client.ask(get("/a", "Connection: close"))
        assert headers["connection"] == "close"
        assert client.is_ended()


def test_the_application_may_end_the_connection(serve):
    with Client(serve(answering)) as client:
        _, headers, _ = client.ask(get("/a?close"))
        assert headers["connection"] == "close"
        assert client.is_ended()


def test_nothing_after_connection_close_is_run(serve):
    seen = []

    def app(environ, start_response):
        seen.append(environ["PATH_INFO"])
        return answering(environ, start_response)

    serve(app).send(get("/a", "Connection: close") + get("/b"))
    assert seen == ["/a"]


def test_http_1_0_ends_with_the_response(serve):
    with Client(serve(answering)) as client:
        assert client.ask(get("/a", version="1.0"))[2] == b"/a"
        assert client.is_ended()


def test_http_1_0_may_ask_to_keep_the_connection(serve):
    with Client(serve(answering)) as client:
        for _ in range(2):
            _, headers, body = client.ask(get("/a", "Connection: Keep-Alive", version="1.0"))
            assert (headers["connection"], body) == ("keep-alive", b"/a")


def test_http_1_0_gets_no_chunks(serve):
    response = serve(answering).send(get("/a?stream", "Connection: keep-alive", version="1.0"))
    head, _, body = response.partition(b"\r\n\r\n")
    assert (b"Transfer-Encoding" in head, b"Connection: close" in head, body) == (
        False,
        True,
        b"/a",
    )


def test_a_client_that_stops_sending_still_gets_its_answers(serve, receive):
    with serve(answering).connect() as client:
        client.sendall(get("/a?slow") + get("/b?slow"))
        client.shutdown(socket.SHUT_WR)
        response = receive(client)
    assert (response.count(b"HTTP/1.1 200"), response.endswith(b"/b")) == (2, True)


def test_an_idle_connection_is_ended_without_a_word(serve):
    with Client(serve(answering, keep_alive_timeout=0.2)) as client:
        client.ask(get("/a"))
        started = time.monotonic()
        assert client.is_ended()
        assert time.monotonic() - started < 1.5


def test_the_headers_of_a_second_request_have_a_deadline_too(serve, receive):
    running = serve(answering, header_timeout=0.3, keep_alive_timeout=5)
    with Client(running) as client:
        client.ask(get("/a"))
        client.sock.sendall(b"GET / HT")
        assert client.read()[0] == 408


def test_idle_connections_take_no_thread(serve):
    import threading

    running = serve(answering, keep_alive_timeout=5)
    clients = [Client(running) for _ in range(50)]
    try:
        for client in clients:
            client.ask(get("/a"))
        assert threading.active_count() < 20
    finally:
        for client in clients:
            client.__exit__()


def test_an_idle_connection_makes_room_for_a_new_one(serve):
    running = serve(answering, max_connections=2, keep_alive_timeout=5)
    with Client(running) as first, Client(running) as second:
        first.ask(get("/a"))
        second.ask(get("/b"))
        with Client(running) as third:
            assert third.ask(get("/c"))[2] == b"/c"
        assert first.is_ended()
        assert second.ask(get("/b"))[2] == b"/b"


def test_an_application_that_fails_after_the_head_ends_the_connection(serve):
    def app(environ, start_response):
        start_response("200 OK", [])
        yield b"abc"
        raise ValueError("late")

    with Client(serve(app, keep_alive_timeout=5)) as client:
        started = time.monotonic()
        client.sock.sendall(get("/a"))
        assert client.file.read().endswith(b"\r\n\r\n3\r\nabc\r\n")
        assert time.monotonic() - started < 2


def test_context_variables_do_not_outlive_their_request(serve):
    user = ContextVar("user", default="nobody")

    def app(environ, start_response):
        before = user.get()
        user.set(environ["PATH_INFO"])
        start_response("200 OK", [])
        return [before.encode()]

    with Client(serve(app, max_workers=1)) as client:
        assert [client.ask(get("/a"))[2] for _ in range(3)] == [b"nobody"] * 3


def test_an_application_that_breaks_its_promise_ends_the_connection(serve):
    def app(environ, start_response):
        start_response("200 OK", [("Content-Length", "9")])
        return [b"short"]

    running = serve(app, keep_alive_timeout=5)
    started = time.monotonic()
    assert running.send(get("/a")).endswith(b"\r\n\r\nshort")
    assert time.monotonic() - started < 2
    assert "its Content-Length says 9" in running.log.getvalue()


def test_a_large_body_that_nobody_reads_ends_the_connection(serve):
    running = serve(answering, max_kept_body=1000)
    response = running.send(get("/a", "Content-Length: 1000000", method="POST") + b"x" * 2000)
    assert b"Connection: close\r\n" in response
    assert response.endswith(b"/a")


def test_the_rest_of_a_small_body_that_nobody_reads_is_dropped(serve):
    with Client(serve(answering, max_kept_body=10)) as client:
        _, headers, _ = client.ask(get("/a", "Content-Length: 1000", method="POST") + b"x" * 20)
        assert "connection" not in headers
        client.sock.sendall(b"x" * 980)
        assert client.ask(get("/last"))[2] == b"/last"


def test_a_rest_that_does_not_come_ends_the_connection(serve):
    with Client(serve(answering, max_kept_body=10, body_timeout=0.2)) as client:
        client.ask(get("/a", "Content-Length: 1000", method="POST") + b"x" * 20)
        assert client.is_ended()


def test_a_head_already_sent_is_followed_by_no_100(serve):
    def app(environ, start_response):
        write = start_response("200 OK", [])
        write(b"first")
        body = environ["wsgi.input"].read()
        write(body)
        return []

    with Client(serve(app)) as client:
        client.sock.sendall(get("/", "Content-Length: 3", "Expect: 100-continue", method="POST"))
        time.sleep(0.2)
        client.sock.sendall(b"abc")
        status, headers, body = client.read()
        assert (status, headers["connection"], body) == (200, "close", b"firstabc")


def test_an_expectation_that_is_met_keeps_the_connection(serve):
    with Client(serve(answering)) as client:
        client.sock.sendall(
            get("/a?read", "Content-Length: 3", "Expect: 100-continue", method="POST")
        )
        assert client.file.readline() == b"HTTP/1.1 100 Continue\r\n"
        assert client.file.readline() == b"\r\n"
        assert client.ask(b"abc")[2] == b"/a"
        assert client.ask(get("/last"))[2] == b"/last"


def test_the_request_id_of_the_application_is_in_the_log(serve):
    def app(environ, start_response):
        start_response("200 OK", [("X-Request-ID", "abc-123")])
        return [b""]

    running = serve(app)
    running.get()
    running.server.stop()
    assert running.log.getvalue().rstrip().endswith(" ms abc-123")
