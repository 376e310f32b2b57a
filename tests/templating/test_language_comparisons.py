"""Comparisons, also in chains, and `in`."""

import pytest

from tests.templating.language import Case, case, render, render_with_jinja

CASES = [
    case("{{ 1 == 1 }}", "True"),
    case("{{ 1 == 1.0 }}", "True"),
    case("{{ 1 == '1' }}", "False"),
    case("{{ 1 != 2 }}", "True"),
    case("{{ 1 < 2 }}", "True"),
    case("{{ 2 <= 2 }}", "True"),
    case("{{ 3 > 4 }}", "False"),
    case("{{ 3 >= 3 }}", "True"),
    case("{{ 1 < 2 < 3 }}", "True"),
    case("{{ 1 < 3 < 2 }}", "False"),
    case("{{ 1 < 2 == true }}", "False"),
    case("{{ 3 > 2 > 1 > 0 }}", "True"),
    case("{{ 1 in [1, 2] }}", "True"),
    case("{{ 3 in [1, 2] }}", "False"),
    case("{{ 3 not in [1, 2] }}", "True"),
    case("{{ 'a' in 'abc' }}", "True"),
    case("{{ 'a' in {'a': 1} }}", "True"),
    case("{{ not 1 in [1] }}", "False"),
    case("{{ not (1 in [1]) }}", "False"),
    case("{{ 1 in missing }}", "False"),
    case("{{ missing == missing }}", "True"),
    case("{{ missing == none }}", "False"),
    case("{{ missing != 1 }}", "True"),
    case("{{ none == none }}", "True"),
    case("{{ x.y == 2 }}", "True", x={"y": 2}, y=3),
    case("{{ x == y }}", "False", x={"y": 2}, y=3),
    case("{{ 1 < 'a' }}", "!TypeError"),
    case("{{ 1 in 5 }}", "!TypeError"),
    case("{{ 1 <> 2 }}", "!TemplateSyntaxError"),
    case("{{ 1 = 1 }}", "!TemplateSyntaxError"),
    case("{{ 1 === 1 }}", "!TemplateSyntaxError"),
    case("{{ [1, 2] == [1, 2] }}", "True"),
    case("{{ (1, 2) < (1, 3) }}", "True"),
    case("{{ 1 == 1 and 2 == 2 }}", "True"),
    case("{{ 1 + 1 == 2 }}", "True"),
    case("{{ 'a' ~ 'b' == 'ab' }}", "True"),
    case("{{ 1 < 2 in [2] }}", "True"),
    case("{{ 1 not 2 }}", "!TemplateSyntaxError"),
    case("{{ missing < 1 }}", "!UndefinedError"),
    case("{{ true == 1 }}", "True"),
]


@pytest.mark.parametrize("row", CASES, ids=str)
def test_renders(row: Case) -> None:
    assert render(row) == row.expected


@pytest.mark.parametrize("row", CASES, ids=str)
def test_jinja_renders_the_same(row: Case) -> None:
    assert render_with_jinja(row) == row.jinja
