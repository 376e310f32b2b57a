"""Statements and comments that are lines."""

import pytest

from tests.templating.language import Case, case, render, render_with_jinja

OPTIONS = {"line_statement_prefix": "#", "line_comment_prefix": "##"}

CASES = [
    case("# for x in xs\n{{ x }}\n# endfor", "1\n2\n", options=OPTIONS, xs=[1, 2]),
    case("# for x in xs:\n{{ x }}\n# endfor\n", "1\n2\n", options=OPTIONS, xs=[1, 2]),
    case("  # if true\n    a\n  # endif\nb", "    a\nb", options=OPTIONS),
    case("a ## comment\nb", "a\nb", options=OPTIONS),
    case("## whole line\nb", "\nb", options=OPTIONS),
    case("# set x = [1,\n  2]\n{{ x }}", "[1, 2]", options=OPTIONS),
    case("# if true ## why\na\n# endif", "!TemplateSyntaxError", options=OPTIONS),
    case("a # b", "a # b", options=OPTIONS),
    case("# set x = 1\n\n\n{{ x }}", "1", options=OPTIONS),
    case("# for i in [1, 2]\n  # if i == 2\n{{ i }}\n  # endif\n# endfor", "2\n", options=OPTIONS),
    case("a\n# set x = '#'\n{{ x }}## c", "a\n#", options=OPTIONS),
    case(
        "<ul>\n# for i in [1, 2]\n  <li>{{ i }}</li>\n# endfor\n</ul>",
        "<ul>\n  <li>1</li>\n  <li>2</li>\n</ul>",
        options=OPTIONS,
    ),
    case(
        "<ul>\n% for i in [1, 2]\n  <li>{{ i }}</li>\n% endfor\n</ul>",
        "<ul>\n  <li>1</li>\n  <li>2</li>\n</ul>",
        options={"line_statement_prefix": "%"},
    ),
    case("{% if true %}\n# set x = 2\n{% endif %}{{ x }}", "\n2", options=OPTIONS),
    case("# if", "!TemplateSyntaxError", options=OPTIONS),
    case("# for x in [1]\n", "!TemplateSyntaxError", options=OPTIONS),
    case("a ##c\n## d\ne", "a\n\ne", options=OPTIONS),
    case("{{ 1 }} ## x", "1", options=OPTIONS),
    case("# macro m(a)\n{{ a }}\n# endmacro\n{{ m(1) }}", "1\n", options=OPTIONS),
    case("-# x\n", "!TemplateSyntaxError", options={"line_statement_prefix": "-#"}),
    case("# raw\n", "!TemplateSyntaxError", options=OPTIONS),
    case("\t# set x = 1\n{{ x }}", "1", options=OPTIONS),
    case("x\n\n# set x = 1\n\ny", "x\n\ny", options=OPTIONS),
]


@pytest.mark.parametrize("row", CASES, ids=str)
def test_renders(row: Case) -> None:
    assert render(row) == row.expected


@pytest.mark.parametrize("row", CASES, ids=str)
def test_jinja_renders_the_same(row: Case) -> None:
    assert render_with_jinja(row) == row.jinja
