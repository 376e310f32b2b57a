"""Finding the application that the command line speaks of."""

import sys
import textwrap

import pytest

from microweb import App
from microweb.cli import ScriptInfo, load_app, with_appcontext
from microweb.cli.loading import ImportFailure, NoAppError
from microweb.cli.program import make_program
from microweb.commands import command
from microweb.testing.runner import CliRunner

APP = "from microweb import App\n"


@pytest.fixture
def project(write):
    """Gives a function that writes a module into an empty project, the current folder."""
    return lambda name, source: write(name, APP + textwrap.dedent(source))


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("app = App('found')", "shop"),
        ("application = App('found')", "shop"),
        ("site = App('found')", "shop"),
        ("def create_app(): return App('found')", "shop"),
        ("def make_app(): return App('found')", "shop"),
        ("site = App('found'); other = App('other')", "shop:site"),
        ("def build(): return App('found')", "shop:build"),
        ("def build(): return App('found')", "shop:build()"),
        ("def build(name, *, end): return App(name + end)", "shop:build('fou', end='nd')"),
        ("app = App('found')", "shop.py"),
        ("site = App('found'); other = App('other')", "./shop.py:site"),
    ],
)
def test_an_app_is_found(project, source, target):
    project("shop.py", source)
    assert load_app(target).name == "found"


@pytest.mark.parametrize("name", ["app.py", "wsgi.py"])
def test_the_usual_files_are_found_without_a_name(project, name):
    project(name, "app = App('found')")
    assert load_app().name == "found"


def test_wsgi_comes_before_app(project):
    project("app.py", "app = App('app')")
    project("wsgi.py", "app = App('wsgi')")
    assert load_app().name == "wsgi"


def test_a_module_in_a_package_is_found_by_its_file_and_by_its_name(project):
    project("shop/__init__.py", "")
    path = project("shop/deep/__init__.py", "")
    project("shop/deep/main.py", "app = App(__name__)")
    assert load_app("shop/deep/main.py").name == "shop.deep.main"
    assert load_app("shop.deep.main").name == "shop.deep.main"
    path.write_text(f"{APP}app = App(__name__)")
    sys.modules.pop("shop.deep")
    assert load_app("shop/deep").name == "shop.deep"


@pytest.mark.parametrize(
    ("source", "target", "message"),
    [
        ("", "shpo", "There is no module 'shpo' in .* Did you mean 'shop'"),
        ("", "shpo.py", "There is no file '.*shpo.py'. Did you mean 'shop.py'"),
        ("", "shop", r"shop \(.*\) has no app, application, create_app\(\) or make_app\(\)"),
        ("a = App('a'); b = App('b')", "shop", "several applications: a, b. Name one: .* shop:a"),
        ("site = App('a')", "shop:site()", "shop:site is the application itself: write --app shop"),
        ("def create_app(): pass", "shop", r"create_app\(\) gave no .* Does it end with a return"),
        ("def build(x): pass", "shop:build", r"so: .*'x'.\nWrite its .* 'shop:build"),
        ("def create_app(x): pass", "shop", "shop:create_app cannot be called so: .*'x'"),
        ("app = 5", "shop", "Its app is no App, but of the type int.$"),
        ("def app(e, s): pass", "shop", r"function; microweb.server.run\(app\) serves any WSGI"),
        ("site = App('a')", "shop:stie", "has no 'stie'. Did you mean 'site'"),
        ("site = 5", "shop:site", "shop:site is no application: its type is int"),
        ("def site(): return 5", "shop:site", "gave no application: its type is int"),
        ("site = App('a')", "shop:site.x", "neither a name nor a call with literals"),
        ("site = App('a')", "shop:site(x)", "neither a name nor a call with literals"),
    ],
)  # fmt: skip
def test_what_is_not_there_is_said_with_the_nearest(project, source, target, message):
    project("shop.py", source)
    with pytest.raises(NoAppError, match=message):
        load_app(target)


def test_no_app_at_all_says_how_to_name_one(project):
    with pytest.raises(NoAppError, match=r"no wsgi.py, no app.py and no package"):
        load_app()


@pytest.mark.parametrize(
    ("source", "error"),
    [
        ("import json, missing_thing", ModuleNotFoundError),
        ("def broken(:", SyntaxError),
        ("app = App('x')\n1 / 0", ZeroDivisionError),
        ("def create_app(): raise LookupError('inside')", LookupError),
        ("def create_app(): raise TypeError('inside')", TypeError),
    ],
)
def test_an_error_of_the_apps_own_is_shown_and_not_hidden(project, source, error):
    path = project("shop.py", source)
    with pytest.raises(ImportFailure) as caught:
        load_app("shop")
    shown = caught.value.describe()
    assert isinstance(caught.value.error, error)
    assert str(path) in shown
    assert error.__name__ in shown
    assert "microweb/cli" not in shown.replace("\\", "/")
    assert "importlib" not in shown
    assert "contextlib" not in shown


def test_a_package_without_the_module_names_the_module(project):
    project("shop/__init__.py", "")
    with pytest.raises(NoAppError, match=r"'shop.mian'"):
        load_app("shop.mian")


def test_the_environment_names_the_app_and_the_mode(project, monkeypatch):
    project("shop.py", "app = App('found')")
    monkeypatch.setenv("MICROWEB_APP", "shop")
    monkeypatch.setenv("MICROWEB_DEBUG", "1")
    assert ScriptInfo().load_app().debug is True
    assert ScriptInfo(debug=False).load_app().debug is False


def test_debug_is_left_alone_where_nobody_says(project):
    project("shop.py", "app = App('found'); app.debug = True")
    assert ScriptInfo("shop").load_app().debug is True


def test_the_app_is_loaded_once():
    made = []

    def create_app():
        made.append(App("made"))
        return made[-1]

    info = ScriptInfo(create_app=create_app)
    assert info.load_app() is info.load_app()
    assert len(made) == 1


def test_with_appcontext_gives_a_command_the_app():
    from microweb import current_app

    @command
    @with_appcontext
    def show():
        return current_app.name

    info = ScriptInfo(create_app=lambda: App("made"))
    assert CliRunner().invoke(show, obj=info).return_value == "made"
    assert App("tested").test_cli_runner().invoke(show).return_value == "tested"
    with pytest.raises(RuntimeError, match="there is no application here"):
        show.main([], standalone_mode=False)


def test_the_commands_of_a_group_for_apps_run_in_the_context():
    from microweb import current_app
    from microweb.cli import AppGroup

    users = AppGroup("users")
    users.command("add")(lambda: current_app.name)
    app = App("tested")
    assert app.test_cli_runner().invoke(users, ["add"]).return_value == "tested"
    app.cli.add_command(users)
    assert app.test_cli_runner().invoke(args=["users", "add"]).return_value == "tested"


def test_the_commands_of_a_blueprint_are_a_group_of_the_app():
    from microweb import Blueprint, current_app

    users = Blueprint("users", "tested")
    users.cli.command("add")(lambda: current_app.name)
    app = App("tested")
    app.register_blueprint(users)
    assert app.test_cli_runner().invoke(args=["users", "add"]).return_value == "tested"


def test_a_message_of_a_wrong_target_stands_alone(project):
    project("shop.py", "")
    result = CliRunner().invoke(make_program(), ["routes", "--app", "shpo"], obj=ScriptInfo())
    assert result.exit_code == 2
    assert result.stderr.startswith("Error: There is no module 'shpo' in ")
    assert "Usage" not in result.stderr


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("Flask", "Flask's class is App here: from microweb import App."),
        ("redirct", "Did you mean 'redirect'?"),
        ("nothing_like_it", "says why.\n"),
    ],
)
def test_a_name_that_microweb_does_not_have_gets_a_hint(project, name, hint):
    project("shop.py", f"from microweb import {name}")
    result = CliRunner().invoke(make_program(), ["routes", "--app", "shop"], obj=ScriptInfo())
    assert result.exit_code == 1
    assert hint in result.stderr


def test_a_folder_without_init_is_no_package(project):
    project("data/readme.py", "")
    with pytest.raises(NoAppError, match=r"data is a folder without an __init__.py: name a file"):
        load_app("./data")


def test_a_mode_that_is_none_names_the_variable(project, monkeypatch):
    project("app.py", "app = App('found')")
    monkeypatch.setenv("MICROWEB_DEBUG", "maybe")
    result = CliRunner().invoke(make_program(), ["routes"], obj=ScriptInfo())
    assert result.exit_code == 2
    assert "MICROWEB_DEBUG is 'maybe': write 1 or 0, or unset it." in result.stderr


def test_a_module_of_a_usual_name_is_named(project):
    project("shop/__init__.py", "from shop import app")
    project("shop/app.py", "site = App('found')")
    with pytest.raises(NoAppError, match=r"There is a module shop.app: --app shop.app$"):
        load_app("shop")
    assert load_app("shop.app").name == "found"


def test_a_relative_import_without_a_package_gets_a_hint(project):
    project("shop/main.py", "from .views import index")
    result = CliRunner().invoke(
        make_program(), ["routes", "--app", "shop/main.py"], obj=ScriptInfo()
    )
    assert "make an __init__.py in it" in result.stderr
