"""Printing values: `{{ ... }}`, text around it, and comments."""

import pytest

from microweb.templating import Markup
from tests.templating.language import Case, case, render, render_with_jinja

CASES = [
    case("plain text", "plain text"),
    case("", ""),
    case("a {{ x }} b", "a 1 b", x=1),
    case("{{ x }}{{ y }}", "ab", x="a", y="b"),
    case("{{ missing }}", ""),
    case("[{{ none }}]", "[None]"),
    case("{{ true }} {{ false }} {{ True }} {{ False }} {{ None }}", "True False True False None"),
    case("{{ x }}", "&lt;&gt;&amp;&#39;&#34;", x="<>&'\""),
    case("{{ x }}", "<b>", x=Markup("<b>")),
    case("{{ 1, 2 }}", "(1, 2)"),
    case("{{ (1,) }}", "(1,)"),
    case("{{ 1.5 }}{{ 10 }}{{ -3 }}", "1.510-3"),
    case("{{ x }}", "[1, &#39;&lt;&#39;]", x=[1, "<"]),
    case("{{ x }}", "{&#39;a&#39;: &#39;&lt;&#39;}", x={"a": "<"}),
    case("{{ 'a' 'b' }}", "ab"),
    case('{{ "q" }}', "q"),
    case("{{ '\\n' }}|{{ '\\t' }}|{{ '\\\\' }}|{{ '\\x41' }}|{{ '\\u00e9' }}", "\n|\t|\\|A|é"),
    case("a{# hidden #}b", "ab"),
    case("a{# multi\nline #}b", "ab"),
    case("{# {{ x }} {% if %} #}ok", "ok"),
    case("{##}x", "x"),
    case("{#- a -#} x", "x"),
    case("a {#- c -#} b", "ab"),
    case("{ { x } }", "{ { x } }"),
    case("{{ '{{' }}", "{{"),
    case("{{ '}}' }}", "}}"),
    case("{{ {'a': {'b': 1}}['a']['b'] }}", "1"),
    case("{{ {'a': 1}}}", "{&#39;a&#39;: 1}"),
    case("}}{{ 1 }}%}", "}}1%}"),
    case("a\r\nb\rc\n", "a\nb\nc"),
    case("x\n\n", "x\n"),
    case("\n", ""),
    case("{{ 'ünï' }} ünï {{ größe }}", "ünï ünï 3", größe=3),
    case("{% print 1, 2 %}", "12"),
    case("{% print x %}", "&lt;", x="<"),
    case("{{ }}", "!TemplateSyntaxError"),
    case("{{ x ", "!TemplateSyntaxError"),
    case("{{ 'x }}", "!TemplateSyntaxError"),
    case("{{ x }", "!TemplateSyntaxError"),
    case("{{ ( }}", "!TemplateSyntaxError"),
    case("{{ ) }}", "!TemplateSyntaxError"),
    case("{{ [1, 2) }}", "!TemplateSyntaxError"),
    case("{{ x y }}", "!TemplateSyntaxError"),
    case("{# open", "!TemplateSyntaxError"),
    case("{{ $ }}", "!TemplateSyntaxError"),
    case("{{ a b }}", "!TemplateSyntaxError"),
    case("{% %}", "!TemplateSyntaxError"),
    case("{% 1 %}", "!TemplateSyntaxError"),
    case("{% unknown %}", "!TemplateSyntaxError"),
    case("{% endif %}", "!TemplateSyntaxError"),
    case("{{ 1 + }}", "!TemplateSyntaxError"),
    case("{{ | upper }}", "!TemplateSyntaxError"),
]


@pytest.mark.parametrize("row", CASES, ids=str)
def test_renders(row: Case) -> None:
    assert render(row) == row.expected


@pytest.mark.parametrize("row", CASES, ids=str)
def test_jinja_renders_the_same(row: Case) -> None:
    assert render_with_jinja(row) == row.jinja
