"""The functions that are always there."""

import pytest

from tests.templating.language import Case, case, render, render_with_jinja

CASES = [
    case("{{ range(3)|list }}", "[0, 1, 2]"),
    case("{{ range(1, 4)|list }}", "[1, 2, 3]"),
    case("{{ range(0, 10, 3)|list }}", "[0, 3, 6, 9]"),
    case("{{ range() }}", "!TypeError"),
    case("{{ dict(a=1, b=2) }}", "{&#39;a&#39;: 1, &#39;b&#39;: 2}"),
    case("{{ dict() }}", "{}"),
    case("{{ dict({'a': 1}, b=2) }}", "{&#39;a&#39;: 1, &#39;b&#39;: 2}"),
    case("{{ dict([('a', 1)]) }}", "{&#39;a&#39;: 1}"),
    case("{{ joiner()() }}", ""),
    case("{{ cycler(1, 2).next() }}", "1"),
    case("{{ cycler(1, 2).current }}", "1"),
    case("{{ namespace().x }}", ""),
    case("{{ namespace(a=1)['a'] }}", "1"),
    case("{{ namespace(a=1).a }}", "1"),
    case("{{ namespace is callable }}", "True"),
    case("{{ lipsum(html=false)|length > 10 }}", "True"),
    case("{{ lipsum(n=2)|string|length > 20 }}", "True"),
    case("{{ lipsum(n=3, html=false, min=2, max=5).split('\n\n')|length }}", "3"),
    case("{{ lipsum(n=2) is escaped }}", "True"),
    case("{{ lipsum(n=1).startswith('<p>') }}", "True"),
    case("{{ lipsum(n=0) }}", ""),
    case("{{ namespace(1) }}", "!TypeError"),
    case(
        "{% set c = cycler('a', 'b') %}{{ c.next() }}{{ c.next() }}{{ c.next() }}{{ c.c"
        "urrent }}{% do c.reset() %}{{ c.next() }}",
        "ababa",
    ),
    case("{% set j = joiner('|') %}{% for x in [1, 2, 3] %}{{ j() }}{{ x }}{% endfor %}", "1|2|3"),
    case("{% set j = joiner() %}{{ j() }}a{{ j() }}b", "a, b"),
    case("{% set c = cycler('<') %}{{ c.next() }}", "&lt;"),
    case(
        "{% set ns = namespace(n=0) %}{% for x in [1, 2] %}{% set ns.n = ns.n + x %}{% "
        "endfor %}{{ ns.n }}",
        "3",
    ),
    case("{{ range(3) }}{{ range }}", "range(0, 3)&lt;class &#39;range&#39;&gt;"),
    case("{{ range }}", "5", range=5),
    case(
        "{% set ns = namespace() %}{{ ns.x is defined }}{% set ns.x = 1 %}{{ ns.x is defined }}",
        "FalseTrue",
    ),
    case("{% set c = cycler(1, 2, 3) %}{{ c.items }}{{ c.pos }}", "(1, 2, 3)0"),
    case(
        "{{ cycler() }}",
        "!TemplateRuntimeError",
        differs=("!RuntimeError", "an error of the template"),
    ),
]


@pytest.mark.parametrize("row", CASES, ids=str)
def test_renders(row: Case) -> None:
    assert render(row) == row.expected


@pytest.mark.parametrize("row", CASES, ids=str)
def test_jinja_renders_the_same(row: Case) -> None:
    assert render_with_jinja(row) == row.jinja
