"""Flask, with its defaults."""

from wsgiref.types import WSGIApplication

from flask import Flask, session

from benchmarks.session_servers import SECRET, VALUES

PACKAGE = "flask"


def build(database: str) -> WSGIApplication:
    if database:
        raise NotImplementedError("Flask keeps sessions in cookies alone")
    app = Flask(__name__)
    app.secret_key = SECRET

    @app.get("/login")
    def login() -> str:
        session.update(VALUES)
        return "in"

    @app.get("/read")
    def read() -> str:
        return str(session["user"])

    @app.get("/write")
    def write() -> str:
        session["visits"] += 1
        return str(session["visits"])

    return app
