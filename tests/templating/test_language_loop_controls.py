"""Leaving and skipping: `{% break %}` and `{% continue %}`."""

import pytest

from tests.templating.language import Case, case, render, render_with_jinja

CASES = [
    case(
        "{% for x in xs %}{% if x == 2 %}{% break %}{% endif %}{{ x }}{% endfor %}",
        "1",
        xs=[1, 2, 3],
    ),
    case(
        "{% for x in xs %}{% if x == 2 %}{% continue %}{% endif %}{{ x }}{% endfor %}",
        "13",
        xs=[1, 2, 3],
    ),
    case(
        "{% for x in xs %}{% break %}{% else %}e{% endfor %}",
        "",
        differs=("e", "there was an item, so the else is not rendered"),
        xs=[1],
    ),
    case(
        "{% for x in xs %}{% for y in xs %}{% break %}{% endfor %}{{ x }}{% endfor %}",
        "12",
        xs=[1, 2],
    ),
    case("{% for x in xs %}{% continue %}{% endfor %}|", "|", xs=[1]),
    case(
        "{% for x in xs %}{{ loop.index }}{% if loop.index == 2 %}{% break %}{% endif %"
        "}{% endfor %}",
        "12",
        xs=[1, 2, 3],
    ),
    case(
        "{% for x in xs %}{% if loop.last %}{% break %}{% endif %}{{ x }}{% endfor %}",
        "12",
        xs=[1, 2, 3],
    ),
    case(
        "{% for x in xs if x != 2 %}{% if x == 3 %}{% continue %}{% endif %}{{ x }}{% endfor %}",
        "14",
        xs=[1, 2, 3, 4],
    ),
    case("{% for x in xs %}{% with %}{% break %}{% endwith %}{% endfor %}|", "|", xs=[1]),
    case(
        "{% for x in xs %}{% filter upper %}a{% if x == 2 %}{% continue %}{% endif %}{%"
        " endfilter %}{% endfor %}",
        "A",
        xs=[1, 2],
    ),
    case("{% for x in xs %}{% set y %}{% break %}{% endset %}{% endfor %}|", "|", xs=[1]),
    case(
        "{% for n in xs recursive %}{% if n == 2 %}{% break %}{% endif %}{{ n }}{% endfor %}",
        "1",
        xs=[1, 2],
    ),
    case(
        "{% for x in xs %}{% else %}{% break %}{% endfor %}",
        "!TemplateSyntaxError",
        differs=(
            "!SyntaxError",
            "an error at compile time that names the tag and line; Python's own there",
        ),
        xs=[],
    ),
    case(
        "{% break %}",
        "!TemplateSyntaxError",
        differs=("!SyntaxError", "an error that names the tag and line; Python's own there"),
    ),
    case(
        "{% continue %}",
        "!TemplateSyntaxError",
        differs=("!SyntaxError", "an error that names the tag and line; Python's own there"),
    ),
    case(
        "{% for x in xs %}{% macro m() %}{% break %}{% endmacro %}{% endfor %}",
        "!TemplateSyntaxError",
        differs=("!SyntaxError", "an error that names the tag and line; Python's own there"),
        xs=[1],
    ),
]


@pytest.mark.parametrize("row", CASES, ids=str)
def test_renders(row: Case) -> None:
    assert render(row) == row.expected


@pytest.mark.parametrize("row", CASES, ids=str)
def test_jinja_renders_the_same(row: Case) -> None:
    assert render_with_jinja(row) == row.jinja
