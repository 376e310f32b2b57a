"""Programs as tutorials for Flask have them: only their imports change, and they do the same."""

import sys
from collections.abc import Iterator
from importlib.machinery import ModuleSpec
from io import BytesIO
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

pytest.importorskip("flask", reason="compares with the real Flask")

from tests.flask.porting import MODULES, port_source

FOLDER = Path(__file__).with_name("tutorials")
MORE_MODULES = {
    "flask.cli": "microweb.cli",
    "flask.views": "microweb.views",
    "jinja2": "microweb.templating",
    "markupsafe": "microweb",
    "werkzeug.middleware.proxy_fix": "microweb.middleware",
    "werkzeug.routing": "microweb.routing",
    "werkzeug.utils": "microweb.http",
}
_USER = {"username": "ann", "password": "pw"}
_TOKEN = {"headers": {"Authorization": "Bearer s3cret"}}
_UUID = "12345678-1234-5678-1234-567812345678"
_PAGE_ERRORS = (400, 404, 405, 500)  # their own pages differ on purpose

Step = tuple[str, str, dict[str, Any]]


def _step(method: str, path: str, **options: Any) -> Step:
    return method, path, options


STEPS: dict[str, list[Step]] = {
    "hello": [
        *(_step("GET", path) for path in ("/", "/hello/", "/hello", "/hello/A<b>", "/nope")),
        *(_step("GET", path) for path in ("/post/5", "/post/x", "/path/a/b")),
        *(_step(method, "/") for method in ("POST", "HEAD", "OPTIONS")),
    ],
    "forms": [
        _step("GET", "/"),
        _step("GET", "/create/"),
        _step("POST", "/create/", data={"title": ""}),
        _step("POST", "/create/", data={"title": "<T>"}),
        _step("POST", "/create/", data={"x": "y"}),
        _step("POST", "/create/", data={"title": "T", "content": "C"}),
        _step("GET", "/count"),
        _step("POST", "/create/", data={"title": "T", "content": "C"}, follow_redirects=True),
    ],
    "login": [
        _step("GET", "/"),
        _step("GET", "/private/1"),
        _step("POST", "/auth/register", data=_USER),
        _step("POST", "/auth/register", data=_USER),
        _step("POST", "/auth/login", data={**_USER, "password": "no"}),
        _step("POST", "/auth/login?next=/private/1", data={**_USER, "remember": "on"}),
        *(_step("GET", path) for path in ("/private/1", "/admin", "/auth/logout", "/", "/admin")),
    ],
    "notes": [
        _step("RUN", "init-db"),
        _step("GET", "/notes"),
        _step("POST", "/notes", json={"body": "one"}),
        _step("POST", "/notes", data='{"body": "two"}'),
        _step("POST", "/notes", data="{"),
        *(_step("GET", path) for path in ("/notes", "/notes/1", "/notes/9")),
    ],
    "api": [
        _step("GET", "/api/v1/tasks/?page=3"),
        _step("GET", "/api/v1/tasks/?page=x"),
        _step("POST", "/api/v1/tasks/", data="x"),
        _step("POST", "/api/v1/tasks/", json={}),
        _step("POST", "/api/v1/tasks/", json={"title": "t"}),
        _step("GET", "/api/v1/tasks/1"),
        _step("GET", "/api/v1/tasks/2"),
        _step("PUT", "/api/v1/tasks/1", json={"done": True}),
        *(_step(method, "/api/v1/tasks/1") for method in ("OPTIONS", "PATCH", "DELETE")),
        *(_step("GET", path) for path in ("/api/v1/tasks/", "/none", "/boom")),
    ],
    "upload": [
        _step("GET", "/"),
        _step("POST", "/", data={"x": "1"}),
        _step("POST", "/", data={"file": (b"", "")}),
        _step("POST", "/", data={"file": (b"hi", "../a b.txt")}),
        *(_step("GET", f"/uploads/{name}") for name in ("a_b.txt", "../x", "none.txt")),
        _step("POST", "/", data={"file": (b"hi", "a.exe")}),
        _step("POST", "/", data={"file": (b"h" * 5000, "a.txt")}),
        _step("POST", "/many", data={"files": [(b"1", "a"), (b"22", "b")]}),
        _step("GET", "/csv"),
    ],
    "journal": [
        _step("RUN", "init-db"),
        *(_step("GET", path) for path in ("/", "/create", "/auth/login", "/admin/", "/nope")),
        _step("GET", "/create", follow_redirects=True),
        _step("POST", "/auth/register", data={"name": "admin"}),
        *[_step("POST", "/auth/register", data={"name": "admin", "password": "p"})] * 2,
        _step("POST", "/auth/register", data={}),
        _step("POST", "/auth/login", data={"name": "x<y", "password": "p"}),
        _step("POST", "/auth/login?next=/create?x=1", data={"name": "admin", "password": "p"}),
        _step("POST", "/create", data={"title": "Hello World", "body": "a\n<b>\nc"}),
        _step("POST", "/create", data={"title": "\u00dcber <Uns>", "body": "x" * 30}),
        _step("POST", "/create", data={"title": "Third", "body": "x"}),
        *(_step("GET", path) for path in ("/", "/?page=2&q=a&q=c", "/page/2", "/post/none")),
        *(_step("GET", path) for path in ("/post/hello-world", "/post/%C3%BCber-%3Cuns%3E")),
        *(_step("GET", path) for path in ("/1/update", "/9/update", "/2/delete", "/feed.xml")),
        _step(
            "POST", "/1/update", data={"title": "New"}, headers={"Referer": "http://localhost/x"}
        ),
        _step("POST", "/2/delete", follow_redirects=True),
        _step("GET", "/post/third", headers={"If-Modified-Since": "Tue, 02 Jan 2024 00:00:00 GMT"}),
        *(_step("GET", path) for path in ("/admin/", "/crash", "/auth/logout", "/admin/", "/")),
        _step(
            "GET",
            "/post/third",
            headers={"X-Forwarded-Proto": "https", "X-Forwarded-Host": "www.example"},
        ),
    ],
    "catalogue": [
        *(_step("GET", f"/api/v1/books{query}") for query in ("", "/", "/?page=2&tag=a&tag=b")),
        *(_step("GET", f"/api/v1/books/?{query}") for query in ("page=x", "page=9", "per_page=z")),
        _step("POST", "/api/v1/books/", json={}),
        _step("POST", "/api/v1/books/", json={}, headers={"Authorization": "Bearer no"}),
        *(_step("POST", "/api/v1/books/", json=value, **_TOKEN) for value in ({}, {"title": "N"})),
        _step("POST", "/api/v1/books/", json={"title": "Book 1"}, **_TOKEN),
        _step("POST", "/api/v1/books/", data="x", **_TOKEN),
        _step("POST", "/api/v1/books/", data="{", content_type="application/json", **_TOKEN),
        *(_step("GET", f"/api/v1/books/{number}") for number in ("1", "77", "x")),
        _step("PATCH", "/api/v1/books/1", data="zz"),
        _step("PATCH", "/api/v1/books/1", json={"title": "P"}),
        _step("PUT", "/api/v1/books/1", data='{"title": "F"}'),
        _step("PUT", "/api/v1/books/1", data="{}"),
        *[_step("DELETE", "/api/v1/books/1")] * 2,
        *(_step(method, "/api/v1/books/2") for method in ("POST", "OPTIONS")),
        _step("GET", "/api/v1/search/a+b%20c"),
        *(_step("GET", f"/api/v1/ids/{_UUID}/{rest}") for rest in ("a/1.5", "c/1.5", "a/x")),
        *(_step("GET", f"/api/v1/{name}") for name in ("stream", "own", "crash", "none")),
        _step("GET", "/api/v1/whole?a=1&a=2&b=3", headers={"Accept-Language": "de, en;q=0.5"}),
        _step("POST", "/api/v1/whole?a=1", data={"a": ["2", "3"], "b": "x"}),
    ],
    "todo": [
        _step("GET", "/"),
        _step("POST", "/add", data={"title": " b "}),
        _step("POST", "/add", data={"title": "<a>"}),
        *(_step("GET", path) for path in ("/?q=<x>", "/toggle/1", "/?hide=1")),
        _step("POST", "/delete/2"),
        *(_step("GET", path) for path in ("/", "/toggle/9")),
    ],
}


def _load(name: str, source: str) -> Any:
    """Run a program; give its app."""
    module = ModuleType(f"tutorial_{name}")
    module.__file__ = str(FOLDER / f"{name}.py")
    module.__spec__ = ModuleSpec(module.__name__, None, origin=module.__file__)
    sys.modules[module.__name__] = module
    try:
        exec(compile(source, module.__file__, "exec"), vars(module))
    finally:
        del sys.modules[module.__name__]
    app: Any = vars(module)["app"]
    app.logger.disabled = True
    return app


def _fresh(options: dict[str, Any]) -> dict[str, Any]:
    """Open the files of a form anew."""
    data = options.get("data")
    return {**options, "data": _opened(data)} if isinstance(data, dict) else options


def _opened(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _opened(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_opened(one) for one in value]
    return (BytesIO(value[0]), value[1]) if isinstance(value, tuple) else value


def _answers(app: Any, steps: list[Step]) -> Iterator[tuple[object, ...]]:
    """Take the steps with one client; give what a user sees of each."""
    client = app.test_client()
    for method, path, options in steps:
        if method == "RUN":
            result = app.test_cli_runner().invoke(args=[path])
            yield path, result.exit_code, result.output
            continue
        response = client.open(path, method=method, **_fresh(options))
        status = 302 if response.status_code == 303 else response.status_code
        location = response.headers.get("Location", "").removeprefix("http://localhost")
        body = response.get_json() if response.is_json else response.get_data(as_text=True)
        response.close()
        is_page = response.mimetype == "text/html"
        hidden = is_page and (status in _PAGE_ERRORS or 300 <= status < 400)
        yield method, path, status, location, None if hidden else body


@pytest.mark.parametrize("name", STEPS)
def test_a_tutorial_app_does_the_same_after_its_imports_change(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for theirs, ours in MORE_MODULES.items():
        monkeypatch.setitem(MODULES, theirs, ours)
    source = (FOLDER / f"{name}.py").read_text(encoding="utf-8")
    ported, changes = port_source(source)
    assert changes
    assert "flask" not in ported
    assert "werkzeug" not in ported
    ours = list(_answers(_load(name, ported), STEPS[name]))
    assert ours == list(_answers(_load(name, source), STEPS[name]))


def test_each_tutorial_has_its_steps() -> None:
    assert sorted(STEPS) == sorted(path.stem for path in FOLDER.glob("*.py"))
