"""Hostile strings in all that an answer repeats of a request: in Chromium, none of them runs.

The answers are shown without their content policy, so that escaping and types stand alone.
"""

import io
from urllib.parse import quote

import pytest

from microweb import (
    Response,
    abort,
    flash,
    get_flashed_messages,
    jsonify,
    make_response,
    redirect,
    render_template_string,
    request,
    send_file,
    session,
    stream_template_string,
)
from microweb.server.debugpage import DebugPage
from microweb.testing import Client
from tests.browser.gallery import look_at_all

TYPES = {
    "text/html; charset=utf-8",
    "text/plain; charset=utf-8",
    "application/json",
    "application/problem+json",
}

# Answers that repeat what they were sent. `v` is a string; the environ's and the headers' are sent
# as WSGI does.

PAGES = 100  # of the debug page


def sent_in_a_path(client, v):
    return client.get("/nowhere/" + quote(v.replace("\0", "")))


def sent_in_a_query(client, v):
    return client.get("/nowhere?q=" + quote(v))


def sent_with_another_method(client, v):
    return client.post("/flash?v=" + quote(v))


def sent_as_a_field_name(client, v):
    return client.get("/field?name=" + quote(v))


def sent_as_an_origin(client, v):
    origin = "".join(one for one in v if one.isprintable()).encode("latin-1", "replace")
    return client.post("/put-back", headers={"Origin": origin.decode("latin-1") or "x"})


def sent_as_a_host(client, v):
    host = "".join(one for one in v if one.isprintable()).encode("latin-1", "replace")
    return client.get("/field", headers={"Host": host.decode("latin-1") or "x"})


def put_back_into_a_form(client, v):
    return client.post("/put-back", data={"field": v, "csrf_token": v})


def shown_again_without_its_token(client, v):
    client.application.config["CSRF_TOKENS"] = True
    fields = {"field": v, v: v, "text": f"a\n{v}"}
    headers = {"Accept": "text/html", "Sec-Fetch-Site": "same-origin"}
    answer = client.post("/put-back", data=fields, headers=headers)
    assert "<form" in answer.text
    return answer


def shown_as_a_message(client, v):
    return client.get("/flash?v=" + quote(v))


def kept_in_the_session(client, v):
    client.get("/keep?v=" + quote(v))
    return client.get("/kept")


def streamed(client, v):
    return client.get("/stream?v=" + quote(v))


def described(client, v):
    return client.get("/abort?v=" + quote(v))


def described_as_a_problem(client, v):
    return client.get("/abort?v=" + quote(v), headers={"Accept": "application/problem+json"})


def described_as_text(client, v):
    return client.get("/abort?v=" + quote(v), headers={"Accept": "text/plain"})


def raised(client, v):
    return client.get("/raise?v=" + quote(v))


def answered_as_json(client, v):
    return client.get("/json?v=" + quote(v))


def answered_as_a_list(client, v):
    return client.get("/list?v=" + quote(v))


def answered_as_text(client, v):
    return client.get("/text?v=" + quote(v))


def redirected(client, v):
    return client.get("/redirect?v=" + quote(v))


def redirected_outright(client, v):
    return client.get("/redirect?whole=1&v=" + quote(v))


def sent_as_a_file_name(client, v):
    return client.get("/file?v=" + quote(v))


def sent_back_in_headers(client, v):
    return client.get("/header?v=" + quote(v))


SENT = [
    sent_in_a_path,
    sent_in_a_query,
    sent_with_another_method,
    sent_as_a_field_name,
    sent_as_an_origin,
    sent_as_a_host,
    put_back_into_a_form,
    shown_again_without_its_token,
    shown_as_a_message,
    kept_in_the_session,
    streamed,
    described,
    described_as_a_problem,
    described_as_text,
    raised,
    answered_as_json,
    answered_as_a_list,
    answered_as_text,
    redirected,
    redirected_outright,
    sent_as_a_file_name,
    sent_back_in_headers,
]


@pytest.fixture
def client(app):
    add_plain_views(app)
    add_page_views(app)
    add_header_views(app)
    return app.test_client()


def add_plain_views(app):
    """Answers that no template makes."""
    app.add_url_rule("/field", "field", lambda: request.args[request.args["name"] + "?"])
    app.add_url_rule("/keep", "keep", lambda: session.update(v=request.args["v"]) or "kept")
    app.add_url_rule("/raise", "raise", lambda: {}[request.args["v"]])
    app.add_url_rule("/abort", "abort", lambda: abort(418, request.args["v"]))
    app.add_url_rule("/json", "json", lambda: {request.args["v"]: request.args["v"]})
    app.add_url_rule("/list", "list", lambda: jsonify(request.args["v"]))
    app.add_url_rule("/text", "text", lambda: Response(request.args["v"], mimetype="text/plain"))


def add_page_views(app):
    """Pages of templates."""

    @app.get("/kept")
    def kept():
        return render_template_string("<p title='{{ session.v }}'>{{ session['v'] }}</p>")

    @app.get("/stream")
    def stream():
        return stream_template_string("<p title='{{ v }}'>{{ v }}</p>", v=request.args["v"])

    @app.get("/flash")
    def flashing():
        flash(request.args["v"], request.args["v"])
        return render_template_string(
            "{% for c, m in m %}<p class='{{ c }}'>{{ m }}</p>{% endfor %}",
            m=get_flashed_messages(with_categories=True),
        )

    @app.post("/put-back")
    def put_back():
        return render_template_string(
            '<input value="{{ request.form.field }}">'
            "<textarea>{{ request.values.field }}</textarea>{{ csrf_field() }}{{ request }}"
        )


def add_header_views(app):
    """Answers that repeat a string in their head."""

    @app.get("/redirect")
    def redirecting():
        v = request.args["v"]
        return redirect(v if "whole" in request.args else f"/to?q={v}")

    @app.get("/file")
    def file():
        return send_file(io.BytesIO(b"x"), mimetype="text/html", download_name=request.args["v"])

    @app.get("/header")
    def header():
        response = make_response("x")
        v = request.args["v"].replace("\t", " ")  # wsgiref.validate refuses what HTTP allows
        try:
            response.headers["X-Echo"] = v
            response.set_cookie("echo", v)
        except ValueError as error:
            response.set_data(error.__class__.__name__)
        return response


@pytest.mark.parametrize("send", SENT, ids=lambda send: send.__name__)
def test_nothing_runs_in_an_answer(driver, client, gallery, strings, send):
    answers = [send(client, v) for v in strings]
    for answer in answers:  # a redirect is shown for what it says
        if answer.location:
            answer.status = "200 OK"
            del answer.headers["Location"]
        # A browser takes for a page what says so, and guesses nothing.
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Type"] in TYPES
    assert look_at_all(driver, gallery, answers) == set()
    assert gallery.beacons == []


def test_nothing_runs_on_the_debug_page(driver, app, gallery, strings):
    app.config["PROPAGATE_EXCEPTIONS"] = True

    @app.get("/raise")
    def fail():
        value = request.args["v"]
        raise RuntimeError(value)

    client = Client(DebugPage(app))
    headers = {"Accept": "text/html"}
    # The pages are long: three strings on each. Its title ends with the first line of a message.
    by_lines = sorted(strings, key=lambda v: len(v.splitlines()))
    answers = [
        client.get(
            "/raise?v=" + quote(" ".join(by_lines[n::PAGES])),
            headers={**headers, "Referer": quote(by_lines[n])},
            errors_stream=io.StringIO(),
        )
        for n in range(PAGES)
    ]
    assert {answer.status_code for answer in answers} == {500}
    assert look_at_all(driver, gallery, answers) == set()
    assert gallery.beacons == []
