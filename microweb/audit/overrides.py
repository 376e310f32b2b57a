"""Look for names that an app from Flask puts on its objects and classes and that nothing reads."""

from collections.abc import Iterator

from microweb.app import App
from microweb.app.blueprints import Blueprint
from microweb.audit.findings import Finding
from microweb.audit.flask_names import INSTEAD
from microweb.json import JSONProvider
from microweb.requests.request import Request
from microweb.responses.response import Response
from microweb.sessions import SessionInterface

__all__ = ["audit_overrides"]


def audit_overrides(app: App) -> Iterator[Finding]:
    """Check what an app is made of: itself, its blueprints, and what it was given."""
    yield from _audit_object(App, app)
    for blueprint in app.blueprints.values():
        yield from _audit_object(Blueprint, blueprint)
    yield from _audit_class(Request, app.request_class)
    yield from _audit_class(Response, app.response_class)
    yield from _audit_object(SessionInterface, app.session_interface)
    yield from _audit_object(JSONProvider, app.json)


def _audit_object(base: type[object], thing: object) -> Iterator[Finding]:
    own = [name for name in INSTEAD[base.__name__] if name in vars(thing)]
    kind = type(thing)
    for name in own:
        yield _finding(base, name, f"the {kind.__name__} has {name}")
    yield from _audit_class(base, kind)


def _audit_class(base: type[object], kind: type[object]) -> Iterator[Finding]:
    """Check a class, and those between it and ours."""
    for owner in kind.__mro__:
        if owner.__module__.partition(".")[0] == "microweb":
            continue
        for name in INSTEAD[base.__name__]:
            if name in vars(owner):
                yield _finding(base, name, f"{owner.__module__}.{owner.__qualname__} has {name}")


def _finding(base: type[object], name: str, fact: str) -> Finding:
    return Finding(
        "warning",
        "unread-name",
        f"{fact}, which nothing reads",
        f"Use instead what takes its place: {INSTEAD[base.__name__][name]}.",
    )
