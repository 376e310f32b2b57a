"""Functions of a template: `{% macro %}`."""

import pytest

from tests.templating.language import Case, case, render, render_with_jinja

CASES = [
    case("{% macro m(a, b=2, c=a) %}{{ a }}{{ b }}{{ c }}{% endmacro %}{{ m(1) }}", "121"),
    case("{% macro m(a, b=2, c=a) %}{{ a }}{{ b }}{{ c }}{% endmacro %}{{ m(1, 3) }}", "131"),
    case("{% macro m(a, b=2, c=a) %}{{ a }}{{ b }}{{ c }}{% endmacro %}{{ m(1, c=4) }}", "124"),
    case("{% macro m(a, b=2, c=a) %}{{ a }}{{ b }}{{ c }}{% endmacro %}{{ m(b=1, a=9) }}", "919"),
    case("{% macro m(a, b=2, c=a) %}{{ a }}{{ b }}{{ c }}{% endmacro %}{{ m() }}", "2"),
    case("{% macro m(a, b=2, c=a) %}{{ a }}{{ b }}{{ c }}{% endmacro %}{{ m('<') }}", "&lt;2&lt;"),
    case(
        "{% macro m(a, b=2, c=a) %}{{ a }}{{ b }}{{ c }}{% endmacro %}{{ m(1, 2, 3, 4) }}",
        "!TypeError",
    ),
    case(
        "{% macro m(a, b=2, c=a) %}{{ a }}{{ b }}{{ c }}{% endmacro %}{{ m(1, d=4) }}", "!TypeError"
    ),
    case(
        "{% macro m(a, b=2, c=a) %}{{ a }}{{ b }}{{ c }}{% endmacro %}{{ m(1, a=2) }}", "!TypeError"
    ),
    case("{% macro m() %}<b>{% endmacro %}{{ m() }}{{ m() is escaped }}", "<b>True"),
    case(
        "{% macro m() %}{{ varargs }}{{ kwargs }}{% endmacro %}{{ m(1, 2, x=3) }}",
        "(1, 2){&#39;x&#39;: 3}",
    ),
    case("{% macro m(a) %}{{ varargs }}{% endmacro %}{{ m(1, 2, 3) }}", "(2, 3)"),
    case("{% macro m(a) %}{{ kwargs }}{% endmacro %}{{ m(1, b=2) }}", "{&#39;b&#39;: 2}"),
    case(
        "{% macro m(a, b=1, c='x') %}{% endmacro %}{{ m.name }} {{ m.arguments }} {{ m."
        "catch_kwargs }} {{ m.catch_varargs }} {{ m.caller }}",
        "m (&#39;a&#39;, &#39;b&#39;, &#39;c&#39;) False False False",
    ),
    case(
        "{% macro m() %}{{ caller is defined }}{% endmacro %}{{ m() }}{{ m.caller }}", "FalseTrue"
    ),
    case("{% macro m() %}{{ x }}{% endmacro %}{% set x = 1 %}{{ m() }}", "1"),
    case(
        "{% set x = 1 %}{% macro m() %}{{ x }}{% set x = 2 %}{{ x }}{% endmacro %}{{ m() }}{{ x }}",
        "121",
    ),
    case("{% macro a() %}{{ b() }}{% endmacro %}{% macro b() %}b{% endmacro %}{{ a() }}", "b"),
    case(
        "{% macro f(n) %}{{ n }}{% if n %}{{ f(n - 1) }}{% endif %}{% endmacro %}{{ f(3) }}", "3210"
    ),
    case(
        "{% macro outer() %}{% macro inner() %}i{% endmacro %}{{ inner() }}{% endmacro "
        "%}{{ outer() }}{{ inner is defined }}",
        "iFalse",
    ),
    case("{% for x in [1, 2] %}{% macro m() %}{{ x }}{% endmacro %}{{ m() }}{% endfor %}", "12"),
    case(
        "{% macro m(class, for='f') %}{{ class }}{{ for }}{% endmacro %}{{ m('c') }}{{ "
        "m(class='x') }}",
        "cfxf",
    ),
    case("{% macro m(a, b) %}{{ a }}{{ b is defined }}{% endmacro %}{{ m(1) }}", "1False"),
    case("{% macro m(a, b=c, c=3) %}{{ b }}{{ c }}{% endmacro %}{{ m(1) }}", "3"),
    case(
        "{% macro m(a=[]) %}{% do a.append(1) %}{{ a }}{% endmacro %}{{ m() }}{{ m() }}", "[1][1]"
    ),
    case("{% macro m(x) %}{{ x|upper }}{% endmacro %}{{ m('a')|lower }}{{ m('<')|length }}", "a4"),
    case(
        "{{ m is defined }}{% macro m() %}{% endmacro %}{{ m is defined }}{{ m is callable }}",
        "FalseTrueTrue",
    ),
    case("{% if true %}{% macro m() %}x{% endmacro %}{% endif %}{{ m() }}", "x"),
    case("{% macro m(a, b=1, c) %}{% endmacro %}", "!TemplateSyntaxError"),
    case("{% macro %}{% endmacro %}", "!TemplateSyntaxError"),
    case("{% macro m %}{% endmacro %}", "!TemplateSyntaxError"),
    case("{% macro m(1) %}{% endmacro %}", "!TemplateSyntaxError"),
    case("{% macro m() %}", "!TemplateSyntaxError"),
    case("{% macro m(caller) %}{% endmacro %}", ""),
    case("{% macro m(a) %}{{ a }}{% endmacro %}{{ m(*[1]) }}{{ m(**{'a': 2}) }}", "12"),
    case(
        "{% macro m(a) %}[{{ a }}]{% endmacro %}{{ [1, 2]|map('upper')|join }}{{ m(m(m('<'))) }}",
        "12[[[&lt;]]]",
    ),
    case("{% set f = m if m else 1 %}{{ f }}", "1"),
    case("{% macro m(loop) %}{{ loop }}{% endmacro %}{{ m(1) }}", "1"),
]


@pytest.mark.parametrize("row", CASES, ids=str)
def test_renders(row: Case) -> None:
    assert render(row) == row.expected


@pytest.mark.parametrize("row", CASES, ids=str)
def test_jinja_renders_the_same(row: Case) -> None:
    assert render_with_jinja(row) == row.jinja
