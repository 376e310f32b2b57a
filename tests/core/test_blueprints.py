"""Blueprints: groups of routes with a prefix, hooks, templates and files of their own."""

import pytest

from microweb import App, Blueprint, render_template, render_template_string, request, url_for
from microweb.exceptions import RegistrationError


@pytest.fixture
def app():
    return App("demo", static_folder=None, template_folder=None)


@pytest.mark.parametrize(
    ("prefix", "rule", "path"),
    [
        (None, "/a", "/a"),
        ("/x", "/a", "/x/a"),
        ("/x/", "/a", "/x/a"),
        ("/x", "a", "/x/a"),
        ("/x", "/", "/x/"),
        ("/x", "", "/x"),
        ("/", "/a", "/a"),
        ("/<lang>", "/a", "/en/a"),
    ],
)
def test_a_prefix_stands_before_the_rules(app, prefix, rule, path):
    blueprint = Blueprint("bp", "demo", url_prefix=prefix)
    blueprint.add_url_rule(rule, "view", lambda **values: f"{request.endpoint} {values}")
    app.register_blueprint(blueprint)
    assert app.test_client().get(path).text.startswith("bp.view")


def test_registering_may_give_another_prefix_and_name(app):
    blueprint = Blueprint("bp", "demo", url_prefix="/own")
    blueprint.get("/", endpoint="index")(lambda: url_for(".index"))
    app.register_blueprint(blueprint)
    app.register_blueprint(blueprint, url_prefix="/other", name="second")
    client = app.test_client()
    assert client.get("/own/").text == "/own/"
    assert client.get("/other/").text == "/other/"


def test_hooks_for_the_app_count_once_however_often_it_is_registered(app):
    seen = []
    blueprint = Blueprint("bp", "demo", url_prefix="/a")
    blueprint.before_app_request(lambda: seen.append("before"))
    blueprint.after_app_request(lambda response: seen.append("after") or response)
    blueprint.add_url_rule("/", "index", lambda: "x")
    app.register_blueprint(blueprint)
    app.register_blueprint(blueprint, url_prefix="/b", name="second")
    app.test_client().get("/nothing")
    assert seen == ["before", "after"]


def test_a_blueprint_may_serve_two_apps():
    blueprint = Blueprint("bp", "demo")
    blueprint.before_app_request(lambda: None)
    blueprint.add_url_rule("/", "index", lambda: "x")
    for name in ("one", "two"):
        app = App(name, static_folder=None)
        app.register_blueprint(blueprint)
        assert app.test_client().get("/").text == "x"


def test_a_name_is_taken_once(app):
    app.register_blueprint(Blueprint("bp", "one"))
    with pytest.raises(RegistrationError, match=r"'bp' is registered already, from one; .*\(two\)"):
        app.register_blueprint(Blueprint("bp", "two"))


@pytest.mark.parametrize("name", ["", "a.b"])
def test_a_name_is_a_word_without_dots(app, name):
    with pytest.raises(RegistrationError, match="word without dots"):
        Blueprint(name, "demo")


def test_a_name_given_at_registration_has_no_dots_either(app):
    with pytest.raises(RegistrationError, match="word without dots"):
        app.register_blueprint(Blueprint("bp", "demo"), name="a.b")


@pytest.mark.parametrize("endpoint", ["a.b", None])
def test_an_endpoint_is_a_word_without_dots(endpoint):
    with pytest.raises(RegistrationError, match="needs an endpoint without dots"):
        Blueprint("bp", "demo").add_url_rule("/", endpoint)


@pytest.mark.parametrize(
    "register",
    [
        lambda bp: bp.add_url_rule("/late", "late", lambda: ""),
        lambda bp: bp.before_request(lambda: None),
        lambda bp: bp.after_request(lambda response: response),
        lambda bp: bp.before_app_request(lambda: None),
        lambda bp: bp.after_app_request(lambda response: response),
        lambda bp: bp.app_context_processor(dict),
        lambda bp: bp.app_errorhandler(404)(lambda error: ""),
        lambda bp: bp.errorhandler(404)(lambda error: ""),
    ],
)
def test_what_comes_after_its_registration_is_refused(app, register):
    blueprint = Blueprint("bp", "demo")
    app.register_blueprint(blueprint)
    with pytest.raises(RegistrationError, match="after the blueprint was registered"):
        register(blueprint)


def test_a_contradiction_between_blueprints_names_both_places(app):
    for name in ("one", "two"):
        blueprint = Blueprint(name, "demo")
        blueprint.add_url_rule("/same", "view", lambda: "")
        if name == "one":
            app.register_blueprint(blueprint)
    with pytest.raises(
        RegistrationError, match=r"'one.view' \(.*:\d+\) and as 'two.view' \(.*:\d+\)"
    ):
        app.register_blueprint(blueprint)


def test_url_defaults_are_given_to_the_views(app):
    blueprint = Blueprint("bp", "demo", url_defaults={"lang": "en"})
    blueprint.add_url_rule("/a", "a", lambda lang: lang)
    blueprint.add_url_rule("/b", "b", lambda lang: lang, defaults={"lang": "de"})
    app.register_blueprint(blueprint)
    assert [app.test_client().get(path).text for path in ("/a", "/b")] == ["en", "de"]


def test_its_static_files_are_served_below_its_prefix(app, tmp_path):
    (tmp_path / "assets").mkdir()
    (tmp_path / "assets" / "a.txt").write_text("file")
    blueprint = Blueprint(
        "bp", "demo", url_prefix="/x", static_folder="assets", root_path=str(tmp_path)
    )
    blueprint.add_url_rule("/", "index", lambda: url_for(".static", filename="a.txt"))
    app.register_blueprint(blueprint)
    url = app.test_client().get("/x/").text
    assert url.partition("?")[0] == "/x/assets/a.txt"
    assert app.test_client().get(url).text == "file"
    assert app.test_client().get("/x/assets/none.txt").status_code == 404


def test_its_templates_come_after_those_of_the_app(tmp_path):
    for folder, names in (("app", ["a.html"]), ("bp", ["a.html", "b.html"])):
        (tmp_path / folder).mkdir()
        for name in names:
            (tmp_path / folder / name).write_text(f"{folder} {name}")
    app = App("demo", static_folder=None, template_folder="app", root_path=str(tmp_path))
    app.register_blueprint(Blueprint("bp", "demo", template_folder="bp", root_path=str(tmp_path)))
    with app.app_context():
        assert [render_template(name) for name in ("a.html", "b.html")] == [
            "app a.html",
            "bp b.html",
        ]


def test_its_context_processors_are_for_its_views(app):
    blueprint = Blueprint("bp", "demo", url_prefix="/bp")
    app.context_processor(lambda: {"who": "app", "also": "app"})
    blueprint.context_processor(lambda: {"who": "bp"})
    blueprint.app_context_processor(lambda: {"everywhere": "yes"})
    for scope in (app, blueprint):
        scope.add_url_rule(
            "/", "index", lambda: render_template_string("{{ who }} {{ also }} {{ everywhere }}")
        )
    app.register_blueprint(blueprint)
    assert app.test_client().get("/").text == "app app yes"
    assert app.test_client().get("/bp/").text == "bp app yes"


def test_an_endpoint_of_the_app_may_have_a_dot(app):
    app.add_url_rule("/", "admin.index", lambda: render_template_string("{{ request.blueprint }}"))
    assert app.test_client().get("/").text == "admin"
