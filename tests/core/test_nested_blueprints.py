"""Blueprints inside of blueprints: names, prefixes, hooks, files and templates along the chain."""

from itertools import pairwise

import pytest

from microweb import App, Blueprint, render_template, render_template_string, request, url_for
from microweb.app.blueprints import BlueprintSetupState
from microweb.exceptions import RegistrationError


@pytest.fixture
def app():
    return App("demo", static_folder=None, template_folder=None)


def chain(*names, **options):
    """Make blueprints, each inside of the one before; each has a view `index`."""
    blueprints = [Blueprint(name, "demo", url_prefix=f"/{name}", **options) for name in names]
    for blueprint in blueprints:
        blueprint.add_url_rule("/", "index", lambda: f"{request.endpoint} {request.blueprints}")
    for outer, inner in pairwise(blueprints):
        outer.register_blueprint(inner)
    return blueprints


def test_names_and_prefixes_are_joined(app):
    app.register_blueprint(chain("a", "b", "c")[0])
    client = app.test_client()
    assert client.get("/a/b/c/").text == "a.b.c.index ['a.b.c', 'a.b', 'a']"
    assert client.get("/a/").text == "a.index ['a']"
    assert app.url_for("a.b.c.index") == "/a/b/c/"
    assert list(app.blueprints) == ["a", "a.b", "a.b.c"]
    assert [blueprint.name for blueprint in app.iter_blueprints()] == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("outer", "inner", "given", "path"),
    [
        ("/a", "/b", None, "/a/b/"),
        ("/a/", "b", None, "/a/b/"),
        (None, "/b", None, "/b/"),
        ("/a", None, None, "/a/"),
        ("/a", "/b", "/c", "/a/c/"),
        ("/a", "/b", "", "/a/"),
    ],
)
def test_a_prefix_is_that_of_the_registration_or_the_own(app, outer, inner, given, path):
    outer, inner = (Blueprint(name, "demo", url_prefix=url)
                    for name, url in (("outer", outer), ("inner", inner)))  # fmt: skip
    inner.add_url_rule("/", "index", lambda: "here")
    outer.register_blueprint(inner, url_prefix=given)
    app.register_blueprint(outer)
    assert app.test_client().get(path).text == "here"


def test_the_prefix_of_the_registration_is_that_of_the_outermost(app):
    app.register_blueprint(chain("a", "b")[0], url_prefix="/x")
    assert app.url_for("a.b.index") == "/x/b/"


def test_one_blueprint_may_be_registered_twice_under_two_names(app):
    inner = Blueprint("inner", "demo", url_prefix="/inner")
    inner.add_url_rule("/", "index", lambda: url_for(".index"))
    for name in ("a", "b"):
        outer = Blueprint(name, "demo", url_prefix=f"/{name}")
        outer.register_blueprint(inner)
        outer.register_blueprint(inner, name="again", url_prefix="/again")
        app.register_blueprint(outer)
    client = app.test_client()
    for path in ("/a/inner/", "/a/again/", "/b/inner/", "/b/again/"):
        assert client.get(path).text == path


def test_a_name_is_taken_once_within_a_blueprint(app):
    outer, inner = chain("a", "b")
    outer.register_blueprint(inner)
    with pytest.raises(RegistrationError, match=r"'a\.b' is registered already"):
        app.register_blueprint(outer)


def test_a_blueprint_is_not_registered_on_itself():
    (blueprint,) = chain("a")
    with pytest.raises(RegistrationError, match="on itself"):
        blueprint.register_blueprint(blueprint)


def test_one_that_comes_after_its_registration_is_refused(app):
    outer, inner = Blueprint("a", "demo"), Blueprint("b", "demo")
    app.register_blueprint(outer)
    with pytest.raises(RegistrationError, match="after the blueprint was registered"):
        outer.register_blueprint(inner)


def test_hooks_run_along_the_chain(app):
    seen = []
    blueprints = chain("a", "b")
    for scope in (app, *blueprints):
        scope.url_value_preprocessor(lambda *_, n=scope.name: seen.append(f"values {n}"))
        scope.before_request(lambda n=scope.name: seen.append(f"before {n}"))
        scope.after_request(lambda response, n=scope.name: seen.append(f"after {n}") or response)
        scope.teardown_request(lambda error, n=scope.name: seen.append(f"teardown {n}"))
    app.register_blueprint(blueprints[0])
    app.test_client().get("/a/b/")
    order = ["demo", "a", "b"]
    assert seen == [
        *(f"values {name}" for name in order),
        *(f"before {name}" for name in order),
        *(f"after {name}" for name in reversed(order)),
        *(f"teardown {name}" for name in reversed(order)),
    ]
    seen.clear()
    app.test_client().get("/a/")
    assert not [event for event in seen if event.endswith(" b")]


@pytest.mark.parametrize("scopes", [("b", "a", "demo"), ("a", "demo"), ("demo",)])
def test_the_innermost_error_handler_answers(app, scopes):
    blueprints = {blueprint.name: blueprint for blueprint in chain("a", "b")}
    blueprints["b"].add_url_rule("/fail", "fail", lambda: 1 / 0)
    for name in scopes:
        scope = blueprints.get(name, app)
        scope.register_error_handler(ZeroDivisionError, lambda error, name=name: name)
    app.register_blueprint(blueprints["a"])
    assert app.test_client().get("/a/b/fail").text == scopes[0]


def test_context_processors_run_along_the_chain(app):
    outer, inner = chain("a", "b")
    outer.context_processor(lambda: {"one": "a", "two": "a"})
    inner.context_processor(lambda: {"two": "b"})
    inner.add_url_rule("/t", "t", lambda: render_template_string("{{ one }} {{ two }}"))
    app.register_blueprint(outer)
    assert app.test_client().get("/a/b/t").text == "a b"


def test_static_files_and_templates_come_from_their_folders(app, tmp_path):
    folder = tmp_path / "b"
    for name, text in (("static/x.txt", "file"), ("templates/x.html", "page")):
        (folder / name).parent.mkdir(parents=True)
        (folder / name).write_text(text)
    outer = Blueprint("a", "demo", url_prefix="/a")
    inner = Blueprint("b", "demo", url_prefix="/b", static_folder="static",
                      template_folder="templates", root_path=str(folder))  # fmt: skip
    inner.add_url_rule("/page", "page", lambda: render_template("x.html"))
    inner.add_url_rule("/url", "url", lambda: url_for(".static", filename="x.txt"))
    outer.register_blueprint(inner)
    app.register_blueprint(outer)
    client = app.test_client()
    assert client.get("/a/b/page").text == "page"
    url = client.get("/a/b/url").text
    assert url.startswith("/a/b/static/x.txt?v=")
    assert client.get(url).text == "file"


def test_url_defaults_and_values_belong_to_the_chain(app):
    outer, inner = chain("a", "b")
    outer.url_prefix = "/<lang>"

    @outer.url_value_preprocessor
    def pull(endpoint, values):
        values["lang"] = values["lang"].upper()

    @outer.url_defaults
    def push(endpoint, values):
        values.setdefault("lang", "en")

    inner.add_url_rule("/page", "page", lambda lang: f"{lang} {url_for('.page')}")
    inner.add_url_rule("/bare", "bare", lambda **_: url_for(".page", lang="de"))
    app.register_blueprint(outer)
    client = app.test_client()
    assert client.get("/de/b/page").text == "DE /en/b/page"
    assert client.get("/en/b/bare").text == "/de/b/page"


def test_url_defaults_run_from_the_outside_in(app):
    outer, inner = chain("a", "b")
    for scope in (inner, outer, app):
        scope.url_defaults(lambda _, values, n=scope.name: values.update(q=values.get("q", "") + n))
    app.register_blueprint(outer)
    assert app.url_for("a.b.index") == "/a/b/?q=demoab"


# What is recorded.


def test_recorded_functions_see_each_registration(app):
    states = []
    blueprint = Blueprint("bp", "demo", url_prefix="/own", url_defaults={"a": 1})
    blueprint.record(states.append)
    blueprint.record_once(lambda state: states.append("once"))
    app.register_blueprint(blueprint)
    app.register_blueprint(blueprint, name="two", url_prefix="/two", url_defaults={"b": 2})
    first, once, second = states
    assert once == "once"
    assert isinstance(first, BlueprintSetupState)
    assert (first.app, first.blueprint, first.first_registration) == (app, blueprint, True)
    assert (first.name, first.url_prefix, first.url_defaults) == ("bp", "/own", {"a": 1})
    assert (second.name, second.url_prefix, second.first_registration) == ("two", "/two", False)
    assert second.url_defaults == {"a": 1, "b": 2}
    assert second.options["url_prefix"] == "/two"


def test_a_recorded_function_may_add_rules(app):
    blueprint = Blueprint("bp", "demo", url_prefix="/bp")
    blueprint.record(lambda state: state.add_url_rule("/x", "x", lambda: request.endpoint))
    app.register_blueprint(blueprint)
    assert app.test_client().get("/bp/x").text == "bp.x"


def test_a_subclass_may_make_its_own_state(app):
    class State(BlueprintSetupState):
        def add_url_rule(self, rule, *args, **options):
            super().add_url_rule(f"/extra{rule}", *args, **options)

    class Own(Blueprint):
        def make_setup_state(self, app, options, **about):
            return State(self, app, options, **about)

    blueprint = Own("bp", "demo")
    blueprint.add_url_rule("/x", "x", lambda: "here")
    app.register_blueprint(blueprint)
    assert app.test_client().get("/extra/x").text == "here"


# What is for the whole app.


def test_what_is_for_the_whole_app_reaches_it_from_the_inside(app):
    seen = []
    outer, inner = chain("a", "b")
    inner.before_app_request(lambda: seen.append("before"))
    inner.after_app_request(lambda response: seen.append("after") or response)
    inner.teardown_app_request(lambda error: seen.append("teardown"))
    inner.app_context_processor(lambda: {"word": "everywhere"})
    inner.app_errorhandler(404)(lambda error: ("lost", 404))
    inner.app_url_value_preprocessor(lambda endpoint, values: seen.append(endpoint))
    inner.app_url_defaults(lambda endpoint, values: values.setdefault("q", endpoint))
    inner.app_template_filter("twice")(lambda text: text * 2)
    inner.app_template_test("odd_one")(lambda number: number == 3)
    inner.app_template_global("answer")(lambda: 42)
    inner.add_app_template_filter(str.upper, "loud")
    inner.add_app_template_test(str.islower, "quiet")
    inner.add_app_template_global(lambda: "x", "mark")
    app.register_blueprint(outer)
    source = ("{{ word|twice|loud }} {{ 3 is odd_one }} {{ answer() }} {{ 'a' is quiet }} "
              "{{ mark() }} {{ url_for('index') }}")  # fmt: skip
    app.add_url_rule("/", "index", lambda: render_template_string(source))
    client = app.test_client()
    assert client.get("/").text == "EVERYWHEREEVERYWHERE True 42 True x /?q=index"
    assert seen == ["index", "before", "after", "teardown"]
    assert client.get("/nothing").text == "lost"


def test_the_view_of_an_endpoint_may_come_apart(app):
    blueprint = Blueprint("bp", "demo")
    blueprint.add_url_rule("/x", "x")

    @blueprint.endpoint("x")
    def view():
        return request.endpoint

    app.register_blueprint(blueprint)
    assert app.test_client().get("/x").text == "bp.x"


def test_a_blueprint_opens_files_beside_its_module(tmp_path):
    (tmp_path / "a.txt").write_text("text")
    blueprint = Blueprint("bp", "demo", root_path=str(tmp_path))
    with blueprint.open_resource("a.txt", "r") as file:
        assert file.read() == "text"
    assert not blueprint.has_static_folder


# Its commands.


@pytest.mark.parametrize(
    ("at_blueprint", "at_registration", "words"),
    [
        ({}, {}, ["bp", "hello"]),
        ({"cli_group": "other"}, {}, ["other", "hello"]),
        ({"cli_group": None}, {}, ["hello"]),
        ({}, {"cli_group": None}, ["hello"]),
        ({}, {"cli_group": "late"}, ["late", "hello"]),
    ],
)
def test_its_commands_are_in_a_group(app, at_blueprint, at_registration, words):
    blueprint = Blueprint("bp", "demo", **at_blueprint)
    blueprint.cli.command("hello")(lambda: print("hello"))
    app.register_blueprint(blueprint, **at_registration)
    assert app.test_cli_runner().invoke(args=words).output == "hello\n"


def test_automatic_options_run_the_hooks_of_the_chain(app):
    outer, inner = chain("a", "b")
    for scope in (outer, inner):
        scope.after_request(
            lambda response, n=scope.name: response.headers.add("X-After", n) or response
        )
    app.register_blueprint(outer)
    response = app.test_client().options("/a/b/")
    assert response.headers.getlist("X-After") == ["b", "a"]
    assert response.headers["Allow"] == "GET, HEAD, OPTIONS"
