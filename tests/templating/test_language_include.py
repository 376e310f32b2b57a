"""Rendering another template in place: `{% include %}`."""

import pytest

from tests.templating.language import Case, case, render, render_with_jinja

TEMPLATES = {"a": "[{{ x }}]", "set": "{% set x = 9 %}{{ x }}", "loop": "{{ loop is defined }}"}

CASES = [
    case("{% include 'a' %}", "[1]", templates=TEMPLATES, x=1),
    case("{% include 'a' with context %}", "[1]", templates=TEMPLATES, x=1),
    case("{% include 'a' without context %}", "[]", templates=TEMPLATES, x=1),
    case("{% set x = 2 %}{% include 'a' %}", "[2]", templates=TEMPLATES, x=1),
    case("{% for x in [1, 2] %}{% include 'a' %}{% endfor %}", "[1][2]", templates=TEMPLATES),
    case("{% include 'set' %}{{ x }}", "91", templates=TEMPLATES, x=1),
    case("{% include 'nosuch' %}", "!TemplateNotFound", templates=TEMPLATES),
    case("{% include 'nosuch' ignore missing %}ok", "ok", templates=TEMPLATES),
    case("{% include 'nosuch' ignore missing with context %}ok", "ok", templates=TEMPLATES),
    case("{% include 'a' ignore missing without context %}", "[]", templates=TEMPLATES, x=1),
    case("{% include ['nosuch', 'a'] %}", "[1]", templates=TEMPLATES, x=1),
    case("{% include ['nosuch', 'none'] %}", "!TemplatesNotFound", templates=TEMPLATES),
    case("{% include ['nosuch', 'none'] ignore missing %}ok", "ok", templates=TEMPLATES),
    case("{% include [] %}", "!TemplatesNotFound", templates=TEMPLATES),
    case("{% include name %}", "[1]", templates=TEMPLATES, name="a", x=1),
    case("{% include missing %}", "!UndefinedError", templates=TEMPLATES),
    case("{% include missing ignore missing %}|", "!UndefinedError", templates=TEMPLATES),
    case("{% include ['nosuch', missing] ignore missing %}|", "|", templates=TEMPLATES),
    case("{% macro m(x) %}{% include 'a' %}{% endmacro %}{{ m(3) }}", "[3]", templates=TEMPLATES),
    case("{% with x = 4 %}{% include 'a' %}{% endwith %}{{ x }}", "[4]", templates=TEMPLATES),
    case("{% set x %}<{% endset %}{% include 'a' %}", "[<]", templates=TEMPLATES),
    case(
        "{% filter upper %}{% include 'b' %}{% endfilter %}",
        "BQ",
        templates={**TEMPLATES, "b": "b{{ x }}"},
        x="q",
    ),
    case(
        "{% include 'e' %}",
        "<1>",
        templates={
            **TEMPLATES,
            "e": "{% extends 'p' %}{% block b %}{{ x }}{% endblock %}",
            "p": "<{% block b %}{% endblock %}>",
        },
        x=1,
    ),
    case("{% include 'a' %}{% include 'a' %}", "[&lt;][&lt;]", templates=TEMPLATES, x="<"),
    case("{% block b %}{% set x = 3 %}{% include 'a' %}{% endblock %}", "[3]", templates=TEMPLATES),
    case(
        "{% if f %}{% set x = 1 %}{% endif %}{% include 'a' %}",
        "[7]",
        templates=TEMPLATES,
        f=0,
        x=7,
    ),
    case(
        "{% for i in [1] %}{% if f %}{% set x = 1 %}{% endif %}{% include 'a' %}{% endfor %}",
        "[7]",
        templates=TEMPLATES,
        f=0,
        x=7,
    ),
    case(
        "{% for i in [1] %}{% include 'a' %}{% set x = 1 %}{% include 'a' %}{% endfor %}",
        "[7][1]",
        templates=TEMPLATES,
        x=7,
    ),
    case("{% include %}", "!TemplateSyntaxError", templates=TEMPLATES),
    case("{% include 'a' ignore %}", "!TemplateSyntaxError", templates=TEMPLATES),
    case("{% include 'a' with %}", "!TemplateSyntaxError", templates=TEMPLATES),
    case(
        "{% include 'bad' ignore missing %}",
        "!TemplateSyntaxError",
        templates={**TEMPLATES, "bad": "{% if %}"},
    ),
    case(
        "{% include 'err' ignore missing %}",
        "!TemplateNotFound",
        templates={**TEMPLATES, "err": "{% include 'nosuch' %}"},
    ),
    case("{% include 'a' if f else 'set' %}", "9", templates=TEMPLATES, f=0),
    case(
        "{% include 'm' %}{{ mm is defined }}",
        "False",
        templates={**TEMPLATES, "m": "{% macro mm() %}{% endmacro %}"},
    ),
]


@pytest.mark.parametrize("row", CASES, ids=str)
def test_renders(row: Case) -> None:
    assert render(row) == row.expected


@pytest.mark.parametrize("row", CASES, ids=str)
def test_jinja_renders_the_same(row: Case) -> None:
    assert render_with_jinja(row) == row.jinja
