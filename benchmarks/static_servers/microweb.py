"""microweb, with all its defaults on."""

from wsgiref.types import WSGIApplication

from microweb import App

# It is imported from this folder's parent, whatever may be installed.
PACKAGE = ""


def build(folder: str) -> WSGIApplication:
    return App(__name__, static_folder=folder, static_url_path="/static")
