"""Delimiters of one's own."""

import pytest

from tests.templating.language import Case, case, render, render_with_jinja

CASES = [
    case(
        "<% if x %><%= x %><% endif %><%# c %>",
        "1",
        options={
            "block_start_string": "<%",
            "block_end_string": "%>",
            "variable_start_string": "<%=",
            "variable_end_string": "%>",
            "comment_start_string": "<%#",
            "comment_end_string": "%>",
        },
        x=1,
    ),
    case(
        "${x} {{ x }} {% if %}",
        "1 {{ x }} {% if %}",
        options={
            "variable_start_string": "${",
            "variable_end_string": "}",
            "block_start_string": "<%",
            "block_end_string": "%>",
        },
        x=1,
    ),
    case(
        "[[ x ]]",
        "&lt;",
        options={"variable_start_string": "[[", "variable_end_string": "]]"},
        x="<",
    ),
    case(
        "[[ [1, 2][0] ]]", "1", options={"variable_start_string": "[[", "variable_end_string": "]]"}
    ),
    case(
        "<!-- if x -->a<!-- endif --><!--# c -->",
        "a",
        options={
            "block_start_string": "<!--",
            "block_end_string": "-->",
            "comment_start_string": "<!--#",
            "comment_end_string": "-->",
        },
        x=1,
    ),
    case(
        "((* if x *))a((* endif *))",
        "a",
        options={"block_start_string": "((*", "block_end_string": "*))"},
        x=1,
    ),
    case(
        "\\BLOCK{if x}a\\BLOCK{endif}\\VAR{x}",
        "a1",
        options={
            "block_start_string": "\\BLOCK{",
            "block_end_string": "}",
            "variable_start_string": "\\VAR{",
            "variable_end_string": "}",
        },
        x=1,
    ),
    case(
        "a<%- if x -%> b <%- endif -%> c",
        "abc",
        options={"block_start_string": "<%", "block_end_string": "%>"},
        x=1,
    ),
    case(
        "<% raw %>{{ <%= %><% endraw %>",
        "{{ <%= %>",
        options={
            "block_start_string": "<%",
            "block_end_string": "%>",
            "variable_start_string": "<%=",
            "variable_end_string": "%>",
        },
    ),
    case("@(x)@", "1", options={"variable_start_string": "@(", "variable_end_string": ")@"}, x=1),
    case(
        "{{{ x }}}",
        "1",
        options={"variable_start_string": "{{{", "variable_end_string": "}}}"},
        x=1,
    ),
]


@pytest.mark.parametrize("row", CASES, ids=str)
def test_renders(row: Case) -> None:
    assert render(row) == row.expected


@pytest.mark.parametrize("row", CASES, ids=str)
def test_jinja_renders_the_same(row: Case) -> None:
    assert render_with_jinja(row) == row.jinja
