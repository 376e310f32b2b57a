"""No framework: a WSGI callable that does the same by hand, the floor under the others."""

import json
from collections.abc import Iterable
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

PACKAGE = ""

_HTML = "text/html; charset=utf-8"


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
