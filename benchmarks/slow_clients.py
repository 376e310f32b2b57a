"""Hold a server with a thousand slow clients and time what another client gets meanwhile.

    python benchmarks/slow_clients.py

A third of them drips headers, a third drips a body, a third asks for a large answer and hardly
reads. Meanwhile one client asks for a small page, each time on a new connection. The program ends
when the deadlines have cut every slow client; it says how long that took, how many threads and how
much memory the server had at most. Then come a thousand half-open connections: clients that have
said they will send nothing more, and keep their sockets open. The figure is the server's CPU time.

It leaves with 1 when a figure misses its goal. Reads `/proc`, so it needs Linux.
"""

import argparse
import os
import resource
import socket
import statistics
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

KINDS = ("headers", "body", "reading")

SERVER = """
import sys
sys.path.insert(0, {root!r})
from microweb.server import Limits, Server

LARGE = [b"x" * 8_000_000]

def app(environ, start_response):
    environ["wsgi.input"].read()
    body = LARGE if environ["PATH_INFO"] == "/large" else [b"hello"]
    start_response("200 OK", [("Content-Type", "text/plain")])
    return body

limits = Limits(header_timeout={deadline}, body_timeout={deadline}, write_timeout={deadline})
with Server(app, port=0, limits=limits, access_log=False) as server:
    print(server.port, flush=True)
    sys.stdin.read()
"""

OPENINGS = {
    "headers": b"GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ",
    "body": b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n",
    "reading": b"GET /large HTTP/1.1\r\nHost: x\r\n\r\n",
}


class Served:
    """A server in a process of its own."""

    def __init__(self, deadline: float) -> None:
        code = SERVER.format(root=str(ROOT), deadline=deadline)
        self._process = subprocess.Popen(
            [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self.port = int(self._process.stdout.readline())
        self._folder = Path("/proc", str(self._process.pid))

    def read_status(self, name: str) -> int:
        """Give a number of the process: Threads, or VmHWM in KiB."""
        lines = (self._folder / "status").read_text().splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith(name + ":"))

    def cpu_seconds(self) -> float:
        """Give the CPU time that the process has used."""
        fields = (self._folder / "stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def stop(self) -> None:
        """End the process."""
        self._process.stdin.close()
        try:
            self._process.wait(15)
        finally:
            self._process.kill()
            self._process.stdout.close()


@dataclass
class Slow:
    """A client that does one thing as slowly as it can."""

    sock: socket.socket
    kind: str
    opened: float = field(default_factory=time.monotonic)
    cut_after: float = 0.0

    def step(self) -> None:
        """Send or read a byte; notice when the server has had enough."""
        try:
            if self.kind == "reading":
                # A reset shows at once; what arrived before it can still be read.
                broken = self.sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
                self.note_cut(broken != 0 or self.sock.recv(1) == b"")
            else:
                self.sock.send(b"a")
                self.note_cut(self.sock.recv(4096) != b"")
        except BlockingIOError:
            pass
        except OSError:
            self.note_cut(True)

    def note_cut(self, certain: bool) -> None:
        """Remember when the connection ended, once that is certain."""
        if certain and not self.cut_after:
            self.cut_after = time.monotonic() - self.opened


def connect(port: int, *, small: bool = False) -> socket.socket:
    sock = socket.socket()
    if small:
        # Otherwise the kernel takes the answer for a client that does not.
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    sock.settimeout(10)
    sock.connect(("127.0.0.1", port))
    return sock


def open_slow(port: int, count: int) -> list[Slow]:
    clients: list[Slow] = []
    for number in range(count):
        kind = KINDS[number % len(KINDS)]
        sock = connect(port, small=kind == "reading")
        sock.sendall(OPENINGS[kind])
        sock.setblocking(False)
        clients.append(Slow(sock, kind))
    return clients


def drip(clients: list[Slow], until: float) -> None:
    """Go round the clients that are left, once a second, until the last one is cut."""
    while time.monotonic() < until and (left := [one for one in clients if not one.cut_after]):
        started = time.monotonic()
        for client in left:
            client.step()
        time.sleep(max(0.05, 1 - (time.monotonic() - started)))


def ask(port: int) -> float:
    """Get the small page as a stranger; give the time in ms."""
    started = time.perf_counter()
    with connect(port) as sock:
        sock.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        answer = b""
        while piece := sock.recv(4096):
            answer += piece
    if not answer.endswith(b"hello"):
        sys.exit(f"the other client got {answer[:80]!r}")
    return (time.perf_counter() - started) * 1000


def percentile(values: list[float], part: float) -> float:
    return sorted(values)[min(len(values) - 1, int(len(values) * part))]


def hold(count: int, deadline: float) -> list[tuple[str, float, float, str]]:
    """Run the slow clients against a server.

    Returns:
        For each figure its name, value, goal and unit.
    """
    server = Served(deadline)
    clients: list[Slow] = []
    times: list[float] = []
    threads = 0
    try:
        clients = open_slow(server.port, count)
        dripping = threading.Thread(
            target=drip, args=(clients, time.monotonic() + deadline * 4 + 20), daemon=True
        )
        dripping.start()
        while dripping.is_alive():
            times.append(ask(server.port))
            threads = max(threads, server.read_status("Threads"))
            time.sleep(0.01)
        memory = server.read_status("VmHWM") / 1024
    finally:
        for client in clients:
            client.sock.close()
        server.stop()
    return [
        ("other client, median", statistics.median(times), 100, "ms"),
        ("other client, p99", percentile(times, 0.99), 100, "ms"),
        ("other client, slowest", max(times), 1000, "ms"),
        ("threads", threads, 80, ""),
        ("memory", memory, 60, "MB"),
        *(cut_figure(clients, kind, deadline) for kind in KINDS),
    ]


def cut_figure(clients: list[Slow], kind: str, deadline: float) -> tuple[str, float, float, str]:
    """Give the time of the last cut; infinite when one was never cut."""
    last = max(client.cut_after or float("inf") for client in clients if client.kind == kind)
    # A byte a second, at 500 bytes a second, wins little; the client looks once a second.
    return (f"slow {kind}, last one cut after", last, deadline * 2 + 5, "s")


def half_open(count: int, seconds: float) -> list[tuple[str, float, float, str]]:
    """Keep half-open connections, and give the CPU that the server takes for them."""
    server = Served(deadline=seconds * 3)
    sockets = []
    try:
        for number in range(count):
            sock = connect(server.port)
            if number % 2:
                sock.sendall(OPENINGS["body"])
            sockets.append(sock)
        for sock in sockets[::3]:
            sock.shutdown(socket.SHUT_WR)
        time.sleep(0.5)
        before = server.cpu_seconds()
        time.sleep(seconds)
        used = (server.cpu_seconds() - before) / seconds * 100
        slowest = max(ask(server.port) for _ in range(20))
    finally:
        for sock in sockets:
            sock.close()
        server.stop()
    return [("half-open, CPU", used, 5, "%"), ("half-open, other client", slowest, 100, "ms")]


def main() -> None:
    parser = argparse.ArgumentParser(description="Hold a server with slow clients.")
    parser.add_argument("--clients", type=int, default=1000, help="how many (%(default)s)")
    parser.add_argument("--deadline", type=float, default=8, help="of the server, s (%(default)s)")
    arguments = parser.parse_args()
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    figures = hold(arguments.clients, arguments.deadline)
    figures += half_open(arguments.clients, min(5.0, arguments.deadline))
    for name, value, goal, unit in figures:
        verdict = "" if value <= goal else "  MISSED"
        print(f"{name:<34}{value:>10.1f} {unit:<3} goal {goal:g}{verdict}")
    sys.exit(any(value > goal for _, value, goal, _ in figures))


if __name__ == "__main__":
    main()
