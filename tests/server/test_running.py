"""`run` as a person or a supervisor meets it: a process, its output, its signals."""

import os
import signal
import socket
import subprocess
import sys
import time
from urllib.request import urlopen

import pytest

from microweb.server import run

SCRIPT = """
import sys, time
from microweb.server import Limits, run

def app(environ, start_response):
    if environ["PATH_INFO"] == "/slow":
        time.sleep(0.7)
    if environ["PATH_INFO"] == "/stuck":
        time.sleep(30)
    start_response("200 OK", [("Content-Type", "text/plain")])
    return Body() if environ["PATH_INFO"] == "/body" else [b"done"]

class Body:
    def __iter__(self):
        yield b"begun "
        time.sleep(0.7)
        yield b"ended"

    def close(self):
        print("body closed", flush=True)

run(app, port=int(sys.argv[1]), limits=Limits(grace=float(sys.argv[2])),
    on_start=lambda url: print("started", url, flush=True))
"""

pytestmark = pytest.mark.skipif(os.name != "posix", reason="sends POSIX signals")


class Process:
    def __init__(self, port=0, grace=5.0):
        flags = ["-O"] * sys.flags.optimize
        self.popen = subprocess.Popen(
            [sys.executable, *flags, "-c", SCRIPT, str(port), str(grace)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.first_line = self.popen.stdout.readline()
        self.second_line = self.popen.stdout.readline()
        self.url = self.first_line.split()[2] if self.first_line else ""

    def open(self, path):
        host, port = self.url.removeprefix("http://").split(":")
        client = socket.create_connection((host, int(port)), timeout=5)
        client.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        return client

    def signal(self, number):
        self.popen.send_signal(number)

    def end(self):
        try:
            out, err = self.popen.communicate(timeout=10)
        finally:
            self.popen.kill()
        return self.popen.returncode, out, err


def test_the_url_is_printed_and_handed_on_and_port_0_is_resolved():
    process = Process()
    assert process.first_line == f"Running on {process.url} (press CTRL+C to quit)\n"
    assert process.second_line == f"started {process.url}\n"
    assert not process.url.endswith(":0")
    with urlopen(process.url + "/path") as response:
        assert response.read() == b"done"
    process.signal(signal.SIGINT)
    code, out, err = process.end()
    assert (code, out) == (0, "")
    assert '127.0.0.1 "GET /path" 200 4 B ' in err
    assert "Traceback" not in err


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_lets_the_request_in_flight_finish(number, receive):
    process = Process()
    with process.open("/slow") as client:
        time.sleep(0.2)
        process.signal(number)
        assert receive(client).endswith(b"done")
    code, out, err = process.end()
    assert (code, "Traceback" in err) == (0, False)
    assert "Finishing 1 request (" in out


def test_what_outlasts_the_grace_period_is_cut():
    process = Process(grace=0.2)
    with process.open("/stuck"):
        time.sleep(0.2)
        process.signal(signal.SIGTERM)
        code, out, err = process.end()
    assert (code, "Traceback" in err) == (0, False)
    assert "Cut 1 request that" in out


def test_a_second_ctrl_c_ends_at_once():
    process = Process(grace=20)
    with process.open("/stuck"):
        time.sleep(0.2)
        process.signal(signal.SIGINT)
        time.sleep(0.5)
        started = time.monotonic()
        process.signal(signal.SIGINT)
        code, _, err = process.end()
    assert (code, "Traceback" in err) == (130, False)
    assert time.monotonic() - started < 3


def test_a_second_sigterm_ends_at_once():
    process = Process(grace=20)
    with process.open("/stuck"):
        time.sleep(0.2)
        process.signal(signal.SIGTERM)
        time.sleep(0.5)
        started = time.monotonic()
        process.signal(signal.SIGTERM)
        code, _, err = process.end()
    assert (code, "Traceback" in err) == (-signal.SIGTERM, False)
    assert time.monotonic() - started < 3


def test_a_stop_ends_an_idle_connection_cleanly(receive):
    process = Process()
    with process.open("/") as client:
        assert client.recv(1000).endswith(b"done")
        process.signal(signal.SIGTERM)
        assert receive(client) == b"", "an end, and no reset"
    assert process.end()[0] == 0


def test_a_stop_serves_the_request_that_comes_a_moment_later(receive):
    process = Process()
    with process.open("/") as client:
        assert client.recv(1000).endswith(b"done")
        process.signal(signal.SIGTERM)
        time.sleep(0.15)
        client.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        answer = receive(client)
    assert (answer.endswith(b"done"), b"Connection: close" in answer) == (True, True)
    assert process.end()[0] == 0


def test_a_stop_lets_the_application_close_its_bodies(receive):
    process = Process()
    with process.open("/body") as client:
        time.sleep(0.2)
        process.signal(signal.SIGTERM)
        client.settimeout(3)
        assert receive(client).endswith(b"6\r\nbegun \r\n5\r\nended\r\n0\r\n\r\n")
    started = time.monotonic()
    code, out, _ = process.end()
    assert (code, "body closed" in out) == (0, True)
    assert time.monotonic() - started < 2, "the connection was kept for nothing"


def test_a_taken_port_ends_with_a_message_and_code_1():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        code, out, err = Process(port).end()
    assert (code, out) == (1, "")
    assert f"Port {port} on 127.0.0.1 is in use" in err
    assert "Traceback" not in err


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "", "192.168.1.2", "example.org"])
def test_t100_debug_is_refused_where_other_machines_may_look(host):
    with pytest.raises(SystemExit, match="debug_on_network=True"):
        run(lambda environ, start_response: [], host=host, port=0, debug=True)
