"""Commands: running to an exit code, contexts, help pages."""

import subprocess
import sys

import pytest

from microweb.commands import (
    Abort,
    CommandError,
    Context,
    UsageError,
    argument,
    command,
    confirmation_option,
    echo,
    get_current_context,
    help_option,
    option,
    pass_context,
    pass_obj,
    password_option,
    secho,
    version_option,
)
from microweb.testing.runner import CliRunner


def run(function, *words, **options):
    return CliRunner().invoke(function, words, **options)


@command
@option("-c", "--count", default=1, show_default=True, help="How often.")
@argument("name", help="Whom to greet.")
def hello(count, name):
    """Greet somebody. More of it

    stands here.

    \b
    kept
      as it is
    \f
    not shown
    """
    for _ in range(count):
        echo(f"Hello {name}!")


def test_a_command_gets_its_parameters():
    assert run(hello, "--count", "2", "Ann").output == "Hello Ann!\nHello Ann!\n"


def test_the_help_page_says_it_all():
    assert (
        run(hello, "--help").output
        == """\
Usage: hello [OPTIONS] NAME

  Greet somebody. More of it

  stands here.

  kept
    as it is

Arguments:
  NAME  Whom to greet.

Options:
  -c, --count INTEGER  How often.  [default: 1]
  --help               Show this message and exit.
"""
    )


def test_the_short_help_is_the_first_sentence():
    assert hello.short_help == "Greet somebody."


def test_a_usage_error_ends_with_2_and_shows_the_way():
    result = run(hello, "--cuont", "2")
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr == (
        "Usage: hello [OPTIONS] NAME\nTry 'hello --help' for help.\n\n"
        "Error: No such option '--cuont'. Did you mean '--count'?\n"
    )


@pytest.mark.parametrize(
    ("error", "code", "text"),
    [
        (CommandError("the disk is full"), 1, "Error: the disk is full\n"),
        (
            UsageError("not so"),
            2,
            "Usage: fail [OPTIONS]\nTry 'fail --help' for help.\n\nError: not so\n",
        ),
        (Abort(), 1, "Aborted!\n"),
        (KeyboardInterrupt(), 1, "Aborted!\n"),
        (SystemExit(7), 7, ""),
        (SystemExit("stop"), 1, "stop\n"),
    ],
    ids=repr,
)
def test_errors_become_messages_and_exit_codes(error, code, text):
    @command
    def fail():
        raise error

    result = run(fail)
    assert (result.exit_code, result.stderr) == (code, text)


def test_any_other_exception_is_not_hidden():
    @command
    def fail():
        raise LookupError("a defect")

    assert isinstance(run(fail).exception, LookupError)
    with pytest.raises(LookupError):
        run(fail, catch_exceptions=False)


def test_outside_of_standalone_mode_the_value_is_given_and_errors_raised():
    assert hello.main(["Ann"], standalone_mode=False) is None
    with pytest.raises(UsageError):
        hello.main([], standalone_mode=False)
    assert hello.main(["--help"], standalone_mode=False) == 0


def test_the_context_is_found_and_passed():
    @command
    @pass_context
    def show(ctx):
        assert get_current_context() is ctx
        ctx.call_on_close(lambda: echo("closed"))
        echo(ctx.command_path)
        ctx.exit(3)

    result = run(show)
    assert (result.output, result.exit_code) == ("show\nclosed\n", 3)
    assert get_current_context(silent=True) is None
    with pytest.raises(RuntimeError, match="no command runs here"):
        get_current_context()


def test_obj_goes_along():
    @command
    @pass_obj
    def show(obj):
        return obj

    assert run(show, obj="mine").return_value == "mine"


def test_a_command_calls_another_with_its_defaults():
    @command
    @pass_context
    def twice(ctx):
        ctx.invoke(hello, name="Ann")
        ctx.invoke(hello, name="Bob", count=2)

    assert run(twice).output == "Hello Ann!\nHello Bob!\nHello Bob!\n"


def test_a_command_forwards_its_parameters():
    @command
    @option("--count", default=2)
    @argument("name")
    @pass_context
    def again(ctx, count, name):
        ctx.forward(hello)

    assert run(again, "Ann").output == "Hello Ann!\nHello Ann!\n"


def test_fail_and_abort_end_a_command():
    @command
    @option("--softly", is_flag=True)
    @pass_context
    def stop(ctx, softly):
        ctx.abort() if softly else ctx.fail("wrongly called")

    assert run(stop, "--softly").exit_code == 1
    assert "Error: wrongly called" in run(stop).stderr


@pytest.mark.parametrize(
    ("name", "expected"),
    [("init_db", "init-db"), ("init_db_command", "init-db"), ("users_group", "users")],
)
def test_a_command_is_named_after_its_function(name, expected):
    function = lambda: None  # noqa: E731
    function.__name__ = name
    assert command(function).name == expected


def test_a_command_is_not_made_a_command_twice():
    with pytest.raises(TypeError, match="is a command already"):
        command(hello)


def test_an_unknown_context_setting_is_refused():
    with pytest.raises(TypeError, match="knows no 'colour'"):
        command(context_settings={"colour": True})(lambda: None)


def test_help_options_can_have_other_names():
    @command(context_settings={"help_option_names": ["-h", "--help"]})
    def one():
        pass

    @command(add_help_option=False)
    @help_option("--what")
    def two():
        pass

    assert "-h, --help  Show this message" in run(one, "-h").output
    assert "--what  Show this message" in run(two, "--what").output
    assert run(two, "--help").exit_code == 2


def test_the_version_is_shown():
    @command
    @version_option("1.2", prog_name="shop")
    def show():
        pass

    assert run(show, "--version").output == "shop, version 1.2\n"


def test_a_confirmation_is_asked_for_unless_given():
    @command
    @confirmation_option()
    def drop():
        echo("dropped")

    assert run(drop, "--yes").output == "dropped\n"
    assert run(drop, input="y\n").output == "Do you want to continue? [y/N]: y\ndropped\n"
    result = run(drop, input="\n")
    assert (result.exit_code, "dropped" in result.output) == (1, False)


def test_a_password_option_is_hidden():
    @command
    @password_option()
    def show(password):
        return password

    result = run(show, input="x1\nx1\n")
    assert result.return_value == "x1"
    assert result.output == "Password: \nRepeat for confirmation: \n"


def test_colour_is_for_terminals():
    @command
    def show():
        secho("red", fg="red")

    assert run(show).output == "red\n"


def test_a_context_enters_resources_until_the_end():
    class Resource:
        is_open = False

        def __enter__(self):
            self.is_open = True
            return self

        def __exit__(self, *_):
            self.is_open = False

    resource = Resource()
    with Context(hello) as ctx:
        assert ctx.with_resource(resource).is_open
    assert not resource.is_open


def test_objects_are_found_by_class():
    outer = Context(hello, obj={"a": 1})
    inner = Context(hello, parent=outer)
    inner.obj = "text"
    assert inner.find_object(dict) == {"a": 1}
    assert inner.ensure_object(list) == []
    assert inner.find_root() is outer


def test_a_deprecated_command_says_so():
    @command(deprecated=True)
    def old():
        pass

    assert "is deprecated" in run(old).stderr


def test_a_reader_that_leaves_is_no_traceback():
    code = (
        "from microweb.commands import command, echo\n"
        "@command\n"
        "def much():\n"
        "    for _ in range(100000): echo('line')\n"
        "much()\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-S", "-c", code],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={"PYTHONPATH": str(__import__("pathlib").Path(__file__).parents[2])},
    )
    process.stdout.readline()
    process.stdout.close()
    with process.stderr:
        assert process.stderr.read() == b""
    assert process.wait(10) == 1
