"""Bottle, with its defaults."""

from wsgiref.types import WSGIApplication

from bottle import Bottle, abort

PACKAGE = "bottle"


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

    for number in range(extra_routes):
        app.route(f"/api/resource{number}/<name>", "GET", user)
    return app
