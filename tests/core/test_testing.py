"""The test client: a browser without a server, with the WSGI checker in between."""

from datetime import UTC, date, datetime
from io import BytesIO

import pytest

from microweb.http import MultiDict
from microweb.requests import Request
from microweb.responses import Response
from microweb.testing import Client, CookieJar, make_environ


def site(view):
    """Make an application of a function from a request to a response."""

    def application(environ, start_response):
        return view(Request(environ))(environ, start_response)

    return application


def echo(request):
    return Response(
        f"{request.method} {request.url} {request.get_data(as_text=True)}|"
        f"{request.content_type}|{request.environ.get('HTTP_COOKIE', '')}"
    )


@pytest.fixture
def client():
    return Client(site(echo))


def sent_cookie(client, path="/", **options):
    return client.get(path, **options).text.rpartition("|")[2]


def cookie_client(**cookies):
    """Give a client of a site whose `/set...` sets cookies and whose other pages echo."""

    def view(request):
        response = echo(request)
        if "/set" in request.path:
            for name, options in cookies.items():
                response.set_cookie(name, **options)
        return response

    return Client(site(view))


# The environ.


def test_an_environ_is_one_of_a_plain_get():
    environ = make_environ()
    assert environ["REQUEST_METHOD"] == "GET"
    assert (environ["SCRIPT_NAME"], environ["PATH_INFO"], environ["QUERY_STRING"]) == ("", "/", "")
    assert environ["HTTP_HOST"] == environ["SERVER_NAME"] == "localhost"
    assert environ["SERVER_PORT"] == "80"
    assert environ["wsgi.input"].read() == b""
    assert "CONTENT_TYPE" not in environ


def test_a_base_url_gives_scheme_host_and_mount_point():
    environ = make_environ("/x", base_url="https://example.com:8443/caf%C3%A9/")
    assert environ["wsgi.url_scheme"] == "https"
    assert environ["HTTP_HOST"] == "example.com:8443"
    assert (environ["SERVER_NAME"], environ["SERVER_PORT"]) == ("example.com", "8443")
    assert environ["SCRIPT_NAME"] == "/caf\u00c3\u00a9"
    assert environ["PATH_INFO"] == "/x"
    assert make_environ(base_url="https://h/")["SERVER_PORT"] == "443"


@pytest.mark.parametrize(
    ("path", "info", "query"),
    [
        ("/a%20b", "/a b", ""),
        ("/a b", "/a b", ""),
        ("/é", "/\u00c3\u00a9", ""),
        ("/%C3%A9", "/\u00c3\u00a9", ""),
        ("/%ff%00", "/\u00ff\x00", ""),
        ("/%zz", "/%zz", ""),
        ("/a?b=c%20d?e", "/a", "b=c%20d?e"),
        ("/a?q=é", "/a", "q=\u00c3\u00a9"),
        ("/a%3Fb", "/a?b", ""),
        ("/a?b#c?d", "/a", "b"),
        ("/a#b", "/a", ""),
        ("a", "/a", ""),
        ("", "/", ""),
        ("//evil", "//evil", ""),
    ],
)
def test_a_path_is_decoded_as_a_server_does(path, info, query):
    environ = make_environ(path)
    assert (environ["PATH_INFO"], environ["QUERY_STRING"]) == (info, query)


def test_a_query_string_is_text_or_values():
    assert make_environ("/?a=1", query_string="b=2")["QUERY_STRING"] == "b=2"
    assert make_environ(query_string={"a": [1, 2], "b": "x y", "c": None, "d": "é"})[
        "QUERY_STRING"
    ] == ("a=1&a=2&b=x%20y&d=%C3%A9")
    assert make_environ(query_string=MultiDict([("a", "1"), ("a", "2")]))["QUERY_STRING"] == (
        "a=1&a=2"
    )


def test_headers_become_keys_and_repeated_ones_are_joined():
    fields = [("X-One", "1"), ("x-one", "2"), ("Cookie", "a=1"), ("Cookie", "b=2")]
    environ = make_environ(headers=[*fields, ("Content-Type", "a/b"), ("Content-Length", "7")])
    assert environ["HTTP_X_ONE"] == "1,2"
    assert environ["HTTP_COOKIE"] == "a=1; b=2"
    assert (environ["CONTENT_TYPE"], environ["CONTENT_LENGTH"]) == ("a/b", "7")
    assert "HTTP_CONTENT_TYPE" not in environ


def test_a_header_that_cannot_be_sent_is_refused():
    with pytest.raises(ValueError, match="X-A"):
        make_environ(headers={"X-A": "1\r\n"})


@pytest.mark.parametrize(
    ("options", "body", "content_type"),
    [
        ({"data": b"\xff"}, b"\xff", None),
        ({"data": "é"}, "é".encode(), None),
        ({"data": "x", "content_type": "a/b"}, b"x", "a/b"),
        (
            {"data": {"a": ["1", 2], "b": "x&y", "c": None}},
            b"a=1&a=2&b=x%26y",
            "application/x-www-form-urlencoded",
        ),
        (
            {"data": MultiDict([("a", "1"), ("a", "2")])},
            b"a=1&a=2",
            "application/x-www-form-urlencoded",
        ),
        (
            {"json": {"b": 1, "a": date(2026, 1, 2)}},
            b'{"a":"2026-01-02","b":1}',
            "application/json",
        ),
        ({"json": []}, b"[]", "application/json"),
        ({"json": {}, "content_type": "a/b+json"}, b"{}", "a/b+json"),
    ],
)
def test_a_body_is_encoded(options, body, content_type):
    environ = make_environ(method="POST", **options)
    assert environ["wsgi.input"].read() == body
    assert environ["CONTENT_LENGTH"] == str(len(body))
    assert environ.get("CONTENT_TYPE") == content_type


def test_data_and_json_together_are_a_mistake():
    with pytest.raises(TypeError, match="data or json, not both"):
        make_environ(data={}, json={})


def test_a_post_without_a_body_has_a_length():
    assert make_environ(method="POST")["CONTENT_LENGTH"] == "0"
    assert make_environ(method="GET")["CONTENT_LENGTH"] == ""


def test_keys_can_be_set_at_last():
    stream = BytesIO(b"x")
    environ = make_environ(environ_overrides={"REMOTE_ADDR": "::1", "wsgi.input": stream})
    assert environ["REMOTE_ADDR"] == "::1"
    assert environ["wsgi.input"] is stream


# Sending.


@pytest.mark.parametrize("method", ["get", "post", "put", "patch", "delete", "options"])
def test_each_method_has_its_function(client, method):
    response = getattr(client, method)("/x")
    assert response.text.startswith(f"{method.upper()} http://localhost/x ")


def test_head_has_no_body_but_its_length(client):
    response = client.head("/")
    assert response.data == b""
    assert int(response.headers["Content-Length"]) > 0


def test_a_response_carries_its_request(client):
    response = client.post("/x?q=1", data={"a": "1"})
    assert response.status_code == 200
    assert response.status == "200 OK"
    assert response.request.path == "/x"
    assert response.request.args["q"] == "1"
    assert response.history == ()


def test_a_whole_url_may_be_given(client):
    assert client.get("https://example.com/x?a=1").text.startswith("GET https://example.com/x?a=1 ")
    assert client.get("http://example.com").text.startswith("GET http://example.com/ ")


def test_json_comes_back():
    client = Client(site(lambda request: Response("[1]", mimetype="application/json")))
    assert client.get().json == [1]
    assert client.get().get_data(as_text=True) == "[1]"


def test_errors_of_the_application_come_through():
    def fail(request):
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        Client(site(fail)).get()


# The checker in between.


def bad(headers=(("Content-Type", "text/plain"),), body=(b"x",), status="200 OK"):
    def application(environ, start_response):
        start_response(status, list(headers))
        return list(body)

    return Client(application)


@pytest.mark.parametrize(
    "client",
    [
        bad(body=["text"]),
        bad(headers=[("Content-Type:", "x")]),
        bad(headers=[("X", "a\r\nb"), ("Content-Type", "x")]),
        bad(headers=[("Status", "200"), ("Content-Type", "x")]),
        bad(headers=[]),
        bad(status="20 OK"),
        Client(lambda environ, start_response: [b"never started"]),
        Client(lambda environ, start_response: None),
    ],
)
def test_an_application_that_breaks_the_protocol_fails(client):
    with pytest.raises(AssertionError):
        client.get()


def test_the_body_is_closed():
    closed = []

    class Body:
        def __iter__(self):
            return iter([b"a", b"b"])

        def close(self):
            closed.append(True)

    def application(environ, start_response):
        start_response("200 OK", [("Content-Type", "text/plain")])
        return Body()

    assert Client(application).get().data == b"ab"
    assert closed == [True]


def test_what_is_written_comes_before_the_body():
    def application(environ, start_response):
        write = start_response("200 OK", [("Content-Type", "text/plain")])
        write(b"a")
        return [b"b"]

    assert Client(application).get().data == b"ab"


def test_a_status_may_be_replaced_until_the_body_begins():
    def application(environ, start_response):
        start_response("200 OK", [("Content-Type", "text/plain")])
        error = ZeroDivisionError()
        fields = [("Content-Type", "text/plain")]
        start_response("500 Oh", fields, (type(error), error, None))
        return [b"sorry"]

    assert Client(application).get().status == "500 Oh"


def test_a_status_cannot_be_replaced_after_that():
    def application(environ, start_response):
        write = start_response("200 OK", [("Content-Type", "text/plain")])
        write(b"a")
        error = ZeroDivisionError()
        start_response("500 Oh", [("Content-Type", "text/plain")], (type(error), error, None))
        return [b"sorry"]

    with pytest.raises(ZeroDivisionError):
        Client(application).get()


# Redirects.


def going(location, code=303):
    """Give a client of a site that sends `/from` on, and echoes everything else."""

    def view(request):
        if request.path == "/from":
            return Response("", code, {"Location": location})
        return echo(request)

    return Client(site(view))


def test_a_redirect_is_followed_only_if_asked():
    response = going("/to").get("/from")
    assert (response.status_code, response.location, response.history) == (303, "/to", ())


@pytest.mark.parametrize(
    ("location", "url"),
    [
        ("/to", "http://localhost/to"),
        ("to", "http://localhost/to"),
        ("/to?a=1&b=%20", "http://localhost/to?a=1&b=%20"),
        ("/caf%C3%A9#x", "http://localhost/caf%C3%A9"),
        ("?a=1", None),
        ("http://localhost/to", "http://localhost/to"),
        ("https://localhost/to", "https://localhost/to"),
    ],
)
def test_a_location_is_resolved(location, url):
    client = going(location)
    if url is None:
        with pytest.raises(RuntimeError, match="more than 20 redirects"):
            client.get("/from", follow_redirects=True)
        return
    response = client.get("/from", follow_redirects=True)
    assert response.text.startswith(f"GET {url} ")
    assert [step.status_code for step in response.history] == [303]
    assert response.history[0].request.path == "/from"


@pytest.mark.parametrize("code", [301, 302, 303])
def test_a_post_becomes_a_get_without_its_body(code):
    response = going("/to", code).post("/from?q=1", data={"a": "1"}, follow_redirects=True)
    assert response.text == "GET http://localhost/to |" + "|"


@pytest.mark.parametrize("code", [307, 308])
@pytest.mark.parametrize(
    ("options", "sent"),
    [
        ({"data": {"a": "1"}}, "a=1|application/x-www-form-urlencoded"),
        ({"json": [1]}, "[1]|application/json"),
        ({"data": b"x", "content_type": "a/b"}, "x|a/b"),
    ],
)
def test_307_and_308_repeat_the_request(code, options, sent):
    response = going("/to", code).post("/from", follow_redirects=True, **options)
    assert response.text == f"POST http://localhost/to {sent}|"


def test_a_head_stays_a_head():
    response = going("/to", 303).head("/from", follow_redirects=True)
    assert response.request.method == "HEAD"


def test_headers_are_sent_again():
    def view(request):
        if request.path == "/from":
            return Response("", 303, {"Location": "/to"})
        return Response(request.headers.get("X-A", "none"))

    client = Client(site(view))
    assert client.get("/from", headers={"X-A": "1"}, follow_redirects=True).text == "1"


@pytest.mark.parametrize("location", ["http://other/", "//other/", "http://localhost:81/"])
def test_a_redirect_to_another_host_is_not_followed(location):
    with pytest.raises(RuntimeError, match="leads out of the application"):
        going(location).get("/from", follow_redirects=True)


def test_a_redirect_stays_below_the_mount_point():
    base_url = "http://localhost/demo/"
    response = going("/demo/to?a=1").get("/from", base_url=base_url, follow_redirects=True)
    assert response.text.startswith("GET http://localhost/demo/to?a=1 ")
    assert response.request.script_root == "/demo"
    assert going("/demo").get("/from", base_url=base_url, follow_redirects=True).request.path == "/"
    for location in ("/to", "/demo2/to", "/"):
        with pytest.raises(RuntimeError, match="at http://localhost/demo/"):
            going(location).get("/from", base_url=base_url, follow_redirects=True)


def test_cookies_set_on_the_way_are_sent():
    def view(request):
        if request.path == "/from":
            response = Response("", 303, {"Location": "/to"})
            response.set_cookie("a", "1")
            return response
        return echo(request)

    assert Client(site(view)).get("/from", follow_redirects=True).text.endswith("|a=1")


# Cookies.


def test_a_cookie_is_kept_and_sent_back():
    client = cookie_client(a={"value": "1"}, b={"value": "two words"})
    client.get("/set")
    assert sent_cookie(client) == 'a=1; b="two words"'
    cookie = client.get_cookie("a")
    assert (cookie.value, cookie.path, cookie.domain) == ("1", "/", "localhost")
    assert cookie.attributes["samesite"] == "Lax"
    assert "httponly" in cookie.attributes
    assert client.get_cookie("none") is None


def test_a_client_without_cookies_keeps_none():
    client = Client(cookie_client(a={"value": "1"}).application, use_cookies=False)
    client.get("/set")
    assert sent_cookie(client) == ""


def test_cookies_can_be_set_and_deleted(client):
    client.set_cookie("a", "é")
    client.set_cookie("b", "2", path="/app")
    assert client.get("/").request.cookies == {"a": "é"}
    assert client.get("/app/x").request.cookies == {"b": "2", "a": "é"}
    client.delete_cookie("a")
    client.delete_cookie("none")
    assert client.get("/").request.cookies == {}


def test_a_cookie_that_cannot_be_sent_is_refused(client):
    with pytest.raises(ValueError, match="cookie"):
        client.set_cookie("a", "1;2")


def test_given_cookies_go_before_kept_ones(client):
    client.set_cookie("a", "kept")
    assert sent_cookie(client, headers={"Cookie": "a=given"}) == "a=given; a=kept"


@pytest.mark.parametrize(
    ("path", "sent"),
    [("/app", True), ("/app/", True), ("/app/x", True), ("/apple", False), ("/", False)],
)
def test_a_cookie_belongs_to_its_path(path, sent):
    client = cookie_client(a={"value": "1", "path": "/app"})
    client.get("/set")
    assert sent_cookie(client, path) == ("a=1" if sent else "")


def test_longer_paths_go_first():
    client = cookie_client(
        a={"value": "1"}, b={"value": "2", "path": "/x/y"}, c={"value": "3", "path": "/x"}
    )
    client.get("/set")
    assert sent_cookie(client, "/x/y/z") == "b=2; c=3; a=1"


def test_without_a_path_a_cookie_belongs_to_the_folder_of_the_page():
    client = cookie_client(a={"value": "1", "path": None})
    client.get("/dir/set", base_url="http://localhost/app/")
    assert client.get_cookie("a", path="/app/dir").value == "1"
    assert sent_cookie(client, "/dir/other", base_url="http://localhost/app/") == "a=1"
    assert sent_cookie(client, "/dir/other") == ""


@pytest.mark.parametrize(
    ("domain", "host", "sent"),
    [
        (None, "a.example.com", True),
        (None, "b.a.example.com", False),
        (None, "example.com", False),
        ("example.com", "example.com", True),
        ("example.com", "b.example.com", True),
        ("example.com", "badexample.com", False),
    ],
)
def test_a_cookie_belongs_to_its_domain(domain, host, sent):
    client = cookie_client(a={"value": "1", "domain": domain})
    client.get("http://a.example.com/set")
    assert sent_cookie(client, f"http://{host}/") == ("a=1" if sent else "")


@pytest.mark.parametrize("domain", ["example.org", "b.a.example.com", "xample.com"])
def test_a_cookie_for_another_domain_is_dropped(domain):
    client = cookie_client(a={"value": "1", "domain": domain})
    client.get("http://a.example.com/set")
    assert sent_cookie(client, f"http://{domain}/") == ""


def test_the_port_does_not_matter():
    client = cookie_client(a={"value": "1"})
    client.get("http://localhost:8000/set")
    assert sent_cookie(client, "http://localhost:9000/") == "a=1"


def test_a_secure_cookie_is_sent_over_https_alone():
    client = cookie_client(a={"value": "1", "secure": True})
    client.get("https://localhost/set")
    assert sent_cookie(client, "https://localhost/") == "a=1"
    assert sent_cookie(client, "http://localhost/") == ""


@pytest.mark.parametrize(
    "options", [{"max_age": 0}, {"max_age": -1}, {"expires": 1}, {"max_age": 0, "expires": 4e9}]
)
def test_a_cookie_that_has_ended_is_taken_out(options):
    client = cookie_client(a={"value": "", **options})
    client.set_cookie("a", "1")
    client.get("/set")
    assert client.get_cookie("a") is None


@pytest.mark.parametrize(
    "options",
    [{"max_age": 60}, {"expires": datetime(2100, 1, 1, tzinfo=UTC)}, {"max_age": 60, "expires": 1}],
)
def test_a_cookie_with_a_future_is_kept(options):
    client = cookie_client(a={"value": "1", **options})
    client.get("/set")
    assert sent_cookie(client) == "a=1"


def test_a_cookie_ends_while_the_client_lives():
    jar = CookieJar()
    jar.take("a=1; Max-Age=60; Path=/", host="h", path="/")
    cookie = jar.get("a", domain="h", path="/")
    assert cookie.suits(host="h", path="/", secure=False)
    assert not cookie._replace(expires=1.0).suits(host="h", path="/", secure=False)


@pytest.mark.parametrize("field", ["a=1; Max-Age=junk", "a=1; Expires=junk", "a=1; Max-Age=; Path"])
def test_junk_attributes_are_passed_over(field):
    jar = CookieJar()
    jar.take(field, host="h", path="/")
    assert jar.make_header(host="h", path="/", secure=False) == "a=1"


def test_a_new_value_replaces_the_old():
    jar = CookieJar()
    for value in ("1", "2"):
        jar.take(f"a={value}; path=/", host="h", path="/")
    assert jar.make_header(host="h", path="/", secure=False) == "a=2"


def test_a_deleted_cookie_is_gone():
    def view(request):
        response = echo(request)
        response.delete_cookie("a")
        return response

    client = Client(site(view))
    client.set_cookie("a", "1")
    client.get("/")
    assert sent_cookie(client) == ""
