"""No framework: a WSGI callable that does the same by hand, the floor under the others."""

import os
from collections.abc import Iterable
from email.utils import formatdate
from mimetypes import guess_type
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

PACKAGE = ""


def build(folder: str) -> WSGIApplication:
    def app(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        name = os.path.basename(environ["PATH_INFO"])
        path = os.path.join(folder, name)
        info = os.stat(path)
        modified = formatdate(info.st_mtime, usegmt=True)
        tag = f'"{info.st_mtime_ns:x}-{info.st_size:x}"'
        headers = [("ETag", tag), ("Last-Modified", modified)]
        if environ.get("HTTP_IF_NONE_MATCH") == tag:
            start_response("304 Not Modified", headers)
            return []
        with open(path, "rb") as file:
            body = file.read()
        headers += [
            ("Content-Type", guess_type(name)[0] or "application/octet-stream"),
            ("Content-Length", str(len(body))),
        ]
        start_response("200 OK", headers)
        return [body]

    return app
