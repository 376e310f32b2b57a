"""Values with parameters: the grammar of the RFC, in one pass."""

import pytest

from microweb.http.options import format_options, parse_options


@pytest.mark.parametrize(
    ("text", "value", "options"),
    [
        ("", "", {}),
        ("text/html", "text/html", {}),
        (" Text/HTML ", "text/html", {}),
        ("text/html; charset=UTF-8", "text/html", {"charset": "UTF-8"}),
        ("text/html;charset=utf-8", "text/html", {"charset": "utf-8"}),
        ("text/html ; CharSet=utf-8", "text/html", {"charset": "utf-8"}),
        ('a/b; x="q; r, s"', "a/b", {"x": "q; r, s"}),
        (r'a/b; x="say \"hi\" \\"', "a/b", {"x": 'say "hi" \\'}),
        ('a/b; x=""', "a/b", {"x": ""}),
        ("a/b;;; x=1;", "a/b", {"x": "1"}),
        ("a/b; x=1; X=2", "a/b", {"x": "1"}),
        ("a/b; x=1\t;\ty=2", "a/b", {"x": "1", "y": "2"}),
        ("a; b=c/d", "a", {"b": "c"}),
        ('a; b="open', "a", {}),
        ("a; b", "a", {}),
        ("a; =b; c=d", "a", {}),
        ("a; b =c", "a", {}),
        ("a; b=1 junk; c=2", "a", {"b": "1"}),
        ("; a=1", "", {"a": "1"}),
    ],
)
def test_a_value_is_split_from_its_parameters(text, value, options):
    assert parse_options(text) == (value, options)


@pytest.mark.parametrize(
    "make",
    [
        pytest.param(lambda size: 'a; x="' + ";" * size, id="semicolons in an open string"),
        pytest.param(lambda size: 'a; x="' + "\\" * size, id="backslashes"),
        pytest.param(lambda size: 'a; x="' + '"' * size, id="quotes"),
        pytest.param(lambda size: 'a; x="' + '\\"' * size, id="escaped quotes"),
        pytest.param(lambda size: "a" + ";" * size, id="semicolons"),
        pytest.param(lambda size: "a;" + " " * size + "!", id="blanks"),
        pytest.param(lambda size: "a" + " ;" * size, id="blanks and semicolons"),
        pytest.param(lambda size: "a;" + "x" * size, id="a long name"),
        pytest.param(lambda size: "a;" + "x" * size + '="', id="a long name with an open string"),
        pytest.param(lambda size: "a" + ";x=1" * size, id="parameters"),
        pytest.param(lambda size: "a" + ';x="' * size, id="open strings"),
        pytest.param(lambda size: "=" * size + "; x=1", id="a long value"),
    ],
)
def test_t8_any_input_is_parsed_in_linear_time(make, is_linear):
    assert is_linear(parse_options, make, 64 * 1024, cap=0.5)


@pytest.mark.parametrize(
    ("parameters", "header"),
    [
        ({}, "attachment"),
        ({"filename": "a.png"}, "attachment; filename=a.png"),
        ({"filename": 'a "b".png', "x": 5}, 'attachment; filename="a \\"b\\".png"; x=5'),
        ({"filename": None, "a": ""}, 'attachment; a=""'),
        ({"filename": "Grüße;.pdf"}, "attachment; filename*=UTF-8''Gr%C3%BC%C3%9Fe%3B.pdf"),
    ],
)
def test_parameters_are_written_as_tokens_where_they_can_be(parameters, header):
    assert format_options("attachment", parameters) == header


def test_what_was_written_is_read_again():
    header = format_options("a", {"b": 'c;"\\ d', "e": "f"})
    assert parse_options(header) == ("a", {"b": 'c;"\\ d', "e": "f"})
