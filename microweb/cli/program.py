"""The program `microweb`: its own commands, those of other packages, and those of the app."""

import os
import sys
from importlib import import_module
from typing import Any

from microweb.cli.failures import TracedError, comes_from_elsewhere
from microweb.cli.loading import NoAppError
from microweb.cli.options import app_option, debug_option
from microweb.cli.script_info import ScriptInfo
from microweb.commands import Command, CommandError, Context, Group, Option, echo

__all__ = ["OWN", "main", "make_program"]

_ENTRY_POINTS = "microweb.commands"
OWN = {
    "run": ("serving", "Serve the application on this machine."),
    "routes": ("routes", "List the routes of the application."),
    "explain": ("explaining", "Follow one request through the application."),
    "check": ("checking", "Look for mistakes in the application and its settings."),
    "shell": ("shell", "Open a Python shell in the application's context."),
    "new": ("new", "Start a new project."),
    "openapi": ("openapi", "Write an OpenAPI document of the application."),
    "secret": ("secret", "Make a secret key."),
    "hash-password": ("passwords", "Hash a password, for a configuration or a database."),
}
"""Commands, their modules and what they do, so that the help page imports none of them."""


class Program(Group):
    """Finds a command among its own, then those of other packages, then those of the app."""

    def list_commands(self, ctx: Context) -> list[str]:
        """Give all names."""
        return [*OWN, *_plugins(), *_app_commands(ctx, quietly=True)]

    def get_command(self, ctx: Context, cmd_name: str) -> Command | None:
        """Give the command of a name, or None."""
        if cmd_name in OWN:
            module = import_module(f"microweb.cli.{OWN[cmd_name][0]}")
            found: Command = module.command
            return found
        if cmd_name in (plugins := _plugins()):
            loaded = plugins[cmd_name].load()
            if not isinstance(loaded, Command):
                raise CommandError(f"The command {cmd_name!r} of another package is no Command.")
            return loaded
        return _app_commands(ctx, quietly=False).get(cmd_name)

    def invoke(self, ctx: Context) -> Any:
        """Run the command; those of the app run in its context."""
        name = ctx.args[0] if ctx.args else ""
        if name and name not in OWN and name not in _plugins():
            commands = _app_commands(ctx, quietly=False)
            if name in commands:
                ctx.with_resource(_found_app(ctx).app_context())
        return super().invoke(ctx)

    def list_sections(self, ctx: Context) -> list[tuple[str, list[tuple[str, str]]]]:
        """Give the lists of commands: its own, those of other packages, those of the app."""
        sections = [("Commands", [(name, text) for name, (_, text) in OWN.items()])]
        plugins = [(name, f"From {point.value}.") for name, point in sorted(_plugins().items())]
        app = [
            (name, command.short_help)
            for name, command in sorted(_app_commands(ctx, quietly=True).items())
            if not command.hidden
        ]
        return [*sections, ("Commands of other packages", plugins), (_heading(ctx, app), app)]


def _heading(ctx: Context, rows: list[tuple[str, str]]) -> str:
    return f"Commands of {_found_app(ctx).name}" if rows else ""


def _plugins() -> dict[str, Any]:
    """Give the entry points of other packages by name."""
    from importlib.metadata import entry_points  # 15 ms, and only a wrong name or the help pays

    return {point.name: point for point in entry_points(group=_ENTRY_POINTS)}


def _found_app(ctx: Context) -> Any:
    return ctx.ensure_object(ScriptInfo).load_app()


def _app_commands(ctx: Context, *, quietly: bool) -> dict[str, Command]:
    """Give the commands of the app.

    Args:
        ctx: The call.
        quietly: Say what is wrong and go on without them: for the help page.
    """
    key = "microweb.app_commands"
    if key in ctx.meta:
        commands: dict[str, Command] = ctx.meta[key]
        return commands
    found: dict[str, Command] = {}
    info = ctx.ensure_object(ScriptInfo)
    try:
        info.is_quiet = quietly
        found = dict(_found_app(ctx).cli.commands)
    except NoAppError as error:
        named = info.app_import_path or os.environ.get("MICROWEB_APP")
        if named and not quietly:
            raise
        if named:
            echo(f"{error.message}\n", err=True)
    except CommandError as error:
        if not quietly:
            raise
        echo(f"{error.describe()}\n", err=True)
    ctx.meta[key] = found
    return found


def _show_version(ctx: Context, _param: object, value: object) -> None:
    if value:
        from importlib.metadata import PackageNotFoundError, version

        try:
            number = version("microweb-wsgi")
        except PackageNotFoundError:
            number = "(not installed)"
        echo(f"microweb {number}, Python {'.'.join(map(str, sys.version_info[:3]))}")
        ctx.exit()


def make_program() -> Program:
    """Make the program anew, without a call to remember."""
    program = Program(
        "microweb",
        params=[
            Option(
                ["--version"],
                is_flag=True,
                is_eager=True,
                expose_value=False,
                callback=_show_version,
                help="Show the versions of microweb and Python, and exit.",
            )
        ],
        help="Serve, inspect and check a microweb application.",
        epilog="""Examples:

          microweb new shop                    start a project
          microweb run --debug                 serve app.py, start again after a change
          microweb --app shop:create_app routes
          microweb explain POST /login --data name=ann

        'microweb COMMAND --help' tells more about a command.""",
    )
    return debug_option(app_option(program))


def main(args: list[str] | None = None) -> None:
    """Run the program with the words of the command line.

    Raises:
        SystemExit: Always, with the exit code.
    """
    try:
        make_program().main(args, prog_name=_prog_name(), obj=ScriptInfo())
    except Exception as error:
        if not comes_from_elsewhere(error):
            if isinstance(error, OSError):  # the output, as to a full disk
                sys.exit(f"Error: {error}")
            raise
        sys.exit(TracedError("The command raised an exception: see above.", error).describe())


def _prog_name() -> str | None:
    """Give the usual name where the program was not called as a module."""
    return None if os.path.basename(sys.argv[0]) == "__main__.py" else "microweb"
