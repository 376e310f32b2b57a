"""Inheritance: `{% extends %}`, `{% block %}`, `super()` and `self`."""

import pytest

from tests.templating.language import Case, case, render, render_with_jinja

TEMPLATES = {
    "base": "<title>{% block title %}T{% endblock %}</title>{% block body %}B{% endblock %}"
    "{{ foot }}",
    "mid": "{% extends 'base' %}{% block body %}M{{ super() }}{% endblock %}",
}

CASES = [
    case("{% extends 'base' %}", "<title>T</title>B", templates=TEMPLATES),
    case(
        "{% extends 'base' %}{% block title %}x{% endblock %}",
        "<title>x</title>B",
        templates=TEMPLATES,
    ),
    case(
        "{% extends 'base' %}{% block title %}{{ super() }}+{% endblock %}{% block body"
        " %}{% endblock %}",
        "<title>T+</title>",
        templates=TEMPLATES,
    ),
    case(
        "{% extends 'mid' %}{% block body %}C{{ super() }}{% endblock %}",
        "<title>T</title>CMB",
        templates=TEMPLATES,
    ),
    case(
        "{% extends 'mid' %}{% block body %}C{{ super.super() }}{% endblock %}",
        "<title>T</title>CB",
        templates=TEMPLATES,
    ),
    case("{% extends 'mid' %}", "<title>T</title>MB", templates=TEMPLATES),
    case(
        "{% extends 'base' %}{% block body %}{{ self.title() }}{% endblock %}",
        "<title>T</title>T",
        templates=TEMPLATES,
    ),
    case("{% block a %}x{% endblock %}{{ self.a() }}", "xx", templates=TEMPLATES),
    case(
        "{% extends 'base' %}text{{ 1 / 0 }}{% block nosuch %}y{% endblock %}",
        "<title>T</title>B",
        templates=TEMPLATES,
    ),
    case("{% extends 'base' %}{% set foot = 'F' %}", "<title>T</title>BF", templates=TEMPLATES),
    case(
        "{% extends 'base' %}{% set v = 1 %}{% block body %}{{ v }}{% endblock %}",
        "<title>T</title>1",
        templates=TEMPLATES,
    ),
    case("{% extends b %}", "<title>T</title>B", templates=TEMPLATES, b="base"),
    case(
        "{% extends b %}{% block body %}x{% endblock %}",
        "<title>T</title>x",
        templates=TEMPLATES,
        b="mid",
    ),
    case(
        "{% if flag %}{% extends 'base' %}{% endif %}x{% block body %}y{% endblock %}",
        "<title>T</title>y",
        templates=TEMPLATES,
        flag=1,
    ),
    case(
        "{% if flag %}{% extends 'base' %}{% endif %}x{% block body %}y{% endblock %}",
        "xy",
        templates=TEMPLATES,
        flag=0,
    ),
    case(
        "{% if flag %}{% extends 'base' %}{% else %}{% extends 'mid' %}{% endif %}x",
        "<title>T</title>MB",
        templates=TEMPLATES,
        flag=0,
    ),
    case("{% extends 'base' %}{% extends 'base' %}", "!TemplateRuntimeError", templates=TEMPLATES),
    case("{% extends 'nosuch' %}", "!TemplateNotFound", templates=TEMPLATES),
    case("{% extends missing %}", "!UndefinedError", templates=TEMPLATES),
    case(
        "{% extends 'base' %}{% block body %}{% block inner %}i{% endblock %}{% endblock %}",
        "<title>T</title>i",
        templates=TEMPLATES,
    ),
    case("{% block a %}{% block b %}x{% endblock %}{% endblock %}", "x", templates=TEMPLATES),
    case(
        "{% extends 'nest' %}{% block inner %}I{% endblock %}",
        "[<I>]",
        templates={
            **TEMPLATES,
            "nest": "[{% block outer %}<{% block inner %}i{% endblock %}>{% endblock %}]",
        },
    ),
    case(
        "{% extends 'nest' %}{% block outer %}O{% endblock %}{% block inner %}I{% endblock %}",
        "[O]",
        templates={
            **TEMPLATES,
            "nest": "[{% block outer %}<{% block inner %}i{% endblock %}>{% endblock %}]",
        },
    ),
    case("{% block a %}{% endblock a %}x", "x", templates=TEMPLATES),
    case(
        "{% block a %}{% endblock %}{% block a %}{% endblock %}",
        "!TemplateAssertionError",
        templates=TEMPLATES,
    ),
    case("{% block a-b %}{% endblock %}", "!TemplateSyntaxError", templates=TEMPLATES),
    case("{% block %}{% endblock %}", "!TemplateSyntaxError", templates=TEMPLATES),
    case("{% block a %}", "!TemplateSyntaxError", templates=TEMPLATES),
    case("{% block a %}{{ super() }}{% endblock %}", "!UndefinedError", templates=TEMPLATES),
    case("{{ super() }}", "!UndefinedError", templates=TEMPLATES),
    case("{% block a %}{{ super is defined }}{% endblock %}", "False", templates=TEMPLATES),
    case(
        "{% extends 'base' %}{% macro m() %}mm{% endmacro %}{% block body %}{{ m() }}{%"
        " endblock %}",
        "<title>T</title>mm",
        templates=TEMPLATES,
    ),
    case(
        "{% extends 'base' %}{% block body %}{% set x = 1 %}{{ x }}{% endblock %}{% blo"
        "ck title %}{{ x }}{% endblock %}",
        "<title></title>1",
        templates=TEMPLATES,
    ),
    case(
        "{% set x = 1 %}{% block a %}{{ x }}{% set x = 2 %}{{ x }}{% endblock %}{{ x }}",
        "121",
        templates=TEMPLATES,
    ),
    case(
        "{% for i in [1, 2] %}{% block a scoped %}{{ i }}{% endblock %}{% endfor %}",
        "12",
        templates=TEMPLATES,
    ),
    case(
        "{% for i in [1, 2] %}{% block a %}{{ i }}{% endblock %}{% endfor %}",
        "",
        templates=TEMPLATES,
    ),
    case(
        "{% for i in [1, 2] %}{% block a scoped %}{{ loop.index }}{% endblock %}{% endfor %}",
        "12",
        templates=TEMPLATES,
    ),
    case(
        "{% extends 'loop' %}{% block a %}<{{ i }}>{% endblock %}",
        "<1><2>",
        templates={
            **TEMPLATES,
            "loop": "{% for i in [1, 2] %}{% block a scoped %}{% endblock %}{% endfor %}",
        },
    ),
    case(
        "{% extends 'loop' %}{% block a %}<{{ i }}>{{ super() }}{% endblock %}",
        "<1>[1]<2>[2]",
        templates={
            **TEMPLATES,
            "loop": "{% for i in [1, 2] %}{% block a scoped %}[{{ i }}]{% endblock %}{% endfor %}",
        },
    ),
    case(
        "{% extends 'req' %}",
        "!TemplateRuntimeError",
        templates={**TEMPLATES, "req": "{% block a required %}{% endblock %}"},
    ),
    case(
        "{% extends 'req' %}{% block a %}x{% endblock %}",
        "x",
        templates={**TEMPLATES, "req": "{% block a required %}{% endblock %}"},
    ),
    case(
        "{% extends 'req' %}{% block a %}x{% endblock %}",
        "x",
        templates={**TEMPLATES, "req": "{% block a scoped required %}  {# c #}{% endblock %}"},
    ),
    case("{% block a required %}x{% endblock %}", "!TemplateSyntaxError", templates=TEMPLATES),
    case("{% block a required %}{% endblock %}", "!TemplateRuntimeError", templates=TEMPLATES),
    case(
        "{% extends 'base' %}{% block body %}{% include 'inc' %}{% endblock %}",
        "<title>T</title>!",
        templates={**TEMPLATES, "inc": "{{ x }}!"},
    ),
    case(
        "{% macro m() %}{% block q %}z{% endblock %}{% endmacro %}{{ m() }}",
        "z",
        templates=TEMPLATES,
    ),
    case(
        "{% extends 'base' %}{% for i in [1, 2] %}text{% endfor %}",
        "<title>T</title>B",
        templates=TEMPLATES,
    ),
    case(
        "{% for i in [1] %}{% extends 'base' %}{% endfor %}",
        "!TemplateAssertionError",
        templates=TEMPLATES,
    ),
    case(
        "{% extends 'base' %}{% block body %}{{ self.nosuch }}{% endblock %}",
        "<title>T</title>",
        templates=TEMPLATES,
    ),
    case(
        "{% extends 'base' %}{% block body %}{{ self.nosuch() }}{% endblock %}",
        "!UndefinedError",
        templates=TEMPLATES,
    ),
    case(
        "{% block a %}<b>{% endblock %}{{ self.a() }}{{ self.a() is escaped }}",
        "<b><b>True",
        templates=TEMPLATES,
    ),
    case("x{% extends 'base' %}y", "x<title>T</title>B", templates=TEMPLATES),
    case("{% set x = 5 %}{% extends 'e' %}", "5", templates={**TEMPLATES, "e": "{{ x }}"}),
    case(
        "{% extends 'a1' %}{% block c %}C{% endblock %}",
        "([C])",
        templates={
            **TEMPLATES,
            "a1": "{% extends 'a2' %}{% block b %}[{% block c %}c{% endblock %}]{% endblock %}",
            "a2": "({% block b %}{% endblock %})",
        },
    ),
    case(
        "{% extends ['nosuch', 'base'] %}",
        "<title>T</title>B",
        differs=("!TypeError", "several names work as in include"),
        templates=TEMPLATES,
    ),
    case(
        "{% block a %}{% if true %}{% set z = 3 %}{% endif %}{{ z }}{% endblock %}{{ z }}",
        "3",
        templates=TEMPLATES,
    ),
    case(
        "{% extends 'd' %}{% block x %}1{{ super() }}{% endblock %}{% block y %}2{{ sup"
        "er() }}{% endblock %}",
        "1x21x",
        templates={
            **TEMPLATES,
            "d": "{% block x %}x{% endblock %}{% block y %}{{ self.x() }}{% endblock %}",
        },
    ),
    case(
        "{% filter upper %}{% block a %}abc{% endblock %}{% endfilter %}",
        "ABC",
        templates=TEMPLATES,
    ),
    case(
        "{% set v %}{% block a %}abc{% endblock %}{% endset %}<{{ v }}>",
        "<abc>",
        templates=TEMPLATES,
    ),
    case(
        "{% with q = 1 %}{% block a scoped %}{{ q }}{% endblock %}{% endwith %}",
        "1",
        templates=TEMPLATES,
    ),
    case(
        "{% with q = 1 %}{% block a %}{{ q }}{% endblock %}{% endwith %}",
        "7",
        templates=TEMPLATES,
        q=7,
    ),
    case("{% if x %}{% block a %}A{% endblock %}{% endif %}|", "|", templates=TEMPLATES, x=0),
    case(
        "{% if x %}{% block a %}A{% endblock %}{% endif %}|{{ self.a() }}",
        "|A",
        templates=TEMPLATES,
        x=0,
    ),
]


@pytest.mark.parametrize("row", CASES, ids=str)
def test_renders(row: Case) -> None:
    assert render(row) == row.expected


@pytest.mark.parametrize("row", CASES, ids=str)
def test_jinja_renders_the_same(row: Case) -> None:
    assert render_with_jinja(row) == row.jinja
