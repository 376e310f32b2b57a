"""The wing as a whole: what it hands on, and that an app without it does not pay for it."""

import inspect
import subprocess
import sys
from pathlib import Path

import pytest

from microweb import App, middleware
from microweb.middleware import CORS, Compression, ProxyFix, RequestID

SIGNATURES = {
    CORS: "(*flask_app: Never, origins: collections.abc.Iterable[str], "
    "methods: collections.abc.Iterable[str] = ('GET', 'HEAD', 'POST'), "
    "allow_headers: collections.abc.Iterable[str] = (), "
    "expose_headers: collections.abc.Iterable[str] = (), "
    "credentials: bool = False, max_age: int = 600, **unknown: Never) -> None",
    RequestID: "(*, header: str = 'X-Request-ID', trust: bool = False) -> None",
}


def test_all_is_what_is_public():
    assert sorted(middleware.__all__) == [
        "CORS",
        "Compression",
        "ProxyFix",
        "RateLimit",
        "RequestID",
    ]


@pytest.mark.parametrize(("cls", "signature"), SIGNATURES.items())
def test_signatures(cls, signature):
    assert str(inspect.signature(cls)) == signature


def test_options_are_keywords_alone():
    for cls in (CORS, Compression, ProxyFix, RequestID):
        parameters = list(inspect.signature(cls).parameters.values())
        positional = [item.name for item in parameters if item.kind is item.POSITIONAL_OR_KEYWORD]
        assert positional == (["app"] if cls is ProxyFix else [])


def test_an_app_without_middleware_imports_none():
    code = (
        "import sys, microweb; microweb.App('demo'); "
        "print([n for n in sys.modules if 'middleware' in n or n in ('zlib', 'ipaddress')])"
    )
    root = Path(middleware.__file__).parents[2]
    run = subprocess.run(
        [sys.executable, "-S", "-c", code], capture_output=True, text=True, cwd=root, check=True
    )
    assert run.stdout.strip() == "[]"


def test_all_together():
    app = App("demo", static_folder=None)
    app.use(RequestID())
    app.use(CORS(origins=["https://shop.example"]))
    app.use(Compression())
    app.wsgi_app = ProxyFix(app.wsgi_app)
    app.add_url_rule("/", "index", lambda: "Hello! " * 200)
    answer = app.test_client().get(
        "/",
        headers={
            "Origin": "https://shop.example",
            "Accept-Encoding": "gzip",
            "X-Forwarded-Proto": "https",
        },
    )
    assert answer.status_code == 200
    assert answer.headers["Content-Encoding"] == "gzip"
    assert answer.headers["Vary"] == "Accept-Encoding, Origin"
    assert answer.headers["Access-Control-Allow-Origin"] == "https://shop.example"
    assert len(answer.headers["X-Request-ID"]) == 32
