"""microweb, with all its defaults on."""

from wsgiref.types import WSGIApplication

from microweb import App, abort

# It is imported from this folder's parent, whatever may be installed.
PACKAGE = ""


def build(extra_routes: int) -> WSGIApplication:
    app = App(__name__)

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
    def not_there() -> str:
        abort(404)

    for number in range(extra_routes):
        app.add_url_rule(f"/api/resource{number}/<name>", f"resource{number}", user)
    return app
