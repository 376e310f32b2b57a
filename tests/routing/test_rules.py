"""Rule: its methods, its arguments and its forms."""

import pytest

from microweb.routing import Router


def rule_of(text, **options):
    return Router().add(text, endpoint="e", target="", where="app.py:1", **options)


@pytest.mark.parametrize(
    ("options", "methods"),
    [
        ({}, {"GET", "HEAD", "OPTIONS"}),
        ({"methods": ["POST"]}, {"POST", "OPTIONS"}),
        ({"methods": ["GET"], "automatic_options": False}, {"GET", "HEAD"}),
        ({"methods": ["OPTIONS"]}, {"OPTIONS"}),
    ],
)
def test_head_and_options_come_by_themselves(options, methods):
    assert rule_of("/a", **options).methods == methods


def test_options_are_not_automatic_where_the_view_answers_them():
    assert rule_of("/a").automatic_options
    assert not rule_of("/a", methods=["GET", "OPTIONS"]).automatic_options
    assert not rule_of("/a", automatic_options=False).automatic_options


def test_arguments_are_the_captured_names_and_the_defaults():
    rule = rule_of("/<a>/<b>", defaults={"c": 1})
    assert rule.names == ("a", "b")
    assert rule.arguments == {"a", "b", "c"}


@pytest.mark.parametrize(
    ("text", "count"),
    [("/", 1), ("/a", 2), ("/a/", 2), ("/<x>", 2), ("/<path:p>", 1), ("/<path:p>/", 2)],
)
def test_lenient_slashes_give_a_second_form(text, count):
    assert len(list(rule_of(text, strict_slashes=False).forms())) == count
    assert len(list(rule_of(text).forms())) == 1


@pytest.mark.parametrize("text", ["/", "/a", "/<path:p>"])
def test_a_rule_that_must_not_end_with_a_slash_has_no_shorter_form(text):
    assert rule_of(text).shortened() is None


def test_a_rule_that_must_end_with_a_slash_is_missed_without():
    assert [segment.key for segment in rule_of("/a/").shortened()] == ["a"]
    assert rule_of("/a/", strict_slashes=False).shortened() is None
