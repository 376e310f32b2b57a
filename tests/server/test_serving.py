import io
import socket
import threading
import time
from urllib.request import urlopen

import pytest

from microweb.server import Limits, Server, workers


def hello(environ, start_response):
    start_response("200 OK", [])
    return [b"hello"]


class Gate:
    """An application whose requests are held until they are let go."""

    def __init__(self):
        self.reached, self.opened = threading.Event(), threading.Event()

    def __call__(self, environ, start_response):
        self.reached.set()
        self.opened.wait(10)
        start_response("200 OK", [])
        return [b"done"]


def test_a_server_serves_inside_its_with_block():
    with Server(hello, port=0, log=io.StringIO()) as server:
        assert urlopen(server.url).read() == b"hello"
    with pytest.raises(OSError, match="refused"):
        socket.create_connection(("127.0.0.1", server.port), timeout=1)


def test_port_0_takes_a_free_port_and_tells_it():
    with Server(hello, port=0, log=io.StringIO()) as server:
        assert server.port > 0
        assert server.url == f"http://127.0.0.1:{server.port}"


def test_a_server_that_never_started_can_be_stopped():
    server = Server(hello, port=0, log=io.StringIO())
    assert server.stop() == 0
    Server(hello, port=server.port, log=io.StringIO()).stop()


def test_the_url_of_every_address_is_one_that_a_browser_reaches():
    with Server(hello, host="0.0.0.0", port=0, log=io.StringIO()) as server:
        assert server.url == f"http://127.0.0.1:{server.port}"


@pytest.mark.skipif(not socket.has_ipv6, reason="needs IPv6")
def test_ipv6_is_served():
    try:
        server = Server(hello, host="::1", port=0, log=io.StringIO())
    except OSError:
        pytest.skip("this machine has no IPv6 loopback")
    with server, urlopen(server.url) as response:
        assert server.url.startswith("http://[::1]:")
        assert response.read() == b"hello"


def test_a_port_can_be_taken_again_at_once():
    with Server(hello, port=0, log=io.StringIO()) as server:
        urlopen(server.url).close()
    with Server(hello, port=server.port, log=io.StringIO()):
        pass


def test_a_stop_lets_the_request_in_flight_finish(serve, receive):
    gate = Gate()
    running = serve(gate)
    with running.connect() as client:
        client.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        assert gate.reached.wait(5)
        cut = []
        stopping = threading.Thread(target=lambda: cut.append(running.server.stop()))
        stopping.start()
        time.sleep(0.1)
        gate.opened.set()
        assert receive(client).endswith(b"done")
        stopping.join(5)
    assert cut == [0]


def test_a_stop_lets_a_body_arrive(serve, receive):
    def echo(environ, start_response):
        body = environ["wsgi.input"].read()
        start_response("200 OK", [])
        return [body]

    running = serve(echo, body_timeout=3)
    with running.connect() as client:
        client.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 6\r\n\r\nabc")
        time.sleep(0.1)
        stopping = threading.Thread(target=running.server.stop)
        stopping.start()
        time.sleep(0.4)
        client.sendall(b"def")
        assert receive(client).endswith(b"\r\n\r\nabcdef")
        stopping.join(5)


def test_a_stop_cuts_what_outlasts_the_grace_period():
    gate = Gate()
    server = Server(gate, port=0, limits=Limits(grace=0.1), log=io.StringIO())
    server.start()
    with socket.create_connection(("127.0.0.1", server.port), timeout=5) as client:
        client.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        assert gate.reached.wait(5)
        started = time.monotonic()
        assert server.stop() == 1
        assert time.monotonic() - started < 3
        assert client.recv(100) == b""
    gate.opened.set()


def test_a_stop_does_not_wait_for_idle_connections(serve):
    running = serve(header_timeout=10)
    with running.connect(), running.connect():
        time.sleep(0.05)
        started = time.monotonic()
        assert running.server.stop() == 0
        assert time.monotonic() - started < 1.5


def test_a_stop_loses_no_request_that_is_in_the_queue(serve, receive):
    for _ in range(3):
        running = serve()
        clients = [running.connect() for _ in range(10)]
        for client in clients:
            client.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        assert running.server.stop() == 0
        for client in clients:
            assert receive(client).endswith(b"hello")
            client.close()


def test_the_access_log_can_be_turned_off():
    log = io.StringIO()
    with Server(hello, port=0, log=log, access_log=False) as server:
        urlopen(server.url).close()
    assert log.getvalue() == ""


@pytest.mark.parametrize("name", Limits.__dataclass_fields__)
def test_a_limit_is_above_zero(name):
    with pytest.raises(ValueError, match=f"{name} must be above zero"):
        Limits(**{name: 0})


def test_responses_that_hold_the_workers_are_logged_once_with_the_setting(monkeypatch):
    monkeypatch.setattr(workers, "LONG", 0.1)
    gate, log = Gate(), io.StringIO()
    limits = Limits(max_workers=2, queue_timeout=5)
    threads = []

    def ask():
        threads.append(threading.Thread(target=lambda: urlopen(server.url).read()))
        threads[-1].start()
        time.sleep(0.15)

    with Server(gate, port=0, limits=limits, log=log) as server:
        for _ in range(4):
            ask()
        gate.opened.set()
        for thread in threads:
            thread.join()
    (line,) = [line for line in log.getvalue().splitlines() if line.startswith("Warning: ")]
    assert line.startswith("Warning: 2 of 2 workers have had one request each for over 30 s")
    assert "queue_timeout, 5 s, and gets a 503. Raise max_workers" in line
