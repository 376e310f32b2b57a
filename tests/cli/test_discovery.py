"""Finding out what a folder has to serve."""

import pytest

from microweb.cli import ScriptInfo
from microweb.cli.discovery import find_targets
from microweb.cli.loading import NoAppError
from microweb.cli.program import make_program
from microweb.testing.runner import CliRunner


def run(*words):
    return CliRunner().invoke(make_program(), words, obj=ScriptInfo())


@pytest.mark.parametrize(
    "text",
    [
        "def create_app():\n    pass",
        "def make_app(settings=None): pass",
        "import microweb\n\napp = microweb.App('shop')",
        "app: App = App('shop')",
        "site = App(__name__)",
        "from shop.main import app",
        "from shop.main import serve, create_app as build",
        "from shop.main import (\n    serve,\n    create_app,\n)",
        "def create_app():\n    return App('shop'",
    ],
)
def test_a_package_with_an_app_or_a_factory_is_found(write, tmp_path, text):
    write("shop/__init__.py", text)
    assert find_targets(tmp_path) == (None, ["shop"], [])


@pytest.mark.parametrize(
    "text",
    [
        "",
        "import app",
        "application_name = 'x'",
        "if app == 5: pass",
        "    app = 5",
        "def create_application(): pass",
        "'''Call create_app() of it.'''",
        "from shop.main import snapp",
        "Mapp('x')",
    ],
)
def test_a_package_without_one_is_not_found(write, tmp_path, text):
    write("shop/__init__.py", text)
    assert find_targets(tmp_path) == (None, [], [])


def test_tests_and_folders_that_cannot_be_imported_are_passed_over(write, tmp_path):
    for name in ("tests", "my-shop", ".venv", "deep/shop"):
        write(f"{name}/__init__.py", "app = 5")
    (tmp_path / "bad").mkdir()
    (tmp_path / "bad" / "__init__.py").write_bytes(b"app = '\xff'")
    assert find_targets(tmp_path) == (None, [], [])


def test_the_only_package_is_served_and_named(write):
    write("shop/__init__.py", "from microweb import App\ndef create_app(): return App('found')")
    write("tools/__init__.py", "")
    result = run("routes")
    assert result.exit_code == 0
    assert result.stderr == "Using the application of shop (--app names another)\n"
    assert "static" in result.stdout
    assert "Using" not in run("routes", "--app", "shop").stderr
    assert "Using" not in run("--help").stderr


def test_a_package_in_src_is_served(write):
    write("src/shop/__init__.py", "from microweb import App\napp = App('found')")
    result = run("routes")
    assert (result.exit_code, "application of src/shop (" in result.stderr) == (0, True)


def test_the_usual_files_come_first(write):
    write("app.py", "from microweb import App\napp = App('found')")
    write("shop/__init__.py", "app = 5")
    assert ScriptInfo().load_app().name == "found"


def test_of_several_packages_none_is_taken_and_all_are_named(write):
    for name in ("shop", "admin"):
        write(f"{name}/__init__.py", "raise SystemExit('imported')\napp = 5")
    result = run("routes")
    assert result.exit_code == 2
    assert "Several packages here have an application: admin, shop.\n" in result.stderr
    assert "as in --app admin, or in MICROWEB_APP" in result.stderr


def test_a_module_with_an_app_is_named_but_not_imported(write):
    write("hello.py", "raise SystemExit('imported')\napp = 5")
    with pytest.raises(NoAppError, match=r"hello.py has one.\nName it .* as in --app hello,"):
        ScriptInfo().load_app()


def test_a_package_that_does_not_compile_shows_why(write):
    write("shop/__init__.py", "def create_app(:\n    pass")
    result = run("routes")
    assert result.exit_code == 1
    assert "SyntaxError" in result.stderr
