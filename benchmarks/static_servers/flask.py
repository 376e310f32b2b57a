"""Flask, with its defaults."""

from wsgiref.types import WSGIApplication

from flask import Flask

PACKAGE = "flask"


def build(folder: str) -> WSGIApplication:
    return Flask(__name__, static_folder=folder, static_url_path="/static").wsgi_app
