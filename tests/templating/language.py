"""Rows of the language tests: a template, what it sees, and what it renders.

Every row is rendered by this engine, and by Jinja2 too where that is installed. An error is
written as its class with a `!` before it.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest

from microweb import templating
from microweb.templating import DictLoader, Environment

__all__ = ["Case", "Html", "Lazy", "Point", "case", "render", "render_with_jinja"]


class Case(NamedTuple):
    """A row.

    Attributes:
        source: The template.
        expected: What it renders, or `!` and the class of the error.
        jinja: What Jinja2 renders.
        reason: Why that is not the same, where it is not.
        context: The variables.
        templates: Further templates by name.
        options: Options of the environment; `undefined` is the name of a class.
    """

    source: str
    expected: str
    jinja: str
    reason: str
    context: dict[str, Any]
    templates: dict[str, str]
    options: dict[str, Any]

    def __str__(self) -> str:
        return self.source[:60].encode("unicode-escape").decode()


def case(
    source: str,
    expected: str,
    /,
    *,
    differs: tuple[str, str] | None = None,
    templates: dict[str, str] | None = None,
    options: dict[str, Any] | None = None,
    **context: Any,
) -> Case:
    """Make a row; `differs` is what Jinja2 renders, and why that is not the same."""
    jinja, reason = differs or (expected, "")
    return Case(source, expected, jinja, reason, context, templates or {}, options or {})


def render(row: Case) -> str:
    """Render a row."""
    options = dict(row.options)
    if "undefined" in options:
        options["undefined"] = getattr(templating, options["undefined"])
    environment = Environment(loader=DictLoader(row.templates), **options)
    try:
        return environment.from_string(row.source).render(row.context)
    except Exception as exc:  # noqa: BLE001  # any error is an outcome
        return f"!{type(exc).__name__}"


def render_with_jinja(row: Case) -> str:
    """Render a row with Jinja2, escaping as we do."""
    jinja2 = pytest.importorskip("jinja2", reason="Jinja2 is not there to compare with")
    options = {"autoescape": True, **row.options}
    if "undefined" in options:
        options["undefined"] = getattr(jinja2, options["undefined"])
    environment = jinja2.Environment(
        loader=jinja2.DictLoader(row.templates),
        extensions=["jinja2.ext.do", "jinja2.ext.loopcontrols"],
        **options,
    )
    try:
        rendered: str = environment.from_string(row.source).render(row.context)
    except Exception as exc:  # noqa: BLE001  # any error is an outcome
        return f"!{type(exc).__name__}"
    return rendered


class Lazy:
    """Items without a length."""

    def __init__(self, items: Any) -> None:
        self._items = items

    def __iter__(self) -> Iterator[Any]:
        yield from self._items


class Html:
    """A value that knows its own HTML."""

    def __html__(self) -> str:
        return "<i>html</i>"

    def __str__(self) -> str:
        return "<text>"


class Point:
    """A value with attributes, items and a method."""

    def __init__(self, x: Any = 1, y: Any = 2) -> None:
        self.x = x
        self.y = y
        self._hidden = "secret"

    def __getitem__(self, name: str) -> Any:
        return {"x": "item", "z": 3}[name]

    def double(self, by: int = 2) -> int:
        return int(self.x) * by

    def __repr__(self) -> str:
        return f"Point({self.x}, {self.y})"
