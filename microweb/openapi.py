"""Describe an app's routes as an OpenAPI 3.1 document.

What the routes say is in it: paths, methods, the types of the captured values, and what the views'
docstrings tell. What a view reads from the body, and what it answers, its route does not say; that
is left open.

OpenAPI Specification 3.1.1.
"""

from collections.abc import Callable, Iterator
from typing import Any

from microweb.app import App
from microweb.app.endpoints import Endpoint
from microweb.routing import (
    AnyConverter,
    BaseConverter,
    FloatConverter,
    IntegerConverter,
    PathConverter,
    Rule,
    UnicodeConverter,
    UUIDConverter,
)
from microweb.routing.patterns import Variable

__all__ = ["openapi_document"]

# fixed fields of a Path Item Object: OpenAPI 3.1.1 section 4.8.9.1
_METHODS = ("GET", "PUT", "POST", "DELETE", "OPTIONS", "HEAD", "PATCH", "TRACE")


def openapi_document(
    app: App, *, title: str | None = None, version: str = "0.1.0", description: str | None = None
) -> dict[str, Any]:
    """Give the document as a dict, for `json.dumps`.

    Rules of static files and redirects are left out. OpenAPI knows one entry for paths that differ
    in the names or types of their variables alone: of two such rules with one method, the more
    specific is described.

    Args:
        app: The app.
        title: Of the API; by default the app's name.
        version: Of the API.
        description: Of the API, in CommonMark.
    """
    info = {"title": title or app.name, "version": version}
    if description:
        info["description"] = description
    paths = _paths(app)
    _number_operations(paths)
    document: dict[str, Any] = {"openapi": "3.1.1", "info": info}
    root = str(app.config["APPLICATION_ROOT"]).rstrip("/")
    if root:
        document["servers"] = [{"url": root}]
    document["paths"] = {path: paths[path] for path in sorted(paths)}
    tags = sorted({tag for _, one in _operations(paths) for tag in one.get("tags", ())})
    if tags:
        document["tags"] = [{"name": tag} for tag in tags]
    return document


def _paths(app: App) -> dict[str, dict[str, Any]]:
    """Give the operations of each path, by method."""
    paths: dict[str, dict[str, Any]] = {}
    templates: dict[str, str] = {}
    for rule in sorted(_described_rules(app), key=_specificity):
        # The first spelling of a path stands for all that differ in names alone.
        shape = "/".join("{}".join(_literals(segment.parts)) for segment in rule.segments)
        template = templates.setdefault(shape, _template(rule))
        item = paths.setdefault(template, {})
        for method in _METHODS:
            if method in rule.explicit_methods:
                item.setdefault(method.lower(), _operation(rule, method, _names_in(template)))
    return paths


def _described_rules(app: App) -> Iterator[Rule[Endpoint]]:
    for rule in app.url_map.iter_rules():
        is_static = rule.endpoint.rpartition(".")[2] == "static"
        if not (is_static or rule.alias or rule.build_only or rule.redirect_to):
            yield rule


def _specificity(rule: Rule[Endpoint]) -> Any:
    return [segment.weight for segment in rule.segments]


# Paths.


def _literals(parts: tuple[str | Variable, ...]) -> list[str]:
    """Give the texts around the variables of a segment."""
    texts = [""]
    for part in parts:
        if isinstance(part, str):
            texts[-1] += part
        else:
            texts.append("")
    return texts


def _template(rule: Rule[Endpoint]) -> str:
    texts = [
        "".join(part if isinstance(part, str) else f"{{{part.name}}}" for part in segment.parts)
        for segment in rule.segments
    ]
    return "/" + "/".join(texts)


def _names_in(template: str) -> list[str]:
    return [piece.partition("}")[0] for piece in template.split("{")[1:]]


# Operations.


def _operation(rule: Rule[Endpoint], method: str, names: list[str]) -> dict[str, Any]:
    endpoint = rule.target
    summary, description = _split_docstring(_function_of(endpoint, method))
    operation: dict[str, Any] = {"operationId": rule.endpoint}
    if endpoint.blueprints:
        operation["tags"] = [endpoint.blueprints[0]]
    if summary:
        operation["summary"] = summary
    if description:
        operation["description"] = description
    variables = [variable for segment in rule.segments for variable in segment.variables]
    if variables:
        operation["parameters"] = [
            _parameter(name, variable.converter)
            for name, variable in zip(names, variables, strict=True)
        ]
    operation["responses"] = {"default": {"description": "What the view answers."}}
    return operation


def _function_of(endpoint: Endpoint, method: str) -> object:
    """Give the view; of a view with a method for each request method that one."""
    view_class: object = getattr(endpoint.view, "view_class", None)
    return getattr(view_class, method.lower(), endpoint.view)


def _split_docstring(function: object) -> tuple[str, str]:
    """Give the first paragraph in one line, and the rest up to the first section."""
    text = getattr(function, "__doc__", None) or ""
    paragraphs = [" ".join(part.split()) for part in text.split("\n\n")]
    rest: list[str] = []
    for paragraph in paragraphs[1:]:
        if paragraph.startswith(("Args:", "Returns:", "Raises:", "Yields:")):
            break
        rest.append(paragraph)
    return paragraphs[0], "\n\n".join(filter(None, rest))


def _operations(paths: dict[str, dict[str, Any]]) -> Iterator[tuple[str, dict[str, Any]]]:
    for item in paths.values():
        yield from item.items()


def _number_operations(paths: dict[str, dict[str, Any]]) -> None:
    """Tell operations of one endpoint apart: by the method, then by a number."""
    seen: dict[str, int] = {}
    counts: dict[str, int] = {}
    for _, operation in _operations(paths):
        counts[operation["operationId"]] = counts.get(operation["operationId"], 0) + 1
    for method, operation in _operations(paths):
        name: str = operation["operationId"]
        if counts[name] > 1:
            name = f"{name}_{method}"
        seen[name] = seen.get(name, 0) + 1
        operation["operationId"] = name if seen[name] == 1 else f"{name}_{seen[name]}"


# Values.


def _parameter(name: str, converter: BaseConverter) -> dict[str, Any]:
    parameter: dict[str, Any] = {
        "name": name,
        "in": "path",
        "required": True,
        "schema": _schema(converter),
    }
    if not converter.isolating:
        parameter["description"] = "May contain slashes, which are not encoded."
    return parameter


def _schema(converter: BaseConverter) -> dict[str, Any]:
    """Give the JSON Schema of a captured value, as it stands in the path."""
    describe = _SCHEMAS.get(type(converter))
    if describe is None:  # one of the app's own
        return {"type": "string", "pattern": f"^(?:{converter.regex})$"}
    return describe(converter)


def _integer(converter: Any) -> dict[str, Any]:
    if converter.fixed_digits:
        return {"type": "string", "pattern": f"^(?:{converter.regex})$"}
    return {"type": "integer", **_bounds(converter)}


def _bounds(converter: Any) -> dict[str, Any]:
    low = converter.min if converter.min is not None or converter.signed else 0
    return {
        key: value
        for key, value in (("minimum", low), ("maximum", converter.max))
        if value is not None
    }


def _lengths(converter: UnicodeConverter) -> dict[str, Any]:
    bounds = {"minLength": converter.minlength, "maxLength": converter.maxlength}
    return {key: value for key, value in bounds.items() if value is not None}


_SCHEMAS: dict[type[BaseConverter], Callable[[Any], dict[str, Any]]] = {
    AnyConverter: lambda converter: {"type": "string", "enum": sorted(converter.items)},
    FloatConverter: lambda converter: {"type": "number", **_bounds(converter)},
    IntegerConverter: _integer,
    PathConverter: lambda _: {"type": "string", "minLength": 1},
    UUIDConverter: lambda _: {"type": "string", "format": "uuid"},
    UnicodeConverter: lambda converter: {"type": "string", **_lengths(converter)},
}
