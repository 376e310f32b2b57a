"""No framework: a WSGI callable that does the same by hand, the floor under the others."""

import json
from collections.abc import Iterable
from urllib.parse import parse_qsl
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from benchmarks.peers import FIELDS

PACKAGE = ""

_HTML = "text/html; charset=utf-8"


def _read(path: str, environ: WSGIEnvironment) -> dict[str, str]:
    if path == "/cookies":
        pairs = environ["HTTP_COOKIE"].split("; ")
        return dict([pair.split("=", 1) for pair in pairs])
    if path == "/query":
        return dict(parse_qsl(environ["QUERY_STRING"]))
    data = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
    return dict(parse_qsl(data.decode()))


def build(extra_routes: int) -> WSGIApplication:
    prefixes = {"/user", *(f"/api/resource{number}" for number in range(extra_routes))}

    def app(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        status, content_type = "200 OK", _HTML
        path = environ["PATH_INFO"]
        if path == "/":
            body = b"Hello, World!"
        elif path == "/json":
            body = json.dumps({"message": "Hello, World!"}).encode()
            content_type = "application/json"
        elif path == "/abort":
            status, body = "404 Not Found", b"Not Found"
        elif path in ("/form", "/query", "/cookies"):
            body = "|".join(map(_read(path, environ).__getitem__, FIELDS)).encode()
        else:
            prefix, _, name = path.rpartition("/")
            if prefix in prefixes:
                body = f"Hello, {name}!".encode()
            else:
                status, body = "404 Not Found", b"Not Found"
        headers = [("Content-Type", content_type), ("Content-Length", str(len(body)))]
        start_response(status, headers)
        return [body]

    return app
