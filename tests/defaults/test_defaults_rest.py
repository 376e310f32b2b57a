"""Templates, errors and packages: defaults 47, 48 and 52."""

import ast
import sys
import tomllib
from pathlib import Path

import pytest

from microweb import App, render_template_string, request
from microweb.server import run

ROOT = Path(__file__).parents[2]


@pytest.fixture
def app():
    app = App("demo", static_folder=None, template_folder=None)
    app.add_url_rule("/error", "error", lambda: 1 / 0)
    app.add_url_rule("/json", "json", lambda: request.get_json(), methods=["POST"])
    return app


@pytest.mark.parametrize("name", ["page.html", "page.txt", "page", "page.js", "a/b.xml.j2"])
def test_default_47_every_template_escapes_whatever_its_name(tmp_path, name):
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    path.write_text("{{ value }}")
    app = App("demo", static_folder=None, template_folder=tmp_path)
    template = app.jinja_env.get_template(name)
    assert template.render(value="<i a='\"'>&") == "&lt;i a=&#39;&#34;&#39;&gt;&amp;"


def test_default_47_a_template_in_a_text_escapes_too(app):
    with app.test_request_context("/"):
        assert render_template_string("{{ value }}", value="<i>") == "&lt;i&gt;"


@pytest.mark.parametrize(
    "accept", ["text/html", "application/json", "application/problem+json", "text/plain"]
)
def test_default_48_a_500_says_nothing_of_its_cause(app, accept):
    response = app.test_client().get("/error", headers={"Accept": accept})
    assert response.status_code == 500
    for word in ("ZeroDivision", "division", "Traceback", __file__):
        assert word not in response.text


def test_default_48_debug_is_off(app):
    assert (app.debug, app.testing) == (False, False)


def test_default_48_debug_is_refused_on_a_network(app):
    with pytest.raises(SystemExit, match="debug_on_network"):
        run(app, host="0.0.0.0", port=0, debug=True)


def test_default_48_what_an_error_handler_raises_is_a_500_too(app):
    @app.errorhandler(404)
    def fail(error):
        raise RuntimeError

    response = app.test_client().get("/nowhere")
    assert response.status_code == 500
    assert "RuntimeError" not in response.text


def test_default_52_nothing_is_installed_with_it():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["dependencies"] == []


def test_default_52_nothing_from_outside_is_imported_at_the_top_of_a_module():
    known = set(sys.stdlib_module_names) | {"microweb"}
    for path in sorted((ROOT / "microweb").rglob("*.py")):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert {name.partition(".")[0] for name in names} <= known, path


@pytest.mark.parametrize("accept", ["text/html", "application/json", "text/plain"])
@pytest.mark.parametrize(
    "path",
    [
        "/please-call-0900-123456",
        "/Your%20account%20is%20blocked,%20visit%20evil.example",
        "/%3Cb%3Epay%20evil.example%3C/b%3E",
        "/nowhere?message=please-call-0900-123456",
    ],
)
def test_t88_a_404_does_not_echo_the_path(app, path, accept):
    response = app.test_client().get(path, headers={"Accept": accept})
    assert response.status_code == 404
    for word in ("0900", "blocked", "evil", "%20", "nowhere"):
        assert word not in response.text


def test_t88_nor_does_a_405(app):
    app.add_url_rule("/<name>", "name", lambda name: name)
    response = app.test_client().post("/please-call-0900-123456")
    assert response.status_code == 405
    assert "0900" not in response.text


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        ("application/json", 200),
        ("application/problem+json; charset=utf-8", 200),
        ("application/jsonx", 415),
        ("text/plain; application/json", 415),
        ("text/plain", 415),
        ("application/x-json", 415),
        ("", 415),
    ],
)
def test_t23_json_is_known_by_its_whole_type(app, kind, status):
    response = app.test_client().post("/json", data=b'{"a": 1}', content_type=kind)
    assert response.status_code == status
