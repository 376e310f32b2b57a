"""Sets of names: order and case are kept, comparison takes no notice of case."""

import pytest

from microweb.http.header_set import HeaderSet


def test_names_are_read_in_order_once_each():
    names = HeaderSet.from_header('Cookie, accept , "X-A", COOKIE,')
    assert list(names) == ["Cookie", "accept", "X-A"]
    assert (len(names), "cookie" in names, "x" in names, 1 in names) == (3, True, False, False)
    assert names.as_set() == {"cookie", "accept", "x-a"}
    assert names.to_header() == str(names) == "Cookie, accept, X-A"


def test_each_change_is_told():
    seen = []
    names = HeaderSet(["A"], lambda it: seen.append(it.to_header()))
    names.add("a")
    names.add("B")
    names.update(["b", "C", "D"])
    names.remove("a")
    names.discard("zzz")
    names.discard("c")
    names.clear()
    assert seen == ["A, B", "A, B, C, D", "B, C, D", "B, D", ""]


def test_removing_what_is_not_there_is_a_key_error():
    with pytest.raises(KeyError):
        HeaderSet().remove("a")
    assert not HeaderSet.from_header(None)


def test_it_is_a_set_in_which_case_does_not_count():
    names = HeaderSet(["Cookie", "Accept"])
    assert names == HeaderSet(["ACCEPT", "cookie"])
    assert list(names | {"COOKIE", "X-A"}) == ["Cookie", "Accept", "X-A"]
    assert names.isdisjoint({"X-A"})
    assert not names.isdisjoint({"accept"})


def test_names_come_in_lower_case_or_as_they_are():
    assert HeaderSet(["Cookie"]).as_set() == {"cookie"}
    assert HeaderSet(["Cookie"]).as_set(preserve_casing=True) == {"Cookie"}


def test_a_change_by_an_operator_is_told():
    seen = []
    names = HeaderSet(["A"], lambda it: seen.append(it.to_header()))
    names |= {"B"}
    names.pop()
    assert seen == ["A, B", "B"]
