"""Falcon, as its wheel comes."""

from wsgiref.types import WSGIApplication

import falcon

from benchmarks.peers import FIELDS

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


class Form:
    """The fields of a form."""

    def on_post(self, req: falcon.Request, resp: falcon.Response) -> None:
        """Answer POST."""
        values = req.get_media()
        resp.text = "|".join([values[name] for name in FIELDS])


class Query:
    """The values of a query string."""

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        """Answer GET."""
        values = req.params
        resp.text = "|".join([values[name] for name in FIELDS])


class Cookies:
    """The cookies."""

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        """Answer GET."""
        values = req.cookies
        resp.text = "|".join([values[name] for name in FIELDS])


def build(extra_routes: int) -> WSGIApplication:
    app = falcon.App(media_type=falcon.MEDIA_HTML)
    app.add_route("/", Hello())
    app.add_route("/user/{name}", User())
    app.add_route("/json", AsJson())
    app.add_route("/abort", NotThere())
    app.add_route("/form", Form())
    app.add_route("/query", Query())
    app.add_route("/cookies", Cookies())
    for number in range(extra_routes):
        app.add_route(f"/api/resource{number}/{{name}}", User())
    return app
