"""Session values come back as they were, whatever they look like."""

import json
import math
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from enum import Enum
from uuid import UUID

import pytest

from microweb import Markup, session
from microweb.sessions.codec import dump_values, load_values


class Colour(Enum):
    RED = "red"


def roundtrip(value):
    (values,) = load_values(dump_values({"value": value, "b": 1}))
    assert values["b"] == 1
    return values["value"]


def kinds_of(value):
    """Give the shape of a value, with the class of all that is in it."""
    if isinstance(value, dict):
        return {key: kinds_of(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return type(value), [kinds_of(inner) for inner in value]
    return type(value)


IDENTIFIER = UUID("12345678-1234-5678-1234-567812345678")
MOMENT = datetime(2026, 11, 21, 17, 0, 0, 123456, tzinfo=UTC)
SINGLE = [
    None, True, 0, -1, 2**70, 1.5, "", "é\u2028\U0001f600", "\ud800", [], {}, [1, "a", None],
    {"a": {"b": [1]}}, (), (1,), (1, (2, [3, (4,)])), b"", bytes(range(256)), Markup("<b>&</b>"),
    IDENTIFIER, MOMENT, MOMENT.replace(tzinfo=None), date(2026, 2, 28), Decimal("1.10"),
    datetime(2026, 1, 1, tzinfo=timezone(timedelta(hours=-5, minutes=-30))),
]  # fmt: skip


@pytest.mark.parametrize("value", SINGLE, ids=repr)
@pytest.mark.parametrize(
    "wrap",
    [lambda v: v, lambda v: [v], lambda v: (v, v), lambda v: {"x": v}, lambda v: {" x": [(v,)]}],
    ids=["alone", "list", "tuple", "dict", "nested"],
)
def test_a_value_comes_back_as_it_was(value, wrap):
    value = wrap(value)
    back = roundtrip(value)
    assert back == value
    assert kinds_of(back) == kinds_of(value)


@pytest.mark.parametrize("tag", [" b", " d", " m", " n", " o", " t", " u", " y", " ", " x", "b"])
@pytest.mark.parametrize("inner", ["AAAA", [1], (1,), {"a": 1}, {" t": [1]}, None, b"x"], ids=repr)
def test_a_dict_that_looks_like_a_tag_stays_a_dict(tag, inner):
    for value in ({tag: inner}, {tag: inner, "b": 1}, [{tag: inner}], {tag: {tag: {tag: inner}}}):
        back = roundtrip(value)
        assert back == value
        assert kinds_of(back) == kinds_of(value)


def test_the_session_itself_may_look_like_a_tag():
    assert load_values(dump_values({" t": [1]}, 7)) == [7, {" t": [1]}]
    assert load_values(dump_values({" o": {" t": (1,)}})) == [{" o": {" t": (1,)}}]


def test_text_that_looks_like_a_tag_stays_text():
    text = '{" t":[1]}'
    assert roundtrip(text) == text
    assert roundtrip({text: text}) == {text: text}


def test_plain_values_are_plain_json():
    data = dump_values({"b": [1, {"c": None}], "a": "x"}, 7, "head")
    assert data == b'[7,"head",{"a":"x","b":[1,{"c":null}]}]'


def test_the_same_values_give_the_same_text():
    first = dump_values({"a": (1, b"x"), "b": {"d": 1, "c": 2}})
    second = dump_values({"b": {"c": 2, "d": 1}, "a": (1, b"x")})
    assert first == second


def test_other_kinds_become_what_json_makes_of_them():
    assert roundtrip(Colour.RED) == "red"
    assert roundtrip([{"colour": Colour.RED}]) == [{"colour": "red"}]


@pytest.mark.parametrize("value", [object(), {1, 2}, [object()], {"a": (object(),)}, len])
def test_what_has_no_form_is_an_error(value):
    with pytest.raises(TypeError, match="has no form in JSON"):
        dump_values({"value": value})


def test_the_name_of_a_value_that_cannot_be_kept_is_told():
    values = {"good": 1, "bad": [object()], "good too": (1, 2)}
    with pytest.raises(TypeError, match=r"^session\['bad'\]: a value of type object"):
        dump_values(values)


@pytest.mark.parametrize("value", [math.nan, math.inf, [-math.inf]])
def test_a_float_that_is_no_number_is_an_error(value):
    with pytest.raises(ValueError, match="JSON"):
        dump_values({"value": value})


@pytest.mark.parametrize("kind", [list, tuple])
def test_a_value_that_holds_itself_is_an_error(kind):
    inner = []
    inner.append(kind([inner]))
    with pytest.raises(ValueError, match="holds itself"):
        dump_values({"value": inner})


def test_a_deep_value_comes_back():
    value = "x"
    for _ in range(200):
        value = (value,)
    assert roundtrip(value) == value


@pytest.mark.parametrize(
    "text",
    [
        "", "{", "[", "[1] ", "[1][2]", "1", "{}", '"x"', "\xff", '[{" b":"*"}]', '[{" b":1}]',
        '[{" b":"A"}]', '[{" d":"yesterday"}]', '[{" d":1}]', '[{" y":"2026-02-30"}]',
        '[{" u":"x"}]', '[{" n":"x"}]', '[{" n":[]}]', '[{" t":1}]', '[{" o":[]}]', '{" t":[]}',
    ],
)  # fmt: skip
def test_what_something_else_wrote_is_refused(text):
    with pytest.raises(ValueError, match="no session values"):
        load_values(text.encode("latin-1"))


def test_nesting_without_end_is_refused():
    with pytest.raises(ValueError, match="no session values"):
        load_values(b"[" * 100_000)
    with pytest.raises(ValueError, match="no session values"):
        load_values(b'[{" t":' * 50_000)


def test_t34_nothing_that_is_read_is_a_program():
    """The readers make values of eight kinds; there is none that looks up a name or calls one."""
    text = json.dumps([{" c": "os.system"}, {"__class__": "x"}, {"py/object": "os.system"}])
    assert load_values(text.encode()) == json.loads(text)


def test_the_types_come_back_through_both_kinds_of_session(app):
    app.add_url_rule("/put", "put", lambda: session.update(values=SINGLE[9:]) or "put")
    app.add_url_rule("/same", "same", lambda: str(session["values"] == SINGLE[9:]))
    client = app.test_client()
    client.get("/put")
    assert client.get("/same").text == "True"
