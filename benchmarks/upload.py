"""Upload a large file, microweb beside its peers in one run: time, and growth of the process.

    python benchmarks/upload.py --megabytes 1024

The body is a multipart form with one field and one file, made as it is read, never held. Every
peer gets a process of its own, has the file whole in an unnamed temporary file at the end, and is
checked for it. Peers take turns, in an order that rotates; time is the median of the rounds,
growth the largest: the most memory the process ever had, less what it had after an upload of 2 MB.
Disks are slow and uneven: compare CPU time, or let TMPDIR name a file system in memory.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import IO
from wsgiref.types import WSGIApplication, WSGIEnvironment

ROOT = Path(__file__).resolve().parents[1]
BOUNDARY = b"----WebKitFormBoundary7MA4YWxkTrZu0gW"
HEAD = (
    b"--" + BOUNDARY + b'\r\nContent-Disposition: form-data; name="title"\r\n\r\nA film\r\n'
    b"--" + BOUNDARY + b'\r\nContent-Disposition: form-data; name="file"; filename="film.bin"\r\n'
    b"Content-Type: application/octet-stream\r\n\r\n"
)
TAIL = b"\r\n--" + BOUNDARY + b"--\r\n"
MEGABYTE = 1024 * 1024
WARM_UP = 2 * MEGABYTE


class UploadStream:
    """The body of the upload as a WSGI input: a head, one block again and again, a tail."""

    def __init__(self, block: bytes, size: int) -> None:
        """Make a body whose file has `size` bytes, a multiple of the block's."""
        self._block = block
        self._head = BytesIO(HEAD)
        self._tail = BytesIO(TAIL)
        self._left = size
        self.length = len(HEAD) + size + len(TAIL)

    def read(self, size: int = -1) -> bytes:
        """Give the next bytes; fewer than asked for where a piece of the body ends."""
        data = self._head.read(size)
        if data or size == 0:
            return data
        if self._left:
            start = -self._left % len(self._block)
            data = self._block[start : start + size] if size > 0 else self._block[start:]
            self._left -= len(data)
            return data
        return self._tail.read(size)

    def readline(self, size: int = -1) -> bytes:
        """Refuse: no peer reads an upload by lines."""
        raise NotImplementedError

    readlines = __iter__ = readline


def check_file(stream: IO[bytes], title: str, block: bytes, size: int) -> bytes:
    """Give `b"ok"` if the upload is there as it was sent."""
    found = stream.seek(0, os.SEEK_END)
    stream.seek(-len(block), os.SEEK_END)
    is_right = (found, title, stream.read()) == (size, "A film", block)
    return b"ok" if is_right else b"wrong"


Check = Callable[[IO[bytes], str], bytes]


def build_microweb(check: Check) -> WSGIApplication:
    """Make the application of microweb, whole: routing, hooks, headers."""
    from microweb import App, request

    app = App("upload")
    app.config["MAX_CONTENT_LENGTH"] = None

    @app.post("/")
    def upload() -> bytes:
        return check(request.files["file"].stream, request.form["title"])

    return app


def build_werkzeug(check: Check) -> WSGIApplication:
    """Make the application of Werkzeug: a request and a response, without routing."""
    from werkzeug.wrappers import Request, Response

    @Request.application
    def app(request: Request) -> Response:
        return Response(check(request.files["file"].stream, request.form["title"]))

    return app


def build_falcon(check: Check) -> WSGIApplication:
    """Make the application of Falcon, which leaves it to the view to store the file."""
    from tempfile import TemporaryFile

    import falcon
    from falcon.media import MultipartFormHandler

    class Upload:
        def on_post(self, req: falcon.Request, resp: falcon.Response) -> None:
            title = ""
            with TemporaryFile() as file:
                for part in req.get_media():
                    if part.filename:
                        part.stream.pipe(file)
                    else:
                        title = part.text
                resp.data = check(file, title)

    app = falcon.App()
    app.req_options.media_handlers["multipart/form-data"] = MultipartFormHandler()
    app.add_route("/", Upload())
    return app


PEERS = {"microweb": build_microweb, "werkzeug": build_werkzeug, "falcon": build_falcon}


def make_environ(stream: UploadStream) -> WSGIEnvironment:
    """Make what a server would hand over."""
    return {
        "REQUEST_METHOD": "POST",
        "SCRIPT_NAME": "",
        "PATH_INFO": "/",
        "QUERY_STRING": "",
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "8000",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": "127.0.0.1:8000",
        "CONTENT_TYPE": f"multipart/form-data; boundary={BOUNDARY.decode()}",
        "CONTENT_LENGTH": str(stream.length),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": stream,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }


def post(app: WSGIApplication, stream: UploadStream) -> None:
    """Send an upload; leave the program when the answer is not the one expected."""
    result = app(make_environ(stream), lambda *_: lambda _data: None)
    body = b"".join(result)
    if close := getattr(result, "close", None):
        close()
    if body != b"ok":
        sys.exit(f"the upload is answered with {body[:80]!r}")


def run_peer(name: str, size: int) -> dict[str, float]:
    """Upload once in this process.

    Returns:
        Seconds of time and of CPU time, and KiB of growth.
    """
    sys.path.insert(0, str(ROOT))
    from benchmarks.memory import read_memory

    block = os.urandom(MEGABYTE)
    sizes = [WARM_UP]
    app = PEERS[name](lambda stream, title: check_file(stream, title, block, sizes[-1]))
    post(app, UploadStream(block, WARM_UP))
    sizes.append(size)
    before = read_memory("VmRSS")
    started, cpu_started = time.perf_counter(), time.process_time()
    post(app, UploadStream(block, size))
    return {
        "seconds": time.perf_counter() - started,
        "cpu": time.process_time() - cpu_started,
        "growth": read_memory("VmHWM") - before,
    }


def run_in_process(name: str, size: int) -> dict[str, float] | None:
    """Upload once in a process of its own; None where the peer is not installed."""
    command = [sys.executable, __file__, "--run", name, "--megabytes", str(size // MEGABYTE)]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    if "ModuleNotFoundError" in result.stderr:
        return None
    if result.returncode:
        sys.exit(f"{name} failed:\n{result.stderr}")
    figures: dict[str, float] = json.loads(result.stdout)
    return figures


def print_table(samples: dict[str, list[dict[str, float]]], megabytes: int) -> None:
    """Print a line for each peer."""
    print(f"{megabytes} MB uploaded     seconds   of CPU   growth in MB")
    for name, runs in samples.items():
        seconds = statistics.median(run["seconds"] for run in runs)
        cpu = statistics.median(run["cpu"] for run in runs)
        growth = max(run["growth"] for run in runs) / 1024
        print(f"{name:20} {seconds:10.2f} {cpu:8.2f} {growth:14.1f}")


def main() -> None:
    """Have every peer take the upload, and print what it took."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--megabytes", type=int, default=1024, help="of the file (default: 1024)")
    parser.add_argument("--rounds", type=int, default=5, help="uploads to each (default: 5)")
    parser.add_argument("--peers", nargs="+", choices=PEERS, default=list(PEERS))
    parser.add_argument("--run", choices=PEERS, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    size = arguments.megabytes * MEGABYTE
    if arguments.run:
        print(json.dumps(run_peer(arguments.run, size)))
        return
    samples: dict[str, list[dict[str, float]]] = {}
    peers: list[str] = arguments.peers
    for number in range(arguments.rounds):
        start = number % len(peers)
        for name in peers[start:] + peers[:start]:
            figures = run_in_process(name, size)
            if figures is not None:
                samples.setdefault(name, []).append(figures)
            elif number == 0:
                print(f"{name} is left out: it is not installed", file=sys.stderr)
    print_table({name: samples[name] for name in peers if name in samples}, arguments.megabytes)


if __name__ == "__main__":
    main()
