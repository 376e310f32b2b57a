"""Repeating: `{% for %}` with `else`, a test, unpacking, and nesting."""

import pytest

from tests.templating.language import Case, Lazy, case, render, render_with_jinja

CASES = [
    case("{% for x in xs %}{{ x }}{% endfor %}", "123", xs=[1, 2, 3]),
    case("{% for x in xs %}{{ x }}{% endfor %}", "", xs=[]),
    case("{% for x in xs %}{{ x }}{% else %}none{% endfor %}", "none", xs=[]),
    case("{% for x in xs %}{{ x }}{% else %}none{% endfor %}", "1", xs=[1]),
    case("{% for x in missing %}{{ x }}{% else %}none{% endfor %}", "none"),
    case("{% for c in 'abc' %}[{{ c }}]{% endfor %}", "[a][b][c]"),
    case(
        "{% for k, v in d.items() %}{{ k }}={{ v }};{% endfor %}",
        "a=1;b=&lt;;",
        d={"a": 1, "b": "<"},
    ),
    case("{% for k in d %}{{ k }}{% endfor %}", "ab", d={"a": 1, "b": 2}),
    case(
        "{% for a, (b, c) in xs %}{{ a }}{{ b }}{{ c }}{% endfor %}",
        "123456",
        xs=[(1, (2, 3)), (4, (5, 6))],
    ),
    case("{% for (a, b) in xs %}{{ a }}{{ b }}{% endfor %}", "12", xs=[(1, 2)]),
    case(
        "{% for a, in xs %}{{ a }}{% endfor %}",
        "12",
        differs=("!TemplateSyntaxError", "a comma may end the names, as in Python"),
        xs=[(1,), (2,)],
    ),
    case("{% for x in 1, 2, 3 %}{{ x }}{% endfor %}", "123"),
    case("{% for x in [1, 2] + [3] %}{{ x }}{% endfor %}", "123"),
    case("{% for x in range(3) %}{{ x }}{% endfor %}", "012"),
    case("{% for x in xs if x > 1 %}{{ x }}{% endfor %}", "23", xs=[1, 2, 3]),
    case("{% for x in xs if x > 9 %}{{ x }}{% else %}none{% endfor %}", "none", xs=[1, 2, 3]),
    case(
        "{% for x in xs if x is odd %}{{ loop.index }}:{{ x }} {% endfor %}",
        "1:1 2:3 ",
        xs=[1, 2, 3],
    ),
    case(
        "{% for a, b in xs if b %}{{ loop.index }}{{ a }}{% endfor %}",
        "1y",
        xs=[("x", 0), ("y", 1)],
    ),
    case(
        "{% for x in xs %}{% for y in ys %}{{ x }}{{ y }} {% endfor %}{% endfor %}",
        "1a 1b 2a 2b ",
        xs=[1, 2],
        ys=["a", "b"],
    ),
    case("{% for x in xs %}{% endfor %}|", "|", xs=[1]),
    case("{% for x in xs|reverse %}{{ x }}{% endfor %}", "21", xs=[1, 2]),
    case("{% for x in gen %}{{ x }}{% endfor %}", "012", gen=Lazy(range(3))),
    case("{{ x }}{% for x in xs %}{{ x }}{% endfor %}{{ x }}", "o1o", x="o", xs=[1]),
    case("{% for x in xs: %}{{ x }}{% endfor %}", "1", xs=[1]),
    case("{% for x in xs if x > limit %}{{ x }}{% endfor %}", "5", xs=[1, 5], limit=2),
    case(
        "{% for x in xs %}{{ x }}{% if not loop.last %}, {% endif %}{% endfor %}",
        "&lt;, b",
        xs=["<", "b"],
    ),
    case("{% for x in (xs if flag else ys) %}{{ x }}{% endfor %}", "2", xs=[1], ys=[2], flag=0),
    case("{% for in in xs %}{% endfor %}", ""),
    case("{% for x xs %}{% endfor %}", "!TemplateSyntaxError"),
    case("{% for x in xs %}", "!TemplateSyntaxError"),
    case("{% for loop in xs %}{% endfor %}", "!TemplateAssertionError", xs=[1]),
    case("{% for x in 5 %}{% endfor %}", "!TypeError"),
    case("{% for a, b in xs %}{% endfor %}", "!TypeError", xs=[1]),
    case("{% for true in xs %}{% endfor %}", "!TemplateSyntaxError"),
    case("{% for x.y in xs %}{% endfor %}", "!TemplateSyntaxError"),
    case("{% for x in xs if loop.index %}{{ x }}{% endfor %}", "!UndefinedError", xs=[1]),
    case(
        "{% for x in xs %}{% for y in x if loop.index > 0 %}{{ y }}{% endfor %}{% endfor %}",
        "12",
        xs=[[1], [2]],
    ),
]


@pytest.mark.parametrize("row", CASES, ids=str)
def test_renders(row: Case) -> None:
    assert render(row) == row.expected


@pytest.mark.parametrize("row", CASES, ids=str)
def test_jinja_renders_the_same(row: Case) -> None:
    assert render_with_jinja(row) == row.jinja
