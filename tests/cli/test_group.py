"""Groups: commands below commands."""

from contextlib import contextmanager

import pytest

from microweb.commands import Group, NoSuchCommand, command, echo, group, option, pass_context
from microweb.testing.runner import CliRunner


def run(function, *words, **options):
    return CliRunner().invoke(function, words, **options)


@group
@option("--debug", is_flag=True)
@pass_context
def shop(ctx, debug):
    """Runs a shop."""
    ctx.obj = {"debug": debug}


@shop.group()
def user():
    """Everything about users."""


@user.command("create")
@pass_context
def create(ctx):
    """Create a user."""
    echo(f"{ctx.command_path} {ctx.obj}")


@shop.command(hidden=True)
def secret_thing():
    """Nobody sees this."""


def test_a_command_below_a_command_is_found():
    assert run(shop, "--debug", "user", "create").output == "shop user create {'debug': True}\n"


def test_a_group_without_a_command_shows_its_help():
    result = run(shop)
    assert (result.exit_code, result.stdout) == (2, "")
    assert (
        result.output
        == """\
Usage: shop [OPTIONS] COMMAND [ARGS]...

  Runs a shop.

Options:
  --debug
  --help   Show this message and exit.

Commands:
  user  Everything about users.
"""
    )


def test_an_option_without_a_command_is_an_error():
    result = run(shop, "--debug")
    assert (result.exit_code, "Error: Missing command." in result.stderr) == (2, True)


def test_an_unknown_command_suggests_the_nearest():
    with pytest.raises(NoSuchCommand, match=r"No such command 'usr'. Did you mean 'user'"):
        shop.main(["usr"], standalone_mode=False)


def test_a_hidden_command_can_be_called():
    assert run(shop, "secret-thing").exit_code == 0


def test_a_group_can_run_without_a_command():
    @group(invoke_without_command=True)
    @pass_context
    def tool(ctx):
        echo(f"called for {ctx.invoked_subcommand}")

    @tool.command
    def part():
        echo("part")

    assert run(tool).output == "called for None\n"
    assert run(tool, "part").output == "called for part\npart\n"


def test_commands_can_be_added_under_another_name():
    @command
    def one():
        echo("one")

    tools = Group("tools", [one])
    tools.add_command(one, "uno")
    assert run(tools, "uno").output == run(tools, "one").output == "one\n"
    with pytest.raises(TypeError, match="needs a name"):
        tools.add_command(Group())


def test_the_scope_surrounds_each_command_unless_it_wants_none():
    trace = []

    @contextmanager
    def scope():
        trace.append("in")
        yield
        trace.append("out")

    tools = Group("tools", scope=scope)
    tools.command("inside")(lambda: trace.append("inside"))
    tools.command("outside", with_appcontext=False)(lambda: trace.append("outside"))
    tools.group("deep")(lambda: None).command("down")(lambda: trace.append("down"))
    run(tools, "inside")
    run(tools, "outside")
    run(tools, "deep", "down")
    assert trace == ["in", "inside", "out", "outside", "in", "down", "out"]


def test_long_names_and_texts_are_laid_out():
    tools = Group("tools")
    tools.command("a-name-that-is-longer-than-the-column", short_help="x")(lambda: None)
    tools.command("b", help=f"A text{' that is so long' * 9}")(lambda: None)
    lines = run(tools, env={"COLUMNS": "60"}).output.splitlines()
    assert "  a-name-that-is-longer-than-the-column" in lines
    assert " " * 34 + "x" in lines
    assert lines[-1].endswith("...")
    assert all(len(line) <= 60 for line in lines)
