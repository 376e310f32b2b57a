"""Falcon, as its wheel comes."""

from wsgiref.types import WSGIApplication

import falcon

PACKAGE = "falcon"


class Hello:
    """A text that is always the same."""

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        """Answer GET."""
        resp.text = "Hello, World!"


class User:
    """A text with a part of the path."""

    def on_get(self, req: falcon.Request, resp: falcon.Response, name: str) -> None:
        """Answer GET."""
        resp.text = f"Hello, {name}!"


class AsJson:
    """A dict, as JSON."""

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        """Answer GET."""
        resp.content_type = falcon.MEDIA_JSON
        resp.media = {"message": "Hello, World!"}


class NotThere:
    """An error that is raised."""

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        """Answer GET."""
        raise falcon.HTTPNotFound


def build(extra_routes: int) -> WSGIApplication:
    app = falcon.App(media_type=falcon.MEDIA_HTML)
    app.add_route("/", Hello())
    app.add_route("/user/{name}", User())
    app.add_route("/json", AsJson())
    app.add_route("/abort", NotThere())
    for number in range(extra_routes):
        app.add_route(f"/api/resource{number}/{{name}}", User())
    return app
