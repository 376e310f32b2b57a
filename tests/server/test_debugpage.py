import html.parser
import io
import json
import re
from dataclasses import replace

import pytest

from microweb.server.debughtml import render_page
from microweb.server.debugpage import DebugPage
from microweb.server.errors import ClientDisconnected
from microweb.server.tracebacks import Failure, Frame, Line
from microweb.templating import DictLoader, Environment
from tests.server.hostile import HOSTILE

ATTACK = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"


class Answer:
    def __init__(self, app, *, sections=None, **environ):
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
        result = DebugPage(app, sections=sections)(self.environ, self.start_response)
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


def test_a_program_that_accepts_json_gets_a_problem():
    answer = Answer(failing, HTTP_ACCEPT="application/json")
    assert answer.headers["Content-Type"] == "application/problem+json"
    problem = json.loads(answer.body)
    assert (problem["type"], problem["title"], problem["status"]) == (
        "about:blank",
        "Internal Server Error",
        500,
    )
    assert problem["detail"].startswith("ValueError: <script>")
    assert problem["traceback"][0] == "Traceback (most recent call last):"
    assert "sections" not in problem


@pytest.mark.parametrize(
    ("accepted", "content_type"),
    [
        ("", "text/plain"),
        ("*/*", "text/plain"),
        ("application/problem+json", "application/problem+json"),
        ("application/vnd.api+JSON;q=0.9, */*", "application/problem+json"),
        ("application/xhtml+xml, text/html, application/json", "text/html"),
        ("application/jsonp", "application/problem+json"),
        ("text/json-ish", "text/plain"),
    ],
)
def test_the_form_is_chosen_by_what_the_client_accepts(accepted, content_type):
    answer = Answer(failing, HTTP_ACCEPT=accepted)
    assert answer.headers["Content-Type"].split(";")[0] == content_type
    assert answer.headers["Vary"] == "Accept"


def sections(environ, error):
    assert isinstance(error, ValueError)
    return [("Form of " + environ["PATH_INFO"], f"name: {ATTACK}")]


def test_what_the_caller_has_to_tell_is_shown_in_each_form():
    page = Answer(failing, sections=sections).body
    assert "<summary>Form of /</summary>" in page
    assert ATTACK not in page
    assert "\nForm of /\nname: " in Answer(failing, sections=sections, HTTP_ACCEPT="").body
    problem = Answer(failing, sections=sections, HTTP_ACCEPT="application/json").body
    assert json.loads(problem)["sections"] == {"Form of /": f"name: {ATTACK}"}


def test_sections_that_fail_do_not_hide_the_exception():
    def broken(environ, error):
        raise LookupError

    page = Answer(failing, sections=broken).body
    assert "<h1>ValueError</h1>" in page
    assert "Raised LookupError when asked for." in page


def test_sections_are_not_asked_for_by_a_stranger():
    asked = []
    Answer(failing, sections=lambda environ, error: asked.append(1) or [], REMOTE_ADDR="10.0.0.1")
    assert asked == []


def test_calls_in_libraries_are_folded_away():
    def app(environ, start_response):
        return json.loads("{")

    page = Answer(app).body
    own, _, folded = page.partition('<summary class="dim">')
    assert "<details open><summary><b>test_calls_in_libraries_are_folded_away." in own
    assert folded.startswith("3 calls in libraries</summary>")
    assert "<details><summary><b>JSONDecoder.raw_decode</b>" in folded


def test_the_last_call_is_open_where_all_are_in_libraries():
    frames = tuple(Frame("a.py", 1, name, (), (), True) for name in ("first", "second", "third"))
    failure = Failure("ValueError", "x", (), frames, "")
    page = render_page([failure], text="", sections=[], request={}, nonce="n")
    assert "2 calls in libraries" in page
    assert "<details open><summary><b>third</b>" in page
    assert page.count("<details open>") == 1


def test_a_note_of_several_lines_folds_under_its_first():
    def app(environ, start_response):
        error = ValueError("x")
        error.add_note("\nHow the request went:\n\n  1. match\n")
        error.add_note("just a word")
        raise error

    page = Answer(app).body
    assert (
        '<details><summary>How the request went</summary><pre class="text">  1. match</pre>' in page
    )
    assert '<p class="message">just a word</p>' in page


def test_a_template_shows_its_own_lines():
    environment = Environment(
        loader=DictLoader({"page.html": "<p>\n{{ user.name }}\n{{ 1 // zero }}\n</p>"})
    )

    def app(environ, start_response):
        return [environment.get_template("page.html").render(user={"name": "x"}, zero=0).encode()]

    page = Answer(app).body
    assert '<span class="current"><i>3</i>{{ 1 // zero }}</span>' in page
    assert "page.html" in page


class Tags(html.parser.HTMLParser):
    """The elements of a page with their attributes, in order."""

    def __init__(self, page):
        super().__init__()
        self.seen = []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.seen.append((tag, tuple(attrs)))

    def handle_comment(self, data):
        self.seen.append(("!--", data))


def render(text):
    frame = Frame(text, 1, text, (Line(1, text, True),), ((text, text),), False)
    asides = [replace(frame, is_library=True)] * 2
    failure = Failure(text, text, (text, f"{text}\n{text}"), (*asides, frame), text)
    request = {
        "REQUEST_METHOD": text, "PATH_INFO": text, "QUERY_STRING": text, "SCRIPT_NAME": text,
        "SERVER_PROTOCOL": text, "REMOTE_ADDR": text, "HTTP_X": text, f"HTTP_{text}": text,
        "CONTENT_TYPE": text,
    }  # fmt: skip
    return render_page(
        [failure, failure], text=text, sections=[(text, text)], request=request, nonce="n"
    )


def test_t87_no_hostile_text_becomes_markup_in_any_place_of_the_page():
    # A note of several lines is folded, one of one line is not.
    harmless = {has_lines: Tags(render("a\nb" if has_lines else "a")).seen for has_lines in (0, 1)}
    assert len(HOSTILE) > 300
    for text in HOSTILE:
        assert Tags(render(text)).seen == harmless["\n" in text], text


def test_t87_nothing_that_a_client_or_an_exception_says_becomes_markup():
    answer = Answer(
        failing, PATH_INFO=ATTACK, QUERY_STRING=ATTACK, HTTP_X=ATTACK, HTTP_USER_AGENT=ATTACK
    )
    tags = [tag for tag, _ in Tags(answer.body).seen]
    assert not {"img", "form", "input", "iframe", "a"} & set(tags)
    assert tags.count("script") == 1


def test_t100_the_page_permits_its_own_script_and_no_form_or_frame():
    answer = Answer(failing)
    policy = answer.headers["Content-Security-Policy"]
    nonce = re.search(r'<style nonce="([0-9a-f]{32})">', answer.body)[1]
    assert policy == (
        "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
        f"style-src 'nonce-{nonce}'; script-src 'nonce-{nonce}'"
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


def test_a_header_and_a_query_are_masked_inside_and_cut():
    answer = Answer(
        failing, HTTP_X_DATA="a; password=hunter2", HTTP_X_LONG="l" * 9000, QUERY_STRING="q" * 9000
    )
    assert "hunter2" not in answer.body
    assert "a; password=********" in answer.body
    for letter in "lq":
        assert letter * 2000 + "..." in answer.body
        assert letter * 2001 not in answer.body


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
