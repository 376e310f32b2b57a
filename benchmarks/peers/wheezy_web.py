"""wheezy.web, with function handlers and its default middleware.

It has no abort: a handler returns the error.
"""

import warnings
from wsgiref.types import WSGIApplication

from wheezy.http import HTTPRequest, HTTPResponse, not_found
from wheezy.http import WSGIApplication as Application
from wheezy.http.response import json_response
from wheezy.routing import url
from wheezy.web.middleware import bootstrap_defaults, path_routing_middleware_factory

from benchmarks.peers import FIELDS

PACKAGE = "wheezy.web"


def hello(_request: HTTPRequest) -> HTTPResponse:
    response = HTTPResponse()
    response.write("Hello, World!")
    return response


def user(request: HTTPRequest) -> HTTPResponse:
    response = HTTPResponse()
    response.write(f"Hello, {request.environ['route_args']['name']}!")
    return response


def as_json(_request: HTTPRequest) -> HTTPResponse:
    return json_response({"message": "Hello, World!"})


def not_there(_request: HTTPRequest) -> HTTPResponse:
    return not_found()


def _list(values: dict[str, list[str]]) -> HTTPResponse:
    response = HTTPResponse()
    response.write("|".join([values[name][0] for name in FIELDS]))
    return response


def form(request: HTTPRequest) -> HTTPResponse:
    return _list(request.form)


def query(request: HTTPRequest) -> HTTPResponse:
    return _list(request.query)


def cookies(request: HTTPRequest) -> HTTPResponse:
    values = request.cookies
    response = HTTPResponse()
    response.write("|".join([values[name] for name in FIELDS]))
    return response


def build(extra_routes: int) -> WSGIApplication:
    urls = [
        url("", hello, name="hello"),
        url("json", as_json, name="json"),
        url("abort", not_there, name="abort"),
        url("form", form, name="form"),
        url("query", query, name="query"),
        url("cookies", cookies, name="cookies"),
        url("user/{name}", user, name="user"),
    ]
    urls += [
        url(f"api/resource{number}/{{name}}", user, name=f"resource{number}")
        for number in range(extra_routes)
    ]
    with warnings.catch_warnings():
        # It tells that no template engine is set up, which none of these routes needs.
        warnings.simplefilter("ignore")
        return Application([bootstrap_defaults(urls), path_routing_middleware_factory], options={})
