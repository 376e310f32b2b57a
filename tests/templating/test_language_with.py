"""A scope of one's own: `{% with %}`."""

import pytest

from tests.templating.language import Case, case, render, render_with_jinja

CASES = [
    case("{% with %}{% set x = 1 %}{{ x }}{% endwith %}{{ x }}", "1"),
    case("{% with x = 1 %}{{ x }}{% endwith %}{{ x }}", "10", x=0),
    case("{% with x = 1, y = 2 %}{{ x }}{{ y }}{% endwith %}", "12"),
    case("{% with x = 1, y = x %}{{ x }}{{ y }}{% endwith %}", "15", x=5),
    case("{% with x = x + 1 %}{{ x }}{% endwith %}{{ x }}", "21", x=1),
    case("{% with a = 1 %}{% with b = a + 1 %}{{ a }}{{ b }}{% endwith %}{% endwith %}", "12"),
    case("{% with (a, b) = (1, 2) %}{{ a }}{{ b }}{% endwith %}", "12"),
    case("{% with a, b = (1, 2) %}{{ a }}{{ b }}{% endwith %}", "12"),
    case("{% with x = '<' %}{{ x }}{% endwith %}", "&lt;"),
    case("{% with x = 1 %}{% for i in [x] %}{{ i }}{{ x }}{% endfor %}{% endwith %}", "11"),
    case("{% with x = 1 %}{% set x = 2 %}{{ x }}{% endwith %}{{ x }}", "2"),
    case("{% with x = 1 %}{% include 'i' %}{% endwith %}", "1", templates={"i": "{{ x }}"}),
    case("{% with x = 1 %}", "!TemplateSyntaxError"),
    case("{% with x %}{% endwith %}", "!TemplateSyntaxError"),
    case("{% with x = 1 y = 2 %}{% endwith %}", "!TemplateSyntaxError"),
]


@pytest.mark.parametrize("row", CASES, ids=str)
def test_renders(row: Case) -> None:
    assert render(row) == row.expected


@pytest.mark.parametrize("row", CASES, ids=str)
def test_jinja_renders_the_same(row: Case) -> None:
    assert render_with_jinja(row) == row.jinja
