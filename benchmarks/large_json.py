"""Send microweb a JSON body that is too large: it must be a 413, and cost no memory.

    python benchmarks/large_json.py --megabytes 300

Once with a Content-Length, which is refused before a byte is read, and once chunked, where the
limit is counted on what comes. Exits with 1 if an answer is not a 413, or the process grew by more
than 2 MB, the limit itself apart where it has to be read up to.
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


def build(limit: int) -> WSGIApplication:
    """Make an application that reads JSON."""
    app = App("large_json")
    app.config["MAX_CONTENT_LENGTH"] = limit

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
    parser.add_argument("--limit", type=int, default=16, help="MAX_CONTENT_LENGTH in MB")
    arguments = parser.parse_args()
    size, limit = arguments.megabytes * MEGABYTE, arguments.limit * MEGABYTE
    app = build(limit)
    cases: dict[str, tuple[WSGIEnvironment, int]] = {
        "with a length": ({"CONTENT_LENGTH": str(size)}, 0),
        "chunked": ({"wsgi.input_terminated": True}, limit // 1024),
    }
    post(app, JSONStream(100), {"CONTENT_LENGTH": str(limit + 1)})
    is_good = True
    print(f"{arguments.megabytes} MB of JSON   status   read in MB   growth in MB")
    for title, (keys, allowed) in cases.items():
        stream = JSONStream(size)
        before = read_memory("VmRSS")
        status = post(app, stream, keys)[:3]
        growth = read_memory("VmHWM") - before
        is_good &= status == "413" and growth <= MOST_GROWTH + allowed
        print(f"{title:16} {status:>8} {stream.count / MEGABYTE:12.1f} {growth / 1024:14.1f}")
    sys.exit(not is_good)


if __name__ == "__main__":
    main()
