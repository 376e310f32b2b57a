"""Converters: what each accepts, what it becomes, and what it writes into a URL."""

import uuid
from time import process_time

import pytest

from microweb.exceptions import BuildError, NotFound, RegistrationError
from microweb.routing import BaseConverter, PathConverter, Router, SlashMissing, ValidationError

SOME_UUID = "12345678-1234-5678-1234-567812345678"


def router_of(*rules, **converters):
    router = Router()
    router.converters.update(converters)
    for number, rule in enumerate(rules):
        router.add(rule, endpoint=f"e{number}", target=rule, where="here:1")
    return router


def value_of(rule, path, **converters):
    """Give what the rule captures as x, or None when it does not match."""
    try:
        _, arguments = router_of(rule, **converters).match("GET", path)
    except (NotFound, SlashMissing):
        return None
    return arguments["x"]


ACCEPTED = [
    ("<x>", "bob", "bob"),
    ("<string:x>", "a b", "a b"),
    ("<x>", "ünïcode", "ünïcode"),
    ("<x>", "with\nfeed", "with\nfeed"),
    ("<string(length=2):x>", "ab", "ab"),
    ("<string(minlength=2):x>", "abc", "abc"),
    ("<string(minlength=2, maxlength=3):x>", "abc", "abc"),
    ("<string(maxlength=1):x>", "a", "a"),
    ("<string(2):x>", "ab", "ab"),
    ("<int:x>", "0", 0),
    ("<int:x>", "007", 7),
    ("<int:x>", str(2**63 - 1), 2**63 - 1),
    ("<int(signed=True):x>", "-5", -5),
    ("<int(min=3):x>", "3", 3),
    ("<int(max=3):x>", "3", 3),
    ("<int(fixed_digits=3):x>", "007", 7),
    ("<int(3):x>", "123", 123),
    ("<int(fixed_digits=3, signed=True):x>", "-012", -12),
    ("<float:x>", "1.50", 1.5),
    ("<float(signed=True):x>", "-1.5", -1.5),
    ("<float(min=1.5, max=2.0):x>", "2.0", 2.0),
    ("<uuid:x>", SOME_UUID, uuid.UUID(SOME_UUID)),
    (
        "<uuid:x>",
        "ABCDEF12-1234-5678-1234-567812345678",
        uuid.UUID("ABCDEF12123456781234567812345678"),
    ),
    ("<any(about, help):x>", "help", "help"),
    ("<any('a b', \"c,d\"):x>", "c,d", "c,d"),
    ("<any(a.c):x>", "a.c", "a.c"),
    ("<path:x>", "a/b/c", "a/b/c"),
    ("<path:x>", "a", "a"),
    ("<path:x>", "a/", "a/"),
    ("<path:x>", "a//b", "a//b"),
]


@pytest.mark.parametrize(("variable", "text", "value"), ACCEPTED)
def test_text_becomes_a_value(variable, text, value):
    found = value_of(f"/{variable}", f"/{text}")
    assert (type(found), found) == (type(value), value)


REFUSED = [
    ("<x>", ""),
    ("<x>", "a/b"),
    ("<string(length=2):x>", "a"),
    ("<string(length=2):x>", "abc"),
    ("<string(minlength=2):x>", "a"),
    ("<string(maxlength=2):x>", "abc"),
    ("<int:x>", ""),
    ("<int:x>", "-5"),
    ("<int:x>", "+5"),
    ("<int:x>", "1_0"),
    ("<int:x>", " 1"),
    ("<int:x>", "1\n"),
    ("<int:x>", "٣"),
    ("<int:x>", "1.0"),
    ("<int:x>", "0x1"),
    ("<int:x>", str(2**63)),
    ("<int(min=3):x>", "2"),
    ("<int(max=3):x>", "4"),
    ("<int(fixed_digits=3):x>", "12"),
    ("<int(fixed_digits=3):x>", "1234"),
    ("<int(signed=True, min=-3):x>", "-4"),
    ("<float:x>", "1"),
    ("<float:x>", ".5"),
    ("<float:x>", "1."),
    ("<float:x>", "1e5"),
    ("<float:x>", "nan"),
    ("<float:x>", "-1.5"),
    ("<float(max=2.0):x>", "2.1"),
    ("<uuid:x>", SOME_UUID[:-1]),
    ("<uuid:x>", SOME_UUID + "0"),
    ("<uuid:x>", SOME_UUID.replace("-", "")),
    ("<uuid:x>", "{" + SOME_UUID + "}"),
    ("<any(about, help):x>", "abouthelp"),
    ("<any(about, help):x>", "hel"),
    ("<any(a.c):x>", "abc"),
    ("<path:x>", ""),
    ("<path:x>", "/a"),
]


@pytest.mark.parametrize(("variable", "text"), REFUSED)
def test_other_text_does_not_match(variable, text):
    assert value_of(f"/{variable}", f"/{text}") is None


@pytest.mark.parametrize("digits", [41, 4301, 5000, 1_000_000])
@pytest.mark.parametrize("variable", ["<int:x>", "<int(signed=True):x>", "<int(max=9):x>"])
def test_t24_an_int_of_thousands_of_digits_does_not_match(variable, digits):
    router = router_of(f"/{variable}")
    start = process_time()
    with pytest.raises((NotFound, SlashMissing)):
        router.match("GET", "/" + "1" * digits)
    assert process_time() - start < 0.05


def test_t24_an_int_of_fixed_digits_beyond_what_python_converts_does_not_match():
    assert value_of("/<int(fixed_digits=5000):x>", "/" + "1" * 5000) is None


@pytest.mark.parametrize(
    "rule", ["/x", "/<x>.txt", "/<int:x>", "/<float:x>", "/<any(a):x>", "/<uuid:x>"]
)
def test_t58_a_line_feed_at_the_end_does_not_match(rule):
    path = {"/x": "/x", "/<x>.txt": "/a.txt", "/<int:x>": "/1", "/<float:x>": "/1.5",
            "/<any(a):x>": "/a", "/<uuid:x>": f"/{SOME_UUID}"}[rule]  # fmt: skip
    router = router_of(rule)
    router.match("GET", path)
    with pytest.raises(NotFound):
        router.match("GET", path + "\n")


HOSTILE = [
    ("/<int:x>!", "1"),
    ("/<int:x>", "1"),
    ("/<float:x>", "1."),
    ("/<uuid:x>", "a"),
    ("/<any(aa, aaa, aaaa):x>", "a"),
    ("/<string(minlength=2, maxlength=9):x>", "a"),
    ("/<a>-<b>.txt", "-"),
    ("/<a>-<b>-<c>-<d>.txt", "-"),
    ("/<a><b><c>!", "a"),
    ("/<int:a>-<b>.txt", "1-"),
    ("/<a>-<int:b>", "-1"),
    ("/<string(minlength=2):a>-<string(minlength=2):b>.txt", "-"),
    ("/<path:p>/x/<path:q>/y", "x/"),
    ("/<path:p>.<path:q>.<path:r>!", "."),
]


@pytest.mark.parametrize(("rule", "piece"), HOSTILE)
def test_t59_matching_takes_linear_time(rule, piece):
    router = router_of(rule)
    path = "/" + piece * (65536 // len(piece)) + "?"
    start = process_time()
    with pytest.raises(NotFound):
        router.match("GET", path)
    assert process_time() - start < 0.25


BUILT = [
    ("<x>", "a b", "a%20b"),
    ("<x>", "a/b", "a%2Fb"),
    ("<x>", "ü?#%", "%C3%BC%3F%23%25"),
    ("<x>", 5, "5"),
    ("<int:x>", 5, "5"),
    ("<int:x>", "5", "5"),
    ("<int:x>", 5.0, "5"),
    ("<int(fixed_digits=3):x>", 7, "007"),
    ("<int(fixed_digits=3, signed=True):x>", -7, "-007"),
    ("<int(signed=True):x>", -7, "-7"),
    ("<float:x>", 1.5, "1.5"),
    ("<float:x>", 1, "1.0"),
    ("<uuid:x>", uuid.UUID(SOME_UUID), SOME_UUID),
    ("<any(about, help):x>", "help", "help"),
    ("<path:x>", "a/b c", "a/b%20c"),
]


@pytest.mark.parametrize(("variable", "value", "text"), BUILT)
def test_a_value_becomes_text(variable, value, text):
    assert router_of(f"/{variable}").build("e0", {"x": value}) == f"/{text}"


UNBUILDABLE = [
    ("<x>", ""),
    ("<int:x>", "abc"),
    ("<int:x>", -1),
    ("<int:x>", 2**63),
    ("<int:x>", 2.5),
    ("<int:x>", float("inf")),
    ("<int:x>", float("nan")),
    pytest.param("<int:x>", 10**5000, id="5001 digits"),
    ("<int(max=3):x>", 4),
    ("<int(min=3):x>", 2),
    ("<int(fixed_digits=2):x>", 123),
    ("<float:x>", -1.5),
    ("<float:x>", float("inf")),
    ("<float:x>", 10**400),
    ("<float:x>", "x"),
    ("<any(about, help):x>", "other"),
    ("<path:x>", "/a"),
    ("<path:x>", ""),
]


@pytest.mark.parametrize(("variable", "value"), UNBUILDABLE)
def test_a_value_that_would_not_match_is_refused(variable, value):
    with pytest.raises(BuildError, match="its value for x"):
        router_of(f"/{variable}").build("e0", {"x": value})


@pytest.mark.parametrize(
    ("variable", "value"),
    [("<int:x>", 42), ("<int(fixed_digits=4):x>", 42), ("<float:x>", 2.25),
     ("<int(signed=True, fixed_digits=4):x>", -42), ("<uuid:x>", uuid.UUID(SOME_UUID)),
     ("<path:x>", "a/b"), ("<any(a, b):x>", "b"), ("<x>", "y")],
)  # fmt: skip
def test_what_is_built_matches_again(variable, value):
    router = router_of(f"/{variable}")
    assert router.match("GET", router.build("e0", {"x": value}))[1] == {"x": value}


class ListConverter(BaseConverter):
    def to_python(self, value):
        return value.split("+")

    def to_url(self, value):
        return "+".join(BaseConverter.to_url(self, item) for item in value)


class EvenConverter(BaseConverter):
    regex = "[0-9]{1,9}"

    def to_python(self, value):
        if int(value) % 2:
            raise ValidationError
        return int(value)


class RegexConverter(BaseConverter):
    def __init__(self, map, regex):  # noqa: A002
        super().__init__(map)
        self.regex = regex


class PairConverter(BaseConverter):
    regex = "[a-z]+/[a-z]+"


class ShortConverter(BaseConverter):
    regex = "[^/]{1,3}"
    isolating = True


def test_a_custom_converter_reads_and_writes():
    router = router_of("/<list:x>", list=ListConverter)
    assert router.match("GET", "/a+b")[1] == {"x": ["a", "b"]}
    assert router.build("e0", {"x": ["a", "b"]}) == "/a+b"


def test_a_custom_converter_may_refuse_so_that_the_next_rule_matches():
    router = router_of("/<even:x>", "/<int:y>", even=EvenConverter)
    assert router.match("GET", "/4")[1] == {"x": 4} or router.match("GET", "/4")[1] == {"y": 4}
    assert router.match("GET", "/5")[1] == {"y": 5}


def test_a_custom_converter_takes_a_quoted_regex():
    assert value_of('/<regex("[a-z]{2}(-[a-z]+)?"):x>', "/en-gb", regex=RegexConverter) == "en-gb"
    assert value_of('/<regex("[a-z]{2}"):x>', "/eng", regex=RegexConverter) is None


def test_a_regex_with_a_slash_takes_several_segments():
    assert value_of("/p/<pair:x>", "/p/a/b", pair=PairConverter) == "a/b"
    assert value_of("/p/<pair:x>/edit", "/p/a/b/edit", pair=PairConverter) == "a/b"


def test_a_slash_in_the_regex_is_taken_for_more_than_one_segment():
    assert ShortConverter.isolating
    assert not PairConverter.isolating
    assert not PathConverter.isolating
    assert value_of("/<short:x>", "/abc", short=ShortConverter) == "abc"


def test_a_word_of_any_may_have_a_slash():
    assert value_of("/<any('a/b', c):x>", "/a/b") == "a/b"
    assert value_of("/<any('a/b', c):x>/e", "/c/e") == "c"


def test_a_converter_gets_the_router():
    seen = []

    class Curious(BaseConverter):
        def __init__(self, map):  # noqa: A002
            super().__init__(map)
            seen.append(map)

    router = router_of("/<curious:x>", curious=Curious)
    assert seen == [router]


@pytest.mark.parametrize(
    ("rule", "message"),
    [
        ("/<strin:x>", "no converter 'strin'; did you mean 'string'?"),
        ("/<id:int>", "no converter 'id'; the converter stands first, as in <int:id>"),
        ("/<zzz:x>", "no converter 'zzz'; there are default, string, any, path, int, float, uuid"),
        ("/<int(foo=1):x>", "converter 'int'.*foo"),
        ("/<path(1):x>", "converter 'path': PathConverter takes no arguments"),
        ("/<any:x>", "needs the words"),
        ("/<any():x>", "needs the words"),
        ("/<string(length=abc):x>", "converter 'string'"),
        ("/<string(minlength=-1):x>", "no text is -1 to"),
        ("/<string(minlength=5, maxlength=2):x>", "no text is 5 to 2"),
        ("/<bad:x>", "converter 'bad'.*unterminated"),
    ],
)
def test_a_converter_that_cannot_be_made_is_refused_at_registration(rule, message):
    class Bad(BaseConverter):
        regex = "[a-z"

    with pytest.raises(RegistrationError, match=message):
        router_of(rule, bad=Bad)
