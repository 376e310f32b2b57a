"""The filters that pick, order and reshape items."""

import pytest

from tests.templating.language import Case, Lazy, Point, case, render, render_with_jinja

CASES = [
    case("{{ xs|batch(2)|list }}", "[[3, 1], [2, 5], [4]]", xs=[3, 1, 2, 5, 4]),
    case("{{ xs|batch(2, 'x')|list }}", "[[3, 1], [2, 5], [4, &#39;x&#39;]]", xs=[3, 1, 2, 5, 4]),
    case("{{ xs|batch(3, '&')|list }}", "[[3, 1, 2], [5, 4, &#39;&amp;&#39;]]", xs=[3, 1, 2, 5, 4]),
    case("{{ []|batch(2)|list }}", "[]"),
    case("{{ range(4)|batch(4)|list }}", "[[0, 1, 2, 3]]"),
    case("{{ xs|slice(2)|list }}", "[[3, 1, 2], [5, 4]]", xs=[3, 1, 2, 5, 4]),
    case("{{ xs|slice(3)|list }}", "[[3, 1], [2, 5], [4]]", xs=[3, 1, 2, 5, 4]),
    case("{{ xs|slice(3, 'x')|list }}", "[[3, 1], [2, 5], [4, &#39;x&#39;]]", xs=[3, 1, 2, 5, 4]),
    case("{{ xs|slice(7)|list }}", "[[3], [1], [2], [5], [4], [], []]", xs=[3, 1, 2, 5, 4]),
    case("{{ []|slice(2)|list }}", "[[], []]"),
    case("{{ xs|count }}", "5", xs=[3, 1, 2, 5, 4]),
    case("{{ xs|length }}", "5", xs=[3, 1, 2, 5, 4]),
    case("{{ 'abc'|length }}", "3"),
    case("{{ missing|length }}", "0"),
    case("{{ {'a': 1}|count }}", "1"),
    case("{{ 5|length }}", "!TypeError"),
    case("{{ xs|first }}", "3", xs=[3, 1, 2, 5, 4]),
    case("{{ []|first }}", ""),
    case("{{ 'abc'|first }}", "a"),
    case("{{ lazy|first }}", "a", lazy=Lazy("abc")),
    case("{{ {'a': 1}|first }}", "a"),
    case("{{ xs|last }}", "4", xs=[3, 1, 2, 5, 4]),
    case("{{ []|last }}", ""),
    case("{{ 'abc'|last }}", "c"),
    case("{{ missing|first }}", ""),
    case("{{ xs|join }}", "31254", xs=[3, 1, 2, 5, 4]),
    case("{{ xs|join(', ') }}", "3, 1, 2, 5, 4", xs=[3, 1, 2, 5, 4]),
    case("{{ 'abc'|join('-') }}", "a-b-c"),
    case("{{ [1, '<', 2]|join('|') }}", "1|&lt;|2"),
    case("{{ [1, '<'|safe]|join('&') }}", "1&amp;<"),
    case("{{ ps|join(',', 'x') }}", "item,item", ps=[Point(1, 3), Point(2, 1)]),
    case("{{ ps|join(attribute='x') }}", "itemitem", ps=[Point(1, 3), Point(2, 1)]),
    case("{{ ps|join('<', attribute='y') }}", "3&lt;1", ps=[Point(1, 3), Point(2, 1)]),
    case("{{ []|join }}", ""),
    case("{{ missing|join(',') }}", ""),
    case("{{ ['a', 'b']|join('<b>'|safe) }}", "a<b>b"),
    case("{{ lazy|join('-') }}", "a-b-c", lazy=Lazy("abc")),
    case("{{ 'abc'|list }}", "[&#39;a&#39;, &#39;b&#39;, &#39;c&#39;]"),
    case("{{ xs|list }}", "[3, 1, 2, 5, 4]", xs=[3, 1, 2, 5, 4]),
    case("{{ {'a': 1}|list }}", "[&#39;a&#39;]"),
    case("{{ missing|list }}", "[]"),
    case("{{ 5|list }}", "!TypeError"),
    case("{{ xs|max }}", "5", xs=[3, 1, 2, 5, 4]),
    case("{{ xs|min }}", "1", xs=[3, 1, 2, 5, 4]),
    case("{{ []|max }}", ""),
    case("{{ []|min|default('n') }}", "n"),
    case("{{ ['b', 'A']|max }}", "b"),
    case("{{ ['b', 'A', 'a']|max(case_sensitive=true) }}", "b"),
    case("{{ ['b', 'A']|min }}", "A"),
    case("{{ ps|max(attribute='y') }}", "Point(1, 3)", ps=[Point(1, 3), Point(2, 1)]),
    case("{{ ps|min(attribute='y') }}", "Point(2, 1)", ps=[Point(1, 3), Point(2, 1)]),
    case("{{ missing|max }}", ""),
    case("{{ xs|reverse|list }}", "[4, 5, 2, 1, 3]", xs=[3, 1, 2, 5, 4]),
    case("{{ 'abc'|reverse }}", "cba"),
    case("{{ lazy|reverse|list }}", "[&#39;c&#39;, &#39;b&#39;, &#39;a&#39;]", lazy=Lazy("abc")),
    case("{{ 5|reverse }}", "!FilterArgumentError"),
    case("{{ {'a': 1, 'b': 2}|reverse|list }}", "[&#39;b&#39;, &#39;a&#39;]"),
    case("{{ '<a>'|reverse }}", "&gt;a&lt;"),
    case("{{ xs|sort }}", "[1, 2, 3, 4, 5]", xs=[3, 1, 2, 5, 4]),
    case("{{ xs|sort(true) }}", "[5, 4, 3, 2, 1]", xs=[3, 1, 2, 5, 4]),
    case("{{ xs|sort(reverse=true) }}", "[5, 4, 3, 2, 1]", xs=[3, 1, 2, 5, 4]),
    case("{{ ['b', 'A', 'a', 'B']|sort }}", "[&#39;A&#39;, &#39;a&#39;, &#39;b&#39;, &#39;B&#39;]"),
    case(
        "{{ ['b', 'A', 'a', 'B']|sort(case_sensitive=true) }}",
        "[&#39;A&#39;, &#39;B&#39;, &#39;a&#39;, &#39;b&#39;]",
    ),
    case(
        "{{ ps|sort(attribute='y') }}", "[Point(2, 1), Point(1, 3)]", ps=[Point(1, 3), Point(2, 1)]
    ),
    case(
        "{{ ps|sort(attribute='k,y') }}",
        "[Point(2, 1), Point(1, 3)]",
        ps=[Point(1, 3), Point(2, 1)],
    ),
    case(
        "{{ ps|sort(attribute='k,y', reverse=true) }}",
        "[Point(1, 3), Point(2, 1)]",
        ps=[Point(1, 3), Point(2, 1)],
    ),
    case(
        "{{ ds|sort(attribute='a.b')|map(attribute='a.b')|list }}",
        "[1, 2]",
        ds=[{"a": {"b": 2}}, {"a": {"b": 1}}],
    ),
    case("{{ ['b', 1]|sort }}", "!TypeError"),
    case("{{ missing|sort }}", "[]"),
    case("{{ xs|sum }}", "15", xs=[3, 1, 2, 5, 4]),
    case("{{ []|sum }}", "0"),
    case("{{ xs|sum(start=10) }}", "25", xs=[3, 1, 2, 5, 4]),
    case("{{ ps|sum('y') }}", "4", ps=[Point(1, 3), Point(2, 1)]),
    case("{{ ps|sum(attribute='y') }}", "4", ps=[Point(1, 3), Point(2, 1)]),
    case("{{ [[1], [2]]|sum(start=[]) }}", "[1, 2]"),
    case("{{ [(1, 2), (3, 4)]|sum(attribute=1) }}", "6"),
    case("{{ ['a']|sum }}", "!TypeError"),
    case("{{ ['a', 'A', 'b', 'a']|unique|list }}", "[&#39;a&#39;, &#39;b&#39;]"),
    case("{{ ['a', 'A']|unique(true)|list }}", "[&#39;a&#39;, &#39;A&#39;]"),
    case("{{ ps|unique(attribute='k')|list }}", "[Point(1, 3)]", ps=[Point(1, 3), Point(2, 1)]),
    case("{{ [1, 2, 1]|unique|list }}", "[1, 2]"),
    case("{{ {'b': 1, 'A': 2}|dictsort }}", "[(&#39;A&#39;, 2), (&#39;b&#39;, 1)]"),
    case(
        "{{ {'b': 1, 'A': 2, 'B': 0}|dictsort(true) }}",
        "[(&#39;A&#39;, 2), (&#39;B&#39;, 0), (&#39;b&#39;, 1)]",
    ),
    case("{{ {'b': 1, 'a': 2}|dictsort(false, 'value') }}", "[(&#39;b&#39;, 1), (&#39;a&#39;, 2)]"),
    case(
        "{{ {'b': 1, 'a': 2}|dictsort(by='value', reverse=true) }}",
        "[(&#39;a&#39;, 2), (&#39;b&#39;, 1)]",
    ),
    case("{{ {'b': 1, 'a': 2}|dictsort(by='x') }}", "!FilterArgumentError"),
    case(
        "{{ {'a': 'B', 'b': 'a'}|dictsort(by='value') }}",
        "[(&#39;b&#39;, &#39;a&#39;), (&#39;a&#39;, &#39;B&#39;)]",
    ),
    case("{{ {'a': 1}|items|list }}", "[(&#39;a&#39;, 1)]"),
    case("{{ missing|items|list }}", "[]"),
    case("{{ [1]|items|list }}", "!TypeError"),
    case("{{ d|items|list }}", "[(&#39;x&#39;, &#39;&lt;&#39;)]", d={"x": "<"}),
    case("{{ [1]|random }}", "1"),
    case("{{ []|random }}", ""),
    case("{{ missing|random }}", ""),
    case("{{ 5|random }}", "!TypeError"),
    case("{{ 'a'|random }}", "a"),
    case(
        "{{ ps[:3]|groupby('k')|list }}",
        "[(&#39;a&#39;, [{&#39;k&#39;: &#39;a&#39;, &#39;n&#39;: 1}]), (&#39;B&#39;, [{"
        "&#39;k&#39;: &#39;B&#39;, &#39;n&#39;: 2}, {&#39;k&#39;: &#39;b&#39;, &#39;n&#"
        "39;: 3}])]",
        ps=[{"k": "a", "n": 1}, {"k": "B", "n": 2}, {"k": "b", "n": 3}, {"n": 4}],
    ),
    case(
        "{{ ps|groupby('k')|list }}",
        "!UndefinedError",
        ps=[{"k": "a", "n": 1}, {"k": "B", "n": 2}, {"k": "b", "n": 3}, {"n": 4}],
    ),
    case(
        "{{ ps|groupby('k', default='z')|map('first')|list }}",
        "[&#39;a&#39;, &#39;B&#39;, &#39;z&#39;]",
        ps=[{"k": "a", "n": 1}, {"k": "B", "n": 2}, {"k": "b", "n": 3}, {"n": 4}],
    ),
    case(
        "{{ ps[:3]|groupby('k', case_sensitive=true)|map('first')|list }}",
        "[&#39;B&#39;, &#39;a&#39;, &#39;b&#39;]",
        ps=[{"k": "a", "n": 1}, {"k": "B", "n": 2}, {"k": "b", "n": 3}, {"n": 4}],
    ),
    case(
        "{{ ps|groupby('n')|map(attribute='grouper')|list }}",
        "[1, 2, 3, 4]",
        ps=[{"k": "a", "n": 1}, {"k": "B", "n": 2}, {"k": "b", "n": 3}, {"n": 4}],
    ),
    case(
        "{{ ps|groupby('n')|map(attribute='list')|map('length')|list }}",
        "[1, 1, 1, 1]",
        ps=[{"k": "a", "n": 1}, {"k": "B", "n": 2}, {"k": "b", "n": 3}, {"n": 4}],
    ),
    case("{{ []|groupby('k') }}", "[]"),
    case(
        "{{ ['ab', 'cd', 'ax']|groupby(0)|map('last')|list }}",
        "[[&#39;ab&#39;, &#39;ax&#39;], [&#39;cd&#39;]]",
    ),
    case("{{ [{'a': {'b': 1}}, {'a': {'b': 1}}]|groupby('a.b')|length }}", "1"),
    case(
        "{% for k, items in ps|groupby('n') %}{{ k }}:{{ items|length }} {% endfor %}",
        "1:1 2:1 3:1 4:1 ",
        ps=[{"k": "a", "n": 1}, {"k": "B", "n": 2}, {"k": "b", "n": 3}, {"n": 4}],
    ),
    case(
        "{% for g in ps|groupby('n') %}{{ g.grouper }}:{{ g.list|length }} {% endfor %}",
        "1:1 2:1 3:1 4:1 ",
        ps=[{"k": "a", "n": 1}, {"k": "B", "n": 2}, {"k": "b", "n": 3}, {"n": 4}],
    ),
    case("{% for row in xs|batch(2) %}{{ row|join }};{% endfor %}", "12;3;", xs=[1, 2, 3]),
    case("{% for k, v in d|dictsort %}{{ k }}{{ v }}{% endfor %}", "a2b1", d={"b": 1, "a": 2}),
    case("{% for k, v in d|items %}{{ k }}{{ v }}{% endfor %}", "b1a2", d={"b": 1, "a": 2}),
    case("{% for col in xs|slice(2) %}<{{ col|join(',') }}>{% endfor %}", "<1,2><3>", xs=[1, 2, 3]),
]


@pytest.mark.parametrize("row", CASES, ids=str)
def test_renders(row: Case) -> None:
    assert render(row) == row.expected


@pytest.mark.parametrize("row", CASES, ids=str)
def test_jinja_renders_the_same(row: Case) -> None:
    assert render_with_jinja(row) == row.jinja
