"""The bound on connections, and the threads behind it."""

import socket
import subprocess
import sys
import threading
import time
from selectors import EVENT_READ, EVENT_WRITE

import pytest

from microweb.server.loop import Loop


def test_connections_beyond_the_bound_get_a_503(serve, receive):
    running = serve(max_connections=2, header_timeout=2)
    idle = [running.connect(), running.connect()]
    try:
        time.sleep(0.1)
        response = running.get()
        assert response.startswith(b"HTTP/1.1 503 ")
        assert b"Connection: close\r\n" in response
    finally:
        for client in idle:
            client.close()
    deadline = time.monotonic() + 2
    while not (response := running.get()).startswith(b"HTTP/1.1 200 "):
        assert time.monotonic() < deadline, response


def test_the_503_arrives_whole_although_the_request_was_not_read(serve, receive):
    running = serve(max_connections=1, header_timeout=2)
    with running.connect():
        time.sleep(0.1)
        for _ in range(20):
            response = running.send(b"POST / HTTP/1.1\r\n" + b"x" * 10_000)
            assert response.startswith(b"HTTP/1.1 503 ")
            assert response.endswith(b"try again soon.\n")


def test_many_refusals_leave_nothing_behind(serve):
    running = serve(max_connections=1, header_timeout=3)
    with running.connect():
        time.sleep(0.1)
        threads = threading.active_count()
        clients = [running.connect() for _ in range(100)]
        assert clients[-1].recv(12) == b"HTTP/1.1 503"
        assert threading.active_count() == threads
        for client in clients:
            client.close()


def test_requests_run_side_by_side(serve):
    barrier = threading.Barrier(5, timeout=5)

    def app(environ, start_response):
        barrier.wait()
        start_response("200 OK", [])
        return [b"together"]

    running = serve(app)
    responses = []
    threads = [threading.Thread(target=lambda: responses.append(running.get())) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [response.endswith(b"together") for response in responses] == [True] * 5


FULL = """
import resource, sys, threading, time
from http.client import HTTPConnection
from socket import create_connection
from microweb.server import Limits, Server

def app(environ, start_response):
    start_response("200 OK", [])
    return [b"hello"]

soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
with Server(app, port=0, access_log=False) as server:
    resource.setrlimit(resource.RLIMIT_NOFILE, (60, hard))
    clients = []
    try:
        while True:
            clients.append(create_connection(("127.0.0.1", server.port), timeout=5))
    except OSError:
        pass
    # Both ends are in this process: the last connections cannot be accepted.
    clients.pop().close()
    before = time.process_time()
    time.sleep(0.5)
    used = time.process_time() - before
    for client in clients:
        client.close()
    time.sleep(0.6)
    connection = HTTPConnection("127.0.0.1", server.port, timeout=5)
    connection.request("GET", "/")
    print(used < 0.2, len(clients) > 20, connection.getresponse().read())
    connection.close()
"""


def test_t104_a_process_out_of_files_neither_spins_nor_dies():
    pytest.importorskip("resource", reason="needs a limit on open files")
    done = subprocess.run(
        [sys.executable, "-c", FULL], capture_output=True, text=True, timeout=30, check=False
    )
    assert done.stdout == "True True b'hello'\n", done.stderr


def test_a_fault_of_the_server_costs_one_connection(serve, receive):
    running = serve()
    with running.connect() as client:
        time.sleep(0.05)
        (connection,) = running.server._loop.connections()
        connection._reader = None
        client.sendall(b"GET / HTTP/1.1\r\n\r\n")
        assert receive(client) in {b"", b"<reset>"}
    assert running.get().endswith(b"hello")
    assert "Error in the server itself" in running.log.getvalue()


def test_a_fault_at_a_deadline_or_a_stop_costs_one_connection(serve, receive):
    running = serve(header_timeout=0.3)
    with running.connect() as broken, running.connect() as idle:
        time.sleep(0.05)
        for connection in running.server._loop.connections():
            connection._reader = None
        assert {receive(broken), receive(idle)} <= {b"", b"<reset>"}
    assert running.log.getvalue().count("Error in the server itself") == 2
    assert running.get().endswith(b"hello")


def test_a_fault_while_a_client_comes_costs_one_connection(serve, receive):
    running = serve()
    connect, running.server._loop._connect = running.server._loop._connect, None.__getattribute__
    with running.connect() as client:
        assert receive(client) in {b"", b"<reset>"}
    running.server._loop._connect = connect
    assert running.get().endswith(b"hello")
    assert "Error in the server itself" in running.log.getvalue()


def test_a_worker_that_is_told_nothing_new_does_not_wake_the_loop(serve):
    running = serve()
    with running.connect() as client:
        for _ in range(3):
            client.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            assert client.recv(1000).endswith(b"hello")
        assert not running.server._loop._calls


class Wavering:
    """A connection that changes its mind while the loop looks at it."""

    def __init__(self, sock, *interests):
        self.fileno = sock.fileno
        self.interests = list(interests)

    def interest(self):
        return self.interests.pop(0) if len(self.interests) > 1 else self.interests[0]


def test_a_connection_that_changes_its_mind_meanwhile_is_looked_at_again():
    listener = socket.create_server(("127.0.0.1", 0))
    loop = Loop(listener, max_connections=1, report=print)
    ours, theirs = socket.socketpair()
    with listener, ours, theirs:
        # Nothing while the loop decides, everything right after.
        connection = Wavering(ours, 0, 0, EVENT_READ, EVENT_READ | EVENT_WRITE)
        loop._masks[connection] = EVENT_READ
        loop._selector.register(connection, EVENT_READ, connection)
        loop._watch(connection)
        assert loop._masks.pop(connection) == EVENT_READ | EVENT_WRITE
        loop.close()
