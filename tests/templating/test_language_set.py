"""Assigning: `{% set %}`, with a value or a body."""

import pytest

from tests.templating.language import Case, case, render, render_with_jinja

CASES = [
    case("{% set x = 1 %}{{ x }}", "1"),
    case("{% set x, y = 1, 2 %}{{ x }}{{ y }}", "12"),
    case("{% set x, (y, z) = 1, (2, 3) %}{{ x }}{{ y }}{{ z }}", "123"),
    case("{% set (x, y) = (1, 2) %}{{ x }}{{ y }}", "12"),
    case("{% set x = 1, 2 %}{{ x }}", "(1, 2)"),
    case("{% set x = y = 2 %}", "!TemplateSyntaxError"),
    case("{% set x %}a{{ y }}b{% endset %}{{ x }}", "a&lt;b", y="<"),
    case("{% set x %}{% endset %}[{{ x }}]", "[]"),
    case("{% set x | upper %}a{{ y }}{% endset %}{{ x }}", "A&LT;B", y="<b"),
    case("{% set x | replace('a', 'b') | upper %}aa{% endset %}{{ x }}", "BB"),
    case("{% set x %}<b>{% endset %}{{ x is escaped }}{{ x }}", "True<b>"),
    case("{% set x = '<' %}{{ x }}", "&lt;"),
    case("{{ x }}{% set x = 2 %}{{ x }}", "12", x=1),
    case("{% set x = x + 1 %}{{ x }}", "2", x=1),
    case("{% set _x = 1 %}{{ _x }}", "1"),
    case(
        "{% set x = [] %}{% for i in range(2) %}{% do x.append(i) %}{% endfor %}{{ x }}", "[0, 1]"
    ),
    case("{% set ns = namespace(a=1) %}{% set ns.a = 2 %}{{ ns.a }}", "2"),
    case(
        "{% set ns = namespace() %}{% for i in [1, 2, 3] %}{% set ns.last = i %}{% endf"
        "or %}{{ ns.last }}",
        "3",
    ),
    case("{% set ns = namespace({'a': 1}, b=2) %}{{ ns.a }}{{ ns.b }}{{ ns.c }}", "12"),
    case("{% set ns.a = 2 %}", "!TemplateRuntimeError", ns={"a": 1}),
    case("{% set ns.a = 2 %}", "!TemplateRuntimeError"),
    case("{% set ns = namespace() %}{% set ns.a %}x{{ 1 }}{% endset %}{{ ns.a }}", "x1"),
    case("{% set ns = namespace(items=3) %}{{ ns.items }}{{ ns['items'] }}", "33"),
    case("{% set x %}{% set y = 1 %}{{ y }}{% endset %}{{ x }}{{ y }}", "1"),
    case("{% set true = 1 %}", "!TemplateSyntaxError"),
    case("{% set x %}", "!TemplateSyntaxError"),
    case("{% set 1 = 2 %}", "!TemplateSyntaxError"),
    case("{% set x.y.z = 1 %}", "!TemplateSyntaxError"),
    case("{% set x = %}", "!TemplateSyntaxError"),
    case("{% set a, b = 1 %}", "!TypeError"),
    case("{% set a.b, c = 1, 2 %}{{ c }}", "!TemplateRuntimeError", a=1),
    case("{% set x = 1 if y else 2 %}{{ x }}", "2", y=0),
    case("{% set x = true %}{% set x = not x %}{{ x }}", "False"),
    case(
        "{% set ns = namespace(a=1) %}{% macro m() %}{% set ns.a = 5 %}{% endmacro %}{{"
        " m() }}{{ ns.a }}",
        "5",
    ),
]


@pytest.mark.parametrize("row", CASES, ids=str)
def test_renders(row: Case) -> None:
    assert render(row) == row.expected


@pytest.mark.parametrize("row", CASES, ids=str)
def test_jinja_renders_the_same(row: Case) -> None:
    assert render_with_jinja(row) == row.jinja
