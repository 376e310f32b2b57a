"""Pages that templates make: their nonce and their content security policy."""

import re

import pytest

from microweb import App, make_response, render_template_string
from microweb.security.policy import PLAIN_POLICY, ContentPolicy

PAGE = "<script>run()</script><style>p { color: red }</style>{{ value }}"


@pytest.fixture
def app():
    app = App(__name__)
    app.testing = True

    @app.get("/")
    def page():
        return render_template_string(PAGE, value="<script>steal()</script>")

    @app.get("/safe")
    def safe():
        return render_template_string("{{ value|safe }}", value="<script>steal()</script>")

    @app.get("/text")
    def text():
        return "no template"

    @app.get("/own")
    def own():
        response = make_response(render_template_string(PAGE))
        response.headers["Content-Security-Policy"] = "default-src 'none'"
        return response

    @app.get("/asked")
    def asked():
        return render_template_string("<p data-nonce='{{ csp_nonce() }}'>")

    @app.errorhandler(404)
    def missing(error):
        return render_template_string(PAGE), 404

    return app


def policy_of(response):
    return response.headers["Content-Security-Policy"]


def test_tags_of_a_template_get_the_nonce_of_the_policy(app):
    response = app.test_client().get("/")
    nonce = re.search("'nonce-([0-9a-f]{32})' 'strict-dynamic'", policy_of(response))[1]
    assert response.text.startswith(
        f'<script nonce="{nonce}">run()</script><style nonce="{nonce}">'
    )


def test_a_value_never_gets_a_nonce_even_when_it_is_called_safe(app):
    assert "nonce" not in app.test_client().get("/safe").text


def test_every_page_has_a_nonce_of_its_own(app):
    client = app.test_client()
    assert policy_of(client.get("/")) != policy_of(client.get("/"))


def test_what_no_template_made_has_the_plain_policy(app):
    assert policy_of(app.test_client().get("/text")) == PLAIN_POLICY


def test_an_error_page_from_a_template_has_the_page_policy(app):
    response = app.test_client().get("/nowhere")
    assert response.status_code == 404
    assert "'nonce-" in policy_of(response)


def test_a_view_that_sets_a_policy_wins(app):
    assert policy_of(app.test_client().get("/own")) == "default-src 'none'"


def test_a_template_may_ask_for_the_nonce(app):
    response = app.test_client().get("/asked")
    nonce = re.search("data-nonce='([0-9a-f]{32})'", response.text)[1]
    assert f"'nonce-{nonce}'" in policy_of(response)


def test_a_policy_of_the_config_replaces_both(app):
    app.config["CONTENT_SECURITY_POLICY"] = "script-src 'self' 'nonce-{nonce}'; object-src 'none'"
    client = app.test_client()
    assert re.fullmatch(
        "script-src 'self' 'nonce-[0-9a-f]{32}'; object-src 'none'", policy_of(client.get("/"))
    )
    assert policy_of(client.get("/text")) == "script-src 'self'; object-src 'none'"


def test_none_in_the_config_drops_the_policy(app):
    app.config["CONTENT_SECURITY_POLICY"] = None
    client = app.test_client()
    for path in ("/", "/text"):
        assert "Content-Security-Policy" not in client.get(path).headers


def test_a_policy_without_a_nonce_is_the_same_for_all():
    assert ContentPolicy.from_setting("default-src 'self'") == ("default-src 'self'", None)
