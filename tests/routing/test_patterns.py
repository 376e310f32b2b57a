"""Patterns: the text of a rule, read into segments."""

import pytest

from microweb.exceptions import RegistrationError
from microweb.routing.converters import DEFAULT_CONVERTERS
from microweb.routing.patterns import Kind, RuleReader


def parse(rule):
    return RuleReader(DEFAULT_CONVERTERS, None).read(rule)


@pytest.mark.parametrize(
    ("rule", "kinds"),
    [
        ("/", [Kind.LITERAL]),
        ("/a/b", [Kind.LITERAL, Kind.LITERAL]),
        ("/a/", [Kind.LITERAL, Kind.LITERAL]),
        ("/<x>", [Kind.CAPTURE]),
        ("/<int:x>/edit", [Kind.CAPTURE, Kind.LITERAL]),
        ("/v<int:x>", [Kind.MIXED]),
        ("/<a><b>", [Kind.MIXED]),
        ("/<a>.<b>/", [Kind.MIXED, Kind.LITERAL]),
        ("/a/<path:p>", [Kind.LITERAL, Kind.TAIL]),
        ("/<path:p>/edit/<x>", [Kind.TAIL]),
    ],
)
def test_segments_have_a_kind(rule, kinds):
    assert [segment.kind for segment in parse(rule)] == kinds


@pytest.mark.parametrize(
    ("rule", "names"),
    [("/<a>/<int:b>", ["a", "b"]), ("/<a>-<b>", ["a", "b"]), ("/<path:p>/<q>", ["p", "q"])],
)
def test_variables_come_in_order(rule, names):
    assert [variable.name for segment in parse(rule) for variable in segment.variables] == names


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("/<a>", "/<b>"),
        ("/<a>", "/<string:b>"),
        ("/<int(min=1, max=2):a>", "/<int(max=2,min=1):b>"),
        ("/x<a>.<b>", "/x<c>.<d>"),
    ],
)
def test_names_of_variables_do_not_tell_rules_apart(one, other):
    assert [segment.key for segment in parse(one)] == [segment.key for segment in parse(other)]


@pytest.mark.parametrize(
    ("one", "other"),
    [("/<a>", "/<int:a>"), ("/<int:a>", "/<int(min=1):a>"), ("/<a>.b", "/<a>-b"), ("/a", "/A")],
)
def test_different_patterns_have_different_keys(one, other):
    assert [segment.key for segment in parse(one)] != [segment.key for segment in parse(other)]


@pytest.mark.parametrize(
    ("arguments", "items"),
    [
        ("a", {"a"}),
        ("a, b", {"a", "b"}),
        ("a,b,", {"a", "b"}),
        ("'a, b'", {"a, b"}),
        ('"it\'s"', {"it's"}),
        ("'(x)'", {"(x)"}),
        ("1, True, None", {"1", "True", "None"}),
    ],
)
def test_arguments_are_words_or_quoted(arguments, items):
    (segment,) = parse(f"/<any({arguments}):x>")
    assert segment.variables[0].converter.items == items


@pytest.mark.parametrize(
    ("rule", "message"),
    [
        ("", "must start with a slash"),
        ("a", "must start with a slash: write '/a'"),
        ("<x>", "must start with a slash"),
        ("/<", "stray < or >"),
        ("/x>", "stray < or >"),
        ("/<a b>", "stray < or >"),
        ("/<>", "stray < or >"),
        ("/<int:>", "stray < or >"),
        ("/<1a>", "stray < or >"),
        ("/<int(:x>", "stray < or >"),
        ("/<x>/<x>", "captures 'x' twice"),
        ("/<x>-<int:x>", "captures 'x' twice"),
        ("/<a>/<b>/<b>", "captures 'b' twice"),
        ("/<int(min=):x>", "cannot read the arguments"),
        ("/<int(=1):x>", "cannot read the arguments"),
    ],
)
def test_text_that_is_no_rule_is_refused(rule, message):
    with pytest.raises(RegistrationError, match=message):
        parse(rule)


def test_the_refusal_names_the_rule():
    with pytest.raises(RegistrationError, match="'/a/<b'"):
        parse("/a/<b")
