"""Group: a command that finds the command to run among its own."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any, overload

from microweb.commands.context import Context
from microweb.commands.decorators import Function, make_command
from microweb.commands.errors import NoSuchCommand, UsageError, suggest
from microweb.commands.program import Command

__all__ = ["Group", "group"]

Scope = Callable[[], AbstractContextManager[object]]


class Group(Command):
    """A command with commands below it, such as `microweb` with `run` and `routes`.

    Attributes:
        commands: The commands by name.
        scope: Gives what surrounds each command, such as an application's context; None for
            nothing.
        invoke_without_command: Whether it runs when no command is given, instead of showing its
            help page.
    """

    stops_early = True

    def __init__(
        self,
        name: str | None = None,
        commands: Mapping[str, Command] | Sequence[Command] = (),
        callback: Callable[..., Any] | None = None,
        *,
        invoke_without_command: bool = False,
        no_args_is_help: bool | None = None,
        subcommand_metavar: str | None = None,
        scope: Scope | None = None,
        **options: Any,
    ) -> None:
        """Make a group.

        Args:
            name: The name.
            commands: The commands; more can be added.
            callback: A function to call before the command.
            invoke_without_command: Call it, too, when no command is given.
            no_args_is_help: Show the help page when nothing is given; by default yes, unless
                `invoke_without_command`.
            subcommand_metavar: What stands for the command in the usage line.
            scope: Gives what surrounds each command.
            options: As for `Command`.
        """
        if no_args_is_help is None:
            no_args_is_help = not invoke_without_command
        super().__init__(name, callback, no_args_is_help=no_args_is_help, **options)
        self.commands: dict[str, Command] = {}
        if isinstance(commands, Mapping):
            self.commands.update(commands)
        else:
            for command in commands:
                self.add_command(command)
        self.invoke_without_command = invoke_without_command
        usual = "[COMMAND] [ARGS]..." if invoke_without_command else "COMMAND [ARGS]..."
        self.subcommand_metavar = subcommand_metavar or usual
        self.scope = scope

    # Its commands.

    def add_command(self, command: Command, name: str | None = None) -> None:
        """Add a command, under its own name or another.

        Raises:
            TypeError: It has no name.
        """
        key = name or command.name
        if not key:
            raise TypeError("a command in a group needs a name")
        self.commands[key] = command

    @overload
    def command(self, name: Function, /) -> Command: ...
    @overload
    def command(
        self, name: str | None = None, cls: type[Command] | None = None, **options: Any
    ) -> Callable[[Function], Command]: ...
    def command(self, name: Any = None, cls: type[Command] | None = None, **options: Any) -> Any:
        """Make the decorated function a command of this group: see `decorators.command`."""
        return self._register(name, cls or Command, options)

    @overload
    def group(self, name: Function, /) -> "Group": ...
    @overload
    def group(
        self, name: str | None = None, cls: "type[Group] | None" = None, **options: Any
    ) -> "Callable[[Function], Group]": ...
    def group(self, name: Any = None, cls: "type[Group] | None" = None, **options: Any) -> Any:
        """Make the decorated function a group below this one."""
        return self._register(name, cls or Group, options)

    def _register(self, name: Any, cls: type[Command], options: dict[str, Any]) -> Any:
        if callable(name):
            made = make_command(name, None, cls, options)
            self.add_command(made)
            return made

        def register(function: Callable[..., Any]) -> Command:
            made = make_command(function, name, cls, options)
            self.add_command(made)
            return made

        return register

    def list_commands(self, ctx: Context) -> list[str]:
        """Give the names of the commands, sorted."""
        return sorted(self.commands)

    def get_command(self, ctx: Context, cmd_name: str) -> Command | None:
        """Give the command of a name, or None."""
        return self.commands.get(cmd_name)

    # Running.

    def parse_args(self, ctx: Context, args: list[str]) -> None:
        """Read the group's own options; the rest is the command's."""
        super().parse_args(ctx, args)
        if not ctx.args and not self.invoke_without_command:
            raise UsageError("Missing command.", ctx)

    def invoke(self, ctx: Context) -> Any:
        """Call the group's function, then the command."""
        if not ctx.args:
            return super().invoke(ctx)
        name, *words = ctx.args
        ctx.invoked_subcommand = name
        super().invoke(ctx)
        command = self.find_command(ctx, name)
        if self.scope is not None and command.in_scope:
            ctx.with_resource(self.scope())
        with command.make_context(name, words, parent=ctx) as below:
            return command.invoke(below)

    def find_command(self, ctx: Context, name: str) -> Command:
        """Give the command of a name.

        Raises:
            NoSuchCommand: There is none; the nearest names are suggested.
        """
        command = self.get_command(ctx, name)
        if command is None:
            raise NoSuchCommand(name, suggest(name, self.list_commands(ctx)), ctx)
        return command

    # Its help.

    def usage_pieces(self) -> list[str]:
        """Give what stands behind the group's name in the usage line."""
        return [*super().usage_pieces(), self.subcommand_metavar]

    def list_sections(self, ctx: Context) -> list[tuple[str, list[tuple[str, str]]]]:
        """Give the list of commands."""
        found = [(name, self.get_command(ctx, name)) for name in self.list_commands(ctx)]
        rows = [(name, one.short_help) for name, one in found if one and not one.hidden]
        return [("Commands", rows)]


@overload
def group(name: Function, /) -> Group: ...
@overload
def group(
    name: str | None = None, cls: type[Group] | None = None, **options: Any
) -> Callable[[Function], Group]: ...
def group(name: Any = None, cls: type[Group] | None = None, **options: Any) -> Any:
    """Make the decorated function a group, to which commands are added.

    Args:
        name: Its name: see `command`.
        cls: The class to make.
        options: As for `Group`.
    """
    if callable(name):
        return make_command(name, None, Group, options)

    def make(function: Function) -> Group:
        return make_command(function, name, cls or Group, options)

    return make
