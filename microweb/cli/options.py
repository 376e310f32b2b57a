"""Options that several commands share, and the group for commands of an application."""

from collections.abc import Callable
from typing import Any, TypeVar

from microweb.app import App
from microweb.cli.loading import ENV_APP
from microweb.cli.script_info import ENV_DEBUG, ScriptInfo, current_scope
from microweb.commands import Context, Group, Option, Parameter, option

__all__ = ["AppGroup", "Switch", "app_option", "debug_option", "loaded_app"]

F = TypeVar("F", bound=Callable[..., Any])


class AppGroup(Group):
    """A group whose commands run in the context of the command line's app."""

    def __init__(self, name: str | None = None, *args: Any, **options: Any) -> None:
        """Make a group: see `Group`."""
        options.setdefault("scope", current_scope)
        super().__init__(name, *args, **options)


def _set_app(ctx: Context, _param: Parameter, value: str | None) -> None:
    if value is not None:
        ctx.ensure_object(ScriptInfo).app_import_path = value


def _set_debug(ctx: Context, _param: Parameter, value: bool | None) -> None:
    if value is not None:
        ctx.ensure_object(ScriptInfo).debug = value


def app_option(function: F) -> F:
    """Give a command the option `--app`."""
    declare = option(
        "-A",
        "--app",
        metavar="TARGET",
        callback=_set_app,
        expose_value=False,
        is_eager=True,
        help=f"The application: module, module:name, module:factory() or file.py:name. "
        f"By default {ENV_APP}, or wsgi.py or app.py in this folder, or its only package with an "
        "application.",
    )
    return declare(function)


class Switch(Option):
    """A switch that knows whether it was given."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.default = None


def debug_option(function: F) -> F:
    """Give a command the option `--debug`."""
    declare = option(
        "--debug/--no-debug",
        cls=Switch,
        callback=_set_debug,
        expose_value=False,
        is_eager=True,
        help=f"Debug mode. By default {ENV_DEBUG}, or the app's own setting.",
    )
    return declare(function)


def loaded_app(ctx: Context) -> App:
    """Give the app that the command line speaks of."""
    return ctx.ensure_object(ScriptInfo).load_app()
