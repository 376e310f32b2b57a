"""What a name means where: loops, blocks, macros, includes and imports."""

import pytest

from tests.templating.language import Case, case, render, render_with_jinja

CASES = [
    case("{% if true %}{% else %}{% set x = 2 %}{% endif %}{{ x }}", "c", x="c"),
    case("{% if false %}{% else %}{% set x = 2 %}{% endif %}{{ x }}", "2", x="c"),
    case("{% if 0 %}{% elif 0 %}{% set x = 2 %}{% endif %}{{ x }}", "c", x="c"),
    case(
        "{% for i in [0, 1] %}{% if i %}{% else %}{% set x = 2 %}{% endif %}{{ x }}{% endfor %}",
        "2c",
        x="c",
    ),
    case("{% set x = 1 %}{% for i in [1] %}{% set x = 2 %}{{ x }}{% endfor %}{{ x }}", "21"),
    case(
        "{% set x = 0 %}{% for i in [1, 2] %}{{ x }}{% set x = i %}{{ x }}{% endfor %}{{ x }}",
        "01020",
    ),
    case(
        "{% for i in [1, 2, 3] %}{% if i == 2 %}{% set x = i %}{% endif %}{{ x }}|{% endfor %}",
        "c|2|c|",
        x="c",
    ),
    case("{% for i in [1, 2] %}{% set x = x ~ i %}{{ x }}|{% endfor %}", "c1|c2|", x="c"),
    case("{% if true %}{% set x = 2 %}{% endif %}{{ x }}", "2", x=1),
    case("{% if false %}{% set x = 2 %}{% endif %}{{ x }}", "1", x=1),
    case("{% if false %}{% set x = 2 %}{% else %}{{ x }}{% endif %}{{ x }}", "11", x=1),
    case(
        "{% if a %}{% set x = 1 %}{% elif b %}{% set x = 2 %}{% else %}{% set x = 3 %}{"
        "% endif %}{{ x }}",
        "2",
        a=0,
        b=1,
    ),
    case("{% if a %}{% if b %}{% set x = 1 %}{% endif %}{% endif %}{{ x }}", "c", a=1, b=0, x="c"),
    case("{% macro m() %}{% set x = 5 %}{{ x }}{% endmacro %}{{ m() }}{{ x }}", "51", x=1),
    case(
        "{% macro m() %}{{ x }}{% endmacro %}{% for x in [1, 2] %}{{ m() }}{% endfor %}",
        "cc",
        x="c",
    ),
    case(
        "{% for x in [1, 2] %}{% set y = x %}{% for z in [1] %}{{ y }}{% set y = 9 %}{{"
        " y }}{% endfor %}{{ y }}{% endfor %}",
        "191292",
    ),
    case(
        "{% with %}{% set x = 2 %}{% with %}{% set x = 3 %}{{ x }}{% endwith %}{{ x }}{"
        "% endwith %}{{ x }}",
        "321",
        x=1,
    ),
    case("{% set x %}{{ y }}{% set y = 2 %}{{ y }}{% endset %}{{ x }}{{ y }}", "121", y=1),
    case("{% filter upper %}{{ y }}{% set y = 'b' %}{{ y }}{% endfilter %}{{ y }}", "ABa", y="a"),
    case("{% block b %}{% set x = 2 %}{{ x }}{% endblock %}{{ x }}", "21", x=1),
    case("{% set x = 2 %}{% block b %}{{ x }}{% endblock %}", "2", x=1),
    case(
        "{% block b %}{{ x }}{% endblock %}{% set x = 2 %}{% block c %}{{ x }}{% endblock %}",
        "12",
        x=1,
    ),
    case("{% for x in [1] %}{% endfor %}{{ x }}", "c", x="c"),
    case("{% for x in x %}{{ x }}{% endfor %}{{ x }}", "12[1, 2]", x=[1, 2]),
    case("{% for i in [1] %}{% set i = 5 %}{{ i }}{% endfor %}", "5"),
    case("{% for i in [1, 2] %}{% for i in [7] %}{{ i }}{% endfor %}{{ i }}{% endfor %}", "7172"),
    case(
        "{% macro a() %}{% for i in [1] %}{{ x }}{% set x = 2 %}{{ x }}{% endfor %}{{ x"
        " }}{% endmacro %}{{ a() }}",
        "121",
        x=1,
    ),
    case(
        "{% macro a(x) %}{% if x %}{% set x = 'n' %}{% endif %}{{ x }}{% endmacro %}{{ "
        "a(1) }}{{ a(0) }}",
        "n0",
    ),
    case(
        "{% macro a() %}{{ x }}{% endmacro %}{{ a() }}{% set x = 1 %}{{ a() }}",
        "c1",
        differs=("1", "the macro sees the value from the context before the assignment"),
        x="c",
    ),
    case(
        "{% block b %}{% macro m() %}{{ x }}{% endmacro %}{% set x = 1 %}{{ m() }}{% endblock %}",
        "1",
    ),
    case(
        "{% for i in [1, 2] %}{% macro m() %}{{ x }}{% endmacro %}{% set x = i %}{{ m()"
        " }}{% endfor %}",
        "12",
    ),
    case(
        "{% for i in [1, 2] %}{% if loop.first %}{% set x = 'f' %}{% else %}{% set x = "
        "'r' %}{% endif %}{{ x }}{% endfor %}",
        "fr",
    ),
    case(
        "{% set x = 1 %}{% include 'i' %}{{ x }}",
        "121",
        templates={"i": "{{ x }}{% set x = 2 %}{{ x }}"},
    ),
    case(
        "{% for v in vs recursive %}{% set x = v %}{{ x }}{{ loop([]) }}{% endfor %}{{ x }}",
        "12c",
        vs=[1, 2],
        x="c",
    ),
    case(
        "{% macro m() %}{{ caller() }}{% endmacro %}{% call m() %}{% set x = 2 %}{{ x }"
        "}{% endcall %}{{ x }}",
        "21",
        x=1,
    ),
    case("{% set a = 1 %}{% set f = a %}{% set a = 2 %}{{ f }}{{ a }}", "12"),
    case(
        "{% for x in xs %}{% if x %}{% set found = x %}{% endif %}{% else %}{% set foun"
        "d = 'e' %}{{ found }}{% endfor %}[{{ found }}]",
        "e[]",
        xs=[],
    ),
    case("{% with a = 1 %}{% macro m() %}{{ a }}{% endmacro %}{{ m() }}{% endwith %}", "1"),
    case("{% set x = 1 %}{% macro m(y=x) %}{{ y }}{% endmacro %}{% set x = 2 %}{{ m() }}", "2"),
    case("{% for x in [1, 2] %}{% macro m(y=x) %}{{ y }}{% endmacro %}{{ m() }}{% endfor %}", "12"),
    case(
        "{{ a }}{% for a in [1] %}{{ a }}{% set b = a %}{% endfor %}{{ a }}{{ b }}",
        "A1AB",
        a="A",
        b="B",
    ),
    case("{% autoescape true %}{% set x = 1 %}{{ x }}{% endautoescape %}{{ x }}", "1c", x="c"),
    case(
        "{% if true %}{% for i in [1] %}{% set q = i %}{% endfor %}{{ q }}{% endif %}", "c", q="c"
    ),
    case("{% set x = 1 %}{% if true %}{% set x = x + 1 %}{% endif %}{{ x }}", "2"),
    case(
        "{% macro m() %}{% if false %}{% set x = 1 %}{% endif %}{{ x }}{% endmacro %}{{ m() }}",
        "c",
        x="c",
    ),
    case(
        "{% for i in [1, 2] %}{% if i == 1 %}{% set x = 'a' %}{{ x }}{% endif %}{{ x }}"
        "{% endfor %}",
        "aa",
    ),
    case(
        "{% for i in [1,2] %}{% with %}{% if i == 2 %}{% set x = i %}{% endif %}[{{ x }"
        "}]{% endwith %}{% endfor %}",
        "[c][2]",
        x="c",
    ),
]


@pytest.mark.parametrize("row", CASES, ids=str)
def test_renders(row: Case) -> None:
    assert render(row) == row.expected


@pytest.mark.parametrize("row", CASES, ids=str)
def test_jinja_renders_the_same(row: Case) -> None:
    assert render_with_jinja(row) == row.jinja
