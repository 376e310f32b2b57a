"""Cache-Control: a typed property for each directive, and changes that are written back."""

import pytest

from microweb.http.cache_control import RequestCacheControl, ResponseCacheControl


def test_a_requests_directives_are_typed():
    cache = RequestCacheControl.from_header(
        "no-cache, no-store, no-transform, only-if-cached, max-age=0, max-stale=10, min-fresh=20, "
        "stale-if-error=30"
    )
    assert cache.no_cache
    assert cache.no_store
    assert cache.no_transform
    assert cache.only_if_cached
    assert (cache.max_age, cache.max_stale) == (0, 10)
    assert (cache.min_fresh, cache.stale_if_error) == (20, 30)


def test_what_is_missing_is_false_or_none():
    cache = RequestCacheControl.from_header(None)
    assert not cache.no_cache
    assert cache.max_age is None
    assert (len(cache), str(cache)) == (0, "")


def test_max_stale_without_a_number_is_any_age():
    assert RequestCacheControl.from_header("max-stale").max_stale == 2**31


def test_a_responses_directives_are_typed():
    cache = ResponseCacheControl.from_header(
        "public, must-revalidate, proxy-revalidate, must-understand, immutable, "
        'no-cache="Set-Cookie", private, s-maxage=7, stale-while-revalidate=8'
    )
    flags = (cache.public, cache.must_revalidate, cache.proxy_revalidate, cache.must_understand)
    assert flags == (True, True, True, True)
    assert (cache.immutable, cache.no_cache, cache.private) == (True, "Set-Cookie", True)
    assert (cache.s_maxage, cache.stale_while_revalidate, cache.max_age) == (7, 8, None)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("0", 0),
        ("0099", 99),
        ("2147483648", 2**31),
        ("99999999999", 2**31),
        ("9" * 5000, 2**31),
        ("", None),
        ("-1", None),
        ("1.5", None),
        ("\u0661", None),
        ("x", None),
    ],
)
def test_seconds_are_digits_and_bounded(text, seconds):
    assert ResponseCacheControl({"max-age": text}).max_age == seconds


def test_each_change_is_told():
    seen = []
    cache = ResponseCacheControl.from_header("public", lambda it: seen.append(it.to_header()))
    cache.max_age = 60
    cache.no_cache = "Set-Cookie, X"
    cache.public = False
    cache.no_cache = None
    cache.max_age = None
    cache.private = True
    cache.private = False
    cache["x"] = "1"
    del cache["x"]
    cache.no_store = True
    cache.clear()
    assert seen == [
        "public, max-age=60",
        'public, max-age=60, no-cache="Set-Cookie, X"',
        'max-age=60, no-cache="Set-Cookie, X"',
        "max-age=60",
        "",
        "private",
        "",
        "x=1",
        "",
        "no-store",
        "",
    ]


def test_taking_out_what_is_not_there_changes_nothing():
    cache = ResponseCacheControl(on_change=lambda it: pytest.fail("changed"))
    cache.max_age = None
    cache.public = False


def test_seconds_are_never_negative():
    with pytest.raises(ValueError, match="max-age=-1"):
        ResponseCacheControl().max_age = -1


def test_directives_are_a_mapping_whose_changes_are_told():
    seen = []
    cache = ResponseCacheControl.from_header("public, max-age=5", lambda it: seen.append(str(it)))
    assert dict(cache) == {"public": None, "max-age": "5"}
    assert list(cache.items()) == [("public", None), ("max-age", "5")]
    assert cache.pop("public", "x") is None
    assert cache.setdefault("max-age", "6") == "5"
    cache.update({"s-maxage": "7"})
    assert seen == ["max-age=5", "max-age=5, s-maxage=7"]


def test_the_classes_can_be_looked_into():
    assert ResponseCacheControl.max_age is None
    assert not ResponseCacheControl.public
    assert not ResponseCacheControl.no_cache


def test_a_number_becomes_text():
    cache = ResponseCacheControl()
    cache["max-age"] = 5
    cache.update({"s-maxage": 7})
    assert (str(cache), cache.max_age, cache.s_maxage) == ("max-age=5, s-maxage=7", 5, 7)
