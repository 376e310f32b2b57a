"""Many clients that take their time: who holds a worker, who is cut, and who is not held up."""

import io
import os
import socket
import threading
import time

import pytest

LARGE = [b"x" * 4_000_000]


def app(environ, start_response):
    body = environ["wsgi.input"].read()
    start_response("200 OK", [("Content-Type", "text/plain")])
    match environ["PATH_INFO"]:
        case "/large":
            return LARGE
        case "/file":
            return environ["wsgi.file_wrapper"](io.BytesIO(LARGE[0]))
        case "/pieces":
            return (b"y" * 10_000 for _ in range(400))
    return [b"hello %d" % len(body)]


def open_all(running, count, opening):
    clients = []
    for _ in range(count):
        client = running.connect()
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        client.sendall(opening)
        clients.append(client)
    time.sleep(0.2)
    return clients


HELD = {
    "headers": b"GET / HTTP/1.1\r\nHost: x\r\nA: ",
    "a body": b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nabc",
    "a body in chunks": b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nab",
    "a list": b"GET /large HTTP/1.1\r\nHost: x\r\n\r\n",
}


@pytest.mark.parametrize("opening", HELD.values(), ids=HELD)
def test_t105_slow_clients_hold_no_worker(serve, opening):
    running = serve(app, max_workers=2, header_timeout=5, body_timeout=5, write_timeout=5)
    clients = open_all(running, 20, opening)
    try:
        started = time.monotonic()
        assert running.get().endswith(b"hello 0")
        assert time.monotonic() - started < 0.5
    finally:
        for client in clients:
            client.close()


def test_a_file_is_sent_by_the_loop_and_closed_in_a_worker(serve, receive):
    closed = threading.Event()

    class File(io.BytesIO):
        def close(self):
            closed.set()
            super().close()

    def sending(environ, start_response):
        if environ["PATH_INFO"] == "/":
            return app(environ, start_response)
        start_response("200 OK", [("Content-Length", "4000000")])
        return environ["wsgi.file_wrapper"](File(LARGE[0]))

    running = serve(sending, max_workers=1, write_timeout=5)
    with running.connect() as client:
        client.sendall(b"GET /file HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        time.sleep(0.1)
        assert running.get().endswith(b"hello 0"), "the only worker is free"
        assert not closed.is_set()
        assert receive(client).endswith(b"\r\n\r\n" + LARGE[0])
        assert closed.wait(2)


def test_a_file_that_ends_early_ends_the_connection(serve):
    def sending(environ, start_response):
        start_response("200 OK", [("Content-Length", "9")])
        return environ["wsgi.file_wrapper"](io.BytesIO(b"short"))

    running = serve(sending)
    assert running.send(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n").endswith(b"\r\n\r\nshort")
    assert "the file ends 4 bytes early" in running.log.getvalue()


def test_a_worker_that_waits_for_a_slow_client_is_freed_for_others(serve):
    running = serve(
        app, max_workers=1, patience=0.3, max_kept_body=2, body_timeout=20, write_timeout=20
    )
    opening = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nabc"
    clients = open_all(running, 1, opening)
    try:
        started = time.monotonic()
        assert running.get().endswith(b"hello 0")
        assert time.monotonic() - started < 2
        assert clients[0].recv(1000).startswith(b"HTTP/1.1 408 ")
    finally:
        clients[0].close()


def test_a_worker_may_wait_for_a_slow_client_when_nobody_else_comes(serve, receive):
    running = serve(app, max_workers=1, patience=0.1, max_kept_body=2, body_timeout=20)
    with running.connect() as client:
        client.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 6\r\n\r\nabc")
        time.sleep(0.8)
        client.sendall(b"def")
        assert client.recv(1000).endswith(b"hello 6")


def test_pieces_are_sent_whole_to_a_client_that_reads_slowly(serve, receive):
    with serve(app, write_timeout=5).connect() as client:
        client.sendall(b"GET /pieces HTTP/1.0\r\n\r\n")
        time.sleep(0.5)
        assert receive(client).endswith(b"\r\n\r\n" + b"y" * 4_000_000)


def test_an_application_makes_no_more_than_a_slow_client_takes(serve):
    made = []

    def making(environ, start_response):
        start_response("200 OK", [])
        for number in range(1000):
            made.append(number)
            yield b"x" * 100_000

    running = serve(making, write_timeout=5)
    (client,) = open_all(running, 1, b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
    with client:
        time.sleep(0.3)
        assert 0 < len(made) < 100


def test_a_body_larger_than_memory_is_collected_on_disk(serve):
    body = b"x" * 300_000
    head = b"POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 300000\r\n\r\n"
    assert serve(app).send(head + body).endswith(b"hello 300000")


def test_a_body_larger_than_is_kept_is_read_while_it_comes(serve):
    body = b"x" * 3_000_000
    head = b"POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 3000000\r\n\r\n"
    assert serve(app).send(head + body).endswith(b"hello 3000000")


def test_a_fault_in_chunks_that_the_application_reads_already_is_a_400(serve):
    running = serve(app, max_kept_body=2)
    data = b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n"
    with running.connect() as client:
        client.sendall(data)
        time.sleep(0.1)
        client.sendall(b"nonsense\r\nGET /next HTTP/1.1\r\nHost: x\r\n\r\n")
        answer = client.recv(1000)
    assert answer.startswith(b"HTTP/1.1 400 ")
    assert b"RFC 9112 section 7.1" in answer


def test_nothing_that_follows_a_fault_in_chunks_reaches_the_application(serve):
    seen = []

    def reading(environ, start_response):
        seen.append(environ["wsgi.input"].read(3))
        time.sleep(0.4)
        seen.append(environ["wsgi.input"].read())
        start_response("200 OK", [])
        return []

    running = serve(reading, max_kept_body=2, body_timeout=5)
    with running.connect() as client:
        client.sendall(
            b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n"
        )
        for piece in (b"nonsense\r\n", b"4\r\nevil\r\n0\r\n\r\n"):
            time.sleep(0.1)
            client.sendall(piece)
        assert client.recv(1000).startswith(b"HTTP/1.1 400 ")
    assert seen == [b"abc"]


@pytest.mark.skipif(not hasattr(os, "times"), reason="needs CPU times")
def test_t104_half_open_connections_take_no_cpu(serve):
    running = serve(app, header_timeout=5, body_timeout=5)
    clients = open_all(running, 100, HELD["a body"])
    clients += open_all(running, 100, HELD["a list"])
    try:
        for client in clients[100:]:
            client.shutdown(socket.SHUT_WR)
        time.sleep(0.2)
        before = time.process_time()
        time.sleep(1)
        assert time.process_time() - before < 0.05
        assert running.get().endswith(b"hello 0")
    finally:
        for client in clients:
            client.close()


def test_an_endless_client_of_a_refusal_is_let_go(serve):
    running = serve(app, linger_timeout=0.3)
    with running.connect() as client:
        client.sendall(b"nonsense\r\n")
        started = time.monotonic()
        with pytest.raises(OSError, match=r"reset|pipe"):
            send_for(client, seconds=5)
        assert time.monotonic() - started < 2


def send_for(client, *, seconds):
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        client.sendall(b"x" * 1000)
        time.sleep(0.01)


def test_a_stream_that_never_ends_holds_a_worker_and_the_next_client_is_told(serve):
    over = threading.Event()

    def streaming(environ, start_response):
        start_response("200 OK", [("Content-Type", "text/event-stream")])
        yield b"data: begun\n\n"
        over.wait(20)

    running = serve(streaming, max_workers=3, queue_timeout=0.5)
    clients = open_all(running, 3, b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
    try:
        started = time.monotonic()
        answer = running.get()
        assert answer.startswith(b"HTTP/1.1 503 ")
        assert 0.4 < time.monotonic() - started < 3
        over.set()
        assert b"data: begun" in running.get(), "the request that was given up took no worker"
    finally:
        over.set()
        for client in clients:
            client.close()


def test_a_request_that_waits_for_a_worker_is_served_within_the_time(serve):
    def sleeping(environ, start_response):
        time.sleep(0.3)
        return app(environ, start_response)

    running = serve(sleeping, max_workers=1, queue_timeout=5)
    clients = open_all(running, 3, b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    for client in clients:
        with client:
            assert client.recv(1000).endswith(b"hello 0")


def test_silent_clients_that_wait_to_be_asked_take_half_of_the_workers_at_most(serve):
    running = serve(app, max_workers=4, body_timeout=5)
    opening = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\nExpect: 100-continue\r\n\r\n"
    clients = open_all(running, 12, opening)
    try:
        for client in clients:
            assert client.recv(1000) == b"HTTP/1.1 100 Continue\r\n\r\n"
        started = time.monotonic()
        assert running.get().endswith(b"hello 0")
        assert time.monotonic() - started < 0.5
        clients[-1].sendall(b"123456789")
        assert clients[-1].recv(1000).endswith(b"hello 9")
    finally:
        for client in clients:
            client.close()
