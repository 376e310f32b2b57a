"""Matcher: the right rule for a path, in time that does not grow with the number of rules."""

import itertools
import random
import re
from time import perf_counter

import pytest

from microweb.exceptions import MethodNotAllowed, NotFound, RegistrationError
from microweb.routing import Router, SlashMissing


def router_of(*rules, methods=("GET",), **options):
    router = Router()
    for rule in rules:
        router.add(rule, endpoint=rule, target=rule, where="here:1", methods=methods, **options)
    return router


def match(router, path, method="GET"):
    rule, arguments = router.match(method, path)
    return rule.rule, arguments


PRECEDENCE = [
    ("/user/new", ["/user/new", "/user/<name>"]),
    ("/user/new", ["/user/new", "/<path:p>"]),
    ("/user/12", ["/user/<int:id>", "/user/<name>", "/user/<path:p>"]),
    ("/user/a.txt", ["/user/<name>.txt", "/user/<name>"]),
    ("/user/a.tar.gz", ["/user/<name>.tar.gz", "/user/<name>.gz", "/user/<a>.<b>", "/user/<name>"]),
    ("/a/b", ["/a/b", "/a/<x>", "/<x>/b", "/<x>/<y>", "/<path:p>"]),
    ("/a/b/c", ["/a/<x>/c", "/a/<x>/<y>", "/<x>/b/c", "/<x>/b/<y>", "/<path:p>/c", "/<path:p>"]),
    ("/a/1.5", ["/a/<float:x>", "/a/<any(b, '1.5'):x>", "/a/<x>"]),
    ("/a/b/", ["/a/b/", "/a/<x>/", "/<x>/b/", "/<path:p>/"]),
]


@pytest.mark.parametrize(("path", "rules"), PRECEDENCE)
def test_the_most_specific_rule_wins_whatever_the_order(path, rules):
    for order in itertools.islice(itertools.permutations(rules), 24):
        assert match(router_of(*order), path)[0] == rules[0]


@pytest.mark.parametrize(
    ("rule", "path", "arguments"),
    [
        ("/", "/", {}),
        ("/a", "/a", {}),
        ("/<a>/<b>", "/x/y", {"a": "x", "b": "y"}),
        ("/<a>/edit", "/x/edit", {"a": "x"}),
        ("/a-<int:n>/<b>.html", "/a-5/c.html", {"n": 5, "b": "c"}),
        ("/<path:p>/edit", "/a/b/edit", {"p": "a/b"}),
        ("/wiki/<path:p>/rev/<int:n>", "/wiki/a/rev/b/rev/3", {"p": "a/rev/b", "n": 3}),
        ("/<path:p>.txt", "/a/b.txt", {"p": "a/b"}),
        ("/x/<path:p>/", "/x/a/b/", {"p": "a/b"}),
        ("/ä/<x>", "/ä/ö", {"x": "ö"}),
        ("/a b", "/a b", {}),
        ("/a.c", "/a.c", {}),
    ],
)
def test_arguments_are_captured(rule, path, arguments):
    assert match(router_of(rule), path) == (rule, arguments)


@pytest.mark.parametrize(
    ("rule", "path"),
    [
        ("/a", "/A"),
        ("/a", "/a/"),
        ("/a.c", "/abc"),
        ("/<x>", "//"),
        ("/<x>/b", "//b"),
        ("/<x>/<y>", "/a//"),
        ("/<path:p>/edit", "/edit"),
        ("/<path:p>/edit", "//edit"),
        ("/<path:p>", "/"),
        ("/a/<x>", "/a/"),
        ("/<x>", "/a/b"),
    ],
)
def test_other_paths_do_not_match(rule, path):
    with pytest.raises(NotFound):
        router_of(rule).match("GET", path)


def test_defaults_come_with_the_captured_values():
    router = router_of("/a", "/b/<x>", "/c/<x>/d", defaults={"page": 1})
    assert match(router, "/a")[1] == {"page": 1}
    assert match(router, "/b/y")[1] == {"page": 1, "x": "y"}
    assert match(router, "/c/y/d")[1] == {"page": 1, "x": "y"}


def test_arguments_are_a_new_dict_each_time():
    router = router_of("/a", defaults={"page": 1})
    match(router, "/a")[1]["page"] = 2
    assert match(router, "/a")[1] == {"page": 1}


def test_get_answers_head():
    assert match(router_of("/a"), "/a", "HEAD")[0] == "/a"


def test_post_does_not_answer_head():
    with pytest.raises(MethodNotAllowed):
        router_of("/a", methods=["POST"]).match("HEAD", "/a")


@pytest.mark.parametrize("first", [0, 1])
def test_a_method_asked_for_wins_over_an_automatic_one(first):
    router = Router()
    calls = [("get", ["GET"]), ("head", ["HEAD"])]
    for name, methods in (calls[first], calls[1 - first]):
        router.add("/a", endpoint=name, target=name, where="", methods=methods)
    assert router.match("HEAD", "/a")[0].target == "head"
    assert router.match("GET", "/a")[0].target == "get"


def test_a_less_specific_rule_answers_a_method_that_the_first_has_not():
    router = router_of("/user/new")
    router.add("/user/<name>", endpoint="p", target="p", where="", methods=["POST"])
    assert match(router, "/user/new", "POST") == ("/user/<name>", {"name": "new"})


def test_405_lists_the_methods_of_all_rules_that_match():
    router = router_of("/user/new")
    router.add("/user/<name>", endpoint="p", target="p", where="", methods=["POST", "PUT"])
    with pytest.raises(MethodNotAllowed) as caught:
        router.match("DELETE", "/user/new")
    assert caught.value.valid_methods == ["GET", "HEAD", "OPTIONS", "POST", "PUT"]
    assert router.allowed_methods("/user/new") == {"GET", "HEAD", "OPTIONS", "POST", "PUT"}


@pytest.mark.parametrize("method", ["__class__", "get", "TRACE", "CONNECT", "", "X" * 9000])
def test_t60_methods_come_from_the_route_table_alone(method):
    with pytest.raises(MethodNotAllowed):
        router_of("/a").match(method, "/a")


@pytest.mark.parametrize(
    ("rule", "path"), [("/a/", "/a"), ("/<x>/", "/a"), ("/<x>/b/", "/a/b"), ("/<path:p>/", "/a/b")]
)
def test_a_missing_slash_names_the_rule(rule, path):
    with pytest.raises(SlashMissing) as caught:
        router_of(rule).match("GET", path)
    assert caught.value.rule == rule


@pytest.mark.parametrize(
    ("rule", "path", "right"),
    [
        ("/a", "//a", "/a"),
        ("/a/<x>", "/a///b", "/a/b"),
        ("/a/", "//a", "/a/"),
        ("/<path:p>", "////a//b", "/a/b"),
        ("/", "//", "/"),
    ],
)
def test_slashes_side_by_side_name_the_rule_for_one(rule, path, right):
    with pytest.raises(SlashMissing) as caught:
        router_of(rule).match("GET", path)
    assert (caught.value.rule, caught.value.path) == (rule, right)


def test_slashes_side_by_side_are_left_where_a_rule_takes_them():
    assert match(router_of("/<path:p>"), "/a//b") == ("/<path:p>", {"p": "a//b"})


def test_a_missing_slash_counts_for_the_methods_of_the_rule():
    with pytest.raises(NotFound):
        router_of("/a/").match("POST", "/a")


@pytest.mark.parametrize("rule", ["/a", "/a/", "/<x>", "/<x>/", "/b/<x>/c", "/b/<x>/c/"])
def test_lenient_slashes_match_both_ways(rule):
    router = router_of(rule, strict_slashes=False)
    path = rule.rstrip("/").replace("<x>", "a")
    assert match(router, path)[0] == rule
    assert match(router, path + "/")[0] == rule


def test_a_path_without_a_slash_in_front_matches_nothing_of_the_root():
    with pytest.raises(NotFound):
        router_of("/").match("GET", "*")


def test_a_path_of_thousands_of_segments_is_answered_at_once():
    router = router_of("/a/<x>/b", "/<path:p>/z")
    start = perf_counter()
    with pytest.raises(NotFound):
        router.match("GET", "/a" * 30000)
    assert perf_counter() - start < 0.1


def test_match_time_does_not_grow_with_the_number_of_rules():
    def cost(count):
        router = router_of(*(f"/r{n}/<x>/end" for n in range(count)))
        path = f"/r{count - 1}/a/end"
        times = []
        for _ in range(7):
            start = perf_counter()
            for _ in range(500):
                router.match("GET", path)
            times.append(perf_counter() - start)
        return min(times)

    assert cost(3000) < 5 * cost(10)


@pytest.mark.parametrize(
    ("path", "rules"),
    [
        ("/about", ["/about/", "/<name>"]),
        ("/user/ada", ["/user/<name>/", "/<a>/<b>", "/<path:p>"]),
        ("/user/ada", ["/user/<name>/", "/user/<path:p>"]),
        ("/user/12", ["/user/<int:id>/", "/user/<name>"]),
        ("/a/b", ["/a/<path:p>/", "/<x>/b"]),
    ],
)
def test_a_missing_slash_counts_where_its_rule_would_win(path, rules):
    for order in itertools.permutations(rules):
        with pytest.raises(SlashMissing) as caught:
            router_of(*order).match("GET", path)
        assert caught.value.rule == rules[0]


@pytest.mark.parametrize("methods", [["POST"], ["GET"]])
def test_a_rule_without_the_slash_wins_over_one_with_it(methods):
    router = router_of("/about/")
    router.add("/about", endpoint="a", target="a", where="", methods=methods)
    assert match(router, "/about", methods[0])[0] == "/about"
    assert match(router, "/about/")[0] == "/about/"


def test_a_missing_slash_wins_over_a_method_that_is_not_there():
    router = router_of("/about/")
    router.add("/about", endpoint="a", target="a", where="", methods=["POST"])
    with pytest.raises(SlashMissing):
        router.match("GET", "/about")


def test_a_rule_to_build_only_is_not_matched():
    router = router_of("/a", build_only=True)
    assert router.build("/a", {}) == "/a"
    with pytest.raises(NotFound):
        router.match("GET", "/a")


# A naive matcher to compare with: it tries every rule as a regex, and sorts those that match.

PIECES = {
    "a": (0, "a", []),
    "b": (0, "b", []),
    "c": (0, "c", []),
    "<{}>": (2, "([^/]+)", [100]),
    "<int:{}>": (2, "([0-9]+)", [50]),
    "<any(a,x1):{}>": (2, "(a|x1)", [90]),
    "x<{}>": (1, "x([^/]+)", [100]),
    "<int:{}>.t": (1, "([0-9]+)\\.t", [50]),
    "<{}>.t": (1, "([^/]+)\\.t", [100]),
}
WORDS = ["a", "b", "c", "x1", "x", "12", "7.t", "a.t", ".t", ""]


class NaiveRule:
    def __init__(self, chance, number):
        names = (f"v{n}" for n in itertools.count())
        texts, ranks, regexes = [], [], []
        for _ in range(chance.randrange(1, 4)):
            piece = chance.choice(list(PIECES))
            kind, regex, weights = PIECES[piece]
            texts.append(piece.format(next(names)))
            literal = len(re.sub("<.*>", "", piece)) if kind else 0
            ranks.append((kind, -literal, weights))
            regexes.append(regex)
        if chance.random() < 0.2:
            texts.append("<path:p>")
            regexes.append("([^/].*)")
            ranks.append((3, 0, [200]))
            if chance.random() < 0.5:
                texts.append("b")
                regexes.append("b")
                ranks[-1] = (3, -2, [200])
        elif chance.random() < 0.3:
            texts.append("")
            regexes.append("")
            ranks.append((0, 0, []))
        self.text = "/" + "/".join(texts)
        self.methods = chance.choice((["GET"], ["POST"], ["GET", "POST"]))
        self.answers = {*self.methods, "OPTIONS"} | ({"HEAD"} if "GET" in self.methods else set())
        self.ways = [NaiveWay(self, regexes, ranks, number, slash=False)]
        if texts[-1] == "":
            self.ways.append(NaiveWay(self, regexes[:-1], ranks[:-1], number, slash=True))


class NaiveWay:
    """The paths of a rule, or what they are without their last slash."""

    def __init__(self, rule, regexes, ranks, number, *, slash):
        self.rule, self.slash, self.number = rule, slash, number
        self.regex = re.compile("/" + "/".join(regexes), re.DOTALL)
        kinds = [kind for kind, _, _ in ranks]
        self.rank = (kinds, [rank for rank in ranks if rank[0]])


def naive_match(rules, method, path):
    outcome = naive_search(rules, method, path)
    if outcome != "404" or "//" not in path:
        return outcome
    outcome = naive_search(rules, method, re.sub("/+", "/", path))
    return outcome if outcome.startswith(("404", "405", "slash")) else f"slash {outcome}"


def naive_search(rules, method, path):
    ways = [way for rule in rules for way in rule.ways]
    first = {way.regex: way.number for way in reversed(ways)}
    fitting = sorted(
        (way for way in ways if way.regex.fullmatch(path)),
        key=lambda way: (way.rank, first[way.regex], way.slash, way.number),
    )
    for way in fitting:
        if method in way.rule.answers:
            return f"slash {way.rule.text}" if way.slash else way.rule.text
    allowed = {method for way in fitting if not way.slash for method in way.rule.answers}
    return "405 " + " ".join(sorted(allowed)) if allowed else "404"


def outcome(router, method, path):
    try:
        return router.match(method, path)[0].rule
    except MethodNotAllowed as exc:
        return "405 " + " ".join(exc.valid_methods)
    except SlashMissing as exc:
        return f"slash {exc.rule}"
    except NotFound:
        return "404"


def make_table(chance):
    router, rules = Router(), []
    for number in range(chance.randrange(1, 14)):
        rule = NaiveRule(chance, number)
        try:
            router.add(
                rule.text, endpoint=f"e{number}", target=number, where="", methods=rule.methods
            )
        except RegistrationError:
            continue
        rules.append(rule)
    return router, rules


@pytest.mark.parametrize("seed", range(8))
def test_it_finds_what_a_naive_matcher_finds(seed):
    chance = random.Random(seed)
    seen = set()
    for _ in range(60):
        router, rules = make_table(chance)
        for _ in range(12):
            path = "/" + "/".join(chance.choices(WORDS, k=chance.randrange(1, 5)))
            method = chance.choice(("GET", "POST", "HEAD", "PUT"))
            expected = naive_match(rules, method, path)
            seen.add(expected.split(" ", 1)[0])
            table = [f"{rule.text} {rule.methods}" for rule in rules]
            assert outcome(router, method, path) == expected, (method, path, table)
    assert {"404", "405", "slash"} < seen


def test_a_rule_of_a_new_shape_counts_after_the_first_match():
    router = router_of("/<a>/x")
    assert match(router, "/q/x")[0] == "/<a>/x"
    router.add("/v<a>/y", endpoint="late", target="late", where="")
    assert match(router, "/v1/y") == ("/v<a>/y", {"a": "1"})


@pytest.mark.parametrize(("count", "fits"), [(256, True), (257, False)])
def test_a_path_has_at_most_256_segments(count, fits):
    router, path = router_of("/<path:p>"), "/a" * count
    if fits:
        assert match(router, path)[1] == {"p": path[1:]}
    else:
        with pytest.raises(NotFound):
            router.match("GET", path)


def test_the_rules_to_look_up_at_once_are_printable_ascii():
    router = router_of("/a", "/\N{LATIN SMALL LETTER U WITH DIAERESIS}", "/a\x7fb", "/<x>", "/b/")
    assert router.fixed.keys() == {"/a", "/b/", "/b"}


@pytest.mark.parametrize(
    ("rule", "path", "value"),
    [
        ("/<int(signed=True):n>", "/-1", -1),
        ("/<int(signed=False):n>", "/-1", None),
        ("/<int(max=None):n>", "/7", 7),
    ],
)
def test_the_words_of_python_are_values_in_the_arguments_of_a_converter(rule, path, value):
    router = router_of(rule)
    if value is None:
        with pytest.raises(NotFound):
            router.match("GET", path)
    else:
        assert match(router, path)[1] == {"n": value}


def test_a_text_of_no_characters_may_be_asked_for():
    assert match(router_of("/x/<string(minlength=0):n>"), "/x/")[1] == {"n": ""}
