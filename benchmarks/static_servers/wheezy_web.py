"""wheezy.web: its handler for files."""

import warnings
from wsgiref.types import WSGIApplication

from wheezy.http import WSGIApplication as Application
from wheezy.routing import url
from wheezy.web.handlers import file_handler
from wheezy.web.middleware import bootstrap_defaults, path_routing_middleware_factory

PACKAGE = "wheezy.web"


def build(folder: str) -> WSGIApplication:
    urls = [url("static/{path:any}", file_handler(root=folder), name="static")]
    with warnings.catch_warnings():
        # It tells that no template engine is set up, which this needs not.
        warnings.simplefilter("ignore")
        return Application([bootstrap_defaults(urls), path_routing_middleware_factory], options={})
