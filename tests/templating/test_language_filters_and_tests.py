"""How filters and tests are written: chains, arguments, and what they bind to."""

import pytest

from tests.templating.language import Case, case, render, render_with_jinja

CASES = [
    case("{{ x|upper }}", "AB", x="ab"),
    case("{{ x | upper }}", "AB", x="ab"),
    case("{{ x|upper|lower }}", "ab", x="ab"),
    case("{{ x|replace('a', 'b') }}", "bb", x="ab"),
    case("{{ x|replace('a','b')|upper }}", "BB", x="ab"),
    case("{{ x|upper ~ 'c' }}", "ABc", x="ab"),
    case("{{ 1 + x|length }}", "3", x="ab"),
    case("{{ (x ~ 'c')|upper }}", "ABC", x="ab"),
    case("{{ 'a' ~ x|upper }}", "aAB", x="ab"),
    case("{{ x|upper() }}", "AB", x="ab"),
    case("{{ [x, 'b']|join(', ')|upper }}", "AB, B", x="ab"),
    case("{{ x|default('d') }}", "ab", x="ab"),
    case("{{ missing|default('d') }}", "d"),
    case("{{ x is defined }}", "True", x="ab"),
    case("{{ missing is defined }}", "False"),
    case("{{ x is not defined }}", "False", x="ab"),
    case("{{ missing is not defined }}", "True"),
    case("{{ not x is defined }}", "False", x="ab"),
    case("{{ 3 is divisibleby 3 }}", "True"),
    case("{{ 3 is divisibleby(2) }}", "False"),
    case("{{ 3 is not divisibleby 2 }}", "True"),
    case("{{ x is eq 'ab' }}", "True", x="ab"),
    case("{{ x is in 'abc' }}", "True", x="ab"),
    case("{{ x is in ['ab'] }}", "True", x="ab"),
    case("{{ 1 is in [1, 2] }}", "True"),
    case("{{ x is string and 1 is number }}", "True", x="ab"),
    case("{{ x is string or y }}", "True", x="ab", y=0),
    case("{{ 'a' if x is string else 'b' }}", "a", x="ab"),
    case("{{ x is upper is true }}", "!TemplateSyntaxError", x="ab"),
    case("{{ x|upper is upper }}", "True", x="ab"),
    case("{{ (x|upper) is upper }}", "True", x="ab"),
    case("{{ x.y is defined }}", "False", x="ab", y=0),
    case("{{ 5 is gt 3 }}", "True"),
    case("{{ 5 is sameas 5 }}", "True"),
    case("{{ x| }}", "!TemplateSyntaxError", x="ab"),
    case("{{ x||upper }}", "!TemplateSyntaxError", x="ab"),
    case("{{ x|1 }}", "!TemplateSyntaxError", x="ab"),
    case("{{ x is }}", "!TemplateSyntaxError", x="ab"),
    case("{{ x is 1 }}", "!TemplateSyntaxError", x="ab"),
    case("{{ x is not }}", "!TemplateSyntaxError", x="ab"),
    case("{{ x|upper| }}", "!TemplateSyntaxError", x="ab"),
    case("{{ missing|upper }}", ""),
    case("{{ x is sameas(x) }}", "True", x="ab"),
    case("{{ 3 is divisibleby missing }}", "!UndefinedError"),
    case("{{ x is eq x }}", "True", x="ab"),
    case("{{ x is eq 'a' ~ 'b' }}", "Falseb", x="ab"),
    case("{{ -1 is lt 0 }}", "True"),
    case("{{ 1 is eq 1 and 2 is eq 2 }}", "True"),
    case("{{ x is mapping() }}", "False", x="ab"),
    case("{{ 1 is eq(1) == true }}", "True"),
    case("{{ 5 is divisibleby 5 or 1 }}", "True"),
    case("{{ x is defined if true else 0 }}", "!TemplateSyntaxError", x="ab"),
    case("{{ 1 is none }}", "False"),
    case("{{ none is none }}", "True"),
    case("{{ x|upper(1, 2) }}", "!TypeError", x="ab"),
    case("{{ x is eq [1] }}", "False", x="ab"),
    case("{{ [1] is eq [1] }}", "True"),
    case("{{ {} is eq {} }}", "True"),
    case("{{ 1 is eq(2, 3) }}", "!TypeError"),
    case("{{ x is foo.bar }}", "!TemplateAssertionError", x="ab"),
    case("{{ x|foo.bar }}", "!TemplateAssertionError", x="ab"),
    case("{{ 'a'|center(5)|trim }}", "a"),
    case("{{ x|string|upper|list|first }}", "A", x="ab"),
    case("{{ 3|float|string }}", "3.0"),
]


@pytest.mark.parametrize("row", CASES, ids=str)
def test_renders(row: Case) -> None:
    assert render(row) == row.expected


@pytest.mark.parametrize("row", CASES, ids=str)
def test_jinja_renders_the_same(row: Case) -> None:
    assert render_with_jinja(row) == row.jinja
