"""Loops that call themselves: `{% for ... recursive %}`."""

import pytest

from tests.templating.language import Case, case, render, render_with_jinja

CASES = [
    case(
        "{% for n in tree recursive %}[{{ n.v }}{{ loop(n.c) }}]{% endfor %}",
        "[1[2][3[4]]][5]",
        tree=[
            {"v": 1, "c": [{"v": 2, "c": []}, {"v": 3, "c": [{"v": 4, "c": []}]}]},
            {"v": 5, "c": []},
        ],
    ),
    case(
        "{% for n in tree recursive %}[{{ n.v }}{% if n.c %}<ul>{{ loop(n.c) }}</ul>{% "
        "endif %}]{% endfor %}",
        "[1<ul>[2][3<ul>[4]</ul>]</ul>][5]",
        tree=[
            {"v": 1, "c": [{"v": 2, "c": []}, {"v": 3, "c": [{"v": 4, "c": []}]}]},
            {"v": 5, "c": []},
        ],
    ),
    case(
        "{% for n in tree recursive %}{{ loop.depth }}{{ loop.depth0 }}:{{ n.v }} {{ lo"
        "op(n.c) }}{% endfor %}",
        "10:1 21:2 21:3 32:4 10:5 ",
        tree=[
            {"v": 1, "c": [{"v": 2, "c": []}, {"v": 3, "c": [{"v": 4, "c": []}]}]},
            {"v": 5, "c": []},
        ],
    ),
    case(
        "{% for n in tree recursive %}{{ loop.index }}/{{ loop.length }} {{ loop(n.c) }"
        "}{% endfor %}",
        "1/2 1/2 2/2 1/1 2/2 ",
        tree=[
            {"v": 1, "c": [{"v": 2, "c": []}, {"v": 3, "c": [{"v": 4, "c": []}]}]},
            {"v": 5, "c": []},
        ],
    ),
    case(
        "{% for n in tree if n.v != 3 recursive %}[{{ n.v }}{{ loop(n.c) }}]{% endfor %}",
        "[1[2]][5]",
        tree=[
            {"v": 1, "c": [{"v": 2, "c": []}, {"v": 3, "c": [{"v": 4, "c": []}]}]},
            {"v": 5, "c": []},
        ],
    ),
    case(
        "{% for n in tree recursive %}{{ n.v }}{{ loop(n.c) }}{% else %}.{% endfor %}",
        "12.34.5.",
        tree=[
            {"v": 1, "c": [{"v": 2, "c": []}, {"v": 3, "c": [{"v": 4, "c": []}]}]},
            {"v": 5, "c": []},
        ],
    ),
    case(
        "{% for n in tree recursive %}{% set v = n.v %}{{ loop(n.c) }}{{ v }}{% endfor %}",
        "24315",
        tree=[
            {"v": 1, "c": [{"v": 2, "c": []}, {"v": 3, "c": [{"v": 4, "c": []}]}]},
            {"v": 5, "c": []},
        ],
    ),
    case(
        "{{ p }}{% for n in tree recursive %}{{ p }}{{ n.v }}{{ loop(n.c) }}{% endfor %}",
        "&lt;&lt;1&lt;2&lt;3&lt;4&lt;5",
        tree=[
            {"v": 1, "c": [{"v": 2, "c": []}, {"v": 3, "c": [{"v": 4, "c": []}]}]},
            {"v": 5, "c": []},
        ],
        p="<",
    ),
    case(
        "{% for a, b in xs recursive %}{{ a }}{{ loop(b) }}{% endfor %}", "12", xs=[(1, [(2, [])])]
    ),
    case(
        "{% for n in tree recursive %}{% for k in n.c %}{{ k.v }}{{ loop.index }}{% end"
        "for %}{% endfor %}",
        "2132",
        tree=[
            {"v": 1, "c": [{"v": 2, "c": []}, {"v": 3, "c": [{"v": 4, "c": []}]}]},
            {"v": 5, "c": []},
        ],
    ),
    case(
        "{% for n in tree recursive %}{{ n.v }}{% set l = loop %}{% for k in n.c %}({{ "
        "l([k]) }}){% endfor %}{% endfor %}",
        "1(2)(3(4))5",
        tree=[
            {"v": 1, "c": [{"v": 2, "c": []}, {"v": 3, "c": [{"v": 4, "c": []}]}]},
            {"v": 5, "c": []},
        ],
    ),
    case(
        "{% macro m(t) %}{% for n in t recursive %}{{ n.v }}{{ loop(n.c) }}{% endfor %}"
        "{% endmacro %}{{ m(tree) }}",
        "12345",
        tree=[
            {"v": 1, "c": [{"v": 2, "c": []}, {"v": 3, "c": [{"v": 4, "c": []}]}]},
            {"v": 5, "c": []},
        ],
    ),
    case(
        "{% for n in tree recursive %}{{ loop(n.c, 1) }}{% endfor %}",
        "!TypeError",
        tree=[
            {"v": 1, "c": [{"v": 2, "c": []}, {"v": 3, "c": [{"v": 4, "c": []}]}]},
            {"v": 5, "c": []},
        ],
    ),
]


@pytest.mark.parametrize("row", CASES, ids=str)
def test_renders(row: Case) -> None:
    assert render(row) == row.expected


@pytest.mark.parametrize("row", CASES, ids=str)
def test_jinja_renders_the_same(row: Case) -> None:
    assert render_with_jinja(row) == row.jinja
