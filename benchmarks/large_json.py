"""Send microweb a JSON body that is too large: it must be a 413, and cost no memory.

    python benchmarks/large_json.py --megabytes 300

Once with a Content-Length, which is refused before a byte is read, and once chunked, where the
limit (`MAX_JSON_SIZE`) is counted on what comes. Exits with 1 if an answer is not a 413, or the
process grew by more than 2 MB.
"""

import argparse
import sys
from pathlib import Path
from wsgiref.types import WSGIApplication, WSGIEnvironment

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.memory import read_memory  # noqa: E402  # found by the line above
from microweb import App, request  # noqa: E402

MEGABYTE = 1024 * 1024
MOST_GROWTH = 2 * 1024  # KiB


class JSONStream:
    """A list of numbers as a WSGI input, made as it is read."""

    def __init__(self, size: int) -> None:
        """Give up to `size` bytes."""
        self._left = size
        self.count = 0

    def read(self, size: int = -1) -> bytes:
        """Give the next bytes."""
        size = self._left if size < 0 else min(size, self._left)
        self._left -= size
        self.count += size
        return b"[" + b"1," * (size // 2) if size % 2 else b"1," * (size // 2)


def build() -> WSGIApplication:
    """Make an application that reads JSON, with the limits that it has by default."""
    app = App("large_json")

    @app.post("/")
    def view() -> str:
        return str(len(request.json))

    return app


def post(app: WSGIApplication, stream: JSONStream, keys: WSGIEnvironment) -> str:
    """Send a body, and give the status of the answer."""
    environ: WSGIEnvironment = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": "/",
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "8000",
        "CONTENT_TYPE": "application/json",
        "wsgi.url_scheme": "http",
        "wsgi.input": stream,
        **keys,
    }
    statuses: list[str] = []
    for _ in app(environ, lambda status, *_: statuses.append(status)):
        pass
    return statuses[0]


def main() -> None:
    """Send both bodies, print what they cost."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--megabytes", type=int, default=300, help="of the body (default: 300)")
    arguments = parser.parse_args()
    size = arguments.megabytes * MEGABYTE
    app = build()
    cases: dict[str, WSGIEnvironment] = {
        "with a length": {"CONTENT_LENGTH": str(size)},
        "chunked": {"wsgi.input_terminated": True},
    }
    post(app, JSONStream(100), {"CONTENT_LENGTH": str(17 * MEGABYTE)})
    is_good = True
    print(f"{arguments.megabytes} MB of JSON   status   read in MB   growth in MB")
    for title, keys in cases.items():
        stream = JSONStream(size)
        before = read_memory("VmRSS")
        status = post(app, stream, keys)[:3]
        growth = read_memory("VmHWM") - before
        is_good &= status == "413" and growth <= MOST_GROWTH
        print(f"{title:16} {status:>8} {stream.count / MEGABYTE:12.1f} {growth / 1024:14.1f}")
    sys.exit(not is_good)


if __name__ == "__main__":
    main()
