"""Look for mistakes in what an app is made of: routes, templates, settings, folders, names."""

import os
from collections.abc import Iterator

from microweb.app import App
from microweb.audit.findings import Finding
from microweb.audit.kinds import audit_kinds
from microweb.audit.literals import find_first_arguments
from microweb.audit.overrides import audit_overrides
from microweb.commands.errors import suggest
from microweb.routing.audit import audit_routes
from microweb.templating import Environment, TemplateSyntaxError
from microweb.templating.audit import audit_source

__all__ = ["audit"]

_PAGES = (".html", ".htm", ".xhtml", ".svg", ".jinja", ".j2")
_DOUBTFUL = ("url", "safe")  # may well be meant
_ROUTE_FIXES = {
    "shadowed": "Make it more specific than the other, or take it out.",
    "unreachable": "Take these methods out, or make the rule more specific than the other.",
    "viewless": "Give the endpoint a view: @app.endpoint(name), or view_func=.",
}


def audit(app: App) -> list[Finding]:
    """Look for mistakes in an app. Templates are compiled; nothing else of the app is run.

    Returns:
        What was found: rules that cannot be reached, templates that do not compile, settings and
        names that look misspelt, folders that are not there, names of Flask that nothing reads.
    """
    return [
        *_audit_routes(app),
        *_audit_templates(app),
        *_audit_names(app),
        *_audit_folders(app),
        *_audit_config(app),
        *audit_kinds(app.config),
        *_audit_plan(app),
        *audit_overrides(app),
    ]


def _audit_routes(app: App) -> Iterator[Finding]:
    for found in audit_routes(app.url_map, has_view=lambda endpoint: endpoint.has_view):
        yield Finding("error", f"route-{found.kind}", found.message, _ROUTE_FIXES[found.kind])


def _audit_templates(app: App) -> Iterator[Finding]:
    environment = app.jinja_env
    for name in environment.list_templates():
        try:
            environment.get_template(name)
            yield from _audit_values(environment, name)
        except TemplateSyntaxError as error:
            place = f"{error.filename or name}:{error.lineno}"
            yield Finding(
                "error",
                "template-syntax",
                f"the template {name!r} does not compile: {error.message} ({place})",
                "Mend the template: its first page would be a 500.",
            )
        except UnicodeDecodeError:
            yield Finding(
                "hint",
                "template-encoding",
                f"the file {name!r} among the templates is no UTF-8 text",
                "Keep images and the like in the static folder.",
            )


def _audit_values(environment: Environment, name: str) -> Iterator[Finding]:
    """Check the values of a page that escaping cannot make safe."""
    if environment.loader is None or not name.endswith(_PAGES):
        return
    source, filename, _ = environment.loader.get_source(environment, name)
    for doubt in audit_source(source, environment, name):
        problem, _, fix = doubt.advice.partition(": ")
        yield Finding(
            "hint" if doubt.kind in _DOUBTFUL else "warning",
            f"template-{doubt.kind}",
            f"{problem} ({filename or name}:{doubt.lineno})",
            f"{fix[:1].upper()}{fix[1:]}.",
        )


def _audit_names(app: App) -> Iterator[Finding]:
    """Check the templates and endpoints that views name in so many words."""
    templates: list[str] | None = None
    endpoints = sorted({rule.endpoint for rule in app.url_map.iter_rules()})
    for endpoint in app.endpoints.values():
        for name, place in find_first_arguments(endpoint.view, "render_template"):
            if templates is None:
                templates = app.jinja_env.list_templates()
            if name not in templates:
                yield _unknown("template", name, templates, place)
        for name, place in find_first_arguments(endpoint.view, "url_for"):
            full = f"{'.'.join(endpoint.blueprints[:1])}{name}" if name.startswith(".") else name
            if full.lstrip(".") not in endpoints:
                yield _unknown("endpoint", name, endpoints, place)


def _unknown(kind: str, name: str, known: list[str], place: str) -> Finding:
    near = suggest(name.lstrip("."), known)
    fix = f"Did you mean {near[0]!r}?" if near else f"Add it, or name another {kind}."
    return Finding("error", f"unknown-{kind}", f"there is no {kind} {name!r} ({place})", fix)


def _audit_folders(app: App) -> Iterator[Finding]:
    for blueprint in app.blueprints.values():
        for kind in ("static", "template"):
            folder: str | None = getattr(blueprint, f"{kind}_folder")
            if folder is not None and not os.path.isdir(folder):
                yield Finding(
                    "error",
                    "missing-folder",
                    f"the blueprint {blueprint.name!r} has no folder {folder}",
                    f"Make the folder, or leave out {kind}_folder=.",
                )


def _audit_plan(app: App) -> Iterator[Finding]:
    """Work out what the first request would: settings and guards are checked there."""
    try:
        _ = app.plan
    except Exception as error:  # noqa: BLE001  whatever it is, it is what a visitor would meet
        yield Finding(
            "error",
            "cannot-serve",
            f"the first request would fail: {error}",
            "Mend it: every page would be a 500, or the server would not start.",
        )


def _audit_config(app: App) -> Iterator[Finding]:
    for key, near in app.config.misspelt().items():
        yield Finding(
            "warning",
            "unknown-setting",
            f"nothing reads the setting {key}, which looks like {near}",
            f"Did you mean {near}? If it is the app's own, give it a name of its own.",
        )
