"""`and`, `or`, `not` and the inline `if`."""

import pytest

from tests.templating.language import Case, case, render, render_with_jinja

CASES = [
    case("{{ 1 and 2 }}", "2"),
    case("{{ 0 and 2 }}", "0"),
    case("{{ 1 or 2 }}", "1"),
    case("{{ 0 or 2 }}", "2"),
    case("{{ '' or 'd' }}", "d"),
    case("{{ not 1 }}", "False"),
    case("{{ not 0 }}", "True"),
    case("{{ not not 1 }}", "True"),
    case("{{ 1 and not 0 }}", "True"),
    case("{{ 0 or 0 or 3 }}", "3"),
    case("{{ 1 and 2 and 3 }}", "3"),
    case("{{ 1 or 0 and 0 }}", "1"),
    case("{{ (1 or 0) and 0 }}", "0"),
    case("{{ missing or 'd' }}", "d"),
    case("{{ missing and 1 }}", ""),
    case("{{ not missing }}", "True"),
    case("{{ 1 if true else 2 }}", "1"),
    case("{{ 1 if false else 2 }}", "2"),
    case("{{ 1 if false }}", ""),
    case("{{ 1 if true }}", "1"),
    case("{{ 1 if 0 else 2 if 0 else 3 }}", "3"),
    case("{{ (1 if 0) is undefined }}", "True"),
    case("{{ 1 if a else 2 if b else 3 }}", "2", a=0, b=5),
    case("{{ 'a' if not a else 'b' }}", "a", a=0, b=5),
    case("{{ ('x' if a) or 'y' }}", "y", a=0),
    case("{{ 1 + 2 if true else 3 }}", "3"),
    case("{{ 1 if true else 2 + 3 }}", "1"),
    case("{{ [1 if a else 2] }}", "[2]", a=0),
    case("{{ f(1 if a else 2) }}", "2", a=0, f=lambda x: x),
    case("{{ 1 if a if b }}", "", a=0, b=5),
    case("{{ a is defined and a }}", "0", a=0),
    case("{{ a and b or 'c' }}", "c", a=0, b=5),
    case("{{ 1 if }}", "!TemplateSyntaxError"),
    case("{{ 1 if 2 else }}", "!TemplateSyntaxError"),
    case("{{ and 1 }}", "!TemplateSyntaxError"),
    case("{{ 1 or }}", "!TemplateSyntaxError"),
    case("{{ not }}", "!TemplateSyntaxError"),
    case("{{ 1 / 0 if false else 'ok' }}", "ok"),
    case("{{ false and 1 / 0 }}", "False"),
    case("{{ true or 1 / 0 }}", "True"),
    case("{{ (1 if 0).x }}", "!UndefinedError"),
    case("{{ 1 if missing else 2 }}", "2"),
]


@pytest.mark.parametrize("row", CASES, ids=str)
def test_renders(row: Case) -> None:
    assert render(row) == row.expected


@pytest.mark.parametrize("row", CASES, ids=str)
def test_jinja_renders_the_same(row: Case) -> None:
    assert render_with_jinja(row) == row.jinja
