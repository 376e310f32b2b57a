"""Running commands in tests."""

import os
import sys
import threading

import pytest

from microweb import App, current_app, has_app_context
from microweb.commands import command, echo, group
from microweb.testing.runner import CliRunner


@command
def both():
    echo("out")
    echo("err", err=True)
    echo(b"bytes")
    return 5


def test_the_streams_are_told_apart_and_in_order():
    result = CliRunner().invoke(both)
    assert (result.stdout, result.stderr) == ("out\nbytes\n", "err\n")
    assert result.output == "out\nerr\nbytes\n"
    assert (result.exit_code, result.exception, result.return_value) == (0, None, 5)


def test_print_and_input_are_caught_too():
    @command
    def ask():
        print("got", input("? "), sys.stdin.read())

    assert CliRunner().invoke(ask, input="a\nrest").output == "? got a rest\n"


def test_the_end_of_the_input_aborts_a_question():
    from microweb.commands import prompt

    @command
    def ask():
        prompt("Name")

    result = CliRunner().invoke(ask)
    assert (result.exit_code, result.stderr) == (1, "Aborted!\n")


def test_the_environment_is_put_back(monkeypatch):
    monkeypatch.setenv("TAKEN", "1")

    @command
    def show():
        echo(f"{os.environ.get('GIVEN')} {os.environ.get('TAKEN')}")

    result = CliRunner(env={"GIVEN": "x"}).invoke(show, env={"TAKEN": None})
    assert result.output == "x None\n"
    assert (os.environ.get("GIVEN"), os.environ["TAKEN"]) == (None, "1")


def test_the_streams_are_put_back():
    before = sys.stdin, sys.stdout, sys.stderr
    CliRunner().invoke(both)
    assert (sys.stdin, sys.stdout, sys.stderr) == before


def test_other_threads_keep_their_streams(capsys):
    def work():
        print("from the thread")

    @command
    def show():
        thread = threading.Thread(target=work)
        thread.start()
        thread.join()
        echo("from the command")

    assert CliRunner().invoke(show).output == "from the command\n"
    assert capsys.readouterr().out == "from the thread\n"


def test_two_threads_run_commands_at_once():
    barrier = threading.Barrier(2, timeout=10)
    outputs = {}

    def work(name):
        @command
        def show():
            barrier.wait()
            echo(name)
            barrier.wait()

        outputs[name] = CliRunner().invoke(show).output

    threads = [threading.Thread(target=work, args=[name]) for name in "ab"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert outputs == {"a": "a\n", "b": "b\n"}


def test_arguments_may_be_a_line_as_for_a_shell():
    from microweb.commands import argument

    @command
    @argument("words", nargs=-1)
    def show(words):
        return words

    assert CliRunner().invoke(show, "a 'b c'").return_value == ("a", "b c")


def test_the_commands_of_the_app_are_the_default():
    class App:
        cli = group("shop")(lambda: None)

    App.cli.add_command(both)
    assert CliRunner(App()).invoke(args=["both"]).stdout == "out\nbytes\n"
    with pytest.raises(TypeError, match="needs a command"):
        CliRunner().invoke(args=["both"])


def test_an_error_after_an_exit_code_is_told():
    @command
    def fail():
        sys.exit(3)

    result = CliRunner().invoke(fail)
    assert result.exit_code == 3
    assert isinstance(result.exception, SystemExit)
    assert repr(result) == "<Result 3 SystemExit(3)>"


def test_a_command_of_an_app_runs_in_its_context_also_when_it_is_given_itself():
    app = App("demo", static_folder=None)

    @app.cli.command
    def who():
        echo(current_app.name)

    @app.cli.command(with_appcontext=False)
    def bare():
        echo(has_app_context())

    runner = app.test_cli_runner()
    assert runner.invoke(who).output == runner.invoke(args=["who"]).output == "demo\n"
    assert runner.invoke(bare).output == "False\n"
