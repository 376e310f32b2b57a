"""What the policy of a page has stopped is told on the console, in debug mode alone."""

import io
import json

import pytest

from microweb import App, render_template_string
from microweb.security.policy import PLAIN_POLICY, REPORT_PATH, ContentPolicy
from microweb.security.reports import MAX_LINES, MAX_REPORT_SIZE, PERIOD, PolicyReports
from microweb.security.reports import describe_report as describe
from microweb.stores import MemoryStore
from microweb.testing import Client

REPORT = {
    "document-uri": "http://127.0.0.1:8000/page",
    "effective-directive": "script-src-attr",
    "blocked-uri": "inline",
    "line-number": 12,
    "source-file": "http://127.0.0.1:8000/app.js",
    "script-sample": "start()",
}


def body(**changes):
    return json.dumps({"csp-report": {**REPORT, **changes}}).encode()


def make_client(app=None, *, address="127.0.0.1", clock=None):
    client = Client(app or PolicyReports(store=clock and MemoryStore(clock=clock)))
    client.environ_base["REMOTE_ADDR"] = address
    client.console = io.StringIO()
    return client


def send(client, data=None, *, path="/", method="POST", **headers):
    headers = {name.replace("_", "-"): value for name, value in headers.items()}
    return client.open(
        path,
        method=method,
        data=body() if data is None else data,
        content_type="application/csp-report",
        headers=headers,
        errors_stream=client.console,
    )


def lines(client):
    return client.console.getvalue().splitlines()


def make_app(**config):
    app = App("demo", static_folder=None, template_folder=None)
    app.config.update(config)
    app.add_url_rule("/", "page", lambda: render_template_string("<p onclick='x()'>"))
    app.add_url_rule("/text", "text", lambda: "x")
    return app


def policy_of(app, path="/"):
    return app.test_client().get(path).headers["Content-Security-Policy"]


def test_a_page_in_debug_mode_says_where_to_report():
    assert policy_of(make_app(DEBUG=True)).endswith(f"; report-uri {REPORT_PATH}")


def test_what_no_template_made_does_not():
    assert policy_of(make_app(DEBUG=True), "/text") == PLAIN_POLICY


def test_in_production_no_page_does():
    assert "report" not in policy_of(make_app())


@pytest.mark.parametrize("config", [{}, {"TESTING": True}])
def test_in_production_nobody_listens(config):
    client = make_client(make_app(**config))
    assert send(client, path=REPORT_PATH).status_code == 404
    assert lines(client) == []


def test_debug_mode_may_be_switched_on_and_off():
    app = make_app()
    client = make_client(app)
    statuses = []
    for debug in (True, False, True):
        app.debug = debug
        statuses.append(send(client, path=REPORT_PATH).status_code)
    assert statuses == [204, 404, 204]


def test_an_app_below_a_path_reports_below_it():
    app = make_app(DEBUG=True, APPLICATION_ROOT="/shop")
    assert policy_of(app).endswith(f"; report-uri /shop{REPORT_PATH}")


def test_what_is_mounted_stays_where_it_is():
    def mounted(environ, start_response):
        start_response("200 OK", [("Content-Type", "text/plain")])
        return [environ["PATH_INFO"].encode()]

    app = make_app(DEBUG=True)
    app.mount("/mounted", mounted)
    client = make_client(app)
    assert client.get("/mounted/a").text == "/a"
    assert send(client, path=REPORT_PATH).status_code == 204
    assert client.get("/text").text == "x"


@pytest.mark.parametrize(
    "setting", ["default-src 'self'", "default-src 'self';", "script-src 'nonce-{nonce}'"]
)
def test_a_policy_of_ones_own_reports_too(setting):
    page = ContentPolicy.from_setting(setting, report_path="/r").page
    assert page == f"{setting.rstrip(';')}; report-uri /r"


@pytest.mark.parametrize("where", ["report-uri https://other.example/r", "report-to group"])
def test_one_that_says_where_to_report_is_left_alone(where):
    for setting in (f"default-src 'self'; {where} ", f"{where} ; script-src 'nonce-{{nonce}}'"):
        policy = ContentPolicy.from_setting(setting, report_path="/r")
        assert policy == ContentPolicy.from_setting(setting)


def test_no_policy_reports_nothing():
    assert ContentPolicy.from_setting(None, report_path="/r") == (None, None)


def test_a_report_is_a_line_and_an_empty_204():
    client = make_client()
    response = send(client)
    assert (response.status_code, response.get_data()) == (204, b"")
    (line,) = lines(client)
    assert line == (
        'Content-Security-Policy: "script-src-attr" stopped "inline" on '
        '"http://127.0.0.1:8000/page" from "http://127.0.0.1:8000/app.js" line 12 '
        'beginning "start()"'
    )


def test_what_is_not_known_is_left_out():
    sparse = {"csp-report": {"violated-directive": "img-src", "document-uri": "http://a/"}}
    assert describe(json.dumps(sparse).encode()) == (
        'Content-Security-Policy: "img-src" stopped "" on "http://a/" from "http://a/"'
    )


@pytest.mark.parametrize(
    "hostile",
    ["a\nb", "a\r\nb", "\x1b[31m", "\x9b31m", "\u2028", "\x7f", '" forged="', "\ud800", "é" * 9000],
)
@pytest.mark.parametrize("field", sorted(REPORT))
def test_t52_a_report_is_one_line_of_printable_ascii(field, hostile):
    line = describe(body(**{field: hostile}))
    assert line.isascii()
    assert line.isprintable()
    assert len(line) < 5000


@pytest.mark.parametrize("value", [None, [], {}, True, 1.5, 10**300, -1])
@pytest.mark.parametrize("field", sorted(REPORT))
def test_a_value_of_another_kind_is_no_error(field, value):
    assert describe(body(**{field: value})).startswith("Content-Security-Policy: ")


@pytest.mark.parametrize(
    "data",
    [b"", b"x", b"[]", b"{}", b"1", b'{"csp-report": []}', b"\xff", b"[" * 16000, b'{"a":' * 3000],
)
def test_what_is_no_report_says_nothing(data):
    client = make_client()
    assert send(client, data).status_code == 204
    assert lines(client) == []


def test_a_body_may_be_so_long():
    client = make_client()
    filled = body(**{"original-policy": ""})
    longest = body(**{"original-policy": "x" * (MAX_REPORT_SIZE - len(filled))})
    assert len(longest) == MAX_REPORT_SIZE
    send(client, longest)
    assert len(lines(client)) == 1
    send(client, longest + b" ")
    assert len(lines(client)) == 1


@pytest.mark.parametrize("length", ["", "-1", "+5", "0x5", "1e3", "\u0663", "5, 5", "9" * 30])
def test_a_length_that_is_none_is_not_believed(length):
    heads = []
    environ = {
        "REQUEST_METHOD": "POST",
        "REMOTE_ADDR": "127.0.0.1",
        "CONTENT_LENGTH": length,
        "wsgi.input": io.BytesIO(body()),
        "wsgi.errors": io.StringIO(),
    }
    assert PolicyReports()(environ, lambda *head: heads.append(head)) == []
    assert heads == [("204 No Content", [])]
    assert environ["wsgi.errors"].getvalue() == ""


@pytest.mark.parametrize("address", ["192.0.2.1", "", "128.0.0.1", "::2", "127.0.0.1.evil.example"])
def test_only_this_machine_is_listened_to(address):
    client = make_client(address=address)
    assert send(client).status_code == 204
    assert lines(client) == []


@pytest.mark.parametrize("address", ["127.0.0.1", "127.8.9.10", "::1", "::ffff:127.0.0.1"])
def test_this_machine_has_several_addresses(address):
    client = make_client(address=address)
    send(client)
    assert len(lines(client)) == 1


@pytest.mark.parametrize(
    ("site", "count"), [("same-origin", 1), ("same-site", 0), ("cross-site", 0), ("none", 0)]
)
def test_a_page_of_another_site_is_not_listened_to(site, count):
    client = make_client()
    send(client, Sec_Fetch_Site=site)
    assert len(lines(client)) == count


def test_a_get_shows_nothing():
    client = make_client()
    assert send(client, method="GET").status_code == 204
    assert lines(client) == []


def test_so_many_lines_are_shown_in_a_while():
    now = [1000.0]
    client = make_client(clock=lambda: now[0])
    for _ in range(MAX_LINES + 5):
        send(client)
    assert len(lines(client)) == MAX_LINES
    now[0] += PERIOD
    send(client)
    assert len(lines(client)) == MAX_LINES + 1
