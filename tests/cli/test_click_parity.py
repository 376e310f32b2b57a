"""The same program, made with click and with this kit, answers the same command lines the same."""

import pytest

from microweb import cli
from microweb.testing.runner import CliRunner

click = pytest.importorskip("click", reason="click comes with Flask, in the bench extra")


def make_program(kit):
    """Make a program that uses what most programs use."""

    @kit.group()
    @kit.option("--debug/--no-debug", default=False)
    @kit.pass_context
    def program(ctx, debug):
        """A program with commands."""
        ctx.obj = {"debug": debug}

    @program.command()
    @kit.option("-c", "--count", default=1, show_default=True, help="How often.")
    @kit.option("--kind", type=kit.Choice(["warm", "cold"]), default="warm")
    @kit.option("--tag", multiple=True)
    @kit.option("--point", nargs=2, type=float)
    @kit.option("-v", "--verbose", count=True)
    @kit.argument("name", envvar="NAME")
    @kit.pass_obj
    def hello(obj, **given):
        """Greet somebody. With more text."""
        kit.echo(f"{obj} {sorted(given.items())}")

    @program.command("ask-me")
    @kit.option("--age", prompt="Your age", type=kit.IntRange(0, 150))
    @kit.option("--password", prompt=True, hide_input=True, confirmation_prompt=True)
    @kit.option("--sure", is_flag=True, prompt="Sure?")
    def ask(age, password, sure):
        """Ask for things."""
        kit.echo(f"{age} {password} {sure}")

    add_more(kit, program)
    return program


def add_more(kit, program):
    """Add a nested group, and commands that end in different ways."""

    @program.group(invoke_without_command=True)
    @kit.pass_context
    def db(ctx):
        """The database."""
        kit.echo(f"for {ctx.invoked_subcommand}")

    @db.command()
    @kit.argument("files", nargs=-1)
    @kit.argument("target")
    @kit.option("--format", "form", type=kit.Choice(["a", "b"]), required=True)
    def copy_command(files, target, form):
        kit.echo(f"{files} {target} {form}")

    @program.command()
    @kit.argument("how")
    @kit.pass_context
    def end(ctx, how):
        """End in some way."""
        if how == "fail":
            raise kit.ClickException("it failed")
        if how == "usage":
            raise kit.UsageError("not like this")
        if how == "parameter":
            raise kit.BadParameter("not this")
        if how == "abort":
            raise kit.Abort
        ctx.exit(int(how))


LINES = [
    ([], ""),
    (["--help"], ""),
    (["hello", "--help"], ""),
    (["db", "--help"], ""),
    (["db", "copy", "--help"], ""),
    (["--debug", "hello", "Ann"], ""),
    (["hello", "Ann", "-c3", "--kind=cold", "--tag", "a", "--tag=b", "-vv"], ""),
    (["hello", "Ann", "--point", "1", "2"], ""),
    (["hello"], ""),
    (["hello", "Ann", "Bob"], ""),
    (["hello", "Ann", "--count", "x"], ""),
    (["hello", "Ann", "--kind", "hot"], ""),
    (["hello", "--", "-c"], ""),
    (["ask-me"], "42\npw\npw\ny\n"),
    (["ask-me"], "200\nx\n42\npw\nno\npw\npw\n\n"),
    (["ask-me", "--age", "1", "--password", "x", "--sure"], ""),
    (["ask-me"], ""),
    (["db"], ""),
    (["db", "copy", "a", "b", "c", "--format", "a"], ""),
    (["db", "copy", "c", "--format", "b"], ""),
    (["db", "copy", "c"], ""),
    (["end", "fail"], ""),
    (["end", "usage"], ""),
    (["end", "parameter"], ""),
    (["end", "abort"], ""),
    (["end", "3"], ""),
    (["end", "0"], ""),
    (["zzz"], ""),
]  # fmt: skip


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize(("words", "text"), LINES, ids=lambda value: " ".join(value)[:40])
def test_a_command_line_is_answered_as_by_click(words, text):
    from click.testing import CliRunner as ClickRunner

    theirs = ClickRunner().invoke(make_program(click), words, input=text, prog_name="program")
    ours = CliRunner().invoke(make_program(cli), words, input=text, prog_name="program")
    assert shown(ours) == shown(theirs)
    assert ours.exit_code == theirs.exit_code


def shown(result):
    # Where an error lists choices or counts, the wording is each project's own.
    text, error, _ = result.output.partition("Error: ")
    # The two streams of click's runner are not always in order.
    return " ".join(sorted(text.split())) + error
