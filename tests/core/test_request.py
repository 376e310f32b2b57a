"""Request: what the client sent, whatever it sent."""

import time
from io import BytesIO

import pytest

from microweb import App
from microweb import request as current
from microweb.exceptions import (
    BadRequest,
    BadRequestKeyError,
    HTTPException,
    RequestEntityTooLarge,
    UnsupportedMediaType,
)
from microweb.http import MultiDict
from microweb.requests.request import Limits, Request
from microweb.testing import make_environ

FORM = "application/x-www-form-urlencoded"


def request(path="/", limits=None, **options):
    return Request(make_environ(path, **options), limits or Limits())


def raw(limits=None, **keys):
    """Give a request whose environ has the given keys, whatever they are."""
    return request(limits=limits, environ_overrides=keys)


def body(data, *, limits=None, content_type=FORM, **keys):
    environ = {"wsgi.input": BytesIO(data), "CONTENT_LENGTH": str(len(data)), **keys}
    return raw(limits, REQUEST_METHOD="POST", CONTENT_TYPE=content_type, **environ)


class Counting:
    """A stream that counts what was read of it, and gives a few bytes at a time."""

    def __init__(self, data, most=1 << 30):
        self.stream, self.most, self.count = BytesIO(data), most, 0

    def read(self, size=-1):
        piece = self.stream.read(min(size, self.most) if size >= 0 else size)
        self.count += len(piece)
        return piece


# The address.


def test_the_address_comes_in_pieces():
    it = request("/show/caf%C3%A9?q=a%20b&x=1", base_url="https://Example.com:8443/app/")
    assert it.method == "GET"
    assert it.scheme == "https"
    assert it.is_secure
    assert it.host == "example.com:8443"
    assert it.script_root == it.root_path == "/app"
    assert it.path == "/show/café"
    assert it.query_string == b"q=a%20b&x=1"
    assert it.full_path == "/show/café?q=a%20b&x=1"
    assert it.host_url == "https://example.com:8443/"
    assert it.url_root == "https://example.com:8443/app/"
    assert it.base_url == "https://example.com:8443/app/show/caf%C3%A9"
    assert it.url == "https://example.com:8443/app/show/caf%C3%A9?q=a%20b&x=1"


def test_a_plain_address():
    it = request()
    assert (it.path, it.full_path, it.url) == ("/", "/?", "http://localhost/")
    assert repr(it) == "<Request GET '/?'>"
    assert it.remote_addr == "127.0.0.1"
    assert not it.is_secure


@pytest.mark.parametrize(
    ("base_url", "host"),
    [
        ("http://h:80/", "h"),
        ("https://h:443/", "h"),
        ("http://h:443/", "h:443"),
        ("https://h:80/", "h:80"),
        ("http://[::1]:80/", "[::1]"),
    ],
)
def test_the_port_of_the_scheme_is_left_out(base_url, host):
    assert request(base_url=base_url).host == host


@pytest.mark.parametrize(
    ("name", "port", "host"),
    [("server", "80", "server"), ("server", "81", "server:81"), ("::1", "81", "[::1]:81")],
)
def test_without_a_host_header_the_server_names_itself(name, port, host):
    assert raw(HTTP_HOST="", SERVER_NAME=name, SERVER_PORT=port).host == host


@pytest.mark.parametrize(
    "host", ["h:99999", "h@x", "h/x?", "[fe80::1%25e]", "h.", "a,b", "h\r\nX: y"]
)
def test_t46_a_malformed_host_is_400(host):
    for name in ("host", "url", "base_url", "host_url", "url_root"):
        with pytest.raises(BadRequest, match="Host header"):
            getattr(raw(HTTP_HOST=host), name)


@pytest.mark.parametrize(
    ("path", "encoded"),
    [
        ("@evil", "/@evil"),
        ("evil", "/evil"),
        (":80/x", "/:80/x"),
        ("//evil", "//evil"),
        ("/@evil", "/@evil"),
        ("\\\\evil", "/%5C%5Cevil"),
        ("/\\evil", "/%5Cevil"),
        ("/a?b", "/a%3Fb"),
        ("/a#b", "/a%23b"),
        ("/a%2Fb", "/a%252Fb"),
        ("/a b\t\r\n", "/a%20b%09%0D%0A"),
        ("/.//..//evil", "/.//..//evil"),
        ("*", "/*"),
    ],
)
def test_t47_an_odd_path_never_becomes_another_part_of_the_address(path, encoded):
    it = raw(PATH_INFO=path)
    assert it.path == (path if path.startswith("/") else f"/{path}")
    assert it.url == it.base_url == f"http://localhost{encoded}"
    assert it.host == "localhost"


def test_t47_an_odd_mount_point_never_becomes_another_part_of_the_address():
    it = raw(SCRIPT_NAME="@evil", PATH_INFO="/x")
    assert it.url_root == it.root_url == "http://localhost/@evil/"
    assert it.url == "http://localhost/@evil/x"


@pytest.mark.parametrize(
    ("query", "encoded"),
    [
        ("a=b&c=%C3%A9", "a=b&c=%C3%A9"),
        ("a=#b", "a=%23b"),
        ("a=<b> \"'", "a=%3Cb%3E%20%22'"),
        ("a=\xc3\xa9\xff", "a=%C3%A9%FF"),
        ("a=\r\n", "a=%0D%0A"),
        ("next=/x?y=1", "next=/x?y=1"),
    ],
)
def test_t47_an_odd_query_string_stays_in_its_place(query, encoded):
    assert raw(QUERY_STRING=query).url == f"http://localhost/?{encoded}"


def test_an_empty_path_is_the_root():
    assert raw(PATH_INFO="").path == "/"
    assert raw(PATH_INFO="", SCRIPT_NAME="/app").url == "http://localhost/app/"


@pytest.mark.parametrize("path", ["/\xff", "/\xc3", "/\xed\xa0\x80", "/\xc0\xaf", "/\u20ac"])
def test_a_path_that_is_not_utf_8_is_400(path):
    with pytest.raises(BadRequest, match="not UTF-8"):
        raw(PATH_INFO=path).path  # noqa: B018
    with pytest.raises(BadRequest, match="not UTF-8"):
        raw(SCRIPT_NAME=path).script_root  # noqa: B018


@pytest.mark.parametrize("path", ["/\x00", "/a\x00b", "/\xc3\xa9\x00"])
def test_t65_a_nul_in_the_path_is_400(path):
    with pytest.raises(BadRequest, match="NUL"):
        raw(PATH_INFO=path).path  # noqa: B018


# Headers and cookies.


def test_headers_have_their_names_back():
    it = request(headers={"X-Some-Thing": "1", "Content-Type": "a/b", "Accept": "c/d"})
    assert it.headers["x-some-thing"] == "1"
    assert it.headers["Content-Type"] == "a/b"
    assert "X-Some-Thing" in dict(it.headers)
    assert it.headers is it.headers


def test_t48_a_forged_content_header_is_not_seen():
    it = raw(CONTENT_TYPE=FORM, HTTP_CONTENT_TYPE="application/json", HTTP_CONTENT_LENGTH="9")
    assert it.headers.getlist("Content-Type") == [FORM]
    assert it.headers.getlist("Content-Length") == []
    assert it.mimetype == FORM


def test_t50_fields_that_may_come_once_are_refused_when_a_server_joins_two():
    # As servers before ours hand over two of them: with a comma, with or without a blank.
    for comma in (",", ", "):
        with pytest.raises(BadRequest, match="Host"):
            raw(HTTP_HOST=f"a{comma}a").host  # noqa: B018
        with pytest.raises(BadRequest, match="Content-Length"):
            body(b"a=1", CONTENT_LENGTH=f"3{comma}3").form  # noqa: B018
        twice = f"application/json{comma}application/json"
        with pytest.raises(UnsupportedMediaType):
            body(b"{}", content_type=twice).json  # noqa: B018
        assert not body(b"a=1", content_type=f"{FORM}{comma}{FORM}").form


@pytest.mark.parametrize("host", ["h@x", "h:99999", "h/x?", "evil.example", "localhost."])
def test_t46_a_host_is_judged_before_anything_of_the_app_runs(host):
    app, called = App("hosts", static_folder=None), []
    app.config["TRUSTED_HOSTS"] = ["localhost"]
    app.before_request(lambda: called.append("hook"))
    app.add_url_rule("/", "index", lambda: called.append("view") or "")
    for path in ("/", "/nothing"):
        assert app.test_client().get(path, headers={"Host": host}).status_code == 400
    assert not called


@pytest.mark.parametrize("path", ["@evil", "//evil", "\\\\evil", "/\\evil", "?a", "#a", ":80"])
def test_t47_a_view_sees_its_own_host_whatever_the_path(path):
    app = App("paths", static_folder=None)
    app.add_url_rule("/<path:rest>", "any", lambda rest: f"{current.url} {current.host}")
    environ = make_environ("/") | {"PATH_INFO": path}
    text = b"".join(app(environ, lambda *_: None)).decode()
    assert not text.startswith("http") or text.endswith(" localhost")
    assert "http://evil" not in text
    assert "//localhost@" not in text


def test_common_headers_have_words():
    it = request(headers={"Referer": "http://r/", "User-Agent": "ua"})
    assert (it.referrer, it.user_agent) == ("http://r/", "ua")
    assert (request().referrer, request().user_agent) == (None, "")


def test_cookies_are_read_once():
    it = request(headers={"Cookie": "a=1; =x; b"})
    assert it.cookies == {"a": "1"}
    assert it.cookies is it.cookies
    assert request().cookies == {}


def test_t27_a_60_kb_cookie_is_harmless():
    assert len(request(headers={"Cookie": 'a="' + '\\"' * 30_000 + '"'}).cookies["a"]) == 30_000


def test_nothing_matched_is_none():
    it = request()
    assert it.url_rule is it.view_args is it.endpoint is it.blueprint is None
    assert it.blueprints == []


# Query string and form.


def test_the_query_string_is_args():
    it = request("/?a=1&a=2&b=%C3%A9")
    assert it.args["a"] == "1"
    assert it.args.getlist("a") == ["1", "2"]
    assert it.args.get("b") == "é"
    assert it.args.get("a", type=int) == 1
    assert it.args is it.args
    assert not request().args


def test_a_form_is_form():
    it = body(b"a=1&a=2&b=%C3%A9")
    assert it.form.getlist("a") == ["1", "2"]
    assert it.form["b"] == "é"
    assert it.form is it.form
    assert not it.args


@pytest.mark.parametrize("content_type", [f"{FORM}; charset=utf-8", FORM.upper(), f" {FORM} ;"])
def test_the_media_type_of_a_form_may_have_parameters(content_type):
    assert body(b"a=1", content_type=content_type).form["a"] == "1"


@pytest.mark.parametrize("content_type", ["", "text/plain", "application/json", f"{FORM}x", "x"])
def test_another_body_is_no_form_and_is_not_read(content_type):
    it = body(b"a=1", content_type=content_type)
    assert not it.form
    assert it.data == b"a=1"


def test_values_are_args_then_form():
    it = body(b"a=form&b=2", QUERY_STRING="a=args")
    assert it.values.getlist("a") == ["args", "form"]
    assert it.values["b"] == "2"


@pytest.mark.parametrize("source", ["form", "values"])
def test_a_missing_key_names_the_nearest_one(source):
    with pytest.raises(BadRequestKeyError, match=r"It has 'username': is that meant\?$"):
        getattr(body(b"username=1&mail=2"), source)["usernam"]
    with pytest.raises(BadRequestKeyError, match=r"has no value for 'other'\.$"):
        getattr(body(b"username=1&mail=2"), source)["other"]


def test_a_thousand_long_names_do_not_make_a_missing_key_slow():
    it = body(b"&".join(b"%d%s=" % (number, b"ab" * 500) for number in range(999)))
    start = time.process_time()
    with pytest.raises(BadRequestKeyError):
        it.form["ab" * 500]
    assert time.process_time() - start < 0.2


@pytest.mark.parametrize(
    ("source", "named"), [("args", "query string"), ("form", "form"), ("values", "request")]
)
def test_a_missing_key_is_400_that_names_it(source, named):
    values = getattr(body(b"a=1"), source)
    with pytest.raises(BadRequestKeyError, match=f"The {named} has no value for 'user'") as caught:
        values["user"]
    assert caught.value.code == 400
    assert caught.value.key == "user"
    with pytest.raises(KeyError):
        values["user"]
    assert values.get("user") is None
    assert "user" not in values


CHANGES = {
    "set": lambda values: values.__setitem__("a", "2"),
    "delete": lambda values: values.__delitem__("a"),
    "add": lambda values: values.add("a", "2"),
    "setlist": lambda values: values.setlist("a", []),
    "pop": lambda values: values.pop("a"),
    "popitem": lambda values: values.popitem(),
    "clear": lambda values: values.clear(),
    "update": lambda values: values.update({"a": "2"}),
    "setdefault": lambda values: values.setdefault("new", "2"),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_what_was_sent_cannot_be_changed(change):
    it = request("/?a=1")
    with pytest.raises(
        (TypeError, BadRequestKeyError), match=r"cannot be changed|no value for 'new'"
    ):
        change(it.args)
    assert it.args.to_dict() == {"a": "1"}


def test_a_copy_can_be_changed():
    copy = request("/?a=1&a=2").args.copy()
    copy["b"] = "3"
    assert copy == MultiDict([("a", "1"), ("a", "2"), ("b", "3")])


@pytest.mark.parametrize("data", [b"a=%ff", b"%c3=1", b"a=\xff", b"a=%ed%a0%80"])
def test_what_is_not_utf_8_is_400(data):
    with pytest.raises(BadRequest, match="The query string is not UTF-8"):
        raw(QUERY_STRING=data.decode("latin-1")).args  # noqa: B018
    with pytest.raises(BadRequest, match="The form is not UTF-8"):
        body(data).form  # noqa: B018


def test_a_bad_escape_is_kept():
    assert request("/?a=%zz&b=%").args.to_dict() == {"a": "%zz", "b": "%"}


def test_t15_as_many_fields_as_allowed():
    limits = Limits(max_form_parts=3)
    assert len(request("/?a&b&c", limits).args) == 3
    assert len(body(b"a&b&c", limits=limits).form) == 3


def test_t15_one_field_more_is_refused():
    limits = Limits(max_form_parts=3)
    with pytest.raises(BadRequest, match=r"query string has more than 3 fields \(MAX_FORM_PARTS\)"):
        request("/?a&b&c&d", limits).args  # noqa: B018
    with pytest.raises(RequestEntityTooLarge, match=r"form has more than 3 .*\(MAX_FORM_PARTS\)"):
        body(b"a&b&c&d", limits=limits).form  # noqa: B018


# The body and its length.


@pytest.mark.parametrize("length", ["3", "03", "000000000000000003"])
def test_a_number_is_a_length(length):
    it = body(b"a=1", CONTENT_LENGTH=length)
    assert it.content_length == 3
    assert it.form["a"] == "1"


@pytest.mark.parametrize(
    "length",
    [
        "-1",
        "+5",
        "5_0",
        "0x5",
        " 5",
        "5 ",
        "5\n",
        "5, 5",
        "5,5",
        "1e3",
        "1" + "0" * 30,
        "\u0663",
        "x",
    ],
)
def test_t17_an_odd_length_is_400(length):
    for read in (
        lambda it: it.content_length,
        lambda it: it.data,
        lambda it: it.form,
        lambda it: it.get_json(force=True),
    ):
        stream = Counting(b"a=1")
        with pytest.raises(BadRequest, match="Content-Length"):
            read(body(b"", CONTENT_LENGTH=length, **{"wsgi.input": stream}))
        assert stream.count == 0


@pytest.mark.parametrize("length", ["", None])
def test_t17_without_a_length_there_is_no_body(length):
    stream = Counting(b"a=1")
    it = body(b"", CONTENT_LENGTH=length, **{"wsgi.input": stream})
    assert it.content_length is None
    assert it.data == b""
    assert not it.form
    assert stream.count == 0


def test_a_body_that_the_server_ends_needs_no_length():
    it = body(b"a=1", CONTENT_LENGTH="", **{"wsgi.input_terminated": True})
    assert it.form["a"] == "1"


def test_t17_the_limit_counts_the_bytes_of_a_body_that_the_server_ends():
    stream = Counting(b"x" * 1000)
    keys = {"CONTENT_LENGTH": "", "wsgi.input": stream, "wsgi.input_terminated": True}
    with pytest.raises(RequestEntityTooLarge, match="MAX_CONTENT_LENGTH"):
        body(b"", limits=Limits(max_content_length=10), **keys).data  # noqa: B018
    assert stream.count == 11


def test_without_a_limit_everything_is_read():
    limits = Limits(max_content_length=None, max_form_memory_size=None)
    keys = {"CONTENT_LENGTH": "", "wsgi.input_terminated": True}
    data = b"a=" + b"x" * 100_000
    assert len(body(data, limits=limits).form["a"]) == 100_000
    assert len(body(data, limits=limits, **keys).form["a"]) == 100_000


def test_no_byte_behind_the_body_is_read():
    stream = Counting(b"a=1GET / HTTP/1.1")
    assert body(b"", CONTENT_LENGTH="3", **{"wsgi.input": stream}).data == b"a=1"
    assert stream.count == 3


def test_a_body_that_comes_in_pieces_is_put_together():
    stream = Counting(b"a=" + b"x" * 1000, most=7)
    it = body(b"", CONTENT_LENGTH="1002", **{"wsgi.input": stream})
    assert it.form["a"] == "x" * 1000


def test_a_short_body_is_400_that_says_so():
    with pytest.raises(BadRequest, match="ended after 3 of 10 bytes"):
        body(b"a=1", CONTENT_LENGTH="10").form  # noqa: B018


@pytest.mark.parametrize(
    ("read", "limits", "key"),
    [
        (lambda it: it.data, Limits(max_content_length=10), "MAX_CONTENT_LENGTH"),
        (lambda it: it.get_json(force=True), Limits(max_content_length=10), "MAX_CONTENT_LENGTH"),
        (lambda it: it.form, Limits(max_content_length=10), "MAX_CONTENT_LENGTH"),
        (lambda it: it.form, Limits(max_form_memory_size=10), "MAX_FORM_MEMORY_SIZE"),
        (lambda it: it.get_json(force=True), Limits(max_json_size=10), "MAX_JSON_SIZE"),
    ],
)
def test_a_body_above_a_limit_is_413_that_names_it_unread(read, limits, key):
    stream = Counting(b"a=" + b"1" * 9)
    message = rf"The body has 11 bytes; up to 10 are accepted \({key}\)"
    with pytest.raises(RequestEntityTooLarge, match=message):
        read(body(b"", limits=limits, CONTENT_LENGTH="11", **{"wsgi.input": stream}))
    assert stream.count == 0


def test_a_body_at_the_limit_is_accepted():
    limits = Limits(max_content_length=10, max_form_memory_size=10)
    assert body(b"a=" + b"1" * 8, limits=limits).form["a"] == "1" * 8


def test_the_limit_of_forms_holds_for_forms_alone():
    it = body(b"[1,2,3]", limits=Limits(max_form_memory_size=3), content_type="application/json")
    assert it.json == [1, 2, 3]


def test_the_limit_of_forms_holds_after_the_body_was_read():
    it = body(b"a=12345678", limits=Limits(max_form_memory_size=5))
    assert it.data == b"a=12345678"
    with pytest.raises(RequestEntityTooLarge, match="MAX_FORM_MEMORY_SIZE"):
        it.form  # noqa: B018


@pytest.mark.parametrize("read", ["data", "form"])
def test_the_limit_of_json_holds_for_json_alone(read):
    assert getattr(body(b"a=12345678", limits=Limits(max_json_size=3)), read)


def test_the_limit_of_json_holds_after_the_body_was_read():
    it = body(b"[1,2,3]", limits=Limits(max_json_size=6), content_type="application/json")
    assert it.data == b"[1,2,3]"
    with pytest.raises(RequestEntityTooLarge, match="MAX_JSON_SIZE"):
        it.json  # noqa: B018


def test_json_at_its_limits_is_accepted():
    limits = Limits(max_json_size=7, max_json_items=4)
    assert body(b"[1,2,3]", limits=limits, content_type="application/json").json == [1, 2, 3]


@pytest.mark.parametrize(
    ("key", "most", "status"), [("MAX_JSON_SIZE", 6, 413), ("MAX_JSON_ITEMS", 3, 400)]
)
def test_the_limits_of_json_are_set_for_an_app_or_a_request(key, most, status):
    app = App("limits", static_folder=None)
    app.config[key] = most

    @app.post("/<int:more>")
    def view(more):
        setattr(current, key.lower(), getattr(current, key.lower()) + more)
        return current.json

    client = app.test_client()
    answers = [client.post(f"/{more}", json=[1, 2, 3]) for more in (0, 1)]
    assert [answer.status_code for answer in answers] == [status, 200]
    assert key in answers[0].text


def test_json_of_unknown_length_is_read_up_to_its_limit():
    stream = Counting(b"[" + b"1," * (4 << 20))
    terminated = {"wsgi.input": stream, "wsgi.input_terminated": True}
    it = body(b"", content_type="application/json", CONTENT_LENGTH="", **terminated)
    with pytest.raises(RequestEntityTooLarge, match=r"or more; .* \(MAX_JSON_SIZE\)"):
        it.json  # noqa: B018
    assert stream.count == (1 << 20) + 1


def test_the_default_limits():
    assert Limits() == (16 << 20, 1 << 20, 1 << 20, 100_000, 1000, 32, 8 << 10)


def test_the_body_is_kept_for_all_ways_to_read_it():
    it = body(b"a=1")
    assert it.data == it.get_data() == it.data == b"a=1"
    assert it.get_data(as_text=True) == "a=1"
    assert it.form["a"] == "1"


def test_text_that_is_not_utf_8_is_400():
    with pytest.raises(BadRequest, match="at byte 1"):
        body(b"a\xff").get_data(as_text=True)


# JSON.


@pytest.mark.parametrize(
    "content_type",
    [
        "application/json",
        "Application/JSON; charset=utf-8",
        "application/problem+json",
        "application/vnd.api+json;v=1",
    ],
)
def test_json_is_read(content_type):
    it = body(b'{"a": [1]}', content_type=content_type)
    assert it.is_json
    assert it.json == it.get_json() == {"a": [1]}
    assert it.json is it.json


@pytest.mark.parametrize(
    "content_type",
    [
        "",
        "text/plain",
        "text/json",
        "application/jsonx",
        "application/json-x",
        "xapplication/json",
        "text/plain; application/json",
        "text/plain, application/json",
        "application/json, application/json",
        "x/y+json",
        FORM,
    ],
)
def test_t22_t23_json_of_another_type_is_415(content_type):
    it = body(b"{}", content_type=content_type)
    assert not it.is_json
    with pytest.raises(UnsupportedMediaType, match="application/json"):
        it.json  # noqa: B018
    assert it.get_json(silent=True) is None
    assert it.get_json(force=True) == {}


@pytest.mark.parametrize(
    ("content_type", "came"), [("text/Plain; a=b", "came as text/plain"), ("", "has no media type")]
)
def test_the_415_says_what_came(content_type, came):
    with pytest.raises(UnsupportedMediaType, match=f"The body {came}; send it as"):
        body(b"{}", content_type=content_type).json  # noqa: B018


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "Expecting value"),
        (b"{", "Expecting property name"),
        (b'"\xff"', "not UTF-8 at byte 1"),
        (b"NaN", "no NaN"),
        (b"1e999", "too large"),
        (b'{"a":1,"a":2}', "names 'a' twice"),
        (b"1" * 5000, "4300 digits"),
        (b"[" * 100_000, "nested too deeply"),
        (b'{"a":' * 40_000, "nested too deeply: more than 100 levels"),
        (b'{"a":' * 50_000, r"more than 100000 names and values \(MAX_JSON_ITEMS\)"),
        (b'"\\ud800"', "surrogate"),
        ('{"a": 1}'.encode("utf-16"), "not UTF-8"),
        (b"\xef\xbb\xbf{}", "Expecting value"),
    ],
)
def test_t20_t21_bad_json_is_400_that_says_why(data, message):
    it = body(data, content_type="application/json")
    with pytest.raises(BadRequest, match=f"The body cannot be read as JSON: .*{message}"):
        it.json  # noqa: B018
    assert it.get_json(silent=True) is None
    assert it.get_json(force=True, silent=True) is None


def test_null_is_a_value():
    it = body(b"null", content_type="application/json")
    assert it.json is None
    assert it.get_json(force=True) is None


# Whatever comes, the answer is a value or an error of the client.

ODD = [
    {"PATH_INFO": "/\xff\x00"},
    {"QUERY_STRING": "%" * 60_000},
    {"QUERY_STRING": "&" * 60_000},
    {"QUERY_STRING": "\x00\r\n"},
    {"HTTP_COOKIE": "\x00=\xff;" * 1000},
    {"HTTP_HOST": "\x00"},
    {"HTTP_HOST": "[" * 60_000},
    {"CONTENT_TYPE": ";" * 60_000},
    {"CONTENT_TYPE": 'multipart/form-data; boundary="' + "\\" * 60_000},
    {"CONTENT_TYPE": FORM, "CONTENT_LENGTH": "9" * 60_000},
    {"CONTENT_TYPE": FORM, "CONTENT_LENGTH": "10"},
    {"REQUEST_METHOD": "__class__"},
]
READERS = [
    "method",
    "path",
    "script_root",
    "query_string",
    "full_path",
    "scheme",
    "host",
    "url",
    "base_url",
    "url_root",
    "headers",
    "cookies",
    "args",
    "form",
    "values",
    "content_type",
    "mimetype",
    "content_length",
    "data",
    "is_json",
    "json",
    "referrer",
    "user_agent",
]


@pytest.mark.parametrize("keys", ODD, ids=lambda keys: next(iter(keys)))
@pytest.mark.parametrize("name", READERS)
def test_odd_input_is_a_value_or_a_client_error(keys, name):
    it = raw(**keys)
    status = 400
    try:
        getattr(it, name)
    except HTTPException as error:
        status = error.get_response(it.environ).status_code
    assert 400 <= status < 500


@pytest.mark.parametrize("piece", ["%ff", "%zz", "a&", "+", "\\"])
def test_t62_reading_a_request_is_linear(piece, is_linear):
    def read(text):
        it = raw(PATH_INFO="/" + text, QUERY_STRING=text, HTTP_COOKIE=f'a="{text}"')
        for name in ("path", "url", "args", "cookies"):
            try:
                getattr(it, name)
            except BadRequest:
                continue

    assert is_linear(read, lambda size: piece * size, 20_000)
