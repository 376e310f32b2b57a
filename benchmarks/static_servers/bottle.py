"""Bottle, with its defaults."""

from wsgiref.types import WSGIApplication

from bottle import Bottle, HTTPResponse, static_file

PACKAGE = "bottle"


def build(folder: str) -> WSGIApplication:
    app = Bottle()

    @app.get("/static/<name:path>")
    def static(name: str) -> HTTPResponse:
        return static_file(name, root=folder)

    return app
