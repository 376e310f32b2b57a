"""The test client of an app, as Flask has it: contexts that stay, sessions, cookies, redirects."""

from io import BytesIO

import pytest

from microweb import App, Response, g, has_request_context, redirect, request, session
from microweb.http.authorization import Authorization
from microweb.testing import AppClient, Client, make_environ


@pytest.fixture
def app():
    app = App("demo", static_folder=None)
    app.secret_key = "a key for tests"
    app.testing = True

    @app.route("/", methods=["GET", "POST"])
    def index():
        g.seen = request.values.get("a")
        session["count"] = session.get("count", 0) + 1
        return str(session["count"])

    @app.get("/fail")
    def fail():
        g.seen = "fail"
        raise ValueError("why")

    @app.get("/away")
    def away():
        return redirect("/?a=moved")

    return app


# In a `with` block


def test_in_a_with_block_the_context_of_the_last_request_stays(app):
    with app.test_client() as client:
        client.get("/?a=1")
        assert (request.args["a"], g.seen, session["count"]) == ("1", "1", 1)
        client.get("/?a=2")
        assert (request.args["a"], g.seen, session["count"]) == ("2", "2", 2)
    assert not has_request_context()


def test_without_a_with_block_nothing_stays(app):
    app.test_client().get("/")
    assert not has_request_context()


def test_teardown_waits_for_the_next_request_or_the_end_of_the_block(app):
    ended = []
    app.teardown_request(lambda error: ended.append(request.args.get("a")))
    with app.test_client() as client:
        client.get("/?a=1")
        assert ended == []
        client.get("/?a=2")
        assert ended == ["1"]
    assert ended == ["1", "2"]


def test_the_context_of_a_request_that_failed_stays_too(app):
    ended = []
    app.teardown_request(ended.append)
    with app.test_client() as client:
        with pytest.raises(ValueError, match="why"):
            client.get("/fail")
        assert g.seen == "fail"
    assert [type(error) for error in ended] == [ValueError]


def test_after_a_redirect_the_last_context_stays(app):
    with app.test_client() as client:
        client.get("/away", follow_redirects=True)
        assert g.seen == "moved"


def test_the_context_of_a_streamed_answer_stays(app):
    @app.get("/stream")
    def stream():
        return (request.args["a"] for _ in range(2))

    with app.test_client() as client:
        assert client.get("/stream?a=x").text == "xx"
        assert request.path == "/stream"


def test_an_uploaded_file_can_be_read_in_the_block(app):
    with app.test_client() as client:
        client.post("/", data={"file": (BytesIO(b"content"), "a.txt")})
        assert request.files["file"].read() == b"content"


def test_the_contexts_of_a_mounted_app_end_with_that_of_the_outer(app):
    order = []
    inner = App("inner", static_folder=None)
    inner.add_url_rule("/", "index", lambda: "inside")
    inner.teardown_request(lambda error: order.append("inner"))
    app.teardown_request(lambda error: order.append("outer"))
    app.add_url_rule("/mounted", "mounted", lambda: inner)
    outer_app = app

    @outer_app.get("/call")
    def call():
        environ = make_environ("/", environ_base=request.environ)
        environ["microweb.keep_context"] = request.environ["microweb.keep_context"]
        environ["microweb.uploads"] = []
        return b"".join(inner(environ, lambda status, headers, exc_info=None: None))

    with app.test_client() as client:
        assert client.get("/call").text == "inside"
        assert request.path == "/call"
        assert order == []
    assert sorted(order) == ["inner", "outer"]


def test_blocks_of_one_client_do_not_nest(app):
    client = app.test_client()
    with client, pytest.raises(RuntimeError, match="already"), client:
        pass


# Sessions


def test_a_session_is_prepared_for_a_request(app):
    client = app.test_client()
    with client.session_transaction() as values:
        values["count"] = 41
    assert client.get("/").text == "42"


def test_a_session_is_read_after_a_request(app):
    client = app.test_client()
    client.get("/")
    with client.session_transaction() as values:
        assert values["count"] == 1


def test_a_session_belongs_to_the_place_it_was_made_for(app):
    client = app.test_client()
    with client.session_transaction(base_url="https://example.com/") as values:
        values["count"] = 41
    assert client.get("/").text == "1"
    assert client.get("/", base_url="https://example.com/").text == "42"


def test_a_client_without_cookies_has_no_session(app):
    client = app.test_client(use_cookies=False)
    with pytest.raises(TypeError, match="use_cookies"), client.session_transaction():
        pass


# The request


def test_a_client_is_where_the_settings_say(app):
    app.config.update(SERVER_NAME="example.com", PREFERRED_URL_SCHEME="https")
    app.add_url_rule("/url", "url", lambda: request.url)
    assert app.test_client().get("/url").text == "https://example.com/url"


def test_json_is_written_as_the_app_does(app):
    class Provider(type(app.json)):
        def dumps(self, obj, **kwargs):
            return '"as the app does"'

    app.json = Provider()
    app.add_url_rule("/json", "json", lambda: request.get_data(as_text=True), methods=["POST"])
    assert app.test_client().post("/json", json={"a": 1}).text == '"as the app does"'


def test_an_environ_base_is_sent_with_every_request(app):
    app.add_url_rule("/addr", "addr", lambda: request.remote_addr)
    client = app.test_client()
    client.environ_base["REMOTE_ADDR"] = "192.0.2.1"
    assert client.get("/addr").text == "192.0.2.1"
    assert client.get("/addr", environ_base={"REMOTE_ADDR": "192.0.2.2"}).text == "192.0.2.2"


@pytest.mark.parametrize(
    "auth",
    [
        ("Ada", "secret"),
        Authorization("basic", {"username": "Ada", "password": "secret"}),
        "Basic QWRhOnNlY3JldA==",
    ],
)
def test_credentials_are_sent(app, auth):
    app.add_url_rule("/who", "who", lambda: request.authorization.username)
    assert app.test_client().get("/who", auth=auth).text == "Ada"


def test_a_request_is_sent_anew(app):
    client = app.test_client(use_cookies=False)
    app.add_url_rule("/echo", "echo", lambda: request.full_path)
    first = client.get("/echo?a=1")
    assert client.open(first.request).text == "/echo?a=1"
    assert client.open(first.request.environ).text == "/echo?a=1"


@pytest.mark.parametrize("method", ["GET", "TRACE", "DELETE"])
def test_any_method_can_be_sent(app, method):
    app.add_url_rule("/m", "m", lambda: request.method, methods=[method])
    assert app.test_client().open("/m", method=method).text == method


def test_the_request_of_an_answer_has_its_body_and_its_rule(app):
    client = app.test_client()
    answer = client.post("/", data={"a": "1"})
    assert answer.request.form["a"] == "1"
    assert answer.request.endpoint == "index"
    assert client.open(client.post("/", json=[1]).request).request.json == [1]


def test_an_answer_may_be_read_piece_by_piece(app):
    closed = []

    def endless():
        try:
            while True:
                yield "piece "
        finally:
            closed.append(True)

    app.add_url_rule("/endless", "endless", lambda: Response(endless()))
    answer = app.test_client().get("/endless", buffered=False)
    pieces = iter(answer.response)
    assert [next(pieces), next(pieces)] == [b"piece ", b"piece "]
    assert not closed
    answer.close()
    assert closed == [True]


def test_an_answer_that_is_closed_twice_closes_its_body_once():
    closed = []

    class Body:
        def __iter__(self):
            return iter([b"a", b"b"])

        def close(self):
            closed.append(True)

    def application(environ, start_response):
        start_response("200 OK", [("Content-Type", "text/plain")])
        return Body()

    answer = Client(application).get(buffered=False)
    answer.close()
    answer.close()
    assert closed == [True]


def test_a_class_of_ones_own_makes_the_clients(app):
    class LoggedIn(AppClient):
        def __init__(self, *args, **kwargs):
            self.name = kwargs.pop("name")
            super().__init__(*args, **kwargs)

        def open(self, *args, **kwargs):
            kwargs.setdefault("headers", {})["X-Name"] = self.name
            return super().open(*args, **kwargs)

    app.test_client_class = LoggedIn
    app.add_url_rule("/name", "name", lambda: request.headers["X-Name"])
    assert app.test_client(name="Ada").get("/name").text == "Ada"


# Cookies


@pytest.mark.parametrize(
    ("host", "sent"),
    [("example.com", "a=1"), ("www.example.com", "a=1"), ("example.org", "")],
)
def test_a_cookie_may_be_set_for_the_hosts_below(host, sent):
    client = Client(lambda environ, start: Response(environ.get("HTTP_COOKIE", ""))(environ, start))
    client.set_cookie("a", "1", domain="example.com", origin_only=False)
    assert client.get(base_url=f"http://{host}/").text == sent
    cookie = client.get_cookie("a", "example.com")
    assert (cookie.key, cookie.value, cookie.origin_only) == ("a", "1", False)


def test_a_cookie_tells_its_attributes(app):
    client = app.test_client()
    client.set_cookie("a", "x y", max_age=60, samesite="Strict", secure=True)
    cookie = client.get_cookie("a")
    assert cookie.decoded_value == "x y"
    assert (cookie.max_age, cookie.same_site, cookie.secure) == (60, "Strict", True)
    assert cookie.http_only
    assert cookie.origin_only
    client.set_cookie("b", "", httponly=False)
    assert not client.get_cookie("b").http_only
    assert client.get_cookie("b").max_age is None


# Environs


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"mimetype": "text/x-a"}, {"CONTENT_TYPE": "text/x-a; charset=utf-8"}),
        ({"mimetype": "image/png"}, {"CONTENT_TYPE": "image/png"}),
        ({"content_type": "a/b", "mimetype": "c/d"}, {"CONTENT_TYPE": "a/b"}),
        ({"content_length": 7}, {"CONTENT_LENGTH": "7"}),
        ({"data": BytesIO(b"abc")}, {"CONTENT_LENGTH": "3"}),
        ({"data": bytearray(b"abc")}, {"CONTENT_LENGTH": "3"}),
        ({"input_stream": BytesIO(b"abc")}, {"CONTENT_LENGTH": ""}),
        ({"multithread": True}, {"wsgi.multithread": True}),
        ({"multiprocess": True}, {"wsgi.multiprocess": True}),
        ({"run_once": True}, {"wsgi.run_once": True}),
        ({"environ_base": {"X": 1, "REQUEST_METHOD": "PUT"}}, {"X": 1, "REQUEST_METHOD": "GET"}),
        ({"auth": ("a", "b")}, {"HTTP_AUTHORIZATION": "Basic YTpi"}),
    ],
)
def test_an_environ_has_what_is_given(options, expected):
    environ = make_environ(**options)
    assert {key: environ[key] for key in expected} == expected


def test_an_input_stream_is_handed_on():
    stream = BytesIO(b"abc")
    errors = object()
    environ = make_environ(input_stream=stream, errors_stream=errors)
    assert environ["wsgi.input"] is stream
    assert environ["wsgi.errors"] is errors


@pytest.mark.parametrize("options", [{"data": b"a"}, {"json": {}}])
def test_an_input_stream_and_a_body_are_a_mistake(options):
    with pytest.raises(TypeError, match="input_stream"):
        make_environ(input_stream=BytesIO(), **options)


@pytest.mark.parametrize("base_url", ["http://localhost/?a=1", "http://localhost/#a"])
def test_a_base_url_ends_with_its_path(base_url):
    with pytest.raises(ValueError, match="base_url"):
        make_environ(base_url=base_url)


def test_a_header_without_a_name_is_not_sent():
    environ = make_environ(headers={"": "", "X-A": ["1", "2"]})
    assert environ["HTTP_X_A"] == "1,2"
    assert "HTTP_" not in environ


def test_after_a_block_nothing_stays(app):
    client = app.test_client()
    with client:
        client.get("/")
    client.get("/")
    assert not has_request_context()
    with client:
        client.get("/?a=again")
        assert g.seen == "again"


def test_credentials_and_keys_are_sent_again_after_a_redirect(app):
    @app.get("/who")
    def who():
        return f"{request.authorization.username} {request.remote_addr}"

    app.add_url_rule("/to-who", "to_who", lambda: redirect("/who"))
    answer = app.test_client().get(
        "/to-who",
        auth=("Ada", "secret"),
        environ_base={"REMOTE_ADDR": "192.0.2.1"},
        follow_redirects=True,
    )
    assert answer.text == "Ada 192.0.2.1"


def test_a_redirect_on_the_way_is_closed_unread(app):
    closed = []

    @app.get("/long")
    def long():
        response = redirect("/")
        response.response = iter([b"a"])
        response.call_on_close(lambda: closed.append(True))
        return response

    answer = app.test_client().get("/long", follow_redirects=True, buffered=False)
    assert closed == [True]
    assert answer.text == "1"


def test_a_client_of_any_application_has_its_keys():
    client = Client(lambda environ, start: Response(environ["REMOTE_ADDR"])(environ, start))
    client.environ_base["REMOTE_ADDR"] = "192.0.2.1"
    assert client.get().text == "192.0.2.1"
    assert client.get(environ_base={"REMOTE_ADDR": "192.0.2.2"}).text == "192.0.2.2"


def test_commands_are_run_by_a_runner_or_one_of_a_class_of_ones_own(app):
    from microweb.cli import echo
    from microweb.testing.runner import CliRunner

    @app.cli.command("where")
    def where():
        """Say which app it is."""
        from microweb import current_app

        echo(current_app.name)

    assert app.test_cli_runner().invoke(args=["where"]).output == "demo\n"

    class Mine(CliRunner):
        pass

    app.test_cli_runner_class = Mine
    assert isinstance(app.test_cli_runner(), Mine)
