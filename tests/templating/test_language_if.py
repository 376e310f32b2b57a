"""Choosing: `{% if %}`, `{% elif %}`, `{% else %}`."""

import pytest

from tests.templating.language import Case, case, render, render_with_jinja

CASES = [
    case("{% if x %}a{% endif %}", "a", x=1),
    case("{% if x %}a{% endif %}", "", x=0),
    case("{% if x %}a{% endif %}", "", x=""),
    case("{% if x %}a{% endif %}", "", x=[]),
    case("{% if x %}a{% endif %}", "a", x=[0]),
    case("{% if x %}a{% endif %}", ""),
    case("{% if x %}a{% else %}b{% endif %}", "a", x=1),
    case("{% if x %}a{% else %}b{% endif %}", "b", x=0),
    case("{% if x %}a{% else %}b{% endif %}", "b", x=""),
    case("{% if x %}a{% else %}b{% endif %}", "b", x=[]),
    case("{% if x %}a{% else %}b{% endif %}", "a", x=[0]),
    case("{% if x %}a{% else %}b{% endif %}", "b"),
    case("{% if not x %}a{% else %}b{% endif %}", "b", x=1),
    case("{% if not x %}a{% else %}b{% endif %}", "a", x=0),
    case("{% if not x %}a{% else %}b{% endif %}", "a", x=""),
    case("{% if not x %}a{% else %}b{% endif %}", "a", x=[]),
    case("{% if not x %}a{% else %}b{% endif %}", "b", x=[0]),
    case("{% if not x %}a{% else %}b{% endif %}", "a"),
    case("{% if x is defined %}a{% endif %}b", "ab", x=1),
    case("{% if x is defined %}a{% endif %}b", "ab", x=0),
    case("{% if x is defined %}a{% endif %}b", "ab", x=""),
    case("{% if x is defined %}a{% endif %}b", "ab", x=[]),
    case("{% if x is defined %}a{% endif %}b", "ab", x=[0]),
    case("{% if x is defined %}a{% endif %}b", "b"),
    case("{% if a %}1{% elif b %}2{% else %}3{% endif %}", "2", a=0, b=1),
    case("{% if a %}1{% elif b %}2{% else %}3{% endif %}", "3", a=0, b=0),
    case("{% if a %}1{% elif b %}2{% elif c %}3{% endif %}", "3", a=0, b=0, c=1),
    case("{% if a and b or c %}y{% endif %}", "y", a=1, b=0, c=1),
    case("{% if a %}{% if b %}ab{% endif %}{% endif %}", "ab", a=1, b=1),
    case("{% if a %}{% set x = 1 %}{% endif %}{{ x }}", "1", a=1),
    case("{% if a %}{% set x = 1 %}{% endif %}{{ x }}", "5", a=0, x=5),
    case("{% if a %}{% else %}{% endif %}|", "|", a=1),
    case("{% if (a, b) %}t{% endif %}", "t", a=0, b=0),
    case("{% if a: %}x{% endif %}", "x", a=1),
    case("{% if a, b %}t{% endif %}", "t", a=0, b=0),
    case("{% if (1 if a else 0) %}t{% endif %}", "t", a=1),
    case("{% if x %}", "!TemplateSyntaxError"),
    case("{% if %}a{% endif %}", "!TemplateSyntaxError"),
    case("{% if x %}{% endfor %}", "!TemplateSyntaxError"),
    case("{% if x %}a{% else %}b{% else %}c{% endif %}", "!TemplateSyntaxError"),
    case("{% else %}", "!TemplateSyntaxError"),
    case("{% if true %}{{ 'a'|nosuch }}{% endif %}", "!TemplateRuntimeError"),
    case("{% if false %}{{ 'a'|nosuch }}{% endif %}ok", "ok"),
    case("{% if 'nosuch' is filter %}{{ 'a'|nosuch }}{% else %}none{% endif %}", "none"),
    case("{{ 'a'|nosuch if false else 'b' }}", "b"),
    case("{{ 1 is nosuch }}", "!TemplateAssertionError"),
]


@pytest.mark.parametrize("row", CASES, ids=str)
def test_renders(row: Case) -> None:
    assert render(row) == row.expected


@pytest.mark.parametrize("row", CASES, ids=str)
def test_jinja_renders_the_same(row: Case) -> None:
    assert render_with_jinja(row) == row.jinja
