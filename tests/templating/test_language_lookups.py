"""Attributes, items and slices."""

import pytest

from tests.templating.language import Case, Point, case, render, render_with_jinja

CASES = [
    case("{{ p.x }}", "1", p=Point()),
    case("{{ p['x'] }}", "item", p=Point()),
    case("{{ p.y }}", "2", p=Point()),
    case("{{ p['y'] }}", "2", p=Point()),
    case("{{ p['z'] }}", "3", p=Point()),
    case("{{ p.z }}", "3", p=Point()),
    case("{{ p.nosuch }}", "", p=Point()),
    case("{{ p['nosuch'] }}", "", p=Point()),
    case("{{ p.nosuch.more }}", "!UndefinedError", p=Point()),
    case("{{ d.a }}", "1", d={"a": 1, 1: "one", "items": "own"}),
    case("{{ d['a'] }}", "1", d={"a": 1, 1: "one", "items": "own"}),
    case("{{ d.items is callable }}", "True", d={"a": 1, 1: "one", "items": "own"}),
    case("{{ d['items'] }}", "own", d={"a": 1, 1: "one", "items": "own"}),
    case("{{ d.nosuch }}", "", d={"a": 1, 1: "one", "items": "own"}),
    case("{{ d['nosuch'] }}", "", d={"a": 1, 1: "one", "items": "own"}),
    case(
        "{{ d.keys()|list }}",
        "[&#39;a&#39;, 1, &#39;items&#39;]",
        d={"a": 1, 1: "one", "items": "own"},
    ),
    case("{{ d.get('a') }}", "1", d={"a": 1, 1: "one", "items": "own"}),
    case("{{ d[1] }}", "one", d={"a": 1, 1: "one", "items": "own"}),
    case("{{ d.1 }}", "one", d={"a": 1, 1: "one", "items": "own"}),
    case("{{ l[0] }}", "10", l=[10, 20, 30]),
    case("{{ l.0 }}", "10", l=[10, 20, 30]),
    case("{{ l.-1 }}", "!TemplateSyntaxError", l=[10, 20, 30]),
    case("{{ l[-1] }}", "30", l=[10, 20, 30]),
    case("{{ l[9] }}", "", l=[10, 20, 30]),
    case("{{ l.9 }}", "", l=[10, 20, 30]),
    case("{{ l['0'] }}", "", l=[10, 20, 30]),
    case("{{ l[1:] }}", "[20, 30]", l=[10, 20, 30]),
    case("{{ l[:2] }}", "[10, 20]", l=[10, 20, 30]),
    case("{{ l[::2] }}", "[10, 30]", l=[10, 20, 30]),
    case("{{ l[::-1] }}", "[30, 20, 10]", l=[10, 20, 30]),
    case("{{ l[1:2] }}", "[20]", l=[10, 20, 30]),
    case("{{ l[:] }}", "[10, 20, 30]", l=[10, 20, 30]),
    case("{{ l[:-1] }}", "[10, 20]", l=[10, 20, 30]),
    case("{{ l[1:3:1] }}", "[20, 30]", l=[10, 20, 30]),
    case("{{ l[none:2] }}", "[10, 20]", l=[10, 20, 30]),
    case("{{ 'abc'[1] }}", "b"),
    case("{{ 'abc'[::-1] }}", "cba"),
    case("{{ 'abc'[1:] }}", "bc"),
    case("{{ 'abc'.upper() }}", "ABC"),
    case("{{ n.a.b[0].c }}", "deep", n={"a": {"b": [{"c": "deep"}]}}),
    case("{{ n['a']['b'][0]['c'] }}", "deep", n={"a": {"b": [{"c": "deep"}]}}),
    case("{{ n.a['b'].0.c }}", "deep", n={"a": {"b": [{"c": "deep"}]}}),
    case("{{ t[0, 1] }}", "pair", t={(0, 1): "pair"}),
    case("{{ t[1, 2] }}", "", t={(0, 1): "pair"}),
    case("{{ p.double() }}", "2", p=Point()),
    case("{{ p.double(3) }}", "3", p=Point()),
    case("{{ p.double(by=4) }}", "4", p=Point()),
    case("{{ missing.x }}", "!UndefinedError"),
    case("{{ missing['x'] }}", "!UndefinedError"),
    case("{{ missing() }}", "!UndefinedError"),
    case("{{ missing.x.y }}", "!UndefinedError"),
    case("{{ none.x }}", ""),
    case("{{ none['x'] }}", ""),
    case("{{ 1.5.real }}", "1.5"),
    case("{{ l.append is callable }}", "True", l=[10, 20, 30]),
    case("{{ d[missing] }}", "", d={"a": 1, 1: "one", "items": "own"}),
    case("{{ d[l] }}", "", d={"a": 1, 1: "one", "items": "own"}, l=[10, 20, 30]),
    case("{{ l[ }}", "!TemplateSyntaxError", l=[10, 20, 30]),
    case("{{ p. }}", "!TemplateSyntaxError", p=Point()),
    case("{{ p.'x' }}", "!TemplateSyntaxError", p=Point()),
    case("{{ p..x }}", "!TemplateSyntaxError", p=Point()),
    case("{{ l[1:2:3:4] }}", "!TemplateSyntaxError", l=[10, 20, 30]),
    case("{{ 'a'.join(['b', 'c']) }}", "bac"),
    case("{{ (1, 2)[0] }}", "1"),
    case("{{ [1, 2][1] }}", "2"),
    case("{{ {'a': 5}['a'] }}", "5"),
    case("{{ {'a': 5}.a }}", "5"),
    case("{{ l[1,] }}", "!TemplateSyntaxError", l=[10, 20, 30]),
    case("{{ l.0.real }}", "10", l=[10, 20, 30]),
    case("{{ d.a.b.c }}", "!UndefinedError", d={"a": 1, 1: "one", "items": "own"}),
    case("{{ l['x'] }}", "", l=[10, 20, 30]),
    case("{{ s.x }}", "{&#39;x&#39;: 1}", s=Point({"x": 1})),
    case("{{ l[] }}", "!TemplateSyntaxError", differs=("", "an index is required"), l=[1]),
]


@pytest.mark.parametrize("row", CASES, ids=str)
def test_renders(row: Case) -> None:
    assert render(row) == row.expected


@pytest.mark.parametrize("row", CASES, ids=str)
def test_jinja_renders_the_same(row: Case) -> None:
    assert render_with_jinja(row) == row.jinja
