"""Django, without a middleware.

Its settings are one set for a process: of two applications only the last that was built answers.
"""

import logging
from wsgiref.types import WSGIApplication

import django
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import path

from benchmarks.peers import FIELDS

PACKAGE = "django"


def hello(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("Hello, World!")


def user(_request: HttpRequest, name: str) -> HttpResponse:
    return HttpResponse(f"Hello, {name}!")


def as_json(_request: HttpRequest) -> HttpResponse:
    return JsonResponse({"message": "Hello, World!"})


def not_there(_request: HttpRequest) -> HttpResponse:
    raise Http404


def form(request: HttpRequest) -> HttpResponse:
    values = request.POST
    return HttpResponse("|".join([values[name] for name in FIELDS]))


def query(request: HttpRequest) -> HttpResponse:
    values = request.GET
    return HttpResponse("|".join([values[name] for name in FIELDS]))


def cookies(request: HttpRequest) -> HttpResponse:
    values = request.COOKIES
    return HttpResponse("|".join([values[name] for name in FIELDS]))


def build(extra_routes: int) -> WSGIApplication:
    if not settings.configured:
        settings.configure(ALLOWED_HOSTS=["127.0.0.1"], LOGGING_CONFIG=None)
        django.setup()
        # A line of stderr for each 404 would be timed with it.
        logging.getLogger("django.request").setLevel(logging.CRITICAL)
    urls = [
        path("", hello),
        path("user/<name>", user),
        path("json", as_json),
        path("abort", not_there),
        path("form", form),
        path("query", query),
        path("cookies", cookies),
    ]
    urls += [path(f"api/resource{number}/<name>", user) for number in range(extra_routes)]
    settings.ROOT_URLCONF = tuple(urls)
    return WSGIHandler()
