"""JSON: an application's types out, nothing ambiguous in."""

import json as standard
import re
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from enum import Enum, IntEnum, StrEnum
from io import BytesIO, StringIO
from uuid import UUID

import pytest

from microweb.http import parse_json
from microweb.json import JSONProvider, dump, dumps, load, loads


class Colour(Enum):
    RED = "red"
    AT = date(2026, 1, 2)


class Level(IntEnum):
    HIGH = 3


class Word(StrEnum):
    YES = "yes"


@dataclass
class Point:
    x: int
    when: date = date(2026, 1, 2)
    hidden: list[int] = field(default_factory=list, repr=False)


@dataclass(slots=True, frozen=True)
class Line:
    start: Point


class Html:
    def __html__(self):
        return "<b>"


IDENTIFIER = UUID("12345678-1234-5678-1234-567812345678")
MOMENT = datetime(2026, 11, 21, 14, 30, 5, tzinfo=UTC).replace(tzinfo=None)


# Out.


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "null"),
        (True, "true"),
        (1.5, "1.5"),
        ("é<>&'", '"\\u00e9<>&\'"'),
        ({"b": 1, "a": [1, None]}, '{"a":[1,null],"b":1}'),
        ((1, 2), "[1,2]"),
        ({1: "int", 2.5: "float"}, '{"1":"int","2.5":"float"}'),
        (MOMENT, '"2026-11-21T14:30:05+00:00"'),
        (MOMENT.replace(tzinfo=UTC), '"2026-11-21T14:30:05+00:00"'),
        (
            MOMENT.replace(tzinfo=timezone(-timedelta(hours=3, minutes=30)), microsecond=1),
            '"2026-11-21T14:30:05.000001-03:30"',
        ),
        (date(2026, 1, 2), '"2026-01-02"'),
        (time(14, 30), '"14:30:00"'),
        (IDENTIFIER, f'"{IDENTIFIER}"'),
        (Decimal("10.50"), '"10.50"'),
        (Decimal("1E+999999"), '"1E+999999"'),
        (Colour.RED, '"red"'),
        (Colour.AT, '"2026-01-02"'),
        (Level.HIGH, "3"),
        (Word.YES, '"yes"'),
        (Point(1), '{"hidden":[],"when":"2026-01-02","x":1}'),
        (Line(Point(1)), '{"start":{"hidden":[],"when":"2026-01-02","x":1}}'),
        (Html(), '"<b>"'),
    ],
)
def test_values_are_written(value, text):
    assert dumps(value) == text


@pytest.mark.parametrize("value", [{1}, b"x", object(), 1j, timedelta(1), Point, {IDENTIFIER: 1}])
def test_what_has_no_form_in_json_is_refused(value):
    with pytest.raises(TypeError):
        dumps(value)


def test_the_message_names_the_type_and_shows_a_little_of_the_value():
    with pytest.raises(TypeError, match="type set has no form in JSON") as caught:
        dumps({"a": set(range(1000))})
    assert len(str(caught.value)) < 200


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -float("inf")])
def test_a_float_that_is_no_number_is_refused(value):
    for provider in (JSONProvider(), JSONProvider(indent=2)):
        with pytest.raises(ValueError, match="not JSON compliant"):
            provider.dumps({"a": [value]})


def test_a_value_that_holds_itself_is_refused():
    value = {}
    value["a"] = [value]
    for provider in (JSONProvider(), JSONProvider(indent=2)):
        with pytest.raises(ValueError, match=r"holds itself|Circular"):
            provider.dumps(value)


def test_a_lone_surrogate_is_written_as_its_escape():
    assert dumps("\ud800") == '"\\ud800"'


def test_output_is_what_the_standard_library_writes():
    value = {"z": [1, -2.5e10, 'ü\u2028\x00"\\/😀', True, None, {}], "a": {"b": {"c": []}}}
    expected = standard.dumps(value, sort_keys=True, separators=(",", ":"))
    assert dumps(value) == expected


def test_an_indent_spreads_the_text_over_lines():
    assert JSONProvider(indent=2).dumps({"a": [1]}) == '{\n  "a": [\n    1\n  ]\n}'


def test_a_provider_is_changed_by_subclassing():
    class Own(JSONProvider):
        sort_keys = False
        ensure_ascii = False

        def default(self, value):
            return sorted(value) if isinstance(value, set) else super().default(value)

    assert Own().dumps({"é": {2, 1}, "a": IDENTIFIER}) == f'{{"é":[1,2],"a":"{IDENTIFIER}"}}'


def test_the_order_of_keys_can_be_set_before_the_first_value():
    provider = JSONProvider()
    provider.sort_keys = False
    assert provider.dumps({"b": 1, "a": 2}) == '{"b":1,"a":2}'


# In.


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("null", None),
        (" \t\r\n[1, -2.5, 1e3] ", [1, -2.5, 1000.0]),
        ('{"a": {"a": 1}, "b": [{"a": 1}]}', {"a": {"a": 1}, "b": [{"a": 1}]}),
        ('{"": 0}', {"": 0}),
        ('"\\u00e9\\n\\/"', "é\n/"),
        ('"\\ud83d\\ude00 \\uD83D\\uDE00"', "😀 😀"),
        ('"\\\\ud800"', "\\ud800"),
        ('"\\\\\\\\ud800\\u0041"', "\\\\ud800A"),
        ('"\\u0000"', "\x00"),
        ("9" * 4300, int("9" * 4300)),
        ("-" + "9" * 4300, -int("9" * 4300)),
        ("1e308", 1e308),
        ("1e-999", 0.0),
        ("-0.0", -0.0),
        ("[" * 100 + "]" * 100, standard.loads("[" * 100 + "]" * 100)),
        ("[" + "[[]]," * 200 + "0]", [[[]]] * 200 + [0]),
        ('["' + "[" * 200 + '"]', ["[" * 200]),
        ('["\\\\\\ud83d\\ude00"]', ["\\\U0001f600"]),
    ],
)
def test_json_is_read(text, value):
    for form in (text, text.encode(), bytearray(text.encode())):
        assert parse_json(form) == value


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "Expecting value"),
        ("{", "Expecting property name"),
        ("[1,]", "Expecting value|Illegal trailing comma"),
        ("{'a': 1}", "Expecting property name"),
        ("[1] 2", "Extra data"),
        ('"a\nb"', "control character"),
        ("01", "Extra data"),
        ("+1", "Expecting value"),
        (".5", "Expecting value"),
        ("0x10", "Extra data"),
        ("1_000", "Extra data"),
        ("\u0661", "Expecting value"),
        ("True", "Expecting value"),
        ("// comment\n1", "Expecting value"),
        ("\ufeff1", "Expecting value"),
        ("NaN", "JSON has no NaN"),
        ("[Infinity]", "JSON has no Infinity"),
        ('{"a": -Infinity}', "JSON has no -Infinity"),
        ("1e999", "1e999 is too large"),
        ("[-1e400]", "-1e400 is too large"),
        ('{"a": 1, "a": 1}', "names 'a' twice"),
        ('[{"b": {"x": 1, "y": 2, "x": 3}}]', "names 'x' twice"),
        ('{"a": 1, "\\u0061": 2}', "names 'a' twice"),
        ("9" * 4301, "more than 4300 digits"),
        ("[-" + "9" * 5000 + "]", "more than 4300 digits"),
        ("[" * 100_000, "nested too deeply"),
        ('{"a":' * 50_000, "nested too deeply"),
        ("[" * 100_000 + "]" * 100_000, "nested too deeply"),
        ("[" * 101 + "]" * 101, "more than 100 levels"),
        ('{"a":' * 101 + "0" + "}" * 101, "more than 100 levels"),
        ('[{"a":' * 50 + "[]" + "}]" * 50, "more than 100 levels"),
        ('"\\ud800"', "half of a surrogate pair"),
        ('"\\udc00\\ud800"', "half of a surrogate pair"),
        ('"\\ud83d\\\\ude00"', "half of a surrogate pair"),
        ('"x\\ud83d\\ud83d\\ude00"', "half of a surrogate pair"),
        ('{"\\uDFFF": 1}', "half of a surrogate pair"),
        ('"\\\\\\ud800"', "half of a surrogate pair"),
    ],
)
def test_t21_what_is_not_json_or_ambiguous_is_refused(text, message):
    with pytest.raises(ValueError, match=message):
        parse_json(text)


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("[]", 2),  # one more than there are: what is in a list is not looked at
        ("[1]", 2),
        ("[1, 2, 3]", 4),
        ('{"a": 1, "b": [2, 3]}', 7),
        ('[",:[{", "a\\",:[{", "\\\\", ",\\\\\\",\\\\"]', 5),
        ('"' + ",:[{" * 1000 + '"', 1),
    ],
)
def test_names_and_values_are_counted_but_not_what_is_in_texts(text, items):
    assert parse_json(text, max_items=items) == standard.loads(text)
    if len(text) > items - 1:
        with pytest.raises(ValueError, match=rf"more than {items - 1} .*MAX_JSON_ITEMS"):
            parse_json(text, max_items=items - 1)


@pytest.mark.parametrize(
    "data",
    [
        b'"\xff"',
        b'"\xc3"',
        b'"\xed\xa0\x80"',
        b'"\xc0\x80"',
        "é".encode("latin-1"),
        '{"a": 1}'.encode("utf-16"),
        '{"a": 1}'.encode("utf-16-le"),
        '{"a": 1}'.encode("utf-32"),
        b"\xef\xbb\xbf{}",
    ],
)
def test_t20_only_utf_8_without_a_mark_is_read(data):
    with pytest.raises(ValueError, match=r"is not UTF-8 at byte|Expecting"):
        parse_json(data)


def test_the_message_names_the_byte_that_is_not_utf_8():
    with pytest.raises(ValueError, match="at byte 3"):
        parse_json(b'"ab\xff"')


def test_a_long_name_is_not_shown_as_a_whole():
    name = "x" * 10_000
    with pytest.raises(ValueError, match="twice") as caught:
        parse_json(f'{{"{name}": 1, "{name}": 2}}')
    assert len(str(caught.value)) < 200


def test_what_was_written_is_read_back():
    value = {"text": "ü\x00😀\\u", "list": [1, 2.5, None, True, {}], "n": 10**300}
    assert loads(dumps(value)) == value


@pytest.mark.parametrize(
    "make",
    [
        pytest.param(lambda size: "[" * size, id="lists"),
        pytest.param(lambda size: '"' + "\\u0041" * size + '"', id="escapes"),
        pytest.param(lambda size: '"' + "\\" * (2 * size) + '"', id="backslashes"),
        pytest.param(lambda size: "[" + "1," * size, id="numbers"),
        pytest.param(lambda size: " " * size, id="blanks"),
        pytest.param(lambda size: '"' + "\\ud83d\\ude00" * size + '"', id="pairs"),
    ],
)
def test_t21_any_text_is_read_in_linear_time(make, is_linear):
    def read(text):
        with suppress(ValueError):
            parse_json(text)

    assert is_linear(read, make, 20_000)


def test_files_are_written_and_read():
    text = StringIO()
    dump({"a": [1, None]}, text)
    assert text.getvalue() == '{"a":[1,null]}'
    assert load(StringIO(text.getvalue())) == {"a": [1, None]}
    assert load(BytesIO(b"[1]")) == [1]


def test_options_of_the_standard_library_stand_in_place_of_the_providers_own():
    assert dumps({"b": date(2026, 1, 2), "a": 1}, indent=1) == '{\n "a": 1,\n "b": "2026-01-02"\n}'
    assert dumps({"b": "ä", "a": 1}, sort_keys=False, ensure_ascii=False) == '{"b": "ä", "a": 1}'
    file = StringIO()
    dump([1, 2], file, separators=(",", ":"))
    assert file.getvalue() == "[1,2]"


def test_options_do_not_let_nan_through():
    with pytest.raises(ValueError, match="JSON"):
        dumps(float("nan"), indent=1)


@pytest.mark.parametrize(
    ("value", "advice"),
    [
        ({1}, "make it a list: sorted("),
        (frozenset(), "make it a list: sorted("),
        (b"x", "make it text: base64"),
        (object(), "make it text, a number, a list or a dict (or in"),
    ],
)
def test_a_value_without_a_form_says_what_to_make_of_it(value, advice):
    with pytest.raises(TypeError, match=re.escape(advice)):
        dumps(value)
