"""Macros of another template: `{% import %}` and `{% from ... import %}`."""

import pytest

from tests.templating.language import Case, case, render, render_with_jinja

TEMPLATES = {
    "m": "{% macro f(a=1) %}<f{{ a }}{{ x }}>{% endmacro %}{% set v = 5 %}{% set _p = 6 "
    "%}{% for i in [1] %}{% set inner = 1 %}{% endfor %}text",
    "ctx": "{% set seen = x %}{% macro g() %}{{ x }}{% endmacro %}",
}

CASES = [
    case("{% import 'm' as m %}{{ m.f() }}", "<f1>", templates=TEMPLATES),
    case("{% import 'm' as m %}{{ m.f('<') }}{{ m.v }}", "<f&lt;>5", templates=TEMPLATES, x="c"),
    case("{% import 'm' as m with context %}{{ m.f() }}", "<f1c>", templates=TEMPLATES, x="c"),
    case("{% import 'm' as m without context %}{{ m.f() }}", "<f1>", templates=TEMPLATES, x="c"),
    case(
        "{% import 'm' as m %}{{ m.nosuch }}|{{ m.inner }}|{{ m.v is defined }}",
        "||True",
        templates=TEMPLATES,
    ),
    case("{% import 'm' as m %}{{ m.nosuch() }}", "!UndefinedError", templates=TEMPLATES),
    case("{% from 'm' import f %}{{ f(2) }}", "<f2>", templates=TEMPLATES),
    case("{% from 'm' import f as g, v %}{{ g(2) }}{{ v }}", "<f2>5", templates=TEMPLATES),
    case(
        "{% from 'm' import f, v, %}{{ v }}",
        "5",
        differs=("!TemplateSyntaxError", "a comma may end the names, as in Python"),
        templates=TEMPLATES,
    ),
    case("{% from 'm' import nosuch %}{{ nosuch is defined }}", "False", templates=TEMPLATES),
    case("{% from 'm' import nosuch %}{{ nosuch() }}", "!UndefinedError", templates=TEMPLATES),
    case("{% from 'm' import _p %}", "!TemplateAssertionError", templates=TEMPLATES),
    case("{% from 'm' import f with context %}{{ f() }}", "<f1c>", templates=TEMPLATES, x="c"),
    case(
        "{% from 'ctx' import g, seen with context %}{{ g() }}{{ seen }}",
        "cc",
        templates=TEMPLATES,
        x="c",
    ),
    case("{% from 'ctx' import g, seen %}{{ g() }}[{{ seen }}]", "[]", templates=TEMPLATES, x="c"),
    case(
        "{% set x = 'L' %}{% from 'ctx' import g with context %}{{ g() }}",
        "L",
        templates=TEMPLATES,
        x="c",
    ),
    case(
        "{% for x in ['a'] %}{% from 'ctx' import g with context %}{{ g() }}{% endfor %}",
        "a",
        templates=TEMPLATES,
        x="c",
    ),
    case("{% import 'm' as m %}{{ m }}", "text", templates=TEMPLATES),
    case("{% import name as m %}{{ m.v }}", "5", templates=TEMPLATES, name="m"),
    case("{% import 'nosuch' as m %}", "!TemplateNotFound", templates=TEMPLATES),
    case("{% import 'm' %}", "!TemplateSyntaxError", templates=TEMPLATES),
    case("{% from 'm' import %}", "!TemplateSyntaxError", templates=TEMPLATES),
    case("{% from 'm' import f as %}", "!TemplateSyntaxError", templates=TEMPLATES),
    case("{% from 'm' %}", "!TemplateSyntaxError", templates=TEMPLATES),
    case("{% block b %}{% import 'm' as m %}{{ m.v }}{% endblock %}", "5", templates=TEMPLATES),
    case("{% import 'm' as m %}{% block b %}{{ m.v }}{% endblock %}", "5", templates=TEMPLATES),
    case(
        "{% from 'm' import f %}{% block b %}{{ f() }}{% endblock %}", "<f1>", templates=TEMPLATES
    ),
    case(
        "{% macro q() %}{% from 'm' import f %}{{ f() }}{% endmacro %}{{ q() }}",
        "<f1>",
        templates=TEMPLATES,
    ),
    case("{% if true %}{% import 'm' as m %}{% endif %}{{ m.v }}", "5", templates=TEMPLATES),
    case(
        "{% import 'm' as m %}{% import 'rex' as r %}{{ r.m.v }}",
        "!UndefinedError",
        templates={**TEMPLATES, "rex": "{% import 'm' as m %}"},
    ),
    case(
        "{% from 'deep' import d %}{{ d() }}",
        "<f8>",
        templates={
            **TEMPLATES,
            "deep": "{% from 'm' import f %}{% macro d() %}{{ f(8) }}{% endmacro %}",
        },
    ),
    case(
        "{% import 'm' as m %}{% call m.w() %}b{% endcall %}",
        "[b]",
        templates={**TEMPLATES, "m": "{% macro w() %}[{{ caller() }}]{% endmacro %}"},
    ),
    case("{% from 'm' import with %}", "", templates=TEMPLATES),
    case(
        "{% import ['nosuch', 'm'] as m %}{{ m.v }}",
        "5",
        differs=("!TypeError", "several names work as in include"),
        templates=TEMPLATES,
    ),
    case(
        "{% import 'm' as m %}{{ m._p }}",
        "!TemplateSyntaxError",
        differs=("", "private names are out of reach"),
        templates=TEMPLATES,
    ),
    case(
        "{% from 'm' import v as x %}{% include 'i' %}",
        "5",
        templates={**TEMPLATES, "i": "{{ x }}"},
    ),
    case("{% import 'm' as true %}", "!TemplateSyntaxError", templates=TEMPLATES),
]


@pytest.mark.parametrize("row", CASES, ids=str)
def test_renders(row: Case) -> None:
    assert render(row) == row.expected


@pytest.mark.parametrize("row", CASES, ids=str)
def test_jinja_renders_the_same(row: Case) -> None:
    assert render_with_jinja(row) == row.jinja
