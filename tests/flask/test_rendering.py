"""Templates as Flask extends, streams and finds them."""

import os
from typing import ClassVar

import pytest

from microweb import (
    App,
    Blueprint,
    flash,
    g,
    get_flashed_messages,
    get_template_attribute,
    render_template,
    render_template_string,
    request,
    session,
    stream_template,
    stream_template_string,
)
from microweb.templating import Environment, TemplateNotFound


@pytest.fixture
def app(tmp_path):
    make_file(tmp_path / "templates" / "hello.html", "Hello {{ name }}!")
    make_file(tmp_path / "templates" / "m.html", "{% macro hi(n) %}hi {{ n }}{% endmacro %}")
    app = App("demo", static_folder=None, root_path=str(tmp_path))
    app.secret_key = "a key for tests"
    app.testing = True
    return app


def make_file(path, text):
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)


def render(app, source, **values):
    with app.app_context():
        return render_template_string(source, **values)


# What the language is extended with


def test_filters_tests_and_globals_are_added_by_decorators(app):
    @app.template_filter()
    def twice(value):
        return value * 2

    @app.template_filter("thrice")
    def other(value):
        return value * 3

    @app.template_test()
    def empty(value):
        return not value

    @app.template_test("full")
    def other_test(value):
        return bool(value)

    @app.template_global()
    def double(value):
        return value * 2

    @app.template_global("triple")
    def other_global(value):
        return value * 3

    source = "{{ 'a'|twice }} {{ 'a'|thrice }} {{ '' is empty }} {{ '' is full }} {{ double(2) }}"
    assert render(app, source + " {{ triple(2) }}") == "aa aaa True False 4 6"
    assert (twice("a"), other("a")) == ("aa", "aaa")


def test_filters_tests_and_globals_are_added_by_calls(app):
    app.add_template_filter(str.upper, "loud")
    app.add_template_filter(len)
    app.add_template_test(str.isdigit, name="digits")
    app.add_template_global(sum, "total")
    app.add_template_global("a value", name="tracking")
    source = "{{ 'a'|loud }} {{ 'ab'|len }} {{ '1' is digits }} {{ total([1, 2]) }} {{ tracking }}"
    assert render(app, source) == "A 2 True 3 a value"


@pytest.mark.parametrize("kind", ["template_filter", "template_test", "template_global"])
def test_a_decorator_without_parentheses_says_what_to_write(app, kind):
    with pytest.raises(TypeError, match=rf"@app\.{kind}\(\)"):
        getattr(app, kind)(str.upper)


def test_options_of_the_engine_are_set_by_a_subclass(tmp_path):
    class Mine(App):
        jinja_options: ClassVar = {"trim_blocks": True, "variable_start_string": "[["}

    app = Mine("demo", static_folder=None, root_path=str(tmp_path))
    assert render(app, "{% if true %}\n[[ '<' }}{% endif %}") == "&lt;"


def test_an_environment_of_ones_own_is_made_by_a_subclass(tmp_path):
    class Mine(App):
        def create_jinja_environment(self):
            environment = super().create_jinja_environment()
            environment.globals["answer"] = 42
            return environment

    app = Mine("demo", static_folder=None, root_path=str(tmp_path))
    assert isinstance(app.jinja_env, Environment)
    assert render(app, "{{ answer }}") == "42"


def test_macros_are_called_from_python(app):
    with app.app_context():
        assert get_template_attribute("m.html", "hi")("<b>") == "hi &lt;b&gt;"
        with pytest.raises(AttributeError):
            get_template_attribute("m.html", "none")


# Streams


def test_a_template_is_streamed_in_its_context(app):
    source = "{{ request.path }} {% for n in range(3) %}{{ n }}{% endfor %} {{ url_for('index') }}"

    @app.get("/")
    def index():
        return stream_template_string(source)

    @app.get("/file")
    def file():
        return stream_template("hello.html", name="<b>")

    @app.get("/first")
    def first():
        return stream_template(["none.html", "hello.html"], name="a")

    client = app.test_client()
    answer = client.get("/")
    assert answer.text == "/ 012 /"
    assert "Content-Length" not in answer.headers
    assert client.get("/file").text == "Hello &lt;b&gt;!"
    assert client.get("/first").text == "Hello a!"


def test_a_streamed_page_has_the_policy_with_its_nonce(app, tmp_path):
    make_file(tmp_path / "templates" / "script.html", "<script>1</script>")
    app.add_url_rule("/file", "file", lambda: stream_template("script.html"))
    app.add_url_rule("/", "index", lambda: stream_template_string("<script>1</script>"))
    app.add_url_rule("/whole", "whole", lambda: render_template_string("<script>1</script>"))
    client = app.test_client()
    for path in ("/", "/file", "/whole"):
        answer = client.get(path)
        policy = answer.headers["Content-Security-Policy"]
        nonce = answer.text.partition('nonce="')[2].partition('"')[0]
        assert nonce
        assert f"'nonce-{nonce}'" in policy


@pytest.mark.parametrize("path", ["/", "/file"])
def test_a_streamed_page_of_a_known_client_is_not_kept_by_caches(app, tmp_path, path):
    source = "{{ session.get('user') }}"
    make_file(tmp_path / "templates" / "user.html", source)
    app.add_url_rule("/", "index", lambda: stream_template_string(source))
    app.add_url_rule("/file", "file", lambda: stream_template("user.html"))
    client = app.test_client()
    stranger = client.get(path)  # may be kept, for others without a cookie
    assert (stranger.headers["Vary"], "Cache-Control" in stranger.headers) == ("Cookie", False)
    with client.session_transaction() as values:
        values["user"] = "Ada"
    answer = client.get(path)
    assert answer.text == "Ada"
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert "Cookie" in answer.headers["Vary"]


def test_a_stream_may_be_read_without_a_request(app):
    with app.app_context():
        g.name = "Ada"
        stream = stream_template_string("Hello {{ g.name }}")
    assert "".join(stream) == "Hello Ada"


def test_a_stream_that_outlives_its_context_still_has_it(app, tmp_path):
    source = "{{ get_flashed_messages()[0] }}"
    make_file(tmp_path / "templates" / "flash.html", source)
    with app.test_request_context("/"):
        flash("kept")
        streams = [stream_template_string(source), stream_template("flash.html")]
    assert ["".join(stream) for stream in streams] == ["kept", "kept"]


def test_a_missing_template_is_told_before_the_stream(app):
    with app.app_context(), pytest.raises(TemplateNotFound):
        stream_template("none.html")


# Where templates are found


def test_a_blueprint_may_come_after_the_first_look_at_the_engine(app, tmp_path):
    app.jinja_env.globals["early"] = True
    make_file(tmp_path / "more" / "more.html", "more")
    app.register_blueprint(Blueprint("bp", "demo", template_folder=str(tmp_path / "more")))
    with app.app_context():
        assert render_template("more.html") == "more"
    assert app.jinja_env.list_templates() == ["hello.html", "m.html", "more.html"]


def test_the_app_wins_over_its_blueprints(app, tmp_path):
    make_file(tmp_path / "more" / "hello.html", "hidden")
    app.register_blueprint(Blueprint("bp", "demo", template_folder=str(tmp_path / "more")))
    with app.app_context():
        assert render_template("hello.html", name="a") == "Hello a!"


def test_a_missing_template_names_the_nearest_and_the_folders(app):
    with app.app_context(), pytest.raises(TemplateNotFound, match=r"templates.*'hello\.html'"):
        render_template("helo.html")


def test_the_way_to_a_template_is_explained_if_asked_for(app, tmp_path, caplog):
    caplog.set_level("INFO", logger=app.name)
    make_file(tmp_path / "more" / "hello.html", "hidden")
    app.register_blueprint(Blueprint("bp", "demo", template_folder=str(tmp_path / "more")))
    app.config["EXPLAIN_TEMPLATE_LOADING"] = True
    with app.app_context():
        assert render_template("hello.html", name="a") == "Hello a!"
        with pytest.raises(TemplateNotFound):
            render_template("none.html")
    lines = "\n".join(caplog.messages)
    assert "Looking for the template 'hello.html'" in lines
    assert f"app 'demo': {tmp_path}/templates: found" in lines
    assert f"blueprint 'bp': {tmp_path}/more: hidden by the one above" in lines
    assert "found in none of them" in lines


def test_nothing_is_explained_unasked(app, caplog):
    caplog.set_level("INFO", logger=app.name)
    with app.app_context():
        render_template("hello.html")
    assert caplog.messages == []


@pytest.mark.parametrize(
    ("settings", "seen"),
    [
        ({}, "Hello"),
        ({"DEBUG": True}, "Bye"),
        ({"TEMPLATES_AUTO_RELOAD": True}, "Bye"),
        ({"DEBUG": True, "TEMPLATES_AUTO_RELOAD": False}, "Hello"),
    ],
)
def test_a_changed_file_is_noticed_where_the_settings_say(app, tmp_path, settings, seen):
    with app.app_context():
        assert render_template("hello.html", name="a") == "Hello a!"
        app.config.update(settings)
        (tmp_path / "templates" / "hello.html").write_text("Bye")
        os.utime(tmp_path / "templates" / "hello.html", (1, 1))
        assert render_template("hello.html", name="a").startswith(seen)


def test_reloading_may_be_switched_on_at_the_engine(app, tmp_path):
    app.jinja_env.auto_reload = True
    with app.app_context():
        assert render_template("hello.html", name="a") == "Hello a!"
        (tmp_path / "templates" / "hello.html").write_text("Bye")
        os.utime(tmp_path / "templates" / "hello.html", (1, 1))
        assert render_template("hello.html", name="a") == "Bye"


# What templates have


def test_flashed_messages_come_in_templates_and_views(app):
    @app.get("/")
    def index():
        flash("one")
        flash("two", "error")
        return render_template_string("{{ get_flashed_messages(true)|tojson }}")

    assert app.test_client().get("/").text == '[["message", "one"], ["error", "two"]]'
    with app.test_request_context("/"):
        flash("again")
        assert get_flashed_messages() == get_flashed_messages() == ["again"]


def test_every_template_has_the_objects_of_the_request(app):
    @app.get("/<name>")
    def index(name):
        session["a"] = g.b = 1
        source = "{{ request.path }} {{ session.a }} {{ g.b }} {{ config.TESTING }}"
        return render_template_string(source)

    assert app.test_client().get("/x").text == "/x 1 1 True"
    assert not request
