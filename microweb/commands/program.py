"""Command: a function with parameters that are read from a command line."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from microweb.commands.context import Context
from microweb.commands.errors import UsageError
from microweb.commands.help import clean_text, format_help, format_usage, shorten
from microweb.commands.options import Option
from microweb.commands.parameters import MISSING, Argument, Parameter
from microweb.commands.parsing import parse_line
from microweb.commands.running import Runnable
from microweb.commands.terminal import echo, terminal_width

__all__ = ["Command"]


class Command(Runnable):
    """A function with parameters that are read from a command line.

    Attributes:
        name: The name in its group.
        callback: The function.
        params: The parameters, in order.
        help: What it does, for the help page.
        short_help: The same in one line, for the page of its group.
        epilog: What stands at the end of the help page.
        hidden: Whether the page of its group leaves it out.
        in_scope: Whether it runs in the scope of the group it is called through, such as an
            application's context.
    """

    stops_early = False

    def __init__(
        self,
        name: str | None,
        callback: Callable[..., Any] | None = None,
        *,
        params: Iterable[Parameter] = (),
        help: str | None = None,  # noqa: A002  # click's name
        short_help: str | None = None,
        epilog: str | None = None,
        options_metavar: str = "[OPTIONS]",
        add_help_option: bool = True,
        no_args_is_help: bool = False,
        hidden: bool = False,
        deprecated: bool = False,
        with_appcontext: bool = True,
        context_settings: dict[str, Any] | None = None,
    ) -> None:
        """Make a command: see `decorators.command`.

        Args:
            name: The name.
            callback: The function; it gets the parameters by name.
            params: The parameters.
            help: What it does; by default the function's docstring.
            short_help: The same in one line; by default the first sentence.
            epilog: What stands at the end of the help page.
            options_metavar: What stands for the options in the usage line.
            add_help_option: Whether `--help` shows the help page.
            no_args_is_help: Whether it shows the help page when nothing is given.
            hidden: Whether the page of its group leaves it out.
            deprecated: Whether it says that it will go.
            with_appcontext: Whether it runs in the scope of its group.
            context_settings: `help_option_names`, `ignore_unknown_options`, `allow_extra_args`.

        Raises:
            TypeError: There is no such context setting.
        """
        settings = dict(context_settings or {})
        self.name = name
        self.callback = callback
        self.params = list(params)
        self.help = clean_text(help or getattr(callback, "__doc__", None))
        self.short_help = short_help or shorten(self.help)
        self.epilog = clean_text(epilog)
        self.options_metavar = options_metavar
        self.no_args_is_help = no_args_is_help
        self.hidden = hidden
        self.deprecated = deprecated
        self.in_scope = with_appcontext
        names: Sequence[str] = settings.pop("help_option_names", ("--help",))
        self.help_option_names = tuple(names) if add_help_option else ()
        self.ignore_unknown_options: bool = settings.pop("ignore_unknown_options", False)
        self.allow_extra_args: bool = settings.pop("allow_extra_args", False)
        if settings:
            raise TypeError(f"context_settings knows no {', '.join(map(repr, settings))}")

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.name}>"

    # Running.

    def make_context(
        self, info_name: str | None, args: list[str], parent: Context | None = None, obj: Any = None
    ) -> Context:
        """Read a command line into a context.

        Raises:
            UsageError: It cannot be read.
            Exit: An option such as `--help` answered it.
        """
        ctx = Context(self, parent=parent, info_name=info_name, obj=obj)
        with ctx.filling():
            self.parse_args(ctx, args)
        return ctx

    def parse_args(self, ctx: Context, args: list[str]) -> None:
        """Read a command line into the parameters of a context."""
        if not args and self.no_args_is_help:
            echo(self.get_help(ctx), err=True)
            ctx.exit(2)
        values, left, order = parse_line(
            ctx,
            self.get_params(),
            args,
            stops_early=self.stops_early,
            keeps_unknown=self.ignore_unknown_options,
            keeps_extra=self.allow_extra_args,
        )
        ctx.args = left
        for param in self._in_order(order):
            value = param.handle(ctx, values.get(param, MISSING))
            # Of several options with one name, such as --json and --table, one that is given wins.
            if param.expose_value and (param in values or ctx.params.get(param.name) is None):
                ctx.params[param.name] = value

    def _in_order(self, given: list[Parameter]) -> list[Parameter]:
        """Put eager parameters first, and of these and the rest those given, as given."""
        params = self.get_params()
        place = {param: at for at, param in reversed(list(enumerate(given)))}
        last = len(given)
        return sorted(params, key=lambda one: (not one.is_eager, place.get(one, last)))

    def invoke(self, ctx: Context) -> Any:
        """Call the callback with the parameters."""
        if self.deprecated:
            echo(f"DeprecationWarning: The command {self.name!r} is deprecated.", err=True)
        try:
            return None if self.callback is None else self.callback(**ctx.params)
        except UsageError as error:
            error.ctx = error.ctx or ctx
            raise

    def call_with_defaults(self, ctx: Context, given: dict[str, Any]) -> Any:
        """Call the callback; what is not given has its default."""
        if self.callback is None:
            raise TypeError(f"the command {self.name!r} has no function to call")
        defaults = {
            param.name: param.handle(ctx, MISSING)
            for param in self.params
            if param.expose_value and param.name not in given
        }
        ctx.params = {**defaults, **given}
        return self.callback(**ctx.params)

    # Its help.

    def get_params(self) -> list[Parameter]:
        """Give the parameters, and the help option if there is one."""
        if not self.help_option_names:
            return self.params
        return [*self.params, self._help_option]

    @property
    def _help_option(self) -> Option:
        option: Option | None = self.__dict__.get("_made_help_option")
        if option is None:
            option = self.__dict__["_made_help_option"] = Option(
                self.help_option_names,
                is_flag=True,
                is_eager=True,
                expose_value=False,
                callback=_show_help,
                help="Show this message and exit.",
            )
        return option

    def usage_pieces(self) -> list[str]:
        """Give what stands behind the command's name in the usage line."""
        arguments = [one.get_usage() for one in self.params if isinstance(one, Argument)]
        return [self.options_metavar, *arguments]

    def get_usage(self, ctx: Context) -> str:
        """Give the usage line."""
        return format_usage(ctx.command_path, self.usage_pieces(), terminal_width())

    def list_sections(self, ctx: Context) -> list[tuple[str, list[tuple[str, str]]]]:
        """Give the lists of commands on the help page: headings with names and what they do."""
        return []

    def get_help(self, ctx: Context) -> str:
        """Give the help page."""
        return format_help(
            usage=self.get_usage(ctx),
            text=f"{self.help}{'  (Deprecated)' if self.deprecated else ''}".strip(),
            params=self.get_params(),
            commands=self.list_sections(ctx),
            epilog=self.epilog,
            width=terminal_width(),
        )


def _show_help(ctx: Context, _param: Parameter, value: object) -> None:
    if value:
        echo(ctx.get_help())
        ctx.exit()
