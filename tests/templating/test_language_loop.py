"""What `loop` knows inside of a loop."""

import pytest

from tests.templating.language import Case, Lazy, case, render, render_with_jinja

CASES = [
    case("{% for x in xs %}{{ loop.index }} {% endfor %}", "1 2 3 ", xs="abc"),
    case("{% for x in gen %}{{ loop.index }} {% endfor %}", "1 2 3 ", gen=Lazy(range(3))),
    case("{% for x in xs %}{{ loop.index0 }} {% endfor %}", "0 1 2 ", xs="abc"),
    case("{% for x in gen %}{{ loop.index0 }} {% endfor %}", "0 1 2 ", gen=Lazy(range(3))),
    case("{% for x in xs %}{{ loop.revindex }} {% endfor %}", "3 2 1 ", xs="abc"),
    case("{% for x in gen %}{{ loop.revindex }} {% endfor %}", "3 2 1 ", gen=Lazy(range(3))),
    case("{% for x in xs %}{{ loop.revindex0 }} {% endfor %}", "2 1 0 ", xs="abc"),
    case("{% for x in gen %}{{ loop.revindex0 }} {% endfor %}", "2 1 0 ", gen=Lazy(range(3))),
    case("{% for x in xs %}{{ loop.first }} {% endfor %}", "True False False ", xs="abc"),
    case(
        "{% for x in gen %}{{ loop.first }} {% endfor %}", "True False False ", gen=Lazy(range(3))
    ),
    case("{% for x in xs %}{{ loop.last }} {% endfor %}", "False False True ", xs="abc"),
    case("{% for x in gen %}{{ loop.last }} {% endfor %}", "False False True ", gen=Lazy(range(3))),
    case("{% for x in xs %}{{ loop.length }} {% endfor %}", "3 3 3 ", xs="abc"),
    case("{% for x in gen %}{{ loop.length }} {% endfor %}", "3 3 3 ", gen=Lazy(range(3))),
    case("{% for x in xs %}{{ loop.depth }} {% endfor %}", "1 1 1 ", xs="abc"),
    case("{% for x in gen %}{{ loop.depth }} {% endfor %}", "1 1 1 ", gen=Lazy(range(3))),
    case("{% for x in xs %}{{ loop.depth0 }} {% endfor %}", "0 0 0 ", xs="abc"),
    case("{% for x in gen %}{{ loop.depth0 }} {% endfor %}", "0 0 0 ", gen=Lazy(range(3))),
    case(
        "{% for x in xs %}{{ loop.previtem }}<{{ x }}>{{ loop.nextitem }} {% endfor %}",
        "<1>2 1<2>3 2<3> ",
        xs=[1, 2, 3],
    ),
    case(
        "{% for x in xs %}{{ loop.previtem is defined }}{{ loop.nextitem is defined }} "
        "{% endfor %}",
        "FalseTrue TrueTrue TrueFalse ",
        xs=[1, 2, 3],
    ),
    case("{% for x in xs %}{{ loop.cycle('a', 'b') }}{% endfor %}", "aba", xs=[1, 2, 3]),
    case("{% for x in xs %}{{ loop.cycle(*c) }}{% endfor %}", "yzy", xs=[1, 2, 3], c="yz"),
    case("{% for x in xs %}{{ loop.cycle() }}{% endfor %}", "!TypeError", xs=[1]),
    case(
        "{% for x in xs %}{% if loop.changed(x) %}{{ x }}{% endif %}{% endfor %}",
        "121",
        xs=[1, 1, 2, 2, 1],
    ),
    case(
        "{% for x in xs %}{{ loop.changed(x, 1) }} {% endfor %}", "True False True ", xs=[1, 1, 2]
    ),
    case(
        "{% for x in xs %}{% for y in xs %}{{ loop.index }}{% endfor %}{{ loop.index }}"
        " {% endfor %}",
        "121 122 ",
        xs=[1, 2],
    ),
    case(
        "{% for x in xs %}{% set outer = loop %}{% for y in xs %}{{ outer.index }}{{ lo"
        "op.index }} {% endfor %}{% endfor %}",
        "11 12 21 22 ",
        xs=[1, 2],
    ),
    case(
        "{% for x in xs %}{{ loop.first }}{% for y in xs if loop.first %}{{ y }}{% endf"
        "or %}{% endfor %}",
        "True12False",
        xs=[1, 2],
    ),
    case("{{ loop }}", ""),
    case("{{ loop.index }}", "!UndefinedError"),
    case("{% for x in xs %}{{ x }}{% endfor %}{{ loop is defined }}", "1False", xs=[1]),
    case("{% for x in xs %}{{ loop.nosuch }}|{% endfor %}", "|", xs=[1]),
    case("{% for x in xs %}{{ loop['index'] }}{% endfor %}", "12", xs=[1, 2]),
    case("{% for x in xs %}{{ loop|length }}{% endfor %}", "22", xs=[1, 2]),
    case(
        "{% for x in xs %}{{ loop }}{% endfor %}",
        "&lt;LoopContext 1/2&gt;&lt;LoopContext 2/2&gt;",
        xs=[1, 2],
    ),
    case("{% for x in xs %}{{ loop(1) }}{% endfor %}", "!TypeError", xs=[1]),
    case(
        "{% for x in xs %}{% include 'i' %}{% endfor %}",
        "False",
        templates={"i": "{{ loop is defined }}"},
        xs=[1],
    ),
    case(
        "{% for x in xs %}{{ loop.index }}{% include 'i' %}{% endfor %}",
        "11",
        templates={"i": "{{ loop.index }}"},
        xs=[1],
    ),
    case(
        "{% for x in xs %}{% macro m() %}{{ loop.index }}{% endmacro %}{{ m() }}{% endfor %}",
        "12",
        xs=[1, 2],
    ),
    case(
        "{% for x in xs %}{% if loop.index is even %}e{% else %}o{% endif %}{% endfor %}",
        "oeo",
        xs=[1, 2, 3],
    ),
    case(
        "{% for x in xs %}{{ loop.index if loop.first else loop.index0 * 10 }} {% endfor %}",
        "1 10 20 ",
        xs=[1, 2, 3],
    ),
    case("{% for x in xs %}{% else %}{{ loop is defined }}{% endfor %}", "False", xs=[]),
    case(
        "{% for x in xs %}{% filter upper %}a{{ loop.index }}{% endfilter %}{% endfor %}",
        "A1A2",
        xs=[1, 2],
    ),
    case(
        "{% for x in xs %}{% set y = loop.index %}{{ y }}{% with z = loop.last %}{{ z }"
        "}{% endwith %}{% endfor %}",
        "1False2True",
        xs=[1, 2],
    ),
    case(
        "{% macro m() %}({{ caller() }}){% endmacro %}{% for x in xs %}{% call m() %}{{"
        " loop.index }}{% endcall %}{% endfor %}",
        "(1)(2)",
        xs=[1, 2],
    ),
    case(
        "{% set n = namespace(f=0) %}{% for x in xs %}{% set n.f = n.f + loop.length %}"
        "{% endfor %}{{ n.f }}",
        "4",
        xs=[1, 2],
    ),
]


@pytest.mark.parametrize("row", CASES, ids=str)
def test_renders(row: Case) -> None:
    assert render(row) == row.expected


@pytest.mark.parametrize("row", CASES, ids=str)
def test_jinja_renders_the_same(row: Case) -> None:
    assert render_with_jinja(row) == row.jinja
