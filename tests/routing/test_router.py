"""Router: contradictions refused at registration, URLs built."""

import pytest

from microweb.exceptions import BuildError, RegistrationError
from microweb.routing import Router


def make(*rules):
    """Make a router of (rule, endpoint, options)."""
    router = Router()
    for at, (rule, endpoint, options) in enumerate(rules, 1):
        router.add(rule, endpoint=endpoint, target=endpoint, where=f"app.py:{at}", **options)
    return router


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("/a", {}), ("/a", {})),
        (("/<x>", {}), ("/<y>", {})),
        (("/<x>", {}), ("/<string:x>", {})),
        (("/<x>/b", {"methods": ["GET", "POST"]}), ("/<x>/b", {"methods": ["POST"]})),
        (("/a/", {"strict_slashes": False}), ("/a", {})),
        (("/a", {}), ("/a/", {"strict_slashes": False})),
        (("/a", {"strict_slashes": False}), ("/a/", {"strict_slashes": False})),
        (("/<x>", {"strict_slashes": False}), ("/<y>/", {})),
    ],
)
def test_two_rules_with_the_same_paths_and_method_are_refused(one, other):
    with pytest.raises(RegistrationError, match="registered twice") as caught:
        make((one[0], "one", one[1]), (other[0], "two", other[1]))
    message = str(caught.value)
    assert "'one' (app.py:1)" in message
    assert "'two' (app.py:2)" in message
    assert other[0] in message


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("/a", {}), ("/a", {"methods": ["POST"]})),
        (("/a", {}), ("/a/", {})),
        (("/a", {}), ("/a", {"methods": ["HEAD"]})),
        (("/a", {}), ("/a", {"methods": ["OPTIONS"]})),
        (("/<x>", {}), ("/<int:x>", {})),
        (("/", {"strict_slashes": False}), ("/<x>", {})),
    ],
)
def test_rules_that_differ_stand_side_by_side(one, other):
    make((one[0], "one", one[1]), (other[0], "two", other[1]))


def test_a_refused_rule_leaves_nothing_behind():
    router = make(("/a", "one", {}))
    with pytest.raises(RegistrationError):
        router.add("/a", endpoint="two", target="", where="", methods=["POST", "GET"])
    router.add("/a", endpoint="three", target="", where="", methods=["POST"])
    assert [rule.endpoint for rule in router.iter_rules()] == ["one", "three"]


def test_rules_are_listed_in_order_of_registration():
    router = make(("/b", "b", {}), ("/a", "a", {}), ("/a/<x>", "a", {}))
    assert [rule.rule for rule in router.iter_rules()] == ["/b", "/a", "/a/<x>"]
    assert [rule.rule for rule in router.iter_rules("a")] == ["/a", "/a/<x>"]


def test_a_rule_shows_what_it_is():
    (rule,) = make(("/a", "one", {})).iter_rules()
    assert repr(rule) == "<Rule '/a' (GET, HEAD, OPTIONS) -> one>"
    assert str(rule) == "/a"


@pytest.mark.parametrize(
    ("values", "url"),
    [
        ({"id": 5}, "/user/5"),
        ({"id": 5, "q": "a b&c=d"}, "/user/5?q=a%20b%26c%3Dd"),
        ({"id": 5, "tag": ["a", "b"]}, "/user/5?tag=a&tag=b"),
        ({"id": 5, "q": None}, "/user/5"),
        ({"id": 5, "q": "ü"}, "/user/5?q=%C3%BC"),
        ({"id": 5, "empty": ""}, "/user/5?empty="),
    ],
)
def test_values_fill_the_rule_and_then_the_query(values, url):
    assert make(("/user/<int:id>", "user", {})).build("user", values) == url


def test_literal_text_is_percent_encoded():
    assert make(("/a b/ü/<x>", "e", {})).build("e", {"x": "y"}) == "/a%20b/%C3%BC/y"


def test_the_rule_that_takes_up_more_values_is_built():
    router = make(("/users", "users", {}), ("/users/<int:page>", "users", {}))
    assert router.build("users", {}) == "/users"
    assert router.build("users", {"page": 2}) == "/users/2"


@pytest.mark.parametrize("order", [0, 1])
def test_a_value_that_is_a_default_makes_the_short_url(order):
    rules = [
        ("/users/", "users", {"defaults": {"page": 1}}),
        ("/users/page/<int:page>", "users", {}),
    ]
    router = make(rules[order], rules[1 - order])
    assert router.build("users", {"page": 1}) == "/users/"
    assert router.build("users", {}) == "/users/"
    assert router.build("users", {"page": 2}) == "/users/page/2"


def test_the_method_chooses_the_rule():
    router = make(("/get", "e", {}), ("/post", "e", {"methods": ["POST"]}))
    assert router.build("e", {}, method="POST") == "/post"
    assert router.build("e", {}, method="GET") == "/get"


@pytest.mark.parametrize(
    ("endpoint", "values", "method", "message"),
    [
        ("usr", {}, None, "no URL for 'usr': there is no such endpoint; did you mean 'user'?"),
        ("zzzzz", {}, None, "no URL for 'zzzzz': there is no such endpoint$"),
        ("user", {}, None, "the rule '/user/<int:id>' needs id"),
        ("user", {"id": None}, None, "needs id"),
        ("user", {"id": 1}, "POST", "does not answer POST"),
        ("user", {"id": "x"}, None, "the rule '/user/<int:id>' refuses its value for id"),
        ("page", {"n": 2}, None, "the rule '/page' stands for {'n': 1}"),
    ],
)
def test_a_url_that_cannot_be_built_says_why(endpoint, values, method, message):
    router = make(("/user/<int:id>", "user", {}), ("/page", "page", {"defaults": {"n": 1}}))
    with pytest.raises(BuildError, match=message.replace("(", r"\(")) as caught:
        router.build(endpoint, values, method=method)
    assert (caught.value.endpoint, caught.value.values, caught.value.method) == (
        endpoint,
        values,
        method,
    )
    assert isinstance(caught.value, LookupError)


def test_a_converter_may_get_another_class_later():
    router = make(("/a/<int:x>", "a", {}))
    router.converters["int"] = router.converters["string"]
    router.add("/b/<int:x>", endpoint="b", target="b", where="")
    assert router.match("GET", "/a/5")[1] == {"x": 5}
    assert router.match("GET", "/b/5")[1] == {"x": "5"}


def test_converters_belong_to_the_router():
    router = Router()
    router.converters["mine"] = router.converters["int"]
    assert "mine" not in Router().converters


def test_a_rule_registered_twice_is_named_once():
    with pytest.raises(RegistrationError) as caught:
        make(("/a", "one", {}), ("/a", "two", {}))
    assert str(caught.value) == (
        "GET /a is registered twice: as 'one' (app.py:1) and as 'two' (app.py:2)"
    )
    with pytest.raises(RegistrationError, match=r"^GET /<y> \(the same paths as /<x>\) is reg"):
        make(("/<x>", "one", {}), ("/<y>", "two", {}))


@pytest.mark.parametrize("gives_way", [True, False])
def test_a_rule_that_gives_way_only_builds_where_another_has_its_paths(gives_way):
    router = make(("/a", "one", {}))
    if not gives_way:
        with pytest.raises(RegistrationError):
            router.add("/a", endpoint="two", target="", where="", gives_way=gives_way)
        return
    assert router.add("/a", endpoint="two", target="", where="", gives_way=True).build_only
    assert not router.add("/b", endpoint="three", target="", where="", gives_way=True).build_only
    assert router.match("GET", "/a")[0].endpoint == "one"
    assert router.build("two", {}) == "/a"


def test_an_alias_gives_way_to_rules_that_match():
    router = make(
        ("/old", "e", {"alias": True}),
        ("/older", "e", {"alias": True}),
        ("/never", "e", {"build_only": True}),
        ("/new", "e", {}),
    )
    old, older, never, new = router.iter_rules()
    assert router.overruled("e") == [old, older]
    assert router.preferred_to(old) == [new]
    assert router.preferred_to(new) == []
    assert router.preferred_to(never) == []


def test_a_rule_gives_way_to_one_with_defaults_for_what_it_captures():
    router = make(("/users/<int:page>", "e", {}), ("/users", "e", {"defaults": {"page": 1}}))
    captured, default = router.iter_rules()
    assert router.preferred_to(captured) == [default]
    assert router.preferred_to(default) == []


def test_an_alias_does_not_give_way_to_a_rule_with_other_arguments():
    router = make(("/old/<x>", "e", {"alias": True}), ("/new", "e", {}))
    assert router.overruled("e") == []


def test_of_rules_that_capture_as_much_none_gives_way():
    router = make(
        ("/a/<x>", "e", {"defaults": {"y": 1}}),
        ("/b/<y>", "e", {"defaults": {"x": 1}}),
        ("/c/<x>/<y>", "e", {}),
    )
    a, b, c = router.iter_rules()
    assert router.overruled("e") == [c]
    assert router.preferred_to(c) == [a, b]
