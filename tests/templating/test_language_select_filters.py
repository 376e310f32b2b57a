"""The filters that apply a filter or test to every item."""

import pytest

from tests.templating.language import Case, Point, case, render, render_with_jinja

CASES = [
    case("{{ xs|map('upper')|list }}", "[&#39;AB&#39;, &#39;CA&#39;]", xs=["ab", "ca"]),
    case("{{ xs|map('replace', 'a', 'x')|list }}", "[&#39;xb&#39;, &#39;cx&#39;]", xs=["ab", "ca"]),
    case("{{ xs|map('upper')|map('lower')|join }}", "abca", xs=["ab", "ca"]),
    case(
        "{{ ps|map(attribute='x')|list }}",
        "[&#39;item&#39;, &#39;item&#39;]",
        ps=[Point(1, 3), Point(2, 1)],
    ),
    case(
        "{{ ps|map(attribute='nosuch')|list }}",
        "[Undefined, Undefined]",
        ps=[Point(1, 3), Point(2, 1)],
    ),
    case(
        "{{ ps|map(attribute='nosuch', default='d')|list }}",
        "[&#39;d&#39;, &#39;d&#39;]",
        ps=[Point(1, 3), Point(2, 1)],
    ),
    case("{{ ds|map(attribute='a.b')|list }}", "[1, Undefined]", ds=[{"a": {"b": 1}}, {"a": {}}]),
    case(
        "{{ ds|map(attribute='a.b', default=0)|list }}", "[1, 0]", ds=[{"a": {"b": 1}}, {"a": {}}]
    ),
    case("{{ [[1, 2], [3]]|map(attribute=0)|list }}", "[1, 3]"),
    case("{{ [[1, 2], [3]]|map(attribute='0')|list }}", "[1, 3]"),
    case("{{ xs|map|list }}", "!FilterArgumentError", xs=["ab", "ca"]),
    case("{{ xs|map('nosuch')|list }}", "!TemplateRuntimeError", xs=["ab", "ca"]),
    case("{{ xs|map(attribute='x', foo=1)|list }}", "!FilterArgumentError", xs=["ab", "ca"]),
    case("{{ missing|map('upper')|list }}", "[]"),
    case("{{ []|map('nosuch')|list }}", "[]"),
    case("{{ xs|map('length')|sum }}", "4", xs=["ab", "ca"]),
    case("{{ xs|map('default', 'd')|list }}", "[&#39;ab&#39;, &#39;ca&#39;]", xs=["ab", "ca"]),
    case(
        "{{ [1, 2]|map('string')|map('center', width=3)|list }}", "[&#39; 1 &#39;, &#39; 2 &#39;]"
    ),
    case("{{ ns|select|list }}", "[1, 2, 3, 4]", ns=[0, 1, 2, 3, 4]),
    case("{{ ns|select('odd')|list }}", "[1, 3]", ns=[0, 1, 2, 3, 4]),
    case("{{ ns|select('gt', 2)|list }}", "[3, 4]", ns=[0, 1, 2, 3, 4]),
    case("{{ ns|select('divisibleby', 2)|list }}", "[0, 2, 4]", ns=[0, 1, 2, 3, 4]),
    case("{{ ns|select('in', [1, 2])|list }}", "[1, 2]", ns=[0, 1, 2, 3, 4]),
    case("{{ ns|select('equalto', 2)|list }}", "[2]", ns=[0, 1, 2, 3, 4]),
    case("{{ ns|select('==', 2)|list }}", "[2]", ns=[0, 1, 2, 3, 4]),
    case("{{ ns|select('nosuch')|list }}", "!TemplateRuntimeError", ns=[0, 1, 2, 3, 4]),
    case("{{ ns|reject('odd')|list }}", "[0, 2, 4]", ns=[0, 1, 2, 3, 4]),
    case("{{ ns|reject|list }}", "[0]", ns=[0, 1, 2, 3, 4]),
    case("{{ ns|reject('>', 2)|list }}", "[0, 1, 2]", ns=[0, 1, 2, 3, 4]),
    case("{{ missing|select|list }}", "[]"),
    case("{{ []|select('odd')|list }}", "[]"),
    case(
        "{{ ps|selectattr('x')|list }}", "[Point(1, 3), Point(2, 1)]", ps=[Point(1, 3), Point(2, 1)]
    ),
    case("{{ ps|selectattr('x', 'gt', 1)|list }}", "!TypeError", ps=[Point(1, 3), Point(2, 1)]),
    case("{{ ps|selectattr('x', 'odd')|list }}", "!TypeError", ps=[Point(1, 3), Point(2, 1)]),
    case("{{ ps|selectattr('nosuch')|list }}", "[]", ps=[Point(1, 3), Point(2, 1)]),
    case("{{ ps|selectattr('nosuch', 'defined')|list }}", "[]", ps=[Point(1, 3), Point(2, 1)]),
    case("{{ ps|rejectattr('x', 'odd')|list }}", "!TypeError", ps=[Point(1, 3), Point(2, 1)]),
    case(
        "{{ ps|rejectattr('nosuch')|list }}",
        "[Point(1, 3), Point(2, 1)]",
        ps=[Point(1, 3), Point(2, 1)],
    ),
    case("{{ ps|selectattr|list }}", "!FilterArgumentError", ps=[Point(1, 3), Point(2, 1)]),
    case(
        "{{ ds|selectattr('a.b', 'eq', 1)|list }}",
        "[{&#39;a&#39;: {&#39;b&#39;: 1}}]",
        ds=[{"a": {"b": 1}}, {"a": {}}],
    ),
    case(
        "{{ ds|rejectattr('a.b', 'none')|list }}",
        "[{&#39;a&#39;: {&#39;b&#39;: 1}}, {&#39;a&#39;: {}}]",
        ds=[{"a": {"b": 1}}, {"a": {}}],
    ),
    case(
        "{{ ps|rejectattr('x', 'equalto', 1)|map(attribute='y')|list }}",
        "[3, 1]",
        ps=[Point(1, 3), Point(2, 1)],
    ),
    case("{{ ['<', 'a']|map('escape')|join }}", "&lt;a"),
    case("{{ ['<']|map('upper')|join }}", "&lt;"),
    case("{{ xs|map(attribute='0')|list }}", "[&#39;a&#39;, &#39;c&#39;]", xs=["ab", "ca"]),
    case("{{ xs|map('e')|list }}", "[Markup(&#39;ab&#39;), Markup(&#39;ca&#39;)]", xs=["ab", "ca"]),
    case("{{ (xs|map('upper')|list)[0] }}", "AB", xs=["ab", "ca"]),
    case("{{ xs|select('string')|first }}", "ab", xs=["ab", "ca"]),
]


@pytest.mark.parametrize("row", CASES, ids=str)
def test_renders(row: Case) -> None:
    assert render(row) == row.expected


@pytest.mark.parametrize("row", CASES, ids=str)
def test_jinja_renders_the_same(row: Case) -> None:
    assert render_with_jinja(row) == row.jinja
