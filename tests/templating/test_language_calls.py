"""Calling: arguments by position and name, `*` and `**`."""

import pytest

from tests.templating.language import Case, case, render, render_with_jinja

CASES = [
    case("{{ f() }}", "() {}", f=lambda *a, **k: f"{a} {k}"),
    case("{{ f(1) }}", "(1,) {}", f=lambda *a, **k: f"{a} {k}"),
    case("{{ f(1, 2) }}", "(1, 2) {}", f=lambda *a, **k: f"{a} {k}"),
    case("{{ f(1, b=2) }}", "(1,) {&#39;b&#39;: 2}", f=lambda *a, **k: f"{a} {k}"),
    case("{{ f(a=1) }}", "() {&#39;a&#39;: 1}", f=lambda *a, **k: f"{a} {k}", a=[1]),
    case("{{ f(*[1, 2]) }}", "(1, 2) {}", f=lambda *a, **k: f"{a} {k}"),
    case("{{ f(**{'a': 1}) }}", "() {&#39;a&#39;: 1}", f=lambda *a, **k: f"{a} {k}", a=[1]),
    case("{{ f(1, *[2], **{'c': 3}) }}", "(1, 2) {&#39;c&#39;: 3}", f=lambda *a, **k: f"{a} {k}"),
    case("{{ f(1, *[2], c=3) }}", "(1, 2) {&#39;c&#39;: 3}", f=lambda *a, **k: f"{a} {k}"),
    case("{{ f(1, c=3, *[2]) }}", "(1, 2) {&#39;c&#39;: 3}", f=lambda *a, **k: f"{a} {k}"),
    case("{{ f(a=1, 2) }}", "!TemplateSyntaxError", f=lambda *a, **k: f"{a} {k}", a=[1]),
    case("{{ f(*[1], 2) }}", "!TemplateSyntaxError", f=lambda *a, **k: f"{a} {k}"),
    case("{{ f(**{'a': 1}, b=2) }}", "!TemplateSyntaxError", f=lambda *a, **k: f"{a} {k}", a=[1]),
    case("{{ f(*a, *a) }}", "!TemplateSyntaxError", f=lambda *a, **k: f"{a} {k}", a=[1]),
    case("{{ f(1,) }}", "(1,) {}", f=lambda *a, **k: f"{a} {k}"),
    case("{{ f(,) }}", "!TemplateSyntaxError", f=lambda *a, **k: f"{a} {k}"),
    case("{{ f(1 2) }}", "!TemplateSyntaxError", f=lambda *a, **k: f"{a} {k}"),
    case(
        "{{ f(class=1, for=2) }}",
        "() {&#39;class&#39;: 1, &#39;for&#39;: 2}",
        f=lambda *a, **k: f"{a} {k}",
    ),
    case("{{ f(f(1)) }}", "(&#39;(1,) {}&#39;,) {}", f=lambda *a, **k: f"{a} {k}"),
    case("{{ f(x for x in y) }}", "!TemplateSyntaxError", f=lambda *a, **k: f"{a} {k}"),
    case("{{ f(not 1) }}", "(False,) {}", f=lambda *a, **k: f"{a} {k}"),
    case("{{ f(1 == 2) }}", "(False,) {}", f=lambda *a, **k: f"{a} {k}"),
    case("{{ f(1 if a else 2) }}", "(1,) {}", f=lambda *a, **k: f"{a} {k}", a=[1]),
    case("{{ f((1, 2)) }}", "((1, 2),) {}", f=lambda *a, **k: f"{a} {k}"),
    case(
        "{{ f([1], {'a': 2}) }}", "([1], {&#39;a&#39;: 2}) {}", f=lambda *a, **k: f"{a} {k}", a=[1]
    ),
    case("{{ f('<') }}", "(&#39;&lt;&#39;,) {}", f=lambda *a, **k: f"{a} {k}"),
    case("{{ f(1)(2) }}", "!TypeError", f=lambda *a, **k: f"{a} {k}"),
    case("{{ g(1)(2) }}", "12", g=lambda x: lambda y: f"{x}{y}"),
    case("{{ g(1).upper() }}", "!UndefinedError", g=lambda x: lambda y: f"{x}{y}"),
    case("{{ f|string is string }}", "True", f=lambda *a, **k: f"{a} {k}"),
    case(
        "{{ f(a = 1, b = 2) }}",
        "() {&#39;a&#39;: 1, &#39;b&#39;: 2}",
        f=lambda *a, **k: f"{a} {k}",
        a=[1],
    ),
    case("{{ range(3)|list }}", "[0, 1, 2]"),
    case("{{ dict(a=1) }}", "{&#39;a&#39;: 1}", a=[1]),
    case("{{ dict(a=1, **{'b': 2}) }}", "{&#39;a&#39;: 1, &#39;b&#39;: 2}", a=[1]),
    case("{{ 'a'.upper() }}", "A", a=[1]),
    case("{{ 'a b'.split() }}", "[&#39;a&#39;, &#39;b&#39;]", a=[1]),
    case("{{ f(1)|upper }}", "(1,) {}", f=lambda *a, **k: f"{a} {k}"),
    case("{{ f(*missing) }}", "() {}", f=lambda *a, **k: f"{a} {k}"),
    case("{{ f(n=missing) }}", "() {&#39;n&#39;: Undefined}", f=lambda *a, **k: f"{a} {k}"),
    case(
        "{{ f(a=1, a=2) }}",
        "!TemplateSyntaxError",
        differs=("!SyntaxError", "an error of the template that names the argument"),
        f=dict,
    ),
]


@pytest.mark.parametrize("row", CASES, ids=str)
def test_renders(row: Case) -> None:
    assert render(row) == row.expected


@pytest.mark.parametrize("row", CASES, ids=str)
def test_jinja_renders_the_same(row: Case) -> None:
    assert render_with_jinja(row) == row.jinja
