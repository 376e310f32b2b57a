"""Header fields: in order, by name without regard to case, and never what could not be sent."""

from copy import copy

import pytest

from microweb.http.headers import Headers, check_field

TOKEN = set("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")
BAD_IN_VALUE = [chr(code) for code in range(0x20) if code != 9] + ["\x7f", "\u0100", "\u20ac"]
BAD_IN_NAME = [chr(code) for code in range(0x100) if chr(code) not in TOKEN] + ["\u0130", "\u212a"]

SETTERS = {
    "add": lambda headers, name, value: headers.add(name, value),
    "set": lambda headers, name, value: headers.set(name, value),
    "[]": lambda headers, name, value: headers.__setitem__(name, value),
    "setdefault": lambda headers, name, value: headers.setdefault(name, value),
    "setlist": lambda headers, name, value: headers.setlist(name, ["fine", value]),
    "extend": lambda headers, name, value: headers.extend([("Fine", "1"), (name, value)]),
    "extend by list": lambda headers, name, value: headers.extend({name: ["fine", value]}),
    "update": lambda headers, name, value: headers.update({name: value}),
    "constructor": lambda headers, name, value: Headers([(name, value)]),
    "constructor, mapping": lambda headers, name, value: Headers({name: value}),
}
every_setter = pytest.mark.parametrize("put", SETTERS.values(), ids=SETTERS)


@pytest.fixture
def headers():
    return Headers([("Content-Type", "text/html"), ("X-Two", "1"), ("x-two", "2")])


# What may not be sent.


@every_setter
def test_t43_no_setter_takes_a_control_byte_or_wide_character(headers, put):
    before = list(headers)
    for char in BAD_IN_VALUE:
        for value in (char, f"{char}b", f"a{char}b", f"a{char}"):
            with pytest.raises(ValueError, match="RFC 9110"):
                put(headers, "X-New", value)
    assert list(headers) == before


@every_setter
def test_t43_no_setter_takes_a_second_header_in_a_value(headers, put):
    with pytest.raises(ValueError, match="X-New"):
        put(headers, "X-New", "a\r\nSet-Cookie: x=y")
    assert "Set-Cookie" not in headers


@every_setter
def test_t43_no_setter_takes_a_name_that_is_no_token(headers, put):
    for char in BAD_IN_NAME:
        for name in (char, f"{char}X", f"X{char}Y", f"X{char}"):
            with pytest.raises(ValueError, match="not a token"):
                put(headers, name, "1")


@every_setter
def test_t43_no_setter_takes_an_empty_name(headers, put):
    with pytest.raises(ValueError, match="not a token"):
        put(headers, "", "1")


@every_setter
@pytest.mark.parametrize("value", [None, b"bytes", bytearray(b"bytes")])
def test_no_setter_writes_the_repr_of_what_is_not_text(headers, put, value):
    with pytest.raises(TypeError, match="X-New"):
        put(headers, "X-New", value)


def test_every_token_character_may_stand_in_a_name():
    check_field("".join(sorted(TOKEN)), "")


def test_every_latin_1_character_but_controls_may_stand_in_a_value():
    text = "".join(chr(code) for code in range(0x100) if code == 9 or 0x20 <= code != 0x7F)
    assert Headers([("X", text)])["X"] == text


def test_the_message_shows_no_more_than_80_characters_of_a_value():
    with pytest.raises(ValueError, match="X-Long") as caught:
        check_field("X-Long", "x" * 10_000 + "\n")
    assert len(str(caught.value)) < 250


# Finding.


@pytest.mark.parametrize("name", ["Content-Type", "content-type", "CONTENT-TYPE"])
def test_a_name_is_found_in_any_case(headers, name):
    assert headers[name] == headers.get(name) == "text/html"
    assert name in headers
    assert headers.getlist(name) == ["text/html"]


def test_a_missing_name_is_a_key_error(headers):
    with pytest.raises(KeyError, match="X-None"):
        headers["X-None"]


def test_a_missing_name_gives_the_default(headers):
    assert headers.get("X-None") is None
    assert headers.get("X-None", "d") == "d"
    assert headers.getlist("X-None") == []
    assert "X-None" not in headers
    assert 7 not in headers


def test_of_several_fields_the_first_is_found_and_all_are_listed(headers):
    assert headers["X-Two"] == "1"
    assert headers.getlist("X-TWO") == ["1", "2"]


def test_get_converts_and_falls_back():
    headers = Headers({"N": "7", "S": "x"})
    assert headers.get("N", type=int) == 7
    assert headers.get("S", type=int) is None
    assert headers.get("S", 5, type=int) == 5


def test_order_and_case_are_kept(headers):
    pairs = [("Content-Type", "text/html"), ("X-Two", "1"), ("x-two", "2")]
    assert list(headers) == list(headers.items()) == headers.to_wsgi_list() == pairs
    assert list(headers.keys()) == ["Content-Type", "X-Two", "x-two"]
    assert list(headers.values()) == ["text/html", "1", "2"]
    assert list(headers.items(lower=True))[1:] == [("x-two", "1"), ("x-two", "2")]


# Changing.


def test_add_appends_beside_those_of_the_same_name(headers):
    headers.add("X-TWO", "3")
    assert headers.getlist("x-two") == ["1", "2", "3"]


def test_set_replaces_all_in_the_place_of_the_first(headers):
    headers.add("Last", "z")
    headers["x-TWO"] = "new"
    assert list(headers) == [("Content-Type", "text/html"), ("x-TWO", "new"), ("Last", "z")]


def test_setlist_replaces_all_from_the_place_of_the_first(headers):
    headers.add("Last", "z")
    headers.setlist("X-Two", ["7", 8, 9])
    assert [value for _, value in headers] == ["text/html", "7", "8", "9", "z"]


def test_setlist_of_nothing_removes(headers):
    headers.setlist("X-Two", [])
    assert "X-Two" not in headers


def test_numbers_become_text(headers):
    headers["Content-Length"] = 12
    assert headers["Content-Length"] == "12"
    assert headers.setdefault("Age", 3) == "3"


def test_setdefault_keeps_what_is_there(headers):
    assert headers.setdefault("content-type", "text/plain") == "text/html"
    assert headers.getlist("Content-Type") == ["text/html"]


def test_extend_appends_and_update_replaces(headers):
    headers.extend({"X-Two": ["3", "4"]})
    assert headers.getlist("X-Two") == ["1", "2", "3", "4"]
    headers.update([("X-Two", "5"), ("X-Two", "6"), ("New", "n")])
    assert headers.getlist("X-Two") == ["5", "6"]
    assert headers["New"] == "n"


def test_extend_takes_itself(headers):
    headers.extend(headers)
    assert len(headers) == 6


def test_remove_takes_all_of_a_name_and_no_name_is_no_error(headers):
    headers.remove("X-TWO")
    del headers["X-None"]
    assert list(headers) == [("Content-Type", "text/html")]


def test_pop_gives_the_first_and_removes_all(headers):
    assert headers.pop("x-two") == "1"
    assert headers.pop("x-two") is None
    assert headers.pop("x-two", "d") == "d"


def test_clear_and_truth(headers):
    assert headers
    assert len(headers) == 3
    headers.clear()
    assert not headers
    assert len(headers) == 0


def test_a_copy_changes_on_its_own(headers):
    copy = headers.copy()
    copy["Content-Type"] = "text/plain"
    assert headers["Content-Type"] == "text/html"


def test_headers_made_of_headers_are_a_copy(headers):
    copy = Headers(headers)
    copy.clear()
    assert len(headers) == 3


def test_a_view_on_a_wsgi_list_changes_the_list():
    fields = [("A", "1")]
    headers = Headers.from_wsgi(fields)
    headers["B"] = "2"
    headers.remove("a")
    assert fields == [("B", "2")]


def test_equality_disregards_order_and_case_of_names():
    assert Headers([("A", "1"), ("b", "2")]) == Headers([("B", "2"), ("a", "1")])
    assert Headers([("A", "x")]) != Headers([("A", "X")])
    assert Headers([("A", "1")]) != {"A": "1"}


def test_headers_have_no_hash_and_a_telling_repr(headers):
    with pytest.raises(TypeError, match="unhashable"):
        hash(headers)
    assert repr(Headers({"A": "1"})) == "Headers([('A', '1')])"


def test_a_long_value_is_checked_in_linear_time(is_linear):
    assert is_linear(lambda value: check_field("X", value), lambda size: "x" * size, 500_000)


def test_get_all_is_another_name_for_getlist():
    assert Headers([("A", "1"), ("b", "2"), ("a", "3")]).get_all("A") == ["1", "3"]


def test_getlist_converts_and_leaves_out_what_does_not():
    assert Headers([("N", "1"), ("N", "x"), ("N", "3")]).getlist("n", type=int) == [1, 3]


def test_names_come_in_lower_case_if_asked():
    headers = Headers([("X-One", "1"), ("x-TWO", "2")])
    assert list(headers.keys(lower=True)) == ["x-one", "x-two"]
    assert list(headers.keys()) == ["X-One", "x-TWO"]


@pytest.mark.parametrize("put", [Headers.add, Headers.set, Headers.add_header])
def test_a_value_may_have_parameters(put):
    headers = Headers()
    put(headers, "Content-Disposition", "attachment", filename="a b.txt")
    assert headers["Content-Disposition"] == 'attachment; filename="a b.txt"'


def test_set_with_parameters_replaces():
    headers = Headers({"Content-Type": ["a/b", "c/d"]})
    headers.set("content-type", "text/html", charset="utf-8")
    assert headers.to_wsgi_list() == [("content-type", "text/html; charset=utf-8")]


def test_an_underscore_in_the_name_of_a_parameter_is_a_hyphen():
    headers = Headers()
    headers.add("X-A", "a", max_age=5)
    assert headers["X-A"] == "a; max-age=5"


@pytest.mark.parametrize("name", ["add", "set"])
def test_t43_a_parameter_cannot_end_its_header(name):
    headers = Headers()
    with pytest.raises(ValueError, match="control byte"):
        getattr(headers, name)("X-A", "a", filename="b\r\nSet-Cookie: c=d")
    assert not headers


def test_setlistdefault_keeps_what_is_there():
    headers = Headers({"A": "1"})
    assert headers.setlistdefault("a", ["2", "3"]) == ["1"]
    assert headers.setlistdefault("b", ["2", "3"]) == headers.getlist("b") == ["2", "3"]


def test_extend_and_update_take_keywords():
    headers = Headers({"A": "1"})
    headers.extend(A="2", B=["3", "4"])
    assert headers.to_wsgi_list() == [("A", "1"), ("A", "2"), ("B", "3"), ("B", "4")]
    headers.update({"B": "5"}, A="6")
    assert headers.to_wsgi_list() == [("A", "6"), ("B", "5")]


def test_or_replaces_in_a_copy_and_in_place():
    headers = Headers({"A": "1", "B": "2"})
    both = headers | {"a": "3"}
    assert (both["A"], both["B"], headers["A"]) == ("3", "2", "1")
    headers |= {"B": "4"}
    assert (headers["A"], headers["B"]) == ("1", "4")


def test_copy_of_the_standard_library_changes_on_its_own():
    headers = Headers({"A": "1"})
    copy(headers).add("B", "2")
    assert "B" not in headers
