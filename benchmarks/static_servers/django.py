"""Django: its view for files, with no middleware."""

from wsgiref.types import WSGIApplication

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.urls import re_path
from django.views.static import serve

PACKAGE = "django"


def build(folder: str) -> WSGIApplication:
    if not settings.configured:
        settings.configure(ROOT_URLCONF=__name__, ALLOWED_HOSTS=["*"], SECRET_KEY="x" * 50)
    urlpatterns[:] = [re_path(r"^static/(?P<path>.*)$", serve, {"document_root": folder})]
    return get_wsgi_application()


urlpatterns: list[object] = []
