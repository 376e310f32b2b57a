"""Slow, broken and early-leaving clients."""

import socket
import threading
import time

import pytest


def echo(environ, start_response):
    body = environ["wsgi.input"].read()
    start_response("200 OK", [])
    return [body]


def refusing(environ, start_response):
    start_response("413 Content Too Large", [])
    return [b"too large"]


def post(length: int, *headers: bytes) -> bytes:
    lines = [
        b"POST / HTTP/1.1",
        b"Host: x",
        b"Connection: close",
        b"Content-Length: %d" % length,
        *headers,
    ]
    return b"\r\n".join([*lines, b"", b""])


def test_a_silent_client_is_let_go_at_the_deadline_without_a_word(serve, receive):
    running = serve(header_timeout=0.3)
    started = time.monotonic()
    with running.connect() as client:
        assert receive(client) == b""
    assert 0.2 < time.monotonic() - started < 1.5
    assert running.log.getvalue() == ""


def test_t105_a_client_that_drips_its_headers_is_cut_at_the_same_deadline(serve):
    running = serve(header_timeout=0.5)
    started = time.monotonic()
    with running.connect() as client:
        client.settimeout(0.02)
        response = b""
        for byte in b"GET / HTTP/1.1\r\nA: " + b"b" * 500:
            try:
                client.send(bytes([byte]))
                response = client.recv(1000)
                break
            except TimeoutError:
                pass
    assert 0.4 < time.monotonic() - started < 2
    assert response.startswith(b"HTTP/1.1 408 ")


def test_t105_slow_clients_do_not_hold_up_the_others(serve):
    running = serve(header_timeout=2.0)
    clients = [running.connect() for _ in range(50)]
    try:
        for client in clients:
            client.sendall(b"GET / HTTP")
        started = time.monotonic()
        assert running.get().endswith(b"hello")
        assert time.monotonic() - started < 1
    finally:
        for client in clients:
            client.close()


def test_a_client_that_ends_inside_the_head_gets_a_400(serve, receive):
    with serve().connect() as client:
        client.sendall(b"GET / HTTP/1.1\r\n")
        client.shutdown(socket.SHUT_WR)
        assert receive(client).startswith(b"HTTP/1.1 400 ")


def test_a_client_that_leaves_without_a_word_is_not_logged(serve):
    running = serve()
    running.connect().close()
    running.server.stop()
    assert running.log.getvalue() == ""


def test_a_body_is_bounded_by_its_length(serve):
    assert serve(echo).send(post(3) + b"abcGET /next HTTP/1.1\r\n\r\n").endswith(b"\r\n\r\nabc")


def test_a_body_may_arrive_in_pieces(serve, receive):
    with serve(echo).connect() as client:
        for piece in (post(6), b"ab", b"cd", b"ef"):
            client.sendall(piece)
            time.sleep(0.02)
        assert receive(client).endswith(b"\r\n\r\nabcdef")


def test_a_large_body_arrives_whole(serve):
    body = bytes(range(256)) * 8192
    assert serve(echo).send(post(len(body)) + body).endswith(b"\r\n\r\n" + body)


def test_a_request_without_length_has_no_body(serve):
    response = serve(echo).send(b"POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\nabc")
    assert b"Content-Length: 0\r\n" in response


@pytest.mark.parametrize("call", ["read", "readline", "readlines", "__iter__"])
def test_the_body_can_be_read_as_a_file(serve, call):
    def app(environ, start_response):
        result = getattr(environ["wsgi.input"], call)()
        start_response("200 OK", [])
        return [result if isinstance(result, bytes) else b"|".join(result)]

    expected = {"read": b"a\nb\n", "readline": b"a\n"}.get(call, b"a\n|b\n")
    assert serve(app).send(post(4) + b"a\nb\n").endswith(b"\r\n\r\n" + expected)


def test_a_body_that_ends_early_is_a_400_and_no_traceback(serve, receive):
    running = serve(echo)
    with running.connect() as client:
        client.sendall(post(9) + b"abc")
        client.shutdown(socket.SHUT_WR)
        response = receive(client)
    assert response.startswith(b"HTTP/1.1 400 ")
    assert b"the body ended 6 bytes early" in response
    assert "Traceback" not in running.log.getvalue()


def test_a_body_that_does_not_come_is_a_408(serve):
    running = serve(echo, body_timeout=0.2)
    started = time.monotonic()
    assert running.send(post(9) + b"abc").startswith(b"HTTP/1.1 408 ")
    assert time.monotonic() - started < 2
    assert "Traceback" not in running.log.getvalue()


def test_a_body_that_drips_is_a_408_although_no_wait_is_long(serve):
    running = serve(echo, body_timeout=0.3, min_rate=1000)
    with running.connect() as client:
        client.sendall(post(1000))
        client.settimeout(0.02)
        response = b""
        for _ in range(100):
            try:
                client.send(b"a")
                response = client.recv(1000)
                break
            except TimeoutError:
                pass
    assert response.startswith(b"HTTP/1.1 408 ")


def test_a_slow_body_at_the_rate_asked_for_is_served(serve, receive):
    running = serve(echo, body_timeout=0.2, min_rate=100)
    with running.connect() as client:
        client.sendall(post(100))
        for _ in range(5):
            time.sleep(0.1)
            client.sendall(b"a" * 20)
        assert receive(client).endswith(b"\r\n\r\n" + b"a" * 100)


def test_an_application_may_answer_a_short_body_itself(serve, receive):
    def app(environ, start_response):
        try:
            environ["wsgi.input"].read()
        except OSError:
            start_response("422 Unprocessable Content", [])
        return [b"mine"]

    with serve(app).connect() as client:
        client.sendall(post(9, b"Expect: 100-continue"))
        assert client.recv(1000) == b"HTTP/1.1 100 Continue\r\n\r\n"
        client.sendall(b"abc")
        client.shutdown(socket.SHUT_WR)
        assert receive(client).startswith(b"HTTP/1.1 422 ")


def test_the_client_is_told_to_continue_when_the_body_is_wanted(serve, receive):
    with serve(echo).connect() as client:
        client.sendall(post(3, b"Expect: 100-continue"))
        assert client.recv(1000) == b"HTTP/1.1 100 Continue\r\n\r\n"
        client.sendall(b"abc")
        assert receive(client).endswith(b"\r\n\r\nabc")


def test_the_client_is_not_told_to_continue_when_the_answer_is_there(serve):
    response = serve(refusing).send(post(3, b"Expect: 100-continue"))
    assert response.startswith(b"HTTP/1.1 413 ")
    assert b"Connection: close\r\n" in response, "the body may still come, or not"


def test_t107_an_early_413_reaches_a_client_that_still_sends(serve, receive):
    running = serve(refusing)
    with running.connect() as client:
        client.sendall(post(10**9))
        sent = threading.Thread(target=_send_until_it_fails, args=(client,))
        sent.start()
        started = time.monotonic()
        response = receive(client)
        sent.join(5)
    assert response.startswith(b"HTTP/1.1 413 ")
    assert response.endswith(b"\r\n\r\ntoo large"), "no reset came first"
    assert time.monotonic() - started < 2


def _send_until_it_fails(client: socket.socket) -> None:
    try:
        for _ in range(1000):
            client.sendall(b"x" * 100_000)
            time.sleep(0.001)
    except OSError:
        pass


def test_a_client_that_does_not_read_is_cut(serve, receive):
    done = threading.Event()

    def app(environ, start_response):
        start_response("200 OK", [])
        try:
            for _ in range(1000):
                yield b"x" * 100_000
        finally:
            done.set()

    running = serve(app, write_timeout=0.2)
    with running.connect() as client:
        client.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        assert done.wait(5)
        assert receive(client).endswith(b"<reset>"), "the kernel keeps nothing for it"
        running.server.stop()
    assert "the client did not take the response in time" in running.log.getvalue()
    assert "Traceback" not in running.log.getvalue()


def test_t103_nothing_after_a_refused_request_is_run(serve):
    seen = []

    def app(environ, start_response):
        seen.append(environ["PATH_INFO"])
        return refusing(environ, start_response)

    response = serve(app).send(
        b"GET /a HTTP/1.1\nHost: x\r\n\r\nGET /b HTTP/1.1\r\nHost: x\r\n\r\n"
    )
    assert response.count(b"HTTP/1.1 ") == 1
    assert response.startswith(b"HTTP/1.1 400 ")
    assert b"Connection: close\r\n" in response
    assert seen == []


def test_the_server_answers_for_itself_to_options_asterisk(serve):
    assert (
        serve()
        .send(b"OPTIONS * HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        .startswith(b"HTTP/1.1 204 ")
    )


@pytest.mark.parametrize("size", [15_000, 60_000])
def test_a_large_cookie_reaches_the_application_or_is_a_431(serve, size):
    response = serve().get("/", "Cookie: a=" + "x" * size)
    assert response.startswith(b"HTTP/1.1 200 " if size < 16384 else b"HTTP/1.1 431 ")


def test_each_request_is_one_line_of_the_log(serve):
    running = serve()
    running.get("/a?b=%1b")
    running.send(b"GET /\x1b[31m\x9b\xff HTTP/1.1\r\n\r\n")
    running.server.stop()
    served, refused = running.log.getvalue().splitlines()
    assert '127.0.0.1 "GET /a?b=%1b" 200 5 B ' in served
    assert served.endswith(" ms")
    assert r'127.0.0.1 "GET /\x1b[31m\x9b\xff HTTP/1.1" 400 ' in refused
    assert refused.endswith("(RFC 9112 section 3.2))")
