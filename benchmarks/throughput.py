"""Measure requests a second of a trivial application and of the login page, server beside server.

    python benchmarks/throughput.py

Each server runs in a process of its own with its defaults, but without a line for each request:
waitress, cheroot, gunicorn (one worker of threads, 8 of them) and werkzeug's. They stay up together
and take turns, in an order that rotates, so that whatever else the machine does hits all alike; the
figure is the median of the rounds. Needs `wrk`; a server that is not installed is left out.
"""

import argparse
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from importlib import metadata, util
from pathlib import Path
from urllib.request import urlopen
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

SERVERS = ("microweb", "waitress", "cheroot", "gunicorn", "werkzeug")
PATHS = {"hello": "/", "login": "/login"}
THREADS = 8


def hello(_environ: WSGIEnvironment, start_response: StartResponse) -> list[bytes]:
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", "5")])
    return [b"hello"]


def login() -> WSGIApplication:
    """Make the demo's application, with its database in a folder of its own."""
    from examples.login import create_app

    return create_app(DATABASE=str(Path(tempfile.mkdtemp()) / "login.db"))


def serve(server: str, application: str, port: int) -> None:
    """Be one of the servers, in the process that `start` has made."""
    app = hello if application == "hello" else login()
    match server:
        case "microweb":
            from microweb.server import run

            run(app, port=port, access_log=False)
        case "waitress":
            import logging

            from waitress import serve as serve_forever

            # It warns of each request that has to wait for a thread.
            logging.getLogger("waitress.queue").setLevel(logging.ERROR)
            serve_forever(app, host="127.0.0.1", port=port)
        case "cheroot":
            from cheroot.wsgi import Server

            Server(("127.0.0.1", port), app).start()
        case "werkzeug":
            import logging

            from werkzeug.serving import run_simple

            logging.getLogger("werkzeug").setLevel(logging.ERROR)
            run_simple("127.0.0.1", port, app, threaded=True)
        case _:
            _serve_gunicorn(app, port)


def _serve_gunicorn(app: WSGIApplication, port: int) -> None:
    from gunicorn.app.base import BaseApplication

    class Gunicorn(BaseApplication):
        def load_config(self) -> None:
            self.cfg.set("bind", f"127.0.0.1:{port}")
            self.cfg.set("worker_class", "gthread")
            self.cfg.set("workers", 1)
            self.cfg.set("threads", THREADS)
            self.cfg.set("loglevel", "error")

        def load(self) -> WSGIApplication:
            return app

    Gunicorn().run()


def find_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as sock:
        return int(sock.getsockname()[1])


def start(server: str, application: str) -> tuple[subprocess.Popen[bytes], str]:
    """Start a server; give its process and the URL to ask, once it answers."""
    port = find_port()
    process = subprocess.Popen(
        [sys.executable, __file__, "--serve", server, application, str(port)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    url = f"http://127.0.0.1:{port}{PATHS[application]}"
    deadline = time.monotonic() + 20
    while True:
        try:
            with urlopen(url) as response:
                response.read()
                return process, url
        except OSError as error:
            if time.monotonic() > deadline or process.poll() is not None:
                process.kill()
                sys.exit(f"{server} does not answer: {error}")
            time.sleep(0.1)


def ask(url: str, seconds: float, connections: int) -> float:
    """Give the requests a second that `wrk` gets; leave when an answer was wrong."""
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", url]
    output = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in output:
        sys.exit(f"{url} gives errors:\n{output}")
    line = next(line for line in output.splitlines() if line.startswith("Requests/sec:"))
    return float(line.split()[1])


def measure(
    servers: list[str], application: str, rounds: int, seconds: int, connections: int
) -> dict[str, float]:
    """Give the median of the rounds for each server, requests a second."""
    running: dict[str, tuple[subprocess.Popen[bytes], str]] = {}
    samples: dict[str, list[float]] = {server: [] for server in servers}
    try:
        for server in servers:
            running[server] = start(server, application)
        for server in servers:
            ask(running[server][1], 1, connections)
        for number in range(rounds):
            first = number % len(servers)
            for server in servers[first:] + servers[:first]:
                samples[server].append(ask(running[server][1], seconds, connections))
    finally:
        for process, _ in running.values():
            process.terminate()
        for process, _ in running.values():
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()
    return {server: statistics.median(values) for server, values in samples.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure servers side by side.")
    parser.add_argument("--rounds", type=int, default=5, help="visits to each (%(default)s)")
    parser.add_argument("--seconds", type=int, default=3, help="of a visit (%(default)s)")
    parser.add_argument("--connections", type=int, default=16, help="of wrk (%(default)s)")
    parser.add_argument("--servers", nargs="+", choices=SERVERS, default=list(SERVERS))
    parser.add_argument("--serve", nargs=3, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.serve:
        server, application, port = arguments.serve
        serve(server, application, int(port))
        return
    if shutil.which("wrk") is None:
        sys.exit("This needs wrk, which Debian has as a package of that name.")
    servers = [server for server in arguments.servers if util.find_spec(server)]
    for left_out in set(arguments.servers) - set(servers):
        print(f"{left_out} is not installed and left out", file=sys.stderr)
    print(f"{'requests a second':<18}" + "".join(f"{server:>18}" for server in servers))
    for application in PATHS:
        figures = measure(
            servers, application, arguments.rounds, arguments.seconds, arguments.connections
        )
        base = figures[servers[0]]
        cells = [f"{value:.0f} ({value / base:.2f}x)" for value in figures.values()]
        print(f"{application:<18}" + "".join(f"{cell:>18}" for cell in cells), flush=True)
    versions = [f"{name} {metadata.version(name)}" for name in servers if name != "microweb"]
    print(f"\nPython {sys.version.split()[0]}, {', '.join(versions)}")


if __name__ == "__main__":
    main()
