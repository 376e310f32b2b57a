"""Falcon, as its wheel comes."""

from wsgiref.types import WSGIApplication

import falcon

PACKAGE = "falcon"


def build(folder: str) -> WSGIApplication:
    app = falcon.App()
    app.add_static_route("/static", folder)
    return app
