"""Stop a server under load, again and again, and count the requests that are lost or cut.

    python benchmarks/stops.py

Each time a server runs in a process of its own, clients ask it without a pause, some on connections
that are kept, some on new ones, and SIGTERM or SIGINT comes in the middle. A request counts as

- lost, when the application was called for it and its client has no answer,
- cut, when the answer that its client got is not whole, or the connection was reset under it.

A connection that is ended before its request reached the application is neither: its client may
send the request again (RFC 9112 section 9.3.1). The server must end with code 0.

It leaves with 1 when one request was lost or cut.
"""

import argparse
import random
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]

SERVER = """
import sys, time
sys.path.insert(0, {root!r})
from microweb.server import run

seen = open(sys.argv[1], "a", buffering=1)
BODY = b"0123456789" * 2000

def stream():
    for start in range(0, len(BODY), 5000):
        time.sleep(0.001)
        yield BODY[start : start + 5000]

def app(environ, start_response):
    seen.write(environ["QUERY_STRING"] + "\\n")
    environ["wsgi.input"].read()
    if environ["PATH_INFO"] == "/stream":
        start_response("200 OK", [])
        return stream()
    time.sleep(0.002)
    start_response("200 OK", [])
    return [BODY]

run(app, port=0, access_log=False)
"""

SIZE = 20_000


class Client(threading.Thread):
    """Asks until the server is gone; remembers what was answered and what was broken."""

    def __init__(self, name: str, port: int, *, keeps: bool) -> None:
        super().__init__(daemon=True)
        self._name = name
        self._port = port
        self._keeps = keeps
        self.answered: set[str] = set()
        self.broken: list[str] = []

    def run(self) -> None:
        """Ask until nobody listens."""
        number = 0
        while True:
            try:
                sock = socket.create_connection(("127.0.0.1", self._port), timeout=10)
            except OSError:
                return
            with sock:
                while True:
                    number += 1
                    if not self.ask(sock, f"{self._name}.{number}") or not self._keeps:
                        break

    def ask(self, sock: socket.socket, mark: str) -> bool:
        """Send one request; tell whether the connection goes on."""
        path = random.choice(["/", "/stream"])
        sent = b"abc" * random.choice([0, 1, 1000])
        head = f"POST {path}?{mark} HTTP/1.1\r\nHost: x\r\nContent-Length: {len(sent)}\r\n\r\n"
        answer = b""
        try:
            sock.sendall(head.encode() + sent)
            while not is_whole(answer):
                piece = sock.recv(65536)
                if not piece:
                    break
                answer += piece
        except OSError as error:
            if answer:
                self.broken.append(f"{mark}: {error} after {len(answer)} bytes")
            return False
        if is_whole(answer):
            self.answered.add(mark)
            return b"\r\nConnection: close" not in answer.partition(b"\r\n\r\n")[0]
        if answer:
            self.broken.append(f"{mark}: ended after {len(answer)} bytes")
        return False


def is_whole(answer: bytes) -> bool:
    head, end, body = answer.partition(b"\r\n\r\n")
    if b"chunked" in head:
        return body.endswith(b"\r\n0\r\n\r\n")
    return bool(end) and len(body) == SIZE


def stop_once(number: int, clients: int) -> tuple[int, list[str]]:
    """Run a server, stop it under load.

    Returns:
        How many requests were answered, and what went wrong.
    """
    with tempfile.NamedTemporaryFile("r") as seen:
        process = subprocess.Popen(
            [sys.executable, "-c", SERVER.format(root=str(ROOT)), seen.name],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        try:
            port = int(process.stdout.readline().split()[2].rpartition(":")[2])
            load = [Client(str(index), port, keeps=index % 2 == 0) for index in range(clients)]
            for client in load:
                client.start()
            time.sleep(random.uniform(0.05, 0.3))
            process.send_signal(signal.SIGTERM if number % 2 else signal.SIGINT)
            for client in load:
                client.join(20)
            _, errors = process.communicate(timeout=20)
        finally:
            process.kill()
        answered = set().union(*(client.answered for client in load))
        lost = set(seen.read().split()) - answered
        faults = [fault for client in load for fault in client.broken]
        faults += [f"{mark}: lost" for mark in sorted(lost)]
        if process.returncode != 0 or "Traceback" in errors:
            faults.append(f"the server ended with {process.returncode}: {errors[-500:]}")
        return len(answered), faults


def main() -> None:
    parser = argparse.ArgumentParser(description="Stop a server under load, again and again.")
    parser.add_argument("--stops", type=int, default=200, help="how often (%(default)s)")
    parser.add_argument("--clients", type=int, default=16, help="at once (%(default)s)")
    arguments = parser.parse_args()
    total, faults = 0, []
    for number in range(arguments.stops):
        answered, found = stop_once(number, arguments.clients)
        total += answered
        faults += [f"stop {number}: {fault}" for fault in found]
    print(f"{arguments.stops} stops, {total} requests answered, {len(faults)} lost or cut")
    print("\n".join(faults[:20]))
    sys.exit(bool(faults))


if __name__ == "__main__":
    main()
