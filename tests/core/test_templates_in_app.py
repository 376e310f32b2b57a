"""Templates in an app: where they are found, and what every one of them has."""

import pytest

from microweb import (
    App,
    flash,
    g,
    get_flashed_messages,
    render_template,
    render_template_string,
    session,
    stream_template_string,
)
from microweb.templating import TemplateNotFound


@pytest.fixture
def app(tmp_path):
    folder = tmp_path / "templates"
    folder.mkdir()
    (folder / "hello.html").write_text("Hello {{ name }}!")
    (folder / "note.txt").write_text("{{ name }}")
    (folder / "macros.html").write_text(
        "{% macro link() %}{{ url_for('index') }} {{ config.NAME }}{% endmacro %}"
    )
    (folder / "imports.html").write_text("{% import 'macros.html' as m %}{{ m.link() }}")
    app = App("demo", static_folder=None, root_path=str(tmp_path))
    app.secret_key = "a key for tests"
    app.config["NAME"] = "named"
    app.add_url_rule("/", "index", lambda: "")
    return app


def render(app, source, **values):
    with app.test_request_context("/here?a=1"):
        return render_template_string(source, **values)


def test_a_file_is_rendered_with_values(app):
    with app.app_context():
        assert render_template("hello.html", name="Bob") == "Hello Bob!"


@pytest.mark.parametrize("name", ["hello.html", "note.txt"])
def test_t83_every_file_is_escaped_whatever_its_name(app, name):
    with app.app_context():
        assert "&lt;b&gt;" in render_template(name, name="<b>")


def test_text_is_escaped_like_a_file(app):
    assert render(app, "{{ name }}", name="<'\">") == "&lt;&#39;&#34;&gt;"


def test_the_first_file_that_exists_is_taken(app):
    with app.app_context():
        assert render_template(["none.html", "hello.html"], name="x") == "Hello x!"


@pytest.mark.parametrize("name", ["none.html", "../secret", "/etc/passwd", "a\x00b"])
def test_t86_a_file_outside_or_missing_is_not_found(app, name):
    with app.app_context(), pytest.raises(TemplateNotFound):
        render_template(name)


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("{{ request.path }}", "/here"),
        ("{{ request.args['a'] }}", "1"),
        ("{{ session.get('x', 'none') }}", "none"),
        ("{{ g.get('x', 'none') }}", "none"),
        ("{{ config.NAME }} {{ config['NAME'] }}", "named named"),
        ("{{ url_for('index', a=1) }}", "/?a=1"),
        ("{{ get_flashed_messages() }}", "[]"),
    ],
)
def test_every_template_has_the_request_and_the_helpers(app, source, text):
    assert render(app, source) == text


def test_imported_templates_have_the_helpers(app):
    with app.app_context():
        assert render_template("imports.html") == "/ named"


def test_without_a_request_there_is_none(app):
    with app.app_context():
        g.x = 1
        assert render_template_string("{{ g.x }} {{ request is defined }}") == "1 False"


def test_a_template_that_leaves_the_session_alone_does_not_touch_it(app):
    app.add_url_rule("/a", "a", lambda: render_template_string("{{ request.path }}"))
    app.add_url_rule("/b", "b", lambda: render_template_string("{{ session.x }}"))
    client = app.test_client()
    assert "Vary" not in client.get("/a").headers
    assert client.get("/b").headers["Vary"] == "Cookie"


@pytest.mark.parametrize("cookie", [None, "session=x"])
def test_a_page_that_is_streamed_may_have_looked_at_the_session(app, cookie):
    """Its head goes out before it is known."""
    app.add_url_rule("/page", "page", lambda: stream_template_string("{{ session.x }}"))
    headers = {"Cookie": cookie} if cookie else {}
    response = app.test_client().get("/page", headers=headers)
    assert response.headers["Vary"] == "Cookie"
    assert ("Cache-Control" in response.headers) == bool(cookie)


def test_context_processors_add_values_and_the_view_wins(app):
    app.context_processor(lambda: {"a": 1, "b": 1})
    app.context_processor(lambda: {"b": 2, "c": 2})
    assert render(app, "{{ a }}{{ b }}{{ c }}", c=3) == "123"


def test_a_context_processor_runs_in_the_context(app):
    app.context_processor(lambda: {"user": session.get("user", "nobody")})
    assert render(app, "{{ user }}") == "nobody"


def test_flashed_messages_may_be_filtered(app):
    with app.test_request_context("/"):
        flash("one")
        flash("two", "error")
        assert (
            render_template_string("{{ get_flashed_messages(category_filter=['error']) | join }}")
            == "two"
        )
        assert get_flashed_messages() == ["one", "two"]


def test_a_changed_file_is_noticed_in_debug_mode(app, tmp_path):
    import os

    app.debug = True
    with app.app_context():
        assert render_template("hello.html", name="a") == "Hello a!"
        path = tmp_path / "templates" / "hello.html"
        path.write_text("Bye {{ name }}!")
        os.utime(path, (1, 1))
        assert render_template("hello.html", name="a") == "Bye a!"


def test_the_engine_can_be_extended(app):
    app.jinja_env.filters["twice"] = lambda value: value * 2
    app.jinja_env.globals["answer"] = 42
    assert render(app, "{{ 'ab' | twice }} {{ answer }}") == "abab 42"


def test_an_error_in_a_template_is_a_500(app):
    app.add_url_rule("/bad", "bad", lambda: render_template_string("{% if %}"))
    assert app.test_client().get("/bad").status_code == 500


def test_a_context_processor_that_returns_no_dict_is_named(app):
    @app.context_processor
    def user():
        pass

    with pytest.raises(TypeError, match=r"the context processor .*test_templates_in_app.* None"):
        render(app, "")


def test_a_folder_that_is_not_there_is_told_from_an_empty_one(app, tmp_path):
    app.template_folder = str(tmp_path / "template")
    with app.app_context(), pytest.raises(TemplateNotFound, match="there is no such folder"):
        render_template("hello.html")


def test_a_page_that_answers_no_request_has_no_nonce(app):
    app.config["CONTENT_SECURITY_POLICY"] = "script-src 'nonce-{nonce}'"
    with app.app_context() as context:
        assert render_template_string("<script></script>") == "<script></script>"
        assert context.nonce is None
