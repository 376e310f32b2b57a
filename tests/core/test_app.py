"""App: one request, end to end, with good input and bad."""

import functools
import os
import subprocess
import sys
import threading
from io import BytesIO

import pytest

from microweb import App, Response, abort, after_this_request, g, redirect, request, session
from microweb.exceptions import BadRequest, NotFound
from microweb.testing import make_environ


@pytest.fixture
def app():
    app = App("demo", static_folder=None)
    app.secret_key = "a key for tests"

    views = {
        "/": lambda: "Hello!",
        "/user/<name>": lambda name: f"user {name}",
        "/number/<int:n>": lambda n: str(n),
        "/about/": lambda: "about",
        "/session": lambda: str(dict(session)),
        "/go": lambda: redirect(request.args["to"]),
        "/header": lambda: ("x", {"X-Custom": request.args["value"]}),
    }
    for rule, view in views.items():
        app.add_url_rule(rule, rule.split("/")[1] or "index", view)
    app.post("/user/<name>", endpoint="save")(lambda name: f"saved {name}")
    app.post("/upload/", endpoint="upload")(lambda: "uploaded")
    return app


@pytest.fixture
def client(app):
    return app.test_client()


def call(app, **changes):
    """Call an app as a server would, past the checks of the client; give status, headers, body."""
    environ = make_environ("/") | changes
    started = []
    body = app(environ, lambda status, headers, exc_info=None: started.append((status, headers)))
    try:
        data = b"".join(body)
    finally:
        getattr(body, "close", lambda: None)()
    ((status, headers),) = started
    return status, dict(headers), data


def test_a_plain_page(client):
    response = client.get("/")
    assert (response.status, response.text) == ("200 OK", "Hello!")
    assert response.headers["Content-Type"] == "text/html; charset=utf-8"
    assert response.headers["Content-Length"] == "6"


def test_head_has_the_headers_of_get_and_no_body(client):
    response = client.head("/")
    assert response.get_data() == b""
    assert response.headers["Content-Length"] == "6"
    assert response.headers["Content-Type"] == client.get("/").headers["Content-Type"]


def test_options_lists_the_methods_of_all_rules_of_the_path(client):
    response = client.options("/user/bob")
    assert response.status_code == 200
    assert response.headers["Allow"] == "GET, HEAD, OPTIONS, POST"
    assert response.get_data() == b""


def test_options_of_a_path_without_rule_is_404(client):
    assert client.options("/nothing").status_code == 404


def test_a_view_may_answer_options_itself(app):
    app.add_url_rule("/own", "own", lambda: "mine", methods=["GET", "OPTIONS"])
    assert app.test_client().options("/own").text == "mine"


def test_options_may_be_switched_off(app):
    app.add_url_rule("/none", "none", lambda: "", provide_automatic_options=False)
    response = app.test_client().options("/none")
    assert (response.status_code, response.headers["Allow"]) == (405, "GET, HEAD")


def test_405_lists_the_allowed_methods(client):
    response = client.delete("/user/bob")
    assert response.status_code == 405
    assert response.headers["Allow"] == "GET, HEAD, OPTIONS, POST"
    assert "GET, HEAD, OPTIONS, POST" in response.text


@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "PROPFIND", "get"])
def test_other_methods_are_405(app, method):
    assert call(app, REQUEST_METHOD=method)[0].startswith("405")


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_missing_slash_is_a_relative_308_that_keeps_the_query(client, method):
    response = client.open("/about?a=1&b=%20", method=method)
    assert response.status_code == 308
    assert response.headers["Location"] == "/about/?a=1&b=%20"


def test_the_slash_redirect_keeps_the_mount_point(client):
    response = client.get("/about", base_url="http://localhost/demo")
    assert response.headers["Location"] == "/demo/about/"


def test_the_slash_redirect_encodes_the_path(app):
    app.add_url_rule("/p/<name>/", "p", lambda name: name)
    assert app.test_client().get("/p/%C3%BC%20%3F%0A").headers["Location"] == "/p/%C3%BC%20%3F%0A/"


def test_a_missing_slash_is_404_that_names_the_rule_where_a_body_could_be_lost(client):
    response = client.post("/upload")
    assert response.status_code == 404
    assert "The rule &#39;/upload/&#39; ends with a slash." in response.text


@pytest.mark.parametrize(
    "path", ["//evil", "/%2f%2fevil", "/%5cevil", "/%5c%5cevil", "//evil/a", "/%09/evil"]
)
def test_t54_a_slash_redirect_stays_on_the_host(app, path):
    app.add_url_rule("/<path:p>/", "p", lambda p: p)
    app.add_url_rule("/<a>/<b>/", "ab", lambda a, b: a)
    location = app.test_client().get(path).headers.get("Location", "/here")
    assert location.startswith("/")
    assert not location.startswith(("//", "/\\"))


def test_t54_a_mount_point_does_not_make_it_leave_the_host(app):
    assert "Location" not in call(app, SCRIPT_NAME="//evil", PATH_INFO="/about")[1]


@pytest.mark.parametrize(
    ("path", "location"),
    [("//user//ada?a=1", "/user/ada?a=1"), ("/about//", "/about/"), ("//about", "/about/")],
)
def test_slashes_side_by_side_are_a_redirect_to_one(client, path, location):
    response = client.get(path, base_url="http://localhost")
    assert (response.status_code, response.headers["Location"]) == (308, location)


def test_slashes_side_by_side_are_404_where_a_body_could_be_lost(client):
    response = client.post("//user/ada")
    assert response.status_code == 404
    assert "The rule &#39;/user/&lt;name&gt;&#39; has no empty segments." in response.text


@pytest.mark.parametrize("path", ["/about", "/about/"])
def test_lenient_slashes_answer_both(app, path):
    app.add_url_rule("/len", "len", lambda: "ok", strict_slashes=False)
    assert app.test_client().get(path.replace("about", "len")).text == "ok"


# Bad input.


@pytest.mark.parametrize(
    "path", ["/user/\xff", "/\xc3", "/user/\xed\xa0\x80", "/\x00", "/user/a\x00b"]
)
def test_a_path_that_is_not_utf_8_or_has_a_nul_is_400(app, path):
    assert call(app, PATH_INFO=path)[0] == "400 Bad Request"


def test_a_broken_path_is_400_even_where_the_handler_reads_it_again(app):
    app.register_error_handler(400, lambda error: request.path)
    assert call(app, PATH_INFO="/\xff")[0] == "400 Bad Request"


def test_a_broken_path_is_400_even_where_a_hook_reads_it(app):
    app.before_request(lambda: request.path and None)
    assert call(app, PATH_INFO="/\xff")[0] == "400 Bad Request"


@pytest.mark.parametrize("query", ["to=%ff", "to=%", "%zz", "&&&", "=", "to=" + "%ff" * 20000])
def test_a_broken_query_is_400(client, query):
    assert client.get("/go", query_string=query).status_code == 400 or query == "to=%"


def test_a_missing_path_is_the_root(app):
    assert call(app, PATH_INFO="")[2] == b"Hello!"


@pytest.mark.parametrize("cookie", ["a=" + "b" * 60000, "session=" + "x" * 60000, ";" * 60000,
                                    "session=" + "." * 60000, 'a="' + "\\" * 60000])  # fmt: skip
def test_a_cookie_of_60_kb_is_an_empty_session(client, cookie):
    response = client.get("/session", headers={"Cookie": cookie})
    assert (response.status_code, response.text) == (200, "{}")


@pytest.mark.parametrize("digits", [41, 5000, 60000])
def test_t24_an_int_of_many_digits_is_404(client, digits):
    assert client.get("/number/" + "9" * digits).status_code == 404


@pytest.mark.parametrize(
    "target",
    [
        "/a\r\nX-Evil: 1",
        "/a\nb",
        "//evil",
        "/\\evil",
        "javascript:alert(1)",
        "\thttp://evil",
        "/a\x00",
        "http://user@evil/",
        "data:text/html,x",
    ],
)
def test_a_redirect_target_that_a_browser_would_misread_is_400(client, target):
    response = client.get("/go", query_string={"to": target})
    assert response.status_code == 400
    assert "Location" not in response.headers
    assert "X-Evil" not in response.headers


@pytest.mark.parametrize("value", ["a\r\nX-Evil: 1", "a\nb", "a\x00b", "\u2603"])
def test_t43_a_header_that_repeats_bad_input_is_400_before_anything_is_sent(app, value, caplog):
    response = app.test_client().get("/header", query_string={"value": value})
    assert response.status_code == 400
    assert "header X-Custom" in response.text
    assert "FieldError" in caplog.text
    assert "X-Custom" not in response.headers
    assert "X-Evil" not in response.headers


@pytest.mark.parametrize(
    "host", ["a b", "a/b", "h:99999", "h:x", "u@h", "h,h", "", "[::1", "h\x00", "h?x", "é"]
)
def test_t46_a_malformed_host_is_400(app, host):
    assert call(app, HTTP_HOST=host)[0] == "400 Bad Request"


@pytest.mark.parametrize(
    "host", ["localhost", "LOCALHOST:80", "127.0.0.1:8000", "[::1]:80", "a-b.c_d.example"]
)
def test_a_well_formed_host_is_served(app, host):
    assert call(app, HTTP_HOST=host)[0] == "200 OK"


@pytest.mark.parametrize("name", ["localhost", "::1", "/run/app.sock", ""])
def test_without_a_host_header_the_name_of_the_server_is_not_the_clients_fault(app, name):
    environ = make_environ("/", environ_overrides={"SERVER_NAME": name})
    del environ["HTTP_HOST"]
    assert b"".join(app(environ, lambda *_: None)) == b"Hello!"


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("shop.example", 200),
        ("SHOP.example:8000", 200),
        ("a.b.example", 200),
        ("b.example", 200),
        ("evil.example", 400),
        ("xshop.example", 400),
        ("shop.example.evil", 400),
        ("ab.example", 400),
    ],
)
def test_trusted_hosts_are_enforced_before_routing(app, host, status):
    app.config["TRUSTED_HOSTS"] = ["shop.example", ".b.example"]
    client = app.test_client()
    for _ in range(2):  # the second time it may be remembered
        assert client.get("/", headers={"Host": host}).status_code == status
        missing = client.get("/nothing", headers={"Host": host})
        assert missing.status_code == (404 if status == 200 else status)


def test_trusted_hosts_count_without_a_host_header_too(app):
    app.config["TRUSTED_HOSTS"] = ["shop.example"]
    environ = make_environ("/")
    del environ["HTTP_HOST"]
    started = []
    app(environ, lambda status, headers: started.append(status))
    assert started == ["400 Bad Request"]


def test_a_change_of_trusted_hosts_counts_at_once(app, client):
    assert client.get("/").status_code == 200
    app.config["TRUSTED_HOSTS"] = ["shop.example"]
    assert client.get("/").status_code == 400


def test_hosts_that_a_client_invents_are_not_all_remembered(app):
    for number in range(500):
        call(app, HTTP_HOST=f"h{number}.example")
    assert len(app.plan.known_hosts) == 64


# Middleware.


def test_middleware_runs_the_first_outermost(app):
    seen = []

    def make(name):
        def middleware(request, call_next):
            seen.append(f"{name} in")
            response = call_next(request)
            seen.append(f"{name} out")
            response.headers.add("X-Seen", name)
            return response

        return middleware

    app.use(make("a"))
    app.use(make("b"))
    response = app.test_client().get("/")
    assert seen == ["a in", "b in", "b out", "a out"]
    assert response.headers.getlist("X-Seen") == ["b", "a"]


def test_middleware_may_answer_by_itself(app):
    app.use(lambda request, call_next: Response("mine", 203))
    response = app.test_client().get("/")
    assert (response.status_code, response.text) == (203, "mine")


def test_middleware_sees_errors_as_responses(app):
    seen = []

    @app.use
    def watch(request, call_next):
        response = call_next(request)
        seen.append(response.status_code)
        return response

    @app.get("/fail")
    def fail():
        raise ZeroDivisionError

    client = app.test_client()
    client.get("/fail")
    client.get("/nothing")
    assert seen == [500, 404]


@pytest.mark.parametrize(
    ("break_it", "status"),
    [
        (lambda app: app.after_request(lambda response: 1 / 0), 500),
        (lambda app: app.config.update(TRUSTED_HOSTS=["other.example"]), 400),
        (lambda app: app.use(lambda request, call_next: abort(403)), 403),
    ],
    ids=["after hook", "host", "inner middleware"],
)
def test_middleware_sees_late_errors_as_responses(app, break_it, status):
    seen = []

    @app.use
    def outer(request, call_next):
        response = call_next(request)
        seen.append(response.status_code)
        response.headers["X-Outer"] = "passed"
        return response

    break_it(app)
    app.testing = False
    response = app.test_client().get("/")
    assert (response.status_code, seen) == (status, [status])
    assert response.headers["X-Outer"] == "passed"


def test_middleware_may_hand_on_another_request(app):
    @app.use
    def rewrite(request, call_next):
        return call_next(type(request)({**request.environ, "PATH_INFO": "/user/rewritten"}))

    assert app.test_client().get("/").text == "user rewritten"


@pytest.mark.parametrize("early", [True, False])
@pytest.mark.parametrize(("error", "status"), [(ZeroDivisionError, 500), (BadRequest, 400)])
def test_an_error_in_a_middleware_is_answered(app, early, error, status):
    @app.use
    def fail(request, call_next):
        if not early:
            call_next(request)
        raise error

    response = app.test_client().get("/")
    assert response.status_code == status
    assert response.headers["X-Content-Type-Options"] == "nosniff"


def test_a_middleware_that_returns_nothing_is_named(app):
    app.testing = True

    @app.use
    def forgetful(request, call_next):
        call_next(request)

    with pytest.raises(
        TypeError, match=r"the middleware .*test_app.py:\d+ returned no Response, but None"
    ):
        app.test_client().get("/")


def test_wsgi_app_can_be_wrapped(app):
    inner = app.wsgi_app

    def wrapper(environ, start_response):
        environ["PATH_INFO"] = "/user/wrapped"
        return inner(environ, start_response)

    app.wsgi_app = wrapper
    assert app.test_client().get("/").text == "user wrapped"


# More than one of everything.


def test_contexts_do_not_leak_between_threads(app):
    app.add_url_rule("/slow/<int:n>", "slow", lambda n: slow(n))
    barrier = threading.Barrier(8)

    def slow(n):
        g.mine = n
        session["n"] = n
        barrier.wait(5)
        return f"{g.mine} {request.view_args['n']} {session['n']}"

    answers, failures = {}, []

    def work(n):
        try:
            client = app.test_client()
            for turn in range(20):
                answers[n, turn] = client.get(f"/slow/{n}").text
        except Exception as error:  # noqa: BLE001  # the test shows them all
            failures.append(error)

    threads = [threading.Thread(target=work, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert not failures
    assert answers == {(n, turn): f"{n} {n} {n}" for n in range(8) for turn in range(20)}


def test_apps_in_one_process_share_nothing():
    apps = [App(f"app{n}", static_folder=None) for n in range(2)]
    for number, app in enumerate(apps):
        app.add_url_rule("/", "index", lambda number=number: f"{number} {request.method}")
        app.config["X_FRAME_OPTIONS"] = f"APP{number}"
    for number, app in enumerate(apps):
        response = app.test_client().get("/")
        assert (response.text, response.headers["X-Frame-Options"]) == (
            f"{number} GET",
            f"APP{number}",
        )


def test_an_app_may_ask_another_within_a_request(app):
    inner = App("inner", static_folder=None)
    inner.add_url_rule("/", "in", lambda: f"inner {request.endpoint}")

    @app.get("/outer")
    def outer():
        text = inner.test_client().get("/").text
        return f"{request.endpoint}, {text}"

    assert app.test_client().get("/outer").text == "outer, inner in"


def test_an_app_mounted_in_another_wsgi_app_makes_right_urls_and_cookies(app):
    @app.get("/set")
    def set_it():
        session["a"] = 1
        return f"{app.url_for('user', name='b')} {app.url_for('user', name='b', _external=True)}"

    def outer(environ, start_response):
        if not environ["PATH_INFO"].startswith("/demo"):
            start_response("404 Not Found", [("Content-Type", "text/plain")])
            return [b"outer"]
        environ["SCRIPT_NAME"] += "/demo"
        environ["PATH_INFO"] = environ["PATH_INFO"][5:]
        return app(environ, start_response)

    from microweb.testing import Client

    client = Client(outer)
    response = client.get("/demo/set")
    assert response.text == "/demo/user/b http://localhost/demo/user/b"
    assert "; Path=/demo;" in response.headers["Set-Cookie"]
    assert client.get("/demo/session").text == "{'a': 1}"
    assert client.get("/demo/about").headers["Location"] == "/demo/about/"
    assert client.get("/other").text == "outer"


def test_the_body_is_read_from_the_stream_once(app):
    app.add_url_rule("/echo", "echo", lambda: request.get_data(), methods=["POST"])
    status, _, data = call(
        app,
        REQUEST_METHOD="POST",
        PATH_INFO="/echo",
        CONTENT_LENGTH="3",
        **{"wsgi.input": BytesIO(b"abcdef")},
    )
    assert (status, data) == ("200 OK", b"abc")


def test_an_error_that_is_no_exception_leaves_the_app_after_its_teardown(app):
    ended = []
    app.teardown_request(ended.append)

    @app.get("/stop")
    def stop():
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        call(app, PATH_INFO="/stop")
    assert [type(error) for error in ended] == [KeyboardInterrupt]


def test_an_error_of_start_response_leaves_the_app_after_its_teardown(app):
    ended = []
    app.teardown_request(ended.append)

    def start_response(status, headers):
        raise OSError("gone")

    with pytest.raises(OSError, match="gone"):
        app(make_environ("/"), start_response)
    assert [type(error) for error in ended] == [OSError]


def test_after_this_request_changes_a_plain_page(app):
    @app.get("/after")
    def after():
        @after_this_request
        def add(response):
            response.headers["X-After"] = "1"
            return response

        return "x"

    assert app.test_client().get("/after").headers["X-After"] == "1"
    assert "X-After" not in app.test_client().get("/").headers


def test_a_response_class_of_ones_own_makes_every_answer(app):
    class Mine(Response):
        default_mimetype = "text/plain"

    app.response_class = Mine
    assert app.test_client().get("/").headers["Content-Type"] == "text/plain; charset=utf-8"


def test_it_answers_the_same_with_optimised_bytecode():
    program = (
        "from microweb import App\n"
        "app = App('demo', static_folder=None)\n"
        "app.add_url_rule('/<int:n>', 'n', lambda n: str(n))\n"
        "client = app.test_client()\n"
        "print([client.get(path).status_code for path in ('/5', '/x', '/' + '1' * 5000)],\n"
        "      client.post('/5').headers['Allow'], __debug__)\n"
    )
    environ = {key: value for key, value in os.environ.items() if key != "PYTHONOPTIMIZE"}
    run = functools.partial(subprocess.run, capture_output=True, text=True, check=True, env=environ)
    outputs = [
        run([sys.executable, *flags, "-c", program]).stdout for flags in ([], ["-O"], ["-OO"])
    ]
    assert [output.rpartition(" ")[0] for output in outputs] == [
        "[200, 404, 404] GET, HEAD, OPTIONS"
    ] * 3
    assert [output.split()[-1] for output in outputs] == ["True", "False", "False"]


def test_404_does_not_show_the_path(client):
    assert "secret-name" not in client.get("/secret-name").text
    with pytest.raises(NotFound):
        raise NotFound


@pytest.mark.parametrize(
    ("query", "sent"),
    [("a=1&b=%2F", "a=1&b=%2F"), ("a\r\n=1", "a%0D%0A=1"), ("\xad", "%AD"), ("a b", "a%20b")],
)
def test_a_slash_redirect_encodes_what_stands_raw_in_the_query(query, sent):
    app = App("demo", static_folder=None)
    app.add_url_rule("/slash/", "slash", lambda: "x")
    context = app.test_client()
    response = context.get("/slash", environ_overrides={"QUERY_STRING": query})
    assert (response.status_code, response.location) == (308, f"/slash/?{sent}")
