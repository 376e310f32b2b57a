"""Bottle, with its defaults."""

from wsgiref.types import WSGIApplication

from bottle import Bottle, abort, request

from benchmarks.peers import FIELDS

PACKAGE = "bottle"


def _add_readers(app: Bottle) -> None:
    @app.post("/form")
    def form() -> str:
        values = request.forms
        return "|".join([values.getunicode(name) for name in FIELDS])

    @app.get("/query")
    def query() -> str:
        values = request.query
        return "|".join([values.getunicode(name) for name in FIELDS])

    @app.get("/cookies")
    def cookies() -> str:
        values = request.cookies
        return "|".join([values[name] for name in FIELDS])


def build(extra_routes: int) -> WSGIApplication:
    app = Bottle()

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
        app.route(f"/api/resource{number}/<name>", "GET", user)
    return app
