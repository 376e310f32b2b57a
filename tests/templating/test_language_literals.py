"""Literals: text, numbers, constants, lists, tuples, dicts."""

import pytest

from tests.templating.language import Case, case, render, render_with_jinja

CASES = [
    case("{{ 42 }}", "42"),
    case("{{ 0 }}", "0"),
    case("{{ 1_000 }}", "1000"),
    case("{{ 0x1F }}", "31"),
    case("{{ 0X_ff }}", "255"),
    case("{{ 0b101 }}", "5"),
    case("{{ 0o17 }}", "15"),
    case("{{ 0B1_0 }}", "2"),
    case("{{ 1.5 }}", "1.5"),
    case("{{ 1_0.5 }}", "10.5"),
    case("{{ 2e3 }}", "2000.0"),
    case("{{ 1.5e-3 }}", "0.0015"),
    case("{{ 1E2 }}", "100.0"),
    case("{{ 1e+2 }}", "100.0"),
    case("{{ 'a' }}", "a"),
    case('{{ "a" }}', "a"),
    case("{{ 'it\\'s' }}", "it&#39;s"),
    case("{{ 'a' \"b\" 'c' }}", "abc"),
    case("{{ '' }}", ""),
    case("{{ '\\u2603' }}", "☃"),
    case("{{ '\\N{SNOWMAN}' }}", "☃"),
    case("{{ '\\0' }}", "\x00"),
    case("{{ 'a\nb' }}", "a\nb"),
    case("{{ true }}", "True"),
    case("{{ True }}", "True"),
    case("{{ false }}", "False"),
    case("{{ False }}", "False"),
    case("{{ none }}", "None"),
    case("{{ None }}", "None"),
    case("{{ [] }}", "[]"),
    case("{{ [1, 'a', none] }}", "[1, &#39;a&#39;, None]"),
    case("{{ [1,] }}", "[1]"),
    case("{{ () }}", "()"),
    case("{{ (1,) }}", "(1,)"),
    case("{{ (1, 2) }}", "(1, 2)"),
    case("{{ (1) }}", "1"),
    case("{{ {} }}", "{}"),
    case("{{ {'a': 1, 'b': [2]} }}", "{&#39;a&#39;: 1, &#39;b&#39;: [2]}"),
    case("{{ {1: 2,} }}", "{1: 2}"),
    case("{{ {'a': {'b': {}}} }}", "{&#39;a&#39;: {&#39;b&#39;: {}}}"),
    case("{{ [[1], [2, 3]] }}", "[[1], [2, 3]]"),
    case("{{ 1, 'a' }}", "(1, &#39;a&#39;)"),
    case("{{ 'ünicode' }}", "ünicode"),
    case("{{ 00 }}", "0"),
    case("{{ 1e400 }}", "inf"),
    case("{{ -1e400 }}", "-inf"),
    case("{{ '<&>' }}", "&lt;&amp;&gt;"),
    case("{{ {true: none} }}", "{True: None}"),
    case("{{ 1. }}", "!TemplateSyntaxError"),
    case("{{ 1..real }}", "!TemplateSyntaxError"),
    case("{{ '\\x4' }}", "!TemplateSyntaxError"),
    case("{{ '\\N{NOSUCH}' }}", "!TemplateSyntaxError"),
    case("{{ TRUE }}", ""),
    case("{{ 1__0 }}", "!TemplateSyntaxError"),
    case("{{ 0_0 }}", "0"),
    case("{{ .5 }}", "!TemplateSyntaxError"),
    case("{{ 1e5000 }}", "inf"),
    case("{{ 1" + "0" * 4299 + " > 1 }}", "True"),
    case(
        "{{ 1" + "0" * 5000 + " > 1 }}",
        "!TemplateSyntaxError",
        differs=("!ValueError", "the limit on digits is an error of the template"),
    ),
]


@pytest.mark.parametrize("row", CASES, ids=str)
def test_renders(row: Case) -> None:
    assert render(row) == row.expected


@pytest.mark.parametrize("row", CASES, ids=str)
def test_jinja_renders_the_same(row: Case) -> None:
    assert render_with_jinja(row) == row.jinja
