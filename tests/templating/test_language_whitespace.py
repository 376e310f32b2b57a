"""White space: the markers `-` and `+`, trimming options, line ends."""

import pytest

from tests.templating.language import Case, case, render, render_with_jinja

CASES = [
    case("a  {{- 1 }}  b", "a1  b"),
    case("a  {{ 1 -}}  b", "a  1b"),
    case("a  {{- 1 -}}  b", "a1b"),
    case("a \n {%- if true -%} \n b \n {%- endif -%} \n c", "abc"),
    case("{% for i in [1, 2] -%}\n  {{ i }}\n{%- endfor %}", "12"),
    case("a\n{%- raw %} x {% endraw -%}\nb", "a x b"),
    case("{{ 1 }}\n\n{{ 2 }}", "1\n\n2"),
    case("a\n\n\n", "a\n\n"),
    case("a\n", "a\n", options={"keep_trailing_newline": True}),
    case("a\n\n", "a\n\n", options={"keep_trailing_newline": True}),
    case("a\r\nb", "a\r\nb", options={"newline_sequence": "\r\n"}),
    case("a\nb{{ 'c\nd' }}", "a\r\nbc\r\nd", options={"newline_sequence": "\r\n"}),
    case("a\nb", "a\rb", options={"newline_sequence": "\r"}),
    case("{{- '  a' }}", "  a"),
    case("a{{+ 1 }}", "a1"),
    case(
        "<div>\n    {% if true %}\n        yay\n    {% endif %}\n</div>\n",
        "<div>\n    \n        yay\n    \n</div>",
    ),
    case("  {# c #}\na\n  {{ 1 }}\n", "  \na\n  1"),
    case("x  {% if true %}y{% endif %}\n  {% if true %}z{% endif %}", "x  y\n  z"),
    case("{% if true %}\n\n  a{% endif %}\n\n", "\n\n  a\n"),
    case("\t {% set x = 1 %}\t\n{{ x }}", "\t \t\n1"),
    case("{{ 1 }}\n{% if true %}\nx\n{% endif %}\n{{ 2 }}", "1\n\nx\n\n2"),
    case(
        "<div>\n    {% if true %}\n        yay\n    {% endif %}\n</div>\n",
        "<div>\n            yay\n    </div>",
        options={"trim_blocks": True},
    ),
    case("  {# c #}\na\n  {{ 1 }}\n", "  a\n  1", options={"trim_blocks": True}),
    case(
        "x  {% if true %}y{% endif %}\n  {% if true %}z{% endif %}",
        "x  y  z",
        options={"trim_blocks": True},
    ),
    case("{% if true %}\n\n  a{% endif %}\n\n", "\n  a", options={"trim_blocks": True}),
    case("\t {% set x = 1 %}\t\n{{ x }}", "\t \t\n1", options={"trim_blocks": True}),
    case(
        "{{ 1 }}\n{% if true %}\nx\n{% endif %}\n{{ 2 }}", "1\nx\n2", options={"trim_blocks": True}
    ),
    case(
        "<div>\n    {% if true %}\n        yay\n    {% endif %}\n</div>\n",
        "<div>\n\n        yay\n\n</div>",
        options={"lstrip_blocks": True},
    ),
    case("  {# c #}\na\n  {{ 1 }}\n", "\na\n  1", options={"lstrip_blocks": True}),
    case(
        "x  {% if true %}y{% endif %}\n  {% if true %}z{% endif %}",
        "x  y\nz",
        options={"lstrip_blocks": True},
    ),
    case("{% if true %}\n\n  a{% endif %}\n\n", "\n\n  a\n", options={"lstrip_blocks": True}),
    case("\t {% set x = 1 %}\t\n{{ x }}", "\t\n1", options={"lstrip_blocks": True}),
    case(
        "{{ 1 }}\n{% if true %}\nx\n{% endif %}\n{{ 2 }}",
        "1\n\nx\n\n2",
        options={"lstrip_blocks": True},
    ),
    case(
        "<div>\n    {% if true %}\n        yay\n    {% endif %}\n</div>\n",
        "<div>\n        yay\n</div>",
        options={"trim_blocks": True, "lstrip_blocks": True},
    ),
    case(
        "  {# c #}\na\n  {{ 1 }}\n", "a\n  1", options={"trim_blocks": True, "lstrip_blocks": True}
    ),
    case(
        "x  {% if true %}y{% endif %}\n  {% if true %}z{% endif %}",
        "x  yz",
        options={"trim_blocks": True, "lstrip_blocks": True},
    ),
    case(
        "{% if true %}\n\n  a{% endif %}\n\n",
        "\n  a",
        options={"trim_blocks": True, "lstrip_blocks": True},
    ),
    case(
        "\t {% set x = 1 %}\t\n{{ x }}",
        "\t\n1",
        options={"trim_blocks": True, "lstrip_blocks": True},
    ),
    case(
        "{{ 1 }}\n{% if true %}\nx\n{% endif %}\n{{ 2 }}",
        "1\nx\n2",
        options={"trim_blocks": True, "lstrip_blocks": True},
    ),
    case("  {%+ if true %}x{% endif %}", "  x", options={"lstrip_blocks": True}),
    case("{% if true +%}\nx{% endif %}", "\nx", options={"trim_blocks": True}),
    case("{# c +#}\nx", "\nx", options={"trim_blocks": True}),
    case("  {#+ c #}x", "  x", options={"lstrip_blocks": True}),
    case("  {%- if true %}x{% endif %}", "x", options={"lstrip_blocks": True}),
    case(
        "a\n  {%- if true -%}\n  x{% endif %}",
        "ax",
        options={"lstrip_blocks": True, "trim_blocks": True},
    ),
    case("    {{ 1 }}", "    1", options={"lstrip_blocks": True}),
    case("a    {% if true %}b{% endif %}", "a    b", options={"lstrip_blocks": True}),
    case(
        "{% if true %}{% endif %}    {% if true %}b{% endif %}",
        "    b",
        options={"lstrip_blocks": True},
    ),
    case("\n\n  {% if true %}b{% endif %}", "\n\nb", options={"lstrip_blocks": True}),
    case("{{ 1 }}  {% if true %}b{% endif %}", "1  b", options={"lstrip_blocks": True}),
    case("a\n    {# x #}{# y #}\nb", "a\nb", options={"lstrip_blocks": True, "trim_blocks": True}),
    case("{{ 1 +}}", "!TemplateSyntaxError"),
    case(
        "\n  {% if true %}\n  {% raw %}\n a\n  {% endraw %}\n  {% endif %}",
        "\n\n a\n",
        options={"lstrip_blocks": True, "trim_blocks": True},
    ),
    case("{% if true %}\r\nx{% endif %}", "x", options={"trim_blocks": True}),
    case("   \n  {% set x = 1 %}  \n  {{ x }}", "   \n  \n  1", options={"lstrip_blocks": True}),
]


@pytest.mark.parametrize("row", CASES, ids=str)
def test_renders(row: Case) -> None:
    assert render(row) == row.expected


@pytest.mark.parametrize("row", CASES, ids=str)
def test_jinja_renders_the_same(row: Case) -> None:
    assert render_with_jinja(row) == row.jinja
