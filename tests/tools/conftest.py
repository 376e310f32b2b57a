"""An application that shows what of HTTP it saw, served to programs that others have written."""

import io
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple

import pytest

from microweb import App, Response, request
from microweb.server import Limits, Server

SECONDS = 60

ASSETS = 20

PAGE = (
    "<!doctype html><title>page</title>"
    + "".join(f'<link rel="stylesheet" href="/style/{n}.css">' for n in range(ASSETS // 2))
    + "".join(f'<script src="/script/{n}.js"></script>' for n in range(ASSETS // 2))
    + '<form method="post" action="/echo"><input name="a" value="b"><button>Send</button></form>'
)


class Site(NamedTuple):
    """A running server and what it logged."""

    server: Server
    log: io.StringIO

    @property
    def url(self) -> str:
        return self.server.url


def make_app(folder: Path) -> App:
    static = folder / "static"
    static.mkdir()
    (static / "letters.txt").write_text("abcdefghijklmnopqrstuvwxyz" * 4000)
    app = App(__name__, static_folder=str(static))

    @app.get("/")
    def hello() -> str:
        return "hello"

    @app.route("/echo", methods=["POST", "PUT"])
    def echo() -> dict[str, object]:
        return {
            "length": len(request.get_data()),
            "content_length": request.headers.get("Content-Length"),
            "transfer_encoding": request.headers.get("Transfer-Encoding"),
            "protocol": request.environ["SERVER_PROTOCOL"],
        }

    @app.get("/stream")
    def stream() -> Response:
        return Response((b"piece" for _ in range(1000)), mimetype="text/plain")

    @app.get("/fail")
    def fail() -> str:
        raise ValueError("on purpose")

    @app.get("/page")
    def page() -> Response:
        response = Response(PAGE, mimetype="text/html")
        response.headers["Content-Security-Policy"] = "default-src 'self'"
        return response

    @app.get("/style/<int:number>.css")
    def style(number: int) -> Response:
        return Response(f".a{number} {{ color: red }}", mimetype="text/css")

    @app.get("/script/<int:number>.js")
    def script(number: int) -> Response:
        return Response("window.loaded = (window.loaded || 0) + 1", mimetype="text/javascript")

    return app


Open = Callable[..., Site]


@pytest.fixture
def open_site(tmp_path: Path) -> Iterator[Open]:
    """Serve the application until the end of the test."""
    with ExitStack() as stack:

        def start(**options: object) -> Site:
            log = io.StringIO()
            values = {"port": 0, "log": log, "limits": Limits(grace=2.0), **options}
            server = Server(make_app(tmp_path), **values)  # type: ignore[arg-type]  a test's mix
            return Site(stack.enter_context(server), log)

        yield start


@pytest.fixture
def site(open_site: Open) -> Site:
    """Give a running server with default options."""
    return open_site()


def find_tool(name: str) -> str:
    """Give the path of a program, or skip the test."""
    path = shutil.which(name)
    if path is None:
        pytest.skip(f"{name} is not installed")
    return path


@pytest.fixture
def run_tool() -> Callable[..., subprocess.CompletedProcess[bytes]]:
    """Run a program with arguments; it has a minute."""

    def run(name: str, *arguments: str, **options: object) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            [find_tool(name), *arguments], capture_output=True, timeout=SECONDS, **options
        )  # type: ignore[call-overload]  a test's mix

    return run
