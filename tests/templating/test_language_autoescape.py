"""Escaping on and off: `{% autoescape %}`."""

import pytest

from microweb.templating import Markup
from tests.templating.language import Case, Html, case, render, render_with_jinja

CASES = [
    case("{{ x }}{% autoescape false %}{{ x }}{% endautoescape %}{{ x }}", "&lt;<&lt;", x="<"),
    case(
        "{% autoescape true %}{{ x }}{% endautoescape %}{{ x }}",
        "&lt;<",
        options={"autoescape": False},
        x="<",
    ),
    case("{{ x }}", "<", options={"autoescape": False}, x="<"),
    case("{{ x|e }}", "&lt;", options={"autoescape": False}, x="<"),
    case("{{ x|safe }}{{ x|e|e }}{{ x|e }}", "<&lt;&lt;", x="<"),
    case(
        "{% autoescape flag %}{{ x }}{{ '<' }}{{ x ~ y }}{% endautoescape %}",
        "&lt;&lt;&lt;&gt;",
        x="<",
        y=">",
        flag=True,
    ),
    case(
        "{% autoescape flag %}{{ x }}{{ '<' }}{{ x ~ y }}{% endautoescape %}",
        "<<<>",
        differs=("<&lt;<>", "literals are not escaped either where escaping is off"),
        x="<",
        y=">",
        flag=False,
    ),
    case(
        "{% autoescape flag %}{% set a %}<{{ x }}{% endset %}{{ a }}{{ x|replace('<', '"
        ">') }}{% endautoescape %}",
        "<&lt;&gt;",
        x="<",
        flag=True,
    ),
    case(
        "{% autoescape flag %}{% set a %}<{{ x }}{% endset %}{{ a }}{% endautoescape %}",
        "<<",
        x="<",
        flag=False,
    ),
    case(
        "{% autoescape false %}{% set a %}<{{ x }}{% endset %}{% endautoescape %}{{ a }}", "", x="<"
    ),
    case(
        "{% autoescape false %}{% autoescape true %}{{ x }}{% endautoescape %}{{ x }}{%"
        " endautoescape %}",
        "&lt;<",
        x="<",
    ),
    case("{% autoescape false %}{% set y = 1 %}{% endautoescape %}{{ y }}", ""),
    case(
        "{% autoescape false %}{% macro m(x) %}{{ x }}{% endmacro %}{{ m(x) }}{% endautoescape %}",
        "<",
        x="<",
    ),
    case(
        "{% macro m(x) %}{{ x }}{% endmacro %}{% autoescape false %}{{ m(x) }}{% endaut"
        "oescape %}{{ m(x) }}",
        "&lt;&lt;",
        x="<",
    ),
    case("{{ ['<', x]|join(',') }}{{ ['<', '>'|safe]|join('&') }}", "&lt;,&lt;&lt;&amp;>", x="<"),
    case("{% autoescape false %}{{ ['<', x]|join('&') }}{% endautoescape %}", "<&<", x="<"),
    case("{{ '<' ~ x }}{{ '<'|safe ~ x }}", "&lt;&gt;<&gt;", x=">"),
    case("{{ x is escaped }}{{ x|e is escaped }}{{ x|safe is escaped }}", "FalseTrueTrue", x="a"),
    case("{% autoescape %}{% endautoescape %}", "!TemplateSyntaxError"),
    case("{% autoescape true %}", "!TemplateSyntaxError"),
    case("{{ x + '<' }}{{ '<' + x }}", "<b>&lt;&lt;<b>", x=Markup("<b>")),
    case("{{ x * 2 }}{{ x % '<' }}", "<%s><%s><&lt;>", x=Markup("<%s>")),
    case("{{ h }}", "<i>html</i>", h=Html()),
    case("{{ '%s'|format(x) }}{{ '<%s>'|safe|format(x) }}", "&lt;<&lt;>", x="<"),
    case("{{ x|upper }}{{ x|e|upper }}", "&lt;B&gt;&LT;B&GT;", x="<b>"),
    case(
        "{% autoescape false %}{{ x|e }}{{ x|forceescape }}{% endautoescape %}",
        "<&lt;",
        x=Markup("<"),
    ),
    case(
        "{% autoescape false %}{% block b %}{{ x }}{% endblock %}{% endautoescape %}", "&lt;", x="<"
    ),
]


@pytest.mark.parametrize("row", CASES, ids=str)
def test_renders(row: Case) -> None:
    assert render(row) == row.expected


@pytest.mark.parametrize("row", CASES, ids=str)
def test_jinja_renders_the_same(row: Case) -> None:
    assert render_with_jinja(row) == row.jinja
