"""Bottle: it has signed cookies and no sessions, so the values are JSON in one of them."""

import json
from typing import Any
from wsgiref.types import WSGIApplication

from bottle import Bottle, request, response

from benchmarks.session_servers import SECRET, VALUES

PACKAGE = "bottle"


def _open() -> dict[str, Any]:
    return json.loads(request.get_cookie("session", secret=SECRET))


def _save(values: dict[str, Any]) -> None:
    response.set_cookie(
        "session", json.dumps(values), secret=SECRET, httponly=True, path="/", samesite="lax"
    )


def build(database: str) -> WSGIApplication:
    if database:
        raise NotImplementedError("Bottle keeps no sessions")
    app = Bottle()

    @app.get("/login")
    def login() -> str:
        _save(VALUES)
        return "in"

    @app.get("/read")
    def read() -> str:
        return str(_open()["user"])

    @app.get("/write")
    def write() -> str:
        values = _open()
        values["visits"] += 1
        _save(values)
        return str(values["visits"])

    return app
