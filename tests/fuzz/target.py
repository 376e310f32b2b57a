"""An app whose views read everything that a request has, and a way to ask it."""

import io
import sys
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple
from wsgiref.types import StartResponse, WSGIEnvironment
from wsgiref.validate import validator

from microweb import App, Request, Response, abort, redirect, request, session
from microweb.exceptions import HTTPException
from tests.fuzz.cases import Case

__all__ = ["Answer", "ask", "build_app", "make_token"]

# Every property that a request has, whatever may be added to it, but those that read the body.
_BODY = {"data", "files", "form", "json", "stream", "values"}
_PROPERTIES = [
    name
    for name in dir(Request)
    if isinstance(getattr(Request, name, None), property) and name not in _BODY
]


class Answer(NamedTuple):
    """What an app gave."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes


def build_app(static_folder: Path) -> App:
    """Make an app with a view for each way to read a request."""
    app = App(__name__, static_folder=str(static_folder), static_url_path="/static")
    app.secret_key = "a key for tests alone, long enough"

    for rule in (
        "/", "/int/<int:value>", "/float/<float:value>", "/uuid/<uuid:value>", "/slash/",
        "/any/<any(red,blue):value>", "/path/<path:value>", "/name/<value>",
    ):  # fmt: skip
        app.add_url_rule(rule, rule.strip("/").partition("/")[0] or "index", _read_head)
    methods = ["GET", "POST", "PUT", "PATCH", "DELETE"]
    app.add_url_rule("/read/<order>", "read", _read_body, methods=methods)
    app.add_url_rule("/session", "session", _use_session, methods=methods)
    app.add_url_rule("/redirect", "redirect", lambda: redirect(request.args["to"]))
    app.add_url_rule(
        "/abort/<int:status>", "abort", lambda status: abort(404, request.args.get("why", ""))
    )
    app.add_url_rule("/echo", "echo", _echo, methods=methods)
    return app


def _read_head(value: object = None) -> str:
    readers = [(name, partial(getattr, request, name)) for name in _PROPERTIES]
    return f"{value!r}\n{_try_all(readers)}"


def _read_body(order: str) -> str:
    """Read the body in as many ways, in the order that the letters of the path say."""
    readers: dict[str, Callable[[], object]] = {
        "a": lambda: request.args.lists(),
        "d": lambda: request.get_data(),
        "f": lambda: request.form.lists(),
        "j": lambda: request.get_json(),
        "s": lambda: request.stream.read(7) + request.stream.read(),
        "t": lambda: request.get_data(as_text=True),
        "u": lambda: [file.read() for _, file in request.files.items(multi=True)],
        "v": lambda: request.values.lists(),
    }
    return _try_all([(letter, readers[letter]) for letter in order if letter in readers] * 2)


def _try_all(readers: Sequence[tuple[str, Callable[[], object]]]) -> str:
    """Read in turn; what is refused does not keep the rest from being read."""
    refused: HTTPException | None = None
    lines = []
    for name, reader in readers:
        try:
            value: Any = reader()
            lines.append(f"{name}: {list(value) if hasattr(value, '__next__') else value!s:.200}")
        except HTTPException as exc:
            refused = exc
    if refused is not None:
        raise refused
    # What came in as half a surrogate pair would be no UTF-8 on its way out.
    return "\n".join(lines).encode("utf-8", "replace").decode()


def _use_session() -> Response:
    session["n"] = int(session.get("n", 0)) + 1
    session["a"] = request.args.get("a", "")[:100]
    return Response(repr(sorted(session.items())), mimetype="text/plain")


def _echo() -> Any:
    return {"args": request.args.to_dict(flat=False), "headers": dict(request.headers.items())}


def make_token(app: App) -> str:
    """Give the value of a good session cookie."""
    answer = ask(app, Case({"PATH_INFO": "/session"}, b""))
    (cookie,) = [value for name, value in answer.headers if name == "Set-Cookie"]
    return cookie.partition("=")[2].partition(";")[0]


def ask(app: App, case: Case) -> Answer:
    """Ask an app through `wsgiref.validate`.

    The validator checks what the app gives and how it reads. What the client sends, which the
    validator would refuse as well, is put in behind it.
    """
    seen: list[tuple[str, list[tuple[str, str]]]] = []

    def put_in(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        environ.update(case.environ)
        return app(environ, start_response)

    def start_response(
        status: str, headers: list[tuple[str, str]], exc_info: object = None
    ) -> Callable[[bytes], object]:
        seen.append((status, headers))
        return lambda _: None

    body: Any = validator(put_in)(_make_environ(case), start_response)
    data = b"".join(body)
    body.close()
    status, headers = seen[-1]
    return Answer(int(status[:3]), headers, data)


def _make_environ(case: Case) -> WSGIEnvironment:
    return {
        "REQUEST_METHOD": "GET",
        "SCRIPT_NAME": "",
        "PATH_INFO": "/",
        "QUERY_STRING": "",
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "8000",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": "127.0.0.1:8000",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(case.body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
