"""Django, with its middleware for sessions and no other.

Its database is given what microweb's has: a log that is written ahead, and connections that stay
open. Its settings are one set for a process: all applications share the first database.
"""

from wsgiref.types import WSGIApplication

import django
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.core.management import call_command
from django.http import HttpRequest, HttpResponse
from django.urls import path

from benchmarks.session_servers import SECRET, VALUES

PACKAGE = "django"


def login(request: HttpRequest) -> HttpResponse:
    request.session.update(VALUES)
    return HttpResponse("in")


def read(request: HttpRequest) -> HttpResponse:
    return HttpResponse(request.session["user"])


def write(request: HttpRequest) -> HttpResponse:
    request.session["visits"] += 1
    return HttpResponse(str(request.session["visits"]))


def build(database: str) -> WSGIApplication:
    if not settings.configured:
        settings.configure(
            ALLOWED_HOSTS=["127.0.0.1"],
            DATABASES={
                "default": {
                    "ENGINE": "django.db.backends.sqlite3",
                    "NAME": database or ":memory:",
                    "CONN_MAX_AGE": None,
                    "OPTIONS": {
                        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL"
                    },
                }
            },
            INSTALLED_APPS=["django.contrib.sessions"],
            LOGGING_CONFIG=None,
            MIDDLEWARE=["django.contrib.sessions.middleware.SessionMiddleware"],
            ROOT_URLCONF=__name__,
            SECRET_KEY=SECRET,
        )
        django.setup()
        call_command("migrate", verbosity=0)
    # The middleware reads it once, when the handler is made.
    kind = "db" if database else "signed_cookies"
    settings.SESSION_ENGINE = f"django.contrib.sessions.backends.{kind}"
    return WSGIHandler()


urlpatterns = [path("login", login), path("read", read), path("write", write)]
