"""Decorators that make a command of a function, and give it parameters and its context."""

from collections.abc import Callable
from functools import update_wrapper
from typing import Any, TypeVar, cast, overload

from microweb.commands.context import Context, get_current_context
from microweb.commands.options import Option
from microweb.commands.parameters import Argument, Parameter
from microweb.commands.program import Command
from microweb.commands.terminal import echo

__all__ = [
    "Function",
    "argument",
    "command",
    "confirmation_option",
    "help_option",
    "make_command",
    "option",
    "pass_context",
    "pass_obj",
    "password_option",
    "version_option",
]

Function = Callable[..., Any]
F = TypeVar("F", bound=Function)
C = TypeVar("C", bound=Command)
_PARAMS = "__command_params__"
_SUFFIXES = ("_command", "_cmd", "_group", "_grp")


@overload
def command(name: Function, /) -> Command: ...
@overload
def command(
    name: str | None = None, cls: None = None, **options: Any
) -> Callable[[Function], Command]: ...
@overload
def command(name: str | None, cls: type[C], **options: Any) -> Callable[[Function], C]: ...
def command(name: Any = None, cls: type[Command] | None = None, **options: Any) -> Any:
    """Make the decorated function a command.

    Args:
        name: Its name; by default the function's, with dashes, without `_command` at its end.
        cls: The class to make.
        options: As for `Command`.
    """
    if callable(name):
        return make_command(name, None, Command, options)

    def make(function: Function) -> Command:
        return make_command(function, name, cls or Command, options)

    return make


def make_command(
    function: Callable[..., Any], name: str | None, cls: type[C], options: dict[str, Any]
) -> C:
    """Make a command of a function and the parameters that decorators have given it.

    Raises:
        TypeError: It is a command already.
    """
    if isinstance(function, Command):
        raise TypeError(f"{function!r} is a command already")
    params: list[Parameter] = list(reversed(getattr(function, _PARAMS, [])))
    params += options.pop("params", ())
    made_name = name or _name_of(function)
    make: Callable[..., C] = cls  # a class of the author's may take other options
    return make(name=made_name, callback=function, params=params, **options)


def _name_of(function: Callable[..., Any]) -> str:
    name: str = getattr(function, "__name__", type(function).__name__).lower()
    for suffix in _SUFFIXES:
        name = name.removesuffix(suffix) or name
    return name.replace("_", "-")


def _add(target: F, param: Parameter) -> F:
    command: object = target
    if isinstance(command, Command):
        command.params.append(param)
    else:
        # Decorators run from the bottom up: the list is turned around in the end.
        params: list[Parameter] = target.__dict__.setdefault(_PARAMS, [])
        params.append(param)
    return target


def option(*param_decls: str, cls: type[Option] = Option, **options: Any) -> Callable[[F], F]:
    """Give a command an option.

    Args:
        param_decls: Its spellings, such as `"-p", "--port"` or `"--color/--no-color"`, and, if it
            is not to be the longest spelling, the name of the function's argument.
        cls: The class to make.
        options: `type default required is_flag flag_value multiple count nargs envvar prompt
            confirmation_prompt hide_input show_default show_envvar callback help metavar hidden
            is_eager expose_value`.
    """
    return lambda target: _add(target, cls(param_decls, **options))


def argument(name: str, cls: type[Argument] = Argument, **options: Any) -> Callable[[F], F]:
    """Give a command an argument.

    Args:
        name: The name of the function's argument.
        cls: The class to make.
        options: `type default required nargs envvar callback help metavar is_eager expose_value`;
            `nargs=-1` takes any number.
    """
    return lambda target: _add(target, cls(name, **options))


def password_option(*param_decls: str, **options: Any) -> Callable[[F], F]:
    """Give a command an option `--password` that is asked for twice, hidden."""
    wanted: dict[str, Any] = {"prompt": True, "confirmation_prompt": True, "hide_input": True}
    return option(*(param_decls or ("--password",)), **{**wanted, **options})


def confirmation_option(*param_decls: str, **options: Any) -> Callable[[F], F]:
    """Give a command an option `--yes`, without which it asks whether to go on."""

    def check(ctx: Context, _param: Parameter, value: object) -> None:
        if not value:
            ctx.abort()

    wanted: dict[str, Any] = {
        "is_flag": True,
        "callback": check,
        "expose_value": False,
        "prompt": "Do you want to continue?",
        "help": "Confirm the action without prompting.",
    }
    return option(*(param_decls or ("--yes",)), **{**wanted, **options})


def version_option(
    version: str,
    *param_decls: str,
    prog_name: str | None = None,
    message: str = "%(prog)s, version %(version)s",
    **options: Any,
) -> Callable[[F], F]:
    """Give a command an option `--version`.

    Args:
        version: The version.
        param_decls: Its spellings.
        prog_name: The name of the program; by default as it was called.
        message: What is shown, with `%(prog)s` and `%(version)s`.
        options: As for `option`.
    """

    def show(ctx: Context, _param: Parameter, value: object) -> None:
        if value:
            name = prog_name or ctx.find_root().info_name
            echo(message % {"prog": name, "version": version})
            ctx.exit()

    wanted: dict[str, Any] = {
        "is_flag": True,
        "expose_value": False,
        "is_eager": True,
        "callback": show,
        "help": "Show the version and exit.",
    }
    return option(*(param_decls or ("--version",)), **{**wanted, **options})


def help_option(*param_decls: str) -> Callable[[F], F]:
    """Say which options show the help page of a command, instead of `--help`."""

    def show(ctx: Context, _param: Parameter, value: object) -> None:
        if value:
            echo(ctx.get_help())
            ctx.exit()

    return option(
        *(param_decls or ("--help",)),
        is_flag=True,
        is_eager=True,
        expose_value=False,
        callback=show,
        help="Show this message and exit.",
    )


def pass_context(function: F) -> F:
    """Give a function the context as its first argument."""

    def call(*args: Any, **kwargs: Any) -> Any:
        return function(get_current_context(), *args, **kwargs)

    return cast("F", update_wrapper(call, function))


def pass_obj(function: F) -> F:
    """Give a function `obj` of the context as its first argument."""

    def call(*args: Any, **kwargs: Any) -> Any:
        ctx = get_current_context()
        return function(ctx.obj if ctx is not None else None, *args, **kwargs)

    return cast("F", update_wrapper(call, function))
