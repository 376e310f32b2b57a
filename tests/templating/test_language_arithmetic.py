"""Arithmetic and concatenation, and which binds tighter."""

import pytest

from tests.templating.language import Case, case, render, render_with_jinja

CASES = [
    case("{{ 1 + 2 }}", "3"),
    case("{{ 5 - 7 }}", "-2"),
    case("{{ 3 * 4 }}", "12"),
    case("{{ 7 / 2 }}", "3.5"),
    case("{{ 7 // 2 }}", "3"),
    case("{{ -7 // 2 }}", "-4"),
    case("{{ 7 % 4 }}", "3"),
    case("{{ 2 ** 10 }}", "1024"),
    case("{{ 2 ** 3 ** 2 }}", "64"),
    case("{{ -2 ** 2 }}", "4"),
    case("{{ 2 ** -1 }}", "0.5"),
    case("{{ 1 + 2 * 3 }}", "7"),
    case("{{ (1 + 2) * 3 }}", "9"),
    case("{{ 10 - 4 - 3 }}", "3"),
    case("{{ 2 * 3 % 4 }}", "2"),
    case("{{ 'a' + 'b' }}", "ab"),
    case("{{ 'a' * 3 }}", "aaa"),
    case("{{ [1] + [2] }}", "[1, 2]"),
    case("{{ (1,) + (2,) }}", "(1, 2)"),
    case("{{ 'a' ~ 1 ~ none }}", "a1None"),
    case("{{ 1 ~ 2 + 3 }}", "!TypeError"),
    case("{{ 1 + 2 ~ 3 }}", "!TypeError"),
    case("{{ 'a' ~ 'b' * 2 }}", "abb"),
    case("{{ -1 }}", "-1"),
    case("{{ +1 }}", "1"),
    case("{{ --1 }}", "1"),
    case("{{ - 1 + 2 }}", "1"),
    case("{{ -x }}", "-5", x=5),
    case("{{ -x|abs }}", "5", x=5),
    case("{{ (-x)|abs }}", "5", x=5),
    case("{{ -x.y }}", "!UndefinedError", x=5),
    case("{{ x - -1 }}", "6", x=5),
    case("{{ '%s-%s' % (1, '<') }}", "1-&lt;"),
    case("{{ '%d' % 3 }}", "3"),
    case("{{ 1 + none }}", "!TypeError"),
    case("{{ 1 / 0 }}", "!ZeroDivisionError"),
    case("{{ 1 % 0 }}", "!ZeroDivisionError"),
    case("{{ 'a' - 'b' }}", "!TypeError"),
    case("{{ 1.5 * 2 }}", "3.0"),
    case("{{ 7 // 2.0 }}", "3.0"),
    case("{{ 5 % 2 ** 2 }}", "1"),
    case("{{ 2 * 'ab'|upper }}", "ABAB"),
    case("{{ 1 + '1'|int }}", "2"),
    case("{{ x ~ '<' }}", "5&lt;", x=5),
    case("{{ not 1 + 1 }}", "False"),
    case("{{ 'a' 'b' ~ 'c' }}", "abc"),
    case("{{ 1+2 }}", "3"),
    case("{{ 1-2 }}", "-1"),
    case("{{ 3*-1 }}", "-3"),
    case("{{ 2**-1 }}", "0.5"),
    case("{{ x-1 }}", "4", x=5),
    case("{{ 5 %3 }}", "2"),
    case("{{ ~ 1 }}", "!TemplateSyntaxError"),
    case("{{ 1 ~ }}", "!TemplateSyntaxError"),
    case("{{ * 2 }}", "!TemplateSyntaxError"),
    case("{{ 1 + * 2 }}", "!TemplateSyntaxError"),
    case("{{ 1 ++ 2 }}", "3"),
    case("{{ 1 --2 }}", "3"),
]


@pytest.mark.parametrize("row", CASES, ids=str)
def test_renders(row: Case) -> None:
    assert render(row) == row.expected


@pytest.mark.parametrize("row", CASES, ids=str)
def test_jinja_renders_the_same(row: Case) -> None:
    assert render_with_jinja(row) == row.jinja
