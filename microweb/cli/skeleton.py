"""The files of a new project, for `microweb new`."""

__all__ = ["FILES"]

_APP = '''\
"""The application: `create_app` puts it together."""

from microweb import App, render_template

from $name.pages import pages

__all__ = ["create_app"]


def create_app(settings: dict[str, object] | None = None) -> App:
    """Make the application.

    Args:
        settings: Settings that win over all others, such as those of a test.
    """
    app = App(__name__, instance_relative_config=True)
    app.config.from_pyfile("settings.py", silent=True)
    app.config.from_prefixed_env("$prefix")
    app.config.from_mapping(settings)
    app.register_blueprint(pages)

    @app.errorhandler(404)
    def not_found(error: Exception) -> tuple[str, int]:
        return render_template("not_found.html"), 404

    return app
'''

_PAGES = '''\
"""The pages of the site."""

from microweb import Blueprint, abort, redirect, render_template, request, url_for

__all__ = ["pages"]

pages = Blueprint("pages", __name__)

MAX_NAME = 50


@pages.get("/")
def index():
    """Ask for a name."""
    return render_template("index.html", max_name=MAX_NAME)


@pages.post("/")
def greet():
    """Go to the greeting of the name that was given."""
    name = request.form["name"].strip()
    if not name or len(name) > MAX_NAME:
        problem = "What is your name?"
        return render_template("index.html", max_name=MAX_NAME, problem=problem), 422
    return redirect(url_for(".hello", name=name))


@pages.get("/hello/<name>")
def hello(name):
    """Greet somebody."""
    if len(name) > MAX_NAME:
        abort(404)
    return render_template("hello.html", name=name)
'''

_BASE = """\
<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>{% block title %}$title{% endblock %}</title>
  <link rel="stylesheet" href="{{ url_for('static', filename='style.css') }}">
</head>
<body>
  <header><a href="{{ url_for('pages.index') }}">$title</a></header>
  <main>
    {% for message in get_flashed_messages() %}
    <p role="status">{{ message }}</p>
    {% endfor %}
    {% block main %}{% endblock %}
  </main>
</body>
</html>
"""

_INDEX = """\
{% extends "base.html" %}

{% block main %}
<h1>Welcome</h1>
<form method="post">
  {{ csrf_field() }}
  {% if problem %}<p role="alert">{{ problem }}</p>{% endif %}
  <label for="name">Your name</label>
  <input id="name" name="name" maxlength="{{ max_name }}" required>
  <button>Say hello</button>
</form>
{% endblock %}
"""

_HELLO = """\
{% extends "base.html" %}

{% block title %}Hello {{ name }}{% endblock %}

{% block main %}
<h1>Hello {{ name }}!</h1>
{% endblock %}
"""

_NOT_FOUND = """\
{% extends "base.html" %}

{% block title %}Not found{% endblock %}

{% block main %}
<h1>Not found</h1>
<p>There is nothing at this address. <a href="{{ url_for('pages.index') }}">Start here.</a></p>
{% endblock %}
"""

_STYLE = """\
:root { color-scheme: light dark; }
body { font: 1rem/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 40rem; padding: 1rem; }
header a { font-weight: bold; text-decoration: none; }
label { display: block; }
input, button { font: inherit; padding: 0.4rem 0.6rem; }
[role="alert"] { color: #b00020; }
"""

_CONFTEST = """\
import pytest

from $name import create_app


@pytest.fixture
def client():
    key = "of the tests alone, and long enough"
    app = create_app({"TESTING": True, "SECRET_KEY": key})
    return app.test_client()
"""

_TESTS = """\
from microweb.audit import audit

from $name import create_app


def test_the_start_page_asks_for_a_name(client):
    assert "Your name" in client.get("/").text


def test_a_name_is_greeted(client):
    response = client.post("/", data={"name": "Ann"}, follow_redirects=True)
    assert response.request.path == "/hello/Ann"
    assert "Hello Ann!" in response.text


def test_a_name_is_shown_as_text(client):
    assert "&lt;b&gt;" in client.get("/hello/<b>").text


def test_no_name_is_asked_for_again(client):
    response = client.post("/", data={"name": " "})
    assert response.status_code == 422
    assert "What is your name?" in response.text


def test_an_unknown_page_leads_back(client):
    response = client.get("/nowhere")
    assert response.status_code == 404
    assert "Start here." in response.text


def test_the_audit_finds_no_error():
    assert not [found for found in audit(create_app()) if found.level == "error"]
"""

_PYPROJECT = """\
[build-system]
requires = ["flit_core>=3.9,<5"]
build-backend = "flit_core.buildapi"

[project]
name = "$name"
version = "0.1.0"
description = "$title"
requires-python = ">=3.11"
dependencies = ["microweb-wsgi"]

[project.optional-dependencies]
test = ["pytest>=8"]

[tool.pytest.ini_options]
testpaths = ["tests"]
pythonpath = ["."]
"""

_README = """\
# $title

    python -m venv .venv
    .venv/bin/pip install -e .[test]        (on Windows: .venv\\Scripts\\pip)
    .venv/bin/pytest
    .venv/bin/microweb run --debug

Settings come from `instance/settings.py`, and from the environment as `${prefix}_SECRET_KEY`.
`microweb secret` makes a key. `microweb check --deploy` tells what is missing before
strangers may come.
"""

_IGNORED = """\
.venv/
__pycache__/
*.egg-info/
.pytest_cache/
dist/
instance/
"""

FILES = {
    "pyproject.toml": _PYPROJECT,
    "README.md": _README,
    ".gitignore": _IGNORED,
    "$name/__init__.py": _APP,
    "$name/pages.py": _PAGES,
    "$name/templates/base.html": _BASE,
    "$name/templates/index.html": _INDEX,
    "$name/templates/hello.html": _HELLO,
    "$name/templates/not_found.html": _NOT_FOUND,
    "$name/static/style.css": _STYLE,
    "tests/conftest.py": _CONFTEST,
    "tests/test_pages.py": _TESTS,
}
"""Text by path, both with `$name`, `$title` and `$prefix` as in `string.Template`."""
