"""Filtering a body: `{% filter %}`."""

import pytest

from tests.templating.language import Case, case, render, render_with_jinja

CASES = [
    case("{% filter upper %}a{{ x }}{% endfilter %}", "AB&LT;", x="b<"),
    case("{% filter upper|replace('A', 'x') %}aba{% endfilter %}", "xBx"),
    case("{% filter indent(2) %}a\nb{% endfilter %}", "a\n  b"),
    case("{% filter trim %}  a  {% endfilter %}|", "a|"),
    case("{% filter escape %}<{{ x }}{% endfilter %}", "<&lt;", x="<"),
    case("{% filter forceescape %}<{{ x }}{% endfilter %}", "&lt;&amp;lt;", x="<"),
    case("{% filter upper %}{% filter lower %}Ab{% endfilter %}{% endfilter %}", "AB"),
    case("{% filter upper %}{% set x = 1 %}{{ x }}{% endfilter %}{{ x }}", "1"),
    case("{% for i in [1, 2] %}{% filter center(3) %}{{ i }}{% endfilter %}{% endfor %}", " 1  2 "),
    case(
        "{% filter length %}abc{% endfilter %}",
        "3",
        differs=("!TypeError", "a number cannot be written there"),
    ),
    case(
        "{% filter striptags %}<b>{{ x }}</b>{% endfilter %}",
        "&lt;i&gt;",
        differs=("<i>", "what a filter returns is escaped there too, unless it is safe"),
        x="<i>",
    ),
    case("{% filter nosuch %}{% endfilter %}", "!TemplateAssertionError"),
    case("{% filter upper %}", "!TemplateSyntaxError"),
    case("{% filter %}{% endfilter %}", "!TemplateSyntaxError"),
    case("{% filter default('d') %}{% endfilter %}|", "|"),
]


@pytest.mark.parametrize("row", CASES, ids=str)
def test_renders(row: Case) -> None:
    assert render(row) == row.expected


@pytest.mark.parametrize("row", CASES, ids=str)
def test_jinja_renders_the_same(row: Case) -> None:
    assert render_with_jinja(row) == row.jinja
