import html.parser
import io
import re

import pytest

from microweb.server.debugpage import DebugPage
from microweb.server.errors import ClientDisconnected

ATTACK = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"


class Answer:
    def __init__(self, app, **environ):
        self.errors = io.StringIO()
        self.status, self.headers = "", {}
        self.environ = {
            "REQUEST_METHOD": "GET",
            "PATH_INFO": "/",
            "REQUEST_URI": "/",
            "QUERY_STRING": "",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1",
            "HTTP_HOST": "localhost:8000",
            "HTTP_ACCEPT": "text/html,*/*",
            "wsgi.errors": self.errors,
            **environ,
        }
        result = DebugPage(app)(self.environ, self.start_response)
        self.body = b"".join(result).decode()
        if hasattr(result, "close"):
            result.close()

    def start_response(self, status, headers, exc_info=None):
        self.status, self.headers = status, dict(headers)
        return lambda data: None


def failing(environ, start_response):
    local_value, password = ATTACK, "hunter" + str(2)
    raise ValueError(f"{ATTACK} {local_value}{password and ''}")


def test_a_browser_gets_a_page_with_source_and_locals():
    answer = Answer(failing)
    assert answer.status == "500 Internal Server Error"
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert int(answer.headers["Content-Length"]) == len(answer.body.encode())
    assert "<h1>ValueError</h1>" in answer.body
    assert "local_value" in answer.body
    assert __file__ in answer.body


def test_any_other_client_gets_text():
    answer = Answer(failing, HTTP_ACCEPT="*/*")
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert answer.body.startswith("Traceback (most recent call last):")


class Tags(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.seen, self.attributes = set(), set()

    def handle_starttag(self, tag, attrs):
        self.seen.add(tag)
        self.attributes |= {name for name, _ in attrs}


def test_t87_nothing_that_a_client_or_an_exception_says_becomes_markup():
    answer = Answer(
        failing, PATH_INFO=ATTACK, QUERY_STRING=ATTACK, HTTP_X=ATTACK, HTTP_USER_AGENT=ATTACK
    )
    tags = Tags()
    tags.feed(answer.body)
    assert not {"script", "img", "form", "input", "iframe", "a"} & tags.seen
    assert tags.attributes == {"lang", "charset", "name", "content", "nonce", "open", "class"}


def test_t100_the_page_forbids_scripts_forms_and_frames():
    answer = Answer(failing)
    policy = answer.headers["Content-Security-Policy"]
    nonce = re.search(r'<style nonce="([0-9a-f]{32})">', answer.body)[1]
    assert policy == (
        "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
        f"style-src 'nonce-{nonce}'"
    )
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert nonce not in Answer(failing).body


def test_secrets_of_the_request_and_of_variables_are_masked():
    answer = Answer(
        failing,
        HTTP_COOKIE="sid=hunter2",
        HTTP_AUTHORIZATION="Basic hunter2",
        HTTP_X_API_KEY="hunter2",
        QUERY_STRING="a=b&token=hunter2",
    )
    assert "hunter2" not in answer.body
    assert "a=b&amp;token=********" in answer.body


def test_the_page_reads_in_the_dark_and_on_a_phone():
    body = Answer(failing).body
    assert "prefers-color-scheme: dark" in body
    assert 'content="width=device-width, initial-scale=1"' in body


@pytest.mark.parametrize("address", ["127.0.0.1", "127.8.9.1", "::1", "::ffff:127.0.0.1"])
@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:8000", "[::1]:8000", "a.localhost:80"])
def test_this_machine_sees_the_page(address, host):
    assert "Traceback" in Answer(failing, REMOTE_ADDR=address, HTTP_HOST=host).body


@pytest.mark.parametrize(
    "environ",
    [
        {"REMOTE_ADDR": "192.168.1.7"},
        {"REMOTE_ADDR": "1270.0.0.1"},
        {"REMOTE_ADDR": "127.0.0.1.evil.example"},
        {"REMOTE_ADDR": ""},
        {"REMOTE_ADDR": "::2"},
        {"HTTP_HOST": "evil.example"},
        {"HTTP_HOST": "localhost.evil.example"},
        {"HTTP_HOST": "127.0.0.1.evil.example"},
        {"HTTP_HOST": "evil.example:8000"},
        {"HTTP_X_FORWARDED_FOR": "127.0.0.1"},
        {"HTTP_FORWARDED": "for=127.0.0.1"},
        {"HTTP_X_REAL_IP": "127.0.0.1"},
    ],
)
def test_t100_everybody_else_gets_a_plain_500(environ):
    answer = Answer(failing, **environ)
    assert (answer.status, answer.body) == (
        "500 Internal Server Error",
        "500 Internal Server Error\n",
    )


def test_the_traceback_is_logged_once_and_begins_in_the_application():
    log = Answer(failing, REQUEST_URI="/\x1b[31m\nx").errors.getvalue()
    assert log.count("Traceback") == 1
    assert log.startswith("Error while answering GET /\\x1b[31m\\nx\n")
    assert "server/debugpage.py" not in log


def test_an_exception_while_iterating_is_shown_and_the_body_closed():
    closed = []

    class Body:
        def __iter__(self):
            yield b""
            raise ValueError("late")

        def close(self):
            closed.append(True)

    answer = Answer(lambda environ, start_response: Body())
    assert "late" in answer.body
    assert closed == [True]


def test_a_good_answer_passes_unchanged():
    def app(environ, start_response):
        start_response("200 OK", [("X-A", "b")])
        return [b"fine"]

    answer = Answer(app)
    assert (answer.status, answer.headers, answer.body) == ("200 OK", {"X-A": "b"}, "fine")


def test_the_leaving_of_a_client_is_not_shown():
    def app(environ, start_response):
        raise ClientDisconnected("gone")

    with pytest.raises(ClientDisconnected):
        Answer(app)


def test_an_exception_after_the_head_was_sent_ends_the_response(serve):
    def app(environ, start_response):
        start_response("200 OK", [])
        yield b"begun"
        raise ValueError("late")

    running = serve(DebugPage(app))
    assert running.get().endswith(b"\r\n\r\n5\r\nbegun\r\n")
    assert running.log.getvalue().count("Traceback") == 1


def test_the_page_arrives_through_the_server(serve):
    running = serve(DebugPage(failing))
    response = running.get("/", "Accept: text/html")
    assert response.startswith(b"HTTP/1.1 500 ")
    assert b"<h1>ValueError</h1>" in response
    assert running.log.getvalue().count("Traceback") == 1
