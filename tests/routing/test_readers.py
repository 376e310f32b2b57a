"""Readers: the values in one segment, against what a greedy regex would read."""

import random
import re

import pytest

from microweb.routing.converters import DEFAULT_CONVERTERS
from microweb.routing.patterns import RuleReader
from microweb.routing.readers import (
    CaptureReader,
    MixedReader,
    PatternReader,
    PlainReader,
    make_reader,
)


def reader_of(rule):
    return make_reader(RuleReader(DEFAULT_CONVERTERS, None).read(rule)[0])


@pytest.mark.parametrize(
    ("rule", "kind"),
    [
        ("/<x>", PlainReader),
        ("/<string(length=2):x>", CaptureReader),
        ("/<int:x>", CaptureReader),
        ("/<x>.txt", MixedReader),
        ("/<int:x>.txt", PatternReader),
        ("/<path:x>", PatternReader),
    ],
)
def test_each_segment_has_the_quickest_reader(rule, kind):
    assert type(reader_of(rule)) is kind


@pytest.mark.parametrize(
    ("rule", "text", "values"),
    [
        ("/<a>.<b>", "archive.tar.gz", ["archive.tar", "gz"]),
        ("/<a>-<b>.txt", "x-y-z.txt", ["x-y", "z"]),
        ("/v<a>", "v1", ["1"]),
        ("/v<a>", "v", None),
        ("/<a>v", "v", None),
        ("/<a>--<b>", "---", None),
        ("/<a>--<b>", "-----", ["--", "-"]),
        ("/ab<a>ba", "aba", None),
        ("/<a><b>", "x", None),
        ("/<a><b>", "xyz", ["xy", "z"]),
    ],
)
def test_a_variable_takes_as_much_as_it_can_from_the_left(rule, text, values):
    if values is None:
        with pytest.raises(ValueError):  # noqa: PT011
            reader_of(rule).read([text], 0)
    else:
        assert reader_of(rule).read([text], 0) == values


def test_mixed_segments_read_as_a_greedy_regex_does():
    chance = random.Random(7)
    for _ in range(3000):
        texts = [
            "".join(chance.choices("ab.", k=chance.randrange(3)))
            for _ in range(chance.choice((2, 3, 4)))
        ]
        names = [f"v{at}" for at in range(len(texts) - 1)]
        rule = (
            "/"
            + texts[0]
            + "".join(f"<{name}>{text}" for name, text in zip(names, texts[1:], strict=True))
        )
        if rule == "/<v0>":
            continue
        regex = re.escape(texts[0]) + "".join("([^/]+)" + re.escape(text) for text in texts[1:])
        reader = reader_of(rule)
        for _ in range(5):
            text = "".join(chance.choices("ab.", k=chance.randrange(9)))
            match = re.fullmatch(regex, text)
            try:
                found = reader.read([text], 0)
            except ValueError:
                found = None
            assert found == (match and list(match.groups())), (rule, text)


@pytest.mark.parametrize(
    ("rule", "most"),
    [
        ("/<path:a>/-", 1 << 20),
        ("/<path:a>/-/<path:b>", 2000),
        ("/<path:a>/-/<path:b>/-/<path:c>", 230),
        ("/<path:a>/-/<path:b>/-/<path:c>/-/<path:d>", 100),
        ("/<path:b>-<int:a>", 1 << 20),
    ],
)
def test_text_for_paths_in_one_rule_has_a_limit(rule, most):
    reader = reader_of(rule)
    text = re.sub("<[^>]*>", "1", rule)[1:]
    longest = "1" * (most - len(text)) + text
    assert reader.read(longest.split("/"), 0)
    with pytest.raises(ValueError):  # noqa: PT011
        reader.read(f"1{longest}".split("/"), 0)
