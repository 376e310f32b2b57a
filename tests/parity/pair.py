"""The same requests to the same app, once on Flask and once on microweb, and what is compared."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

import flask
from werkzeug.test import Client

import microweb

COMPARED_HEADERS = (
    "Allow",
    "Content-Disposition",
    "Content-Length",
    "Content-Range",
    "Content-Type",
    "ETag",
    "Location",
    "WWW-Authenticate",
    "X-Trace",
)


@dataclass(frozen=True)
class File:
    """A file of a form."""

    content: bytes
    name: str

    def open(self) -> tuple[BytesIO, str]:
        """Give what Werkzeug's client sends, which reads it once."""
        return BytesIO(self.content), self.name


@dataclass(frozen=True)
class Case:
    """A request, or several in a row with one cookie jar.

    Attributes:
        path: The path and query string; several, one after the other, where it is a tuple.
        options: What Werkzeug's client takes: `method`, `data`, `json`, `headers`, ...
        differs: Parts of the answer that differ on purpose, by name, with the reason: a heading of
            the table in docs/flask.md.
    """

    path: str | tuple[str, ...]
    options: dict[str, Any] = field(default_factory=dict)
    differs: dict[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """What pytest shows."""
        paths = [self.path] if isinstance(self.path, str) else self.path
        parts = [self.options.get("method", "GET"), *paths]
        parts += [f"{k}={v!r}"[:40] for k, v in self.options.items() if k != "method"]
        return " ".join(parts).encode("ascii", "backslashreplace").decode()


def case(
    path: str | tuple[str, ...], differs: dict[str, str] | None = None, **options: Any
) -> Case:
    """Give a case, its options as keywords."""
    return Case(path, options, differs or {})


def make_both(build: Callable[[Any, Any], object], **options: Any) -> dict[str, Any]:
    """Build the app with each framework; `build` takes the module and the app."""
    apps: dict[str, Any] = {}
    for name, module, factory in (
        ("flask", flask, flask.Flask),
        ("microweb", microweb, microweb.App),
    ):
        app = factory("tests.parity.app", root_path=options.pop("root_path", None), **options)
        app.config["SECRET_KEY"] = "for the tests of this process"
        build(module, app)
        apps[name] = app
    return apps


def answer(app: Any, case: Case) -> dict[str, Any]:
    """Send a case's requests, and give what is compared of the last answer."""
    # With a jar, Werkzeug's client would send that in place of the header.
    client = Client(app, use_cookies="Cookie" not in case.options.get("headers", {}))
    paths = [case.path] if isinstance(case.path, str) else case.path
    for path in paths[:-1]:
        client.open(path)
    options = dict(case.options)
    if isinstance(options.get("data"), dict):
        options["data"] = {
            key: value.open() if isinstance(value, File) else value
            for key, value in options["data"].items()
        }
    response = client.open(paths[-1], buffered=True, **options)
    parts: dict[str, Any] = {
        "status": response.status_code,
        "body": _plain_body(response),
        "cookies": sorted(_plain_cookie(line) for line in response.headers.getlist("Set-Cookie")),
    }
    for name in COMPARED_HEADERS:
        parts[name] = response.headers.get(name)
    if response.mimetype == "application/json":
        del parts["Content-Length"]  # of one value there are many texts
    if parts["Allow"]:
        parts["Allow"] = sorted(re.split(r",\s*", parts["Allow"]))
    if parts["Location"]:
        parts["Location"] = parts["Location"].removeprefix("http://localhost") or "/"
    return parts


def check(apps: dict[str, Any], case: Case) -> None:
    """Compare what both answer to a case.

    Raises:
        AssertionError: A part differs that should not, or none of those differs that should.
    """
    theirs, ours = answer(apps["flask"], case), answer(apps["microweb"], case)
    on_purpose = {part for part in case.differs if theirs.get(part) != ours.get(part)}
    assert on_purpose or not case.differs, "nothing differs: the case is out of date"
    for parts in (theirs, ours):
        for part in case.differs:
            parts.pop(part, None)
    assert ours == theirs


def _plain_body(response: Any) -> object:
    body = response.get_data()
    return response.get_json() if body and response.mimetype == "application/json" else body


def _plain_cookie(line: str) -> tuple[str, ...]:
    """Give name, value and attributes; of what is signed or a date, only that it is there."""
    first, *attributes = line.split("; ")
    name, _, value = first.partition("=")
    if name == "session" and value:
        value = "(signed)"
    kept = [re.sub(r"(?i)^expires=(?!Thu, 01 Jan 1970).*", "Expires=(date)", a) for a in attributes]
    return (name, value, *sorted(kept))
