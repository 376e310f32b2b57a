"""MultiDict: keys in order, each with its values."""

import pickle
from copy import deepcopy

import pytest

from microweb.http.multidict import MultiDict


@pytest.fixture
def values():
    return MultiDict([("a", "1"), ("b", "x"), ("a", "2")])


def test_the_first_value_is_the_one_seen(values):
    assert values["a"] == values.get("a") == "1"
    assert dict(values.items()) == {"a": "1", "b": "x"}
    assert list(values.values()) == ["1", "x"]


def test_all_values_are_listed_in_order(values):
    assert values.getlist("a") == ["1", "2"]
    assert values.getlist("none") == []
    assert dict(values.lists()) == {"a": ["1", "2"], "b": ["x"]}
    assert list(values.items(multi=True)) == [("a", "1"), ("a", "2"), ("b", "x")]


def test_keys_keep_the_order_of_arrival(values):
    assert list(values) == list(values.keys()) == ["a", "b"]
    assert len(values) == 2
    assert "a" in values
    assert "c" not in values


def test_a_missing_key_is_a_key_error_or_the_default(values):
    with pytest.raises(KeyError, match="none"):
        values["none"]
    assert values.get("none") is None
    assert values.get("none", "d") == "d"


def test_get_converts_and_falls_back(values):
    assert values.get("a", type=int) == 1
    assert values.get("b", type=int) is None
    assert values.get("b", 0, type=int) == 0
    assert values.get("none", 0, type=int) == 0


def test_t24_an_int_of_thousands_of_digits_is_the_default():
    assert MultiDict({"n": "9" * 5000}).get("n", 0, type=int) == 0


def test_getlist_leaves_out_what_does_not_convert():
    assert MultiDict([("n", "1"), ("n", "x"), ("n", "3")]).getlist("n", type=int) == [1, 3]


def test_an_error_other_than_of_conversion_is_not_swallowed(values):
    def fail(value):
        raise RuntimeError(value)

    with pytest.raises(RuntimeError):
        values.get("a", type=fail)
    with pytest.raises(RuntimeError):
        values.getlist("a", type=fail)


def test_setting_replaces_all_values(values):
    values["a"] = "3"
    assert values.getlist("a") == ["3"]


def test_add_appends_and_setlist_replaces(values):
    values.add("a", "3")
    values.setlist("b", ("y", "z"))
    assert values.getlist("a") == ["1", "2", "3"]
    assert values.getlist("b") == ["y", "z"]


def test_a_key_without_values_is_no_key(values):
    values.setlist("a", [])
    values.setlist("none", [])
    assert "a" not in values
    assert list(MultiDict({"x": [], "y": ["1"]})) == ["y"]


def test_a_list_that_was_given_out_is_a_copy(values):
    values.getlist("a").append("3")
    next(values.lists())[1].append("3")
    assert values.getlist("a") == ["1", "2"]


def test_deleting_and_popping_take_all_values(values):
    assert values.pop("a") == "1"
    assert "a" not in values
    del values["b"]
    assert not values
    assert values.pop("a", "d") == "d"


def test_it_is_made_of_pairs_mappings_or_another(values):
    assert MultiDict({"a": ["1", "2"], "b": "x"}) == values
    assert MultiDict(values) == values
    assert not MultiDict()


def test_a_copy_changes_on_its_own(values):
    for copy in (values.copy(), MultiDict(values)):
        copy.add("a", "3")
        copy["b"] = "y"
    assert values == MultiDict([("a", "1"), ("b", "x"), ("a", "2")])


def test_a_plain_dict_is_flat_or_not(values):
    assert values.to_dict() == {"a": "1", "b": "x"}
    assert values.to_dict(flat=False) == {"a": ["1", "2"], "b": ["x"]}


def test_it_equals_another_with_the_same_values_in_the_same_order(values):
    assert values != MultiDict([("a", "2"), ("a", "1"), ("b", "x")])
    assert values != {"a": "1", "b": "x"}


def test_it_has_no_hash_and_a_telling_repr(values):
    with pytest.raises(TypeError, match="unhashable"):
        hash(values)
    assert repr(values) == "MultiDict([('a', '1'), ('a', '2'), ('b', 'x')])"


def test_it_is_a_dict_of_the_first_values(values):
    assert isinstance(values, dict)
    assert dict(values) == {**values} == {"a": "1", "b": "x"}
    assert values != dict(values)
    assert MultiDict({"a": "1"}) == {"a": "1"}
    assert MultiDict({"a": "1"}) != {"a": "2"}


@pytest.mark.parametrize(
    "change",
    [
        lambda it: it.setlist("a", ["3"]),
        lambda it: (it.poplist("a"), it.add("a", "3")),
        lambda it: (it.popitemlist(), it.popitemlist(), it.update(a="3")),
        lambda it: (it.pop("a"), it.setdefault("a", "3")),
        lambda it: (it.pop("a"), it.add("a", "3")),
        lambda it: (it.clear(), it.add("a", "3")),
        lambda it: (it.popitem(), it.popitem(), it.add("a", "3")),
        lambda it: (it.__delitem__("a"), it.add("a", "3")),
        lambda it: (it.setlist("a", ()), it.add("a", "3")),
    ],
)
def test_whatever_changes_it_leaves_no_old_value_behind(values, change):
    change(values)
    assert values.getlist("a") == ["3"]
    assert values.setdefault("a", "4") == "3"


def test_setlist_keeps_the_place_of_a_key(values):
    values.setlist("a", ["3", "4"])
    assert list(values.items(multi=True)) == [("a", "3"), ("a", "4"), ("b", "x")]


def test_it_can_be_copied_and_pickled(values):
    for copy in (pickle.loads(pickle.dumps(values)), deepcopy(values)):
        assert copy == values
        assert copy.getlist("a") == ["1", "2"]


@pytest.mark.parametrize(
    "add",
    [
        lambda it: it.update({"a": "3", "c": ["5", "6"]}),
        lambda it: it.update({"a": ("3",), "c": ("5", "6")}),
        lambda it: it.update([("a", "3"), ("c", "5"), ("c", "6")]),
        lambda it: it.update(MultiDict([("a", "3"), ("c", "5"), ("c", "6")])),
        lambda it: it.update(a="3", c=["5", "6"]),
        lambda it: it.__ior__({"a": "3", "c": ["5", "6"]}),
    ],
)
def test_update_adds_beside_what_is_there(values, add):
    add(values)
    assert values.to_dict(flat=False) == {"a": ["1", "2", "3"], "b": ["x"], "c": ["5", "6"]}
    assert values["a"] == "1"


def test_or_gives_a_new_one_with_the_values_of_both(values):
    both = values | {"a": ["3", "4"]}
    assert both.getlist("a") == ["1", "2", "3", "4"]
    assert values.getlist("a") == ["1", "2"]
    assert type(both) is MultiDict
    with pytest.raises(TypeError):
        values | [("a", "3")]


def test_values_of_a_mapping_may_be_a_tuple_or_a_set():
    assert MultiDict({"a": ("1", "2"), "b": {"x"}, "c": ()}).to_dict(flat=False) == {
        "a": ["1", "2"],
        "b": ["x"],
    }


def test_poplist_gives_all_values_and_takes_the_key_out(values):
    assert values.poplist("a") == ["1", "2"]
    assert values.poplist("b") == ["x"]
    assert values.poplist("none") == []
    assert not values


def test_popitemlist_takes_the_last_key_with_all_its_values(values):
    assert values.popitemlist() == ("b", ["x"])
    assert values.popitemlist() == ("a", ["1", "2"])
    with pytest.raises(KeyError):
        values.popitemlist()


def test_pop_takes_its_default_by_name(values):
    assert values.pop("none", default=None) is None
    with pytest.raises(KeyError, match="none"):
        values.pop("none")


def test_listvalues_gives_the_values_of_each_key(values):
    assert list(values.listvalues()) == [["1", "2"], ["x"]]


def test_a_deep_copy_copies_the_values():
    value = ["x"]
    values = MultiDict([("a", value)])
    assert values.deepcopy() == values
    assert values.deepcopy()["a"] is not value
    assert values.copy()["a"] is value
