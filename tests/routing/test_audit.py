"""Audit: rules out of reach are found, and no others."""

import random

import pytest

from microweb.exceptions import MethodNotAllowed, NotFound, RegistrationError
from microweb.routing import BaseConverter, PathConverter, Router, SlashMissing
from microweb.routing.audit import audit_routes


def router_of(*rules, router=None):
    router = router or Router()
    for at, rule in enumerate(rules, 1):
        text, methods = rule if isinstance(rule, tuple) else (rule, ["GET"])
        router.add(text, endpoint=text, target=text, where=f"app.py:{at}", methods=methods)
    return router


def audit(*rules):
    found = audit_routes(router_of(*rules), has_view=lambda _: True)
    return [(finding.kind, finding.rule.rule, finding.methods) for finding in found]


SHADOWED = [
    ["/a", "/<any(a):x>"],
    ["/a", "/b", "/<any(a, b):x>"],
    ["/x/<name>", "/x/<string(length=2):code>"],
    ["/x/<string(minlength=2):a>", "/x/<string(minlength=3, maxlength=5):b>"],
    ["/<int:n>", "/<int(max=9):digit>"],
    ["/<int(signed=True):n>", "/<int:m>"],
    ["/<int:n>", "/<int(fixed_digits=4):year>"],
    ["/a/<x>/<y>", "/<any(a):k>/<x>/b"],
    ["/v<int:n>", "/v<int(min=3):n>"],
    ["/a/<x>", "/<any(a):k>/<path:p>", "/<any(a):k>/<x>"],
    ["/x/<string(minlength=2):a>", "/x/<string(minlength=2, maxlength=5):b>"],
    ["/x/<string(maxlength=5):a>", "/x/<string(minlength=2, maxlength=5):b>"],
    ["/<int(max=9):n>", "/<int(min=1, max=9):m>"],
    ["/<int(min=1):n>", "/<int(min=1, max=9):m>"],
    ["/<int(signed=True):n>", "/<int(signed=True, max=9):m>"],
    ["/<int(fixed_digits=4):year>", "/<int(fixed_digits=4, min=5):n>"],
    ["/a/<path:p>", "/<any(a):k>/x"],
    ["/a/<path:p>", "/<any(a):k>/<x>/y"],
    ["/v<float:a>-<x>", "/v<float:b>-<string(length=2):y>"],
]


@pytest.mark.parametrize("rules", SHADOWED)
def test_a_rule_whose_urls_others_take_is_found(rules):
    assert audit(*rules) == [("shadowed", rules[-1], ("GET",))]


@pytest.mark.parametrize(
    "rules",
    [
        ["/a", "/<any(a, b):x>"],
        ["/a", "/<x>", "/<int:n>", "/<path:p>", "/<uuid:u>", "/<float:f>"],
        ["/x/<string(length=2):code>", "/x/<name>"],
        ["/<int(max=9):digit>", "/<int:n>"],
        ["/<int(min=3):m>", "/<int(max=9):n>"],
        ["/<int(max=9):m>", "/<int(max=20):n>"],
        ["/a/<path:p>q", "/<any(a):k>/<string(minlength=2):x>"],
        ["/<int(min=3):m>", "/<int(min=2):n>"],
        ["/<int(fixed_digits=4):year>", "/<int(min=1000):n>"],
        ["/x/<string(minlength=3):a>", "/x/<string(minlength=2):b>"],
        ["/x/<string(maxlength=3):a>", "/x/<string(maxlength=4):b>"],
        ["/<int:m>", "/<int(signed=True):n>"],
        ["/<int(fixed_digits=4):year>", "/<int:n>"],
        ["/<a>.<b>", "/<a>"],
        ["/a/", "/<name>", "/<name>/"],
        ["/<path:p>", "/<path:p>/edit", "/a/<path:p>"],
        ["/<a>/b", "/a/<b>"],
    ],
)
def test_a_rule_with_a_url_of_its_own_is_not(rules):
    assert audit(*rules) == []


def test_methods_that_are_never_reached_are_found():
    rules = [("/x/<a>", ["GET"]), ("/x/<string(length=2):b>", ["GET", "POST"])]
    assert audit(*rules) == [("unreachable", rules[1][0], ("GET",))]


def test_methods_may_be_taken_by_several_rules():
    rules = [("/a", ["GET"]), ("/b", ["POST"]), ("/<any(a):x>", ["GET"])]
    assert audit(*rules) == [("shadowed", "/<any(a):x>", ("GET",))]
    rules = [
        ("/x/<a>", ["GET"]),
        ("/x/<b>", ["POST"]),
        ("/x/<string(length=2):c>", ["GET", "POST"]),
    ]
    assert audit(*rules) == [("shadowed", rules[2][0], ("GET", "POST"))]


def test_a_finding_names_both_places():
    (finding,) = audit_routes(router_of("/a", "/<any(a):x>"), has_view=lambda _: True)
    assert finding.message == (
        "/<any(a):x> (app.py:2) never answers: its URLs are taken by /a (app.py:1)"
    )


def test_an_endpoint_without_a_view_is_found():
    (finding,) = audit_routes(router_of("/a", "/b"), has_view=lambda target: target == "/a")
    assert (finding.kind, finding.rule.rule) == ("viewless", "/b")
    assert "'/b' has the rule /b and no view (app.py:2)" in finding.message


def test_a_redirect_and_a_rule_to_build_only_need_no_view():
    router = Router()
    router.add("/a", endpoint="a", target="", where="", redirect_to="b")
    router.add("/b", endpoint="b", target="", where="", build_only=True)
    assert audit_routes(router, has_view=lambda _: False) == []


def test_a_converter_of_your_own_is_left_alone():
    class Odd(BaseConverter):
        regex = "q{9}"

    router = Router()
    router.converters["odd"] = Odd
    router_of("/<x>", "/<odd:y>", router=router)
    assert audit_routes(router, has_view=lambda _: True) == []


def test_a_converter_that_takes_nothing_has_a_url_of_its_own():
    class Any(BaseConverter):
        regex = "[a-z0-9]*"

    router = Router()
    router.converters["any_text"] = Any
    router_of("/x/<a>", "/x/<any_text:b>", router=router)
    assert audit_routes(router, has_view=lambda _: True) == []


def test_a_path_converter_of_your_own_may_leave_urls_to_others():
    class Low(PathConverter):
        regex = "[0-7].*"
        isolating = False

    router = Router()
    router.converters["low"] = Low
    router_of("/a/<low:p>", "/<any(a):k>/<x>", router=router)
    assert router.match("GET", "/a/7")[0].rule == "/a/<low:p>"
    assert audit_routes(router, has_view=lambda _: True) == []


def test_hosts_are_looked_at_apart():
    router = Router(has_hosts=True)
    for host in ("a", "b", None):
        router.add("/<x>", endpoint=f"x{host}", target="", where="", host=host)
    router.add("/<string(length=2):x>", endpoint="y", target="", where="", host="b")
    (finding,) = audit_routes(router, has_view=lambda _: True)
    assert (finding.rule.host, finding.rule.endpoint) == ("b", "y")


PIECES = ["a", "b", "<{}>", "<int:{}>", "<int(max=5):{}>", "<any(a,b):{}>", "<path:{}>", "x<{}>"]
PIECES += ["<string(length=1):{}>", "x<int:{}>", ""]
WORDS = ["a", "b", "c", "3", "7", "xx", "x5", "zq", "", "a/b"]


@pytest.mark.parametrize("seed", range(4))
def test_what_is_found_never_answers_whatever_is_asked(seed):
    chance = random.Random(seed)
    found = 0
    for _ in range(150):
        router = Router()
        for number in range(chance.randrange(2, 9)):
            pieces = chance.choices(PIECES, k=chance.randrange(1, 4))
            text = "/" + "/".join(piece.format(f"v{at}") for at, piece in enumerate(pieces))
            try:
                router.add(text, endpoint=f"e{number}", target=number, where="",
                           methods=chance.choice((["GET"], ["POST"], ["GET", "POST"])))  # fmt: skip
            except RegistrationError:
                continue
        lost = {
            (finding.rule, method)
            for finding in audit_routes(router, has_view=lambda _: True)
            for method in finding.methods
        }
        found += len(lost)
        for _ in range(60):
            path = "/" + "/".join(chance.choices(WORDS, k=chance.randrange(1, 4)))
            for method in ("GET", "POST"):
                try:
                    rule, _ = router.match(method, path)
                except (NotFound, MethodNotAllowed, SlashMissing):
                    continue
                assert (rule, method) not in lost, (path, list(router.iter_rules()))
    assert found


def test_a_method_that_a_narrow_rule_lacks_may_be_taken_by_a_wide_one():
    rules = [
        ("/x/<string(maxlength=5):a>", ["POST"]),
        ("/x/<b>", ["GET"]),
        ("/x/<string(length=2):c>", ["GET"]),
    ]
    assert audit(*rules) == [("shadowed", rules[2][0], ("GET",))]


@pytest.mark.parametrize(("count", "is_found"), [(64, True), (65, False)])
def test_a_rule_of_too_many_words_is_left_alone(count, is_found):
    words = [f"w{number}" for number in range(count)]
    rule = f"/<any({', '.join(words)}):x>"
    found = audit(*(f"/{word}" for word in words), rule)
    assert found == ([("shadowed", rule, ("GET",))] if is_found else [])
