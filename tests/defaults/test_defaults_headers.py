"""What every answer says without being asked, and how an app asks for more: defaults 30 to 39."""

import re

import pytest

from microweb import App, abort, redirect, render_template_string, session
from microweb.middleware import CORS

STRICT = (
    "default-src 'none'; script-src 'nonce-{nonce}'; style-src 'nonce-{nonce}'; img-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'; object-src 'none'"
)


def make_app(static_folder=None, **config):
    app = App("demo", static_folder=static_folder, static_url_path="/static", template_folder=None)
    app.secret_key = "of the test" * 4
    app.config.update(config)
    app.add_url_rule("/", "text", lambda: "x")
    app.add_url_rule("/page", "page", lambda: render_template_string("<script>go()</script>"))
    app.add_url_rule("/json", "json", lambda: {"a": 1})
    app.add_url_rule("/bytes", "bytes", lambda: b"x")
    app.add_url_rule("/redirect", "redirect", lambda: redirect("/"))
    app.add_url_rule("/teapot", "teapot", lambda: abort(418))
    app.add_url_rule("/error", "error", lambda: 1 / 0)
    app.add_url_rule("/stream", "stream", lambda: iter(["x"]))
    app.add_url_rule("/session", "session", lambda: str(session.get("user")))
    app.add_url_rule("/post", "post", lambda: "x", methods=["POST"])
    return app


PATHS = [
    *("/", "/page", "/json", "/bytes", "/redirect", "/teapot", "/error", "/stream", "/session"),
    *("/post", "/nowhere", "/static/a.txt", "/static/missing.txt", "/static/%00"),
]


@pytest.fixture
def every_answer(tmp_path):
    """Give one answer of each kind."""
    (tmp_path / "a.txt").write_text("x")
    client = make_app(tmp_path).test_client()
    answers = {path: client.get(path) for path in PATHS}
    answers["bad host"] = client.get("/", headers={"Host": "a b"})
    answers["other site"] = client.post("/post", headers={"Sec-Fetch-Site": "cross-site"})
    answers["options"] = client.options("/")
    answers["not modified"] = client.get(
        "/static/a.txt", headers={"If-None-Match": answers["/static/a.txt"].headers["ETag"]}
    )
    return answers


def values(answers, name):
    return {tuple(answer.headers.getlist(name)) for answer in answers.values()}


def policy(response):
    """Give the directives of a policy with their sources."""
    parts = response.headers["Content-Security-Policy"].split("; ")
    return {name: sources for name, *sources in (part.split() for part in parts)}


def test_default_30_a_page_runs_what_has_its_nonce_and_nothing_else():
    found = policy(make_app().test_client().get("/page"))
    nonce, dynamic = found["script-src"]
    assert re.fullmatch("'nonce-[0-9a-f]{32}'", nonce)
    assert dynamic == "'strict-dynamic'"
    assert (found["object-src"], found["base-uri"]) == (["'none'"], ["'self'"])
    assert "'unsafe-inline'" not in found["script-src"] + found["style-src"]


def test_default_30_every_answer_has_a_policy(every_answer):
    for name, answer in every_answer.items():
        found = policy(answer)
        assert found["object-src"] == ["'none'"], name
        assert found["base-uri"] == found["frame-ancestors"] == ["'self'"], name


def test_default_30_a_stricter_policy_is_one_setting():
    client = make_app(CONTENT_SECURITY_POLICY=STRICT).test_client()
    page = client.get("/page")
    (source,) = policy(page)["script-src"]
    assert page.headers["Content-Security-Policy"] == STRICT.replace("'nonce-{nonce}'", source)
    assert policy(client.get("/"))["default-src"] == ["'none'"]
    assert policy(client.get("/"))["form-action"] == ["'self'"]


def test_default_31_only_the_site_itself_may_frame_an_answer(every_answer):
    assert values(every_answer, "X-Frame-Options") == {("SAMEORIGIN",)}


def test_default_31_nobody_may_where_the_settings_say_so():
    client = make_app(X_FRAME_OPTIONS="DENY", CONTENT_SECURITY_POLICY=STRICT).test_client()
    response = client.get("/page")
    assert response.headers["X-Frame-Options"] == "DENY"
    assert policy(response)["frame-ancestors"] == ["'none'"]


def test_default_32_no_answer_is_sniffed(every_answer):
    assert values(every_answer, "X-Content-Type-Options") == {("nosniff",)}


def test_default_33_other_sites_learn_the_origin_at_most(every_answer):
    assert values(every_answer, "Referrer-Policy") == {("strict-origin-when-cross-origin",)}
    app = make_app(REFERRER_POLICY="no-referrer")
    assert app.test_client().get("/").headers["Referrer-Policy"] == "no-referrer"


@pytest.mark.parametrize("name", ["Cross-Origin-Opener-Policy", "Cross-Origin-Resource-Policy"])
def test_default_34_other_origins_hold_no_window_and_load_nothing(every_answer, name):
    assert values(every_answer, name) == {("same-origin",)}


def test_default_35_hsts_is_sent_over_https_once_it_is_configured():
    value = "max-age=31536000; includeSubDomains"
    client = make_app(STRICT_TRANSPORT_SECURITY=value).test_client()
    for path in PATHS:
        secure = client.get(path, base_url="https://localhost")
        assert secure.headers.getlist("Strict-Transport-Security") == [value], path
        assert "Strict-Transport-Security" not in client.get(path).headers, path


def test_default_35_a_site_is_not_bound_to_https_before_that():
    response = make_app().test_client().get("/", base_url="https://localhost")
    assert "Strict-Transport-Security" not in response.headers


def test_default_36_what_pages_may_use_is_said_where_the_settings_say_it():
    deny = "camera=(), geolocation=(), microphone=()"
    assert "Permissions-Policy" not in make_app().test_client().get("/").headers
    client = make_app(PERMISSIONS_POLICY=deny).test_client()
    for path in PATHS:
        assert client.get(path).headers.getlist("Permissions-Policy") == [deny], path


def test_default_37_no_answer_has_a_cors_header(every_answer):
    for answer in every_answer.values():
        assert not [name for name, _ in answer.headers if name.startswith("Access-Control")]


def test_default_37_a_listed_origin_is_named_and_no_other():
    app = make_app()
    app.use(CORS(origins=["https://shop.example"]))
    for origin, expected in (("https://shop.example", True), ("https://evil.example", False)):
        response = app.test_client().get("/", headers={"Origin": origin})
        assert ("Access-Control-Allow-Origin" in response.headers) is expected


def test_default_38_what_a_session_had_a_part_in_is_for_one_client_alone():
    client = make_app().test_client()
    touched, other = client.get("/session"), client.get("/")
    assert touched.headers["Cache-Control"] == "private, no-store"
    assert touched.headers["Vary"] == "Cookie"
    assert "Vary" not in other.headers


def test_default_39_text_says_its_charset(every_answer):
    for name, answer in every_answer.items():
        kind = answer.headers.get("Content-Type", "")
        if kind.startswith("text/"):
            assert kind.endswith("; charset=utf-8"), name
    assert every_answer["/"].headers["Content-Type"] == "text/html; charset=utf-8"
    # JSON is UTF-8 without saying so: RFC 8259 section 8.1.
    assert every_answer["/json"].headers["Content-Type"] == "application/json"
