"""Flask, with its defaults."""

from wsgiref.types import WSGIApplication

from flask import Flask, abort, request

from benchmarks.peers import FIELDS

PACKAGE = "flask"


def _add_readers(app: Flask) -> None:
    @app.post("/form")
    def form() -> str:
        values = request.form
        return "|".join([values[name] for name in FIELDS])

    @app.get("/query")
    def query() -> str:
        values = request.args
        return "|".join([values[name] for name in FIELDS])

    @app.get("/cookies")
    def cookies() -> str:
        values = request.cookies
        return "|".join([values[name] for name in FIELDS])


def build(extra_routes: int) -> WSGIApplication:
    app = Flask(__name__)

    @app.get("/")
    def hello() -> str:
        return "Hello, World!"

    @app.get("/user/<name>")
    def user(name: str) -> str:
        return f"Hello, {name}!"

    @app.get("/json")
    def as_json() -> dict[str, str]:
        return {"message": "Hello, World!"}

    @app.get("/abort")
    def not_there() -> None:
        abort(404)

    _add_readers(app)
    for number in range(extra_routes):
        app.add_url_rule(f"/api/resource{number}/<name>", f"resource{number}", user)
    return app.wsgi_app
