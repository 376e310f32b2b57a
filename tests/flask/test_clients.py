"""What a test client sends and gives back, as Flask has it."""

import pytest

from microweb import Response, redirect, request
from microweb.http.authorization import Authorization
from microweb.testing import AppClient, Client


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
