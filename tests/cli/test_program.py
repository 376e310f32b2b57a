"""The program `microweb`."""

import os
import subprocess
import sys
from importlib import metadata
from pathlib import Path

import pytest

from microweb.cli import program

ROOT = Path(__file__).parents[2]


def test_the_help_lists_the_commands_with_those_of_the_app(microweb):
    output = microweb("--help").output
    for name in ("run", "routes", "explain", "check", "shell", "new", "openapi", "secret"):
        assert f"\n  {name} " in output
    assert "Commands of demo:\n  init-db  Create the tables.\n" in output
    assert "Examples:\n\n  microweb new shop" in output
    assert all(len(line) <= 80 for line in output.splitlines())


def test_a_command_of_the_app_runs_in_its_context(microweb):
    assert microweb("init-db", "--force").output == "demo True\n"


def test_a_command_of_the_app_runs_from_a_test(app):
    result = app.test_cli_runner().invoke(args=["init-db"])
    assert result.output == "demo False\n"


@pytest.mark.parametrize(("typed", "meant"), [("routse", "routes"), ("init-bd", "init-db")])
def test_an_unknown_command_suggests_the_nearest(microweb, typed, meant):
    result = microweb(typed)
    assert result.exit_code == 2
    assert f"No such command '{typed}'. Did you mean '{meant}'?" in result.stderr


def test_the_help_survives_an_app_that_does_not(microweb):
    def create_app():
        from microweb.cli.loading import ImportFailure

        raise ImportFailure("'shop'", LookupError("broken"))

    result = microweb("--help", create_app=create_app)
    assert result.exit_code == 0
    assert "LookupError: broken" in result.stderr
    assert "routes" in result.stdout


def test_commands_of_other_packages_are_found(microweb, plugin, monkeypatch):
    class Point:
        name, value = "plugin", "elsewhere:command"

        def load(self):
            return plugin

    monkeypatch.setattr(metadata, "entry_points", lambda group: [Point()])
    assert microweb("plugin").output == "from the plugin\n"
    assert "  plugin  From elsewhere:command.\n" in microweb("--help").output


def test_the_debug_option_works_on_both_sides(microweb, app):
    microweb("--debug", "routes")
    assert app.debug is True
    microweb("routes", "--no-debug")
    assert app.debug is False


def test_the_version_is_shown(microweb):
    assert microweb("--version").output.startswith("microweb ")


def test_every_command_has_a_page_with_examples_that_fits(microweb):
    from microweb.cli.program import OWN

    for name in OWN:
        result = microweb(name, "--help")
        assert result.exit_code == 0, name
        assert "Examples:\n" in result.output, name
        assert all(len(line) <= 80 for line in result.output.splitlines()), name
        assert OWN[name][1].rstrip(".") in result.output.replace("\n  ", " "), name


def test_python_m_microweb_runs_the_program(tmp_path):
    run = subprocess.run(
        [sys.executable, "-m", "microweb", "rotues"],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env={"PYTHONPATH": str(ROOT), "PATH": ""},
        check=False,
    )
    assert run.returncode == 2
    assert run.stderr.startswith("Usage: python -m microweb [OPTIONS] COMMAND")
    assert "Did you mean 'routes'?" in run.stderr


def test_a_command_without_an_app_loads_no_app_and_no_server():
    code = (
        "import sys\n"
        "from microweb.cli.program import main\n"
        "try: main(['secret'])\n"
        "except SystemExit: pass\n"
        "late = ['microweb.server', 'inspect', 'argparse', 'importlib.metadata', 'difflib']\n"
        "print([name for name in late if name in sys.modules])\n"
    )
    run = subprocess.run(
        [sys.executable, "-S", "-c", code], capture_output=True, text=True, cwd=ROOT, check=True
    )
    assert run.stdout.splitlines()[1] == "[]"


def test_what_a_command_of_the_app_raises_is_shown_from_its_own_code_on(tmp_path):
    (tmp_path / "app.py").write_text(
        "from microweb import App\n"
        "app = App('demo')\n"
        "@app.cli.command('fail')\n"
        "def fail():\n"
        "    raise LookupError('on purpose')\n"
    )
    result = subprocess.run(
        [sys.executable, "-m", "microweb", "fail"],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=False,
    )
    lines = result.stderr.splitlines()
    assert result.returncode == 1
    assert lines[0] == "Traceback (most recent call last):"
    assert lines[1] == f'  File "{tmp_path / "app.py"}", line 5, in fail'
    assert lines[-3] == "LookupError: on purpose"
    assert lines[-1] == "Error: The command raised an exception: see above."


def test_a_mistake_of_the_program_itself_keeps_its_traceback(monkeypatch):
    def fail(*args, **options):
        raise LookupError("of ours")

    monkeypatch.setattr(program, "make_program", fail)
    monkeypatch.setattr(program, "comes_from_elsewhere", lambda error: False)
    with pytest.raises(LookupError):
        program.main(["secret"])


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no full device")
def test_a_full_disk_is_said_without_a_traceback():
    with open("/dev/full", "w") as full:
        result = subprocess.run(
            [sys.executable, "-m", "microweb", "secret"],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            check=False,
        )
    assert result.returncode != 0
    assert result.stderr.startswith("Error: [Errno 28] No space left on device\n")
