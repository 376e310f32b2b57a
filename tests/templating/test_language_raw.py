"""Text that is not looked into: `{% raw %}`."""

import pytest

from tests.templating.language import Case, case, render, render_with_jinja

CASES = [
    case("{% raw %}{{ x }}{% endraw %}", "{{ x }}"),
    case("{% raw %}{% if %}{# #}{% endraw %}", "{% if %}{# #}"),
    case("a {%- raw -%} {{ x }} {%- endraw -%} b", "a{{ x }}b"),
    case("{% raw %}\n x \n{% endraw %}|", "\n x \n|"),
    case("{%raw%}a{%endraw%}", "a"),
    case("{% raw %}{% raw %}{% endraw %}", "{% raw %}"),
    case("{% raw %}a{% endraw %}{{ x }}{% raw %}b{% endraw %}", "a1b", x=1),
    case("{% raw %}x", "!TemplateSyntaxError"),
    case(
        "  {% raw %}\n  {{ x }}\n  {% endraw %}\n",
        "\n  {{ x }}\n",
        options={"lstrip_blocks": True, "trim_blocks": True},
    ),
    case("{% raw %}<&>{% endraw %}", "<&>"),
    case("{% raw -%}  a  {%- endraw %}  b", "a  b"),
    case("{%+ raw %}x{% endraw %}", "x", options={"lstrip_blocks": True}),
    case("{% raw %}a{% endraw +%}\nb", "a\nb", options={"trim_blocks": True}),
    case("{% raw %}a{% endraw %}\nb", "ab", options={"trim_blocks": True}),
    case("{% raw %}\na{% endraw %}", "\na", options={"trim_blocks": True}),
    case("  {% raw %}a\n  {% endraw %}b", "a\nb", options={"lstrip_blocks": True}),
    case("  {% raw %}a\n  {%+ endraw %}b", "a\n  b", options={"lstrip_blocks": True}),
]


@pytest.mark.parametrize("row", CASES, ids=str)
def test_renders(row: Case) -> None:
    assert render(row) == row.expected


@pytest.mark.parametrize("row", CASES, ids=str)
def test_jinja_renders_the_same(row: Case) -> None:
    assert render_with_jinja(row) == row.jinja
