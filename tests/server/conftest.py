"""Real servers on loopback, and clients that send exactly the bytes they are given."""

import io
import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

import pytest

from microweb.server import Limits, Server


class Running:
    """A server in the background, with what it logged."""

    def __init__(self, server: Server, log: io.StringIO) -> None:
        self.server = server
        self.log = log

    def connect(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.server.port), timeout=5)

    def send(self, data: bytes) -> bytes:
        """Send the bytes, keep the sending side open, and read until the server ends."""
        with self.connect() as client:
            client.sendall(data)
            return receive_all(client)

    def get(self, target: str = "/", *headers: str, method: str = "GET") -> bytes:
        lines = [
            f"{method} {target} HTTP/1.1",
            "Host: localhost",
            "Connection: close",
            *headers,
            "",
            "",
        ]
        return self.send("\r\n".join(lines).encode("latin-1"))


def receive_all(client: socket.socket) -> bytes:
    pieces = []
    try:
        while piece := client.recv(65536):
            pieces.append(piece)
    except ConnectionResetError:
        pieces.append(b"<reset>")
    return b"".join(pieces)


def hello(environ: WSGIEnvironment, start_response: StartResponse) -> list[bytes]:
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"hello"]


# Short enough that a test which waits for a limit takes no time, long enough for a busy machine.
QUICK = {
    "header_timeout": 1.0,
    "keep_alive_timeout": 1.0,
    "body_timeout": 0.5,
    "linger_timeout": 0.5,
    "grace": 2.0,
}

Serve = Callable[..., Running]


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Start servers; each is stopped after the test."""
    with ExitStack() as stack:

        def start(app: WSGIApplication = hello, **limits: float) -> Running:
            log = io.StringIO()
            chosen = Limits(**{**QUICK, **limits})  # type: ignore[arg-type]  floats and ints mix
            server = stack.enter_context(Server(app, port=0, limits=chosen, log=log))
            return Running(server, log)

        yield start


@pytest.fixture
def receive() -> Callable[[socket.socket], bytes]:
    """Read until the server closes."""
    return receive_all
