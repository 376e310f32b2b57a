"""Cookies: lenient and linear on the way in, strict on the way out."""

from datetime import UTC, datetime, timedelta

import pytest

from microweb import App, request
from microweb.http.cookies import MAX_COOKIE_SIZE, dump_cookie, parse_cookie

CONTROLS = [chr(code) for code in (*range(0x20), 0x7F)]


def send_back(field):
    """Give what a browser sends for a Set-Cookie value."""
    return parse_cookie(field.partition(";")[0])


# In.


@pytest.mark.parametrize(
    ("text", "cookies"),
    [
        ("", {}),
        ("a=b", {"a": "b"}),
        ("a=b; c=d", {"a": "b", "c": "d"}),
        ("a=b;c=d", {"a": "b", "c": "d"}),
        ("a=b;c=d; e=f", {"a": "b", "c": "d", "e": "f"}),
        ("a=b;c; e=f g", {"a": "b", "e": "f g"}),
        ("a=b; ;c=d", {"a": "b", "c": "d"}),
        ("a=b ;c=d", {"a": "b", "c": "d"}),
        ("a=b; c=d; ", {"a": "b", "c": "d"}),
        ("a=b; =c; d=e", {"a": "b", "d": "e"}),
        ("a=b; a=c; d=e", {"a": "b", "d": "e"}),
        ("a=b; c=\td", {"a": "b", "c": "d"}),
        ("a=b;\tc=d", {"a": "b", "c": "d"}),
        ('a=b; c="d"', {"a": "b", "c": "d"}),
        (" a = b ;\tc\t=\td ", {"a": "b", "c": "d"}),
        ("a=", {"a": ""}),
        ("a=b=c", {"a": "b=c"}),
        ("a=b; a=c", {"a": "b"}),
        ("A=1; a=2", {"A": "1", "a": "2"}),
        ("a; b=c", {"b": "c"}),
        ("__Host-sid=good; a", {"__Host-sid": "good"}),
        (";;; a=b;;", {"a": "b"}),
        ('a="b c"', {"a": "b c"}),
        ('a=""', {"a": ""}),
        ('a="', {"a": '"'}),
        ('a="b', {"a": '"b'}),
        (r'a="\303\244\054\073\042\\"', {"a": 'ä,;"\\'}),
        (r'a="\x\9\400"', {"a": "x9400"}),
        ("a=b\\c", {"a": "b\\c"}),
        ("a=\u00c3\u00a4", {"a": "ä"}),
        ("a=\u00ff", {"a": "\ufffd"}),
        ('a="\\377"', {"a": "\ufffd"}),
        ("a=%41+b", {"a": "%41+b"}),
        ("$Version=1; a=b; $Path=/", {"$Version": "1", "a": "b", "$Path": "/"}),
    ],
)
def test_pairs_are_read_as_browsers_send_them(text, cookies):
    assert parse_cookie(text) == cookies


@pytest.mark.parametrize(
    "text", ["=__Host-x=evil", "==", "= =", ";=", "=", " =x", "\t=\t", "=a=b", "= ; =;"]
)
def test_t25_a_pair_without_a_name_is_no_cookie(text):
    assert parse_cookie(text) == {}


@pytest.mark.parametrize(
    "text", ["a=b]csrf=x", "a=b,csrf=x", "a=b&csrf=x", "a=b csrf=x", "a=b\tc=x"]
)
def test_t26_only_a_semicolon_ends_a_cookie(text):
    assert parse_cookie(text) == {"a": text[2:]}


@pytest.mark.parametrize("mark", list("],&\"'[(\\ \t"))
def test_t26_nor_does_anything_else_beside_a_quoted_one(mark):
    assert parse_cookie(f'q="1"; a=b{mark}csrf=x; c=d') == {
        "q": "1",
        "a": f"b{mark}csrf=x",
        "c": "d",
    }


def test_t26_a_quote_does_not_swallow_the_cookies_behind_it():
    assert parse_cookie('a="b; session=s; c=d"') == {"a": '"b', "session": "s", "c": 'd"'}


@pytest.mark.parametrize(
    "make",
    [
        pytest.param(lambda size: 'a="' + '\\"' * size + '"', id="escaped quotes"),
        pytest.param(lambda size: 'a="' + "\\" * size + '"', id="backslashes"),
        pytest.param(lambda size: 'a="' + "\\303" * size + '"', id="octal"),
        pytest.param(lambda size: 'a="' + "\\3" * size + '"', id="half octal"),
        pytest.param(lambda size: "a=b;" * size, id="pairs"),
        pytest.param(lambda size: ";" * size, id="semicolons"),
        pytest.param(lambda size: "=" * size, id="equals"),
        pytest.param(lambda size: " " * size + "a=b", id="blanks"),
        pytest.param(lambda size: "%ff" * size, id="escapes"),
        pytest.param(lambda size: "a=" + "\xff" * size, id="not UTF-8"),
    ],
)
def test_t27_any_cookie_is_read_in_linear_time(make, is_linear):
    assert is_linear(parse_cookie, make, 60_000, cap=0.5)


def test_t41_ten_thousand_bad_cookies_leave_no_trace(caplog, capsys):
    assert parse_cookie("bad;=x;" * 10_000 + "a=b") == {"a": "b"}
    assert not caplog.records
    assert capsys.readouterr() == ("", "")


def test_t41_bad_cookies_are_not_logged_by_an_app(caplog, capsys):
    app = App("cookies", static_folder=None)
    app.add_url_rule("/", "index", lambda: str(len(request.cookies)))
    answer = app.test_client().get("/", headers={"Cookie": 'bad;=x;\xff="\\;' * 10_000 + "a=b"})
    assert answer.status_code == 200
    assert not caplog.records
    assert capsys.readouterr() == ("", "")


# Out.


def test_a_cookie_is_safe_by_default():
    assert dump_cookie("sid", "abc") == "sid=abc; HttpOnly; Path=/; SameSite=Lax"


def test_every_attribute_is_written():
    field = dump_cookie(
        "sid",
        "abc",
        max_age=timedelta(hours=1),
        expires=datetime(1994, 11, 6, 8, 49, 37, tzinfo=UTC),
        path="/app",
        domain="example.com",
        secure=True,
        httponly=True,
        samesite="strict",
        partitioned=True,
    )
    assert field.split("; ") == [
        "sid=abc",
        "Domain=example.com",
        "Expires=Sun, 06 Nov 1994 08:49:37 GMT",
        "Max-Age=3600",
        "Secure",
        "HttpOnly",
        "Path=/app",
        "SameSite=Strict",
        "Partitioned",
    ]


def test_every_attribute_can_be_left_out():
    assert dump_cookie("a", "b", path=None, httponly=False, samesite=None) == "a=b"


def test_t42_a_max_age_of_zero_is_written():
    assert "Max-Age=0" in dump_cookie("a", max_age=0).split("; ")
    assert "Max-Age=0" in dump_cookie("a", max_age=timedelta()).split("; ")
    assert "Expires=Thu, 01 Jan 1970 00:00:00 GMT" in dump_cookie("a", expires=0).split("; ")


def test_a_leading_dot_of_a_domain_is_dropped():
    assert "Domain=example.com" in dump_cookie("a", domain=".example.com").split("; ")


@pytest.mark.parametrize(
    "value",
    [
        "",
        "plain",
        "!#$%&'()*+-./09:<=>?@AZ[]^_`az{|}~",
        "two words",
        " blanks around ",
        'say "hi"',
        '"quoted"',
        '"',
        "\\",
        "\\101",
        '\\"',
        "back\\slash\\",
        "ünï cödé",
        "日本語",
        "😀",
        "\u0085\u00a0\u2028",
        "===",
    ],
)
def test_what_was_set_comes_back(value):
    field = dump_cookie("name", value)
    assert field.isascii()
    assert send_back(field) == {"name": value}


def test_every_octet_of_text_comes_back_quoted():
    text = "".join(chr(code) for code in range(0x20, 0x250) if chr(code) not in ",;\x7f")
    assert send_back(dump_cookie("n", text)) == {"n": text}


# T28: nothing breaks out of where it belongs.


@pytest.mark.parametrize("char", [*CONTROLS, ";", ","], ids=repr)
@pytest.mark.parametrize("form", ["{}", "a{}b", "é{}"])
def test_t28_no_value_breaks_out(form, char):
    with pytest.raises(ValueError, match="'n': the value"):
        dump_cookie("n", form.format(char))


@pytest.mark.parametrize("char", [*CONTROLS, *' ()<>@,;:\\"/[]?={}', "é", "€"], ids=repr)
def test_t28_no_name_breaks_out(char):
    with pytest.raises(ValueError, match="not a token"):
        dump_cookie(f"a{char}b", "v")


def test_t28_an_empty_name_is_refused():
    with pytest.raises(ValueError, match="not a token"):
        dump_cookie("", "v")


@pytest.mark.parametrize("char", [*CONTROLS, ";", ",", "é", "€"], ids=repr)
@pytest.mark.parametrize("attribute", ["path", "domain"])
def test_t28_no_attribute_breaks_out(attribute, char):
    with pytest.raises(ValueError, match=f"'n': {attribute}"):
        dump_cookie("n", "v", **{attribute: f"/x{char}y"})


@pytest.mark.parametrize("value", ["", "Laxx", "Lax; Domain=evil", "Lax\r\nX: y", "\x00", "no"])
def test_t28_samesite_is_one_of_three(value):
    with pytest.raises(ValueError, match="samesite"):
        dump_cookie("n", "v", samesite=value)


@pytest.mark.parametrize("value", ["", "1; Domain=evil", "1\r\nX: y", "1,", "x"])
def test_t28_max_age_is_a_number(value):
    with pytest.raises(TypeError, match="max_age is seconds"):
        dump_cookie("n", "v", max_age=value)


def test_t28_expires_is_a_moment():
    with pytest.raises(TypeError):
        dump_cookie("n", "v", expires="Thu, 01 Jan 1970; Domain=evil")


# Contradictions.


@pytest.mark.parametrize("name", ["__Host-a", "__host-a", "__HOST-a"])
@pytest.mark.parametrize(
    "options",
    [
        {},
        {"secure": False},
        {"secure": True, "path": "/app"},
        {"secure": True, "path": None},
        {"secure": True, "domain": "example.com"},
        {"secure": True, "domain": ""},
    ],
)
def test_a_host_cookie_keeps_the_rules_of_its_prefix(name, options):
    with pytest.raises(ValueError, match="prefix asks for"):
        dump_cookie(name, "v", **options)


def test_prefixed_cookies_that_keep_the_rules_are_written():
    assert dump_cookie("__Host-a", "v", secure=True).startswith("__Host-a=v; Secure;")
    assert dump_cookie("__Secure-a", "v", secure=True, path="/x", domain="example.com")


def test_a_secure_prefix_asks_for_secure():
    with pytest.raises(ValueError, match="secure=True"):
        dump_cookie("__Secure-a", "v")


def test_samesite_none_asks_for_secure():
    with pytest.raises(ValueError, match="asks for secure=True"):
        dump_cookie("n", "v", samesite="None")
    assert dump_cookie("n", "v", samesite="none", secure=True).endswith("SameSite=None")


def test_partitioned_asks_for_secure():
    with pytest.raises(ValueError, match="asks for secure=True"):
        dump_cookie("n", "v", partitioned=True)


def test_what_was_refused_once_is_refused_again():
    for _ in range(2):
        with pytest.raises(ValueError, match="cannot be sent"):
            dump_cookie("n", "v", path="/;x")


def test_cookies_that_differ_in_one_attribute_are_written_apart():
    assert dump_cookie("n", "v", path="/a") != dump_cookie("n", "v", path="/b")
    assert dump_cookie("n", "v") != dump_cookie("n", "v", httponly=False)
    assert dump_cookie("n", "v", secure=True) != dump_cookie("n", "v")


def test_the_size_that_every_browser_keeps():
    assert MAX_COOKIE_SIZE == 4093


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"value": 5}, r"cookie 'a': its value is text, not 5; write str"),
        ({"value": b"x"}, r"its value is text, not b'x'"),
        ({"value": None}, r"its value is text, not None"),
        ({"max_age": "1h"}, r"cookie 'a': max_age is seconds or a timedelta, not '1h'"),
        (
            {"expires": "tomorrow"},
            r"cookie 'a': expires is a datetime or Unix time, not 'tomorrow'",
        ),
    ],
)
def test_what_is_no_text_or_time_is_named(options, message):
    with pytest.raises(TypeError, match=message):
        dump_cookie("a", **options)


@pytest.mark.parametrize(
    ("age", "written"),
    [(0, "0"), (-1, "-1"), (59.9, "59"), (timedelta(minutes=1), "60"), (True, "1")],
)
def test_an_age_is_written_in_whole_seconds(age, written):
    assert f"; Max-Age={written};" in dump_cookie("a", "b", max_age=age)
