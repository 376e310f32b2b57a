"""Passing a body to a macro: `{% call %}`."""

import pytest

from tests.templating.language import Case, case, render, render_with_jinja

CASES = [
    case(
        "{% macro d(t) %}<{{ t }}>{{ caller() }}</{{ t }}>{% endmacro %}{% call d('p') "
        "%}x{{ y }}{% endcall %}",
        "<p>x&lt;</p>",
        y="<",
    ),
    case(
        "{% macro l(xs) %}{% for x in xs %}{{ caller(x) }}{% endfor %}{% endmacro %}{% "
        "call(i) l([1, 2]) %}({{ i }}){% endcall %}",
        "(1)(2)",
    ),
    case(
        "{% macro l() %}{{ caller(1, 2) }}{% endmacro %}{% call(a, b) l() %}{{ a }}-{{ "
        "b }}{% endcall %}",
        "1-2",
    ),
    case(
        "{% macro l() %}{{ caller(1) }}{% endmacro %}{% call(a, b=5) l() %}{{ a }}{{ b "
        "}}{% endcall %}",
        "15",
    ),
    case(
        "{% macro d(t) %}<{{ t }}>{{ caller() }}</{{ t }}>{% endmacro %}{% call d('a') "
        "%}{% call d('b') %}x{% endcall %}{% endcall %}",
        "<a><b>x</b></a>",
    ),
    case("{% macro m() %}x{% endmacro %}{% call m() %}y{% endcall %}", "!TypeError"),
    case(
        "{% macro m() %}{% if caller %}c{{ caller() }}{% else %}n{% endif %}{% endmacro"
        " %}{{ m() }}{% call m() %}y{% endcall %}",
        "ncy",
    ),
    case(
        "{% macro m() %}{{ caller.name }}|{{ caller.arguments }}{% endmacro %}{% call(a"
        ") m() %}{% endcall %}",
        "caller|(&#39;a&#39;,)",
        differs=("None|(&#39;a&#39;,)", "the name of the macro that a call block makes"),
    ),
    case(
        "{% set x = 1 %}{% macro m() %}{% set x = 2 %}{{ caller() }}{% endmacro %}{% ca"
        "ll m() %}{{ x }}{% endcall %}",
        "1",
    ),
    case("{% call f(1) %}b{% endcall %}", "1b", f=lambda n, caller: f"{n}{caller()}"),
    case(
        "{% macro m(a) %}{{ caller(a) }}{% endmacro %}{% for i in [1, 2] %}{% call(v) m"
        "(i) %}{{ i }}{{ v }}{% endcall %}{% endfor %}",
        "1122",
    ),
    case(
        "{% macro m() %}{{ caller() }}{% endmacro %}{% call m() %}{% set z = 1 %}{{ z }"
        "}{% endcall %}{{ z }}",
        "1",
    ),
    case(
        "{% macro m(a) %}{{ a }}{{ caller() }}{% endmacro %}{% call m(a='k') %}c{% endcall %}", "kc"
    ),
    case("{% call x %}{% endcall %}", "!TemplateSyntaxError"),
    case("{% call m() %}", "!TemplateSyntaxError"),
    case("{% macro m() %}{{ caller() }}{% endmacro %}{{ m() }}", "!UndefinedError"),
    case("{% call nosuch() %}{% endcall %}", "!UndefinedError"),
]


@pytest.mark.parametrize("row", CASES, ids=str)
def test_renders(row: Case) -> None:
    assert render(row) == row.expected


@pytest.mark.parametrize("row", CASES, ids=str)
def test_jinja_renders_the_same(row: Case) -> None:
    assert render_with_jinja(row) == row.jinja
