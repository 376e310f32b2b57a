"""Hosts: the right table for a host, or a subdomain."""

import pytest

from microweb.exceptions import MethodNotAllowed, NotFound, RegistrationError
from microweb.routing import Router, SlashMissing


def router_of(*rules):
    """Make a router of (host, rule) pairs."""
    router = Router(has_hosts=True)
    for host, rule in rules:
        router.add(rule, endpoint=rule, target=host, where="here:1", host=host)
    return router


@pytest.mark.parametrize("turn", [1, -1])
def test_a_host_in_words_wins_over_variables_and_these_over_any(turn):
    hosts = ["a.example", "<x>.a.example", "<x>.example", "<int:n>.example", None]
    router = router_of(*((host, "/") for host in hosts[::turn]))
    found = {
        host: router.match("GET", "/", host)[0].target
        for host in ("a.example", "b.a.example", "b.example", "5.example", "other")
    }
    assert found == {
        "a.example": "a.example",
        "b.a.example": "<x>.a.example",
        "b.example": "<x>.example",
        "5.example": "<int:n>.example",
        "other": None,
    }


def test_variables_of_host_and_path_are_arguments():
    router = router_of(("<user>.<int:n>.example", "/<page>"))
    assert router.match("GET", "/home", "ada.5.example")[1] == {
        "user": "ada",
        "n": 5,
        "page": "home",
    }


@pytest.mark.parametrize(
    ("pattern", "host", "fits"),
    [
        ("a.example", "a.example:8000", True),
        ("a.example:8000", "a.example:8000", True),
        ("a.example:8000", "a.example:8001", False),
        ("a.example:8000", "a.example", False),
        ("<x>.example", "a.example:8000", True),
        ("<x>.example:8000", "a.example", False),
        ("[::1]", "[::1]:80", True),
        ("", "", True),
        ("", "a", False),
        ("<x>.example", ".example", False),
        ("<x>.example", "aexample", False),
    ],
)
def test_a_host_without_a_port_is_for_every_port(pattern, host, fits):
    router = router_of((pattern, "/"))
    if fits:
        assert router.match("GET", "/", host)[0].target == pattern
    else:
        with pytest.raises(NotFound):
            router.match("GET", "/", host)


def test_what_the_host_has_not_is_looked_for_under_any_host():
    router = router_of(("a.example", "/a"), (None, "/b"))
    assert router.match("GET", "/b", "a.example")[0].target is None
    with pytest.raises(NotFound):
        router.match("GET", "/a", "b.example")


def test_methods_are_those_of_the_host_and_of_any():
    router = router_of(("a.example", "/a"))
    router.add("/a", endpoint="p", target="p", where="", methods=["POST"])
    router.add("/a", endpoint="o", target="o", where="", methods=["PUT"], host="other")
    with pytest.raises(MethodNotAllowed) as caught:
        router.match("DELETE", "/a", "a.example")
    assert caught.value.valid_methods == ["GET", "HEAD", "OPTIONS", "POST"]
    assert router.allowed_methods("/a", "a.example") == {"GET", "HEAD", "OPTIONS", "POST"}
    assert router.allowed_methods("/a", "other") == {"POST", "PUT", "OPTIONS"}


def test_a_missing_slash_is_found_under_a_host():
    with pytest.raises(SlashMissing):
        router_of(("a.example", "/a/")).match("GET", "/a", "a.example")


def test_the_same_path_under_two_hosts_is_no_contradiction():
    router = router_of(("a.example", "/"), ("b.example", "/"), (None, "/"))
    for host in ("a.example", "<x>.example"):
        with pytest.raises(RegistrationError, match="registered twice"):
            router_of((host, "/"), (host.replace("<x>", "<y>"), "/"))
    assert len(list(router.iter_rules())) == 3


@pytest.mark.parametrize("host", ["a/b", "<path:p>.example"])
def test_a_host_has_no_slash(host):
    with pytest.raises(RegistrationError, match="has a slash in it"):
        router_of((host, "/"))


def test_one_name_is_not_captured_by_host_and_path():
    with pytest.raises(RegistrationError, match="capture one name"):
        router_of(("<x>.example", "/<x>"))


def test_fixed_paths_are_not_offered_where_hosts_count():
    assert router_of((None, "/")).fixed == {}


@pytest.mark.parametrize(
    ("values", "address"),
    [
        ({"user": "ada", "page": "x"}, ("ada.example", "/x")),
        ({"user": "ada", "page": "x", "q": 1}, ("ada.example", "/x?q=1")),
    ],
)
def test_an_address_has_the_host_built(values, address):
    router = router_of(("<user>.example", "/<page>"))
    assert router.find_address("/<page>", values) == address


def test_of_several_rules_the_one_of_the_own_host_is_built():
    router = Router(has_hosts=True)
    for host in ("a.example", "b.example"):
        router.add(f"/{host[0]}", endpoint="e", target="", where="", host=host)
    assert router.find_address("e", {}, host="b.example") == ("b.example", "/b")
    assert router.find_address("e", {}, host="c.example") == ("a.example", "/a")
