"""The command line: the program `microweb`, and the kit for an application's own commands.

The kit's names are click's, so that `import click` becomes `from microweb import cli as click`:

    from microweb import cli

    @app.cli.command("init-db")
    @cli.option("--force", is_flag=True)
    def init_db(force):
        cli.echo("done")

The names are imported when they are first asked for; `__init__.pyi` lists them for type checkers.
"""

from importlib import import_module

from microweb import commands

_OWN = {
    "AppGroup": "options",
    "ScriptInfo": "script_info",
    "load_app": "loading",
    "main": "program",
    "with_appcontext": "script_info",
}

__all__ = sorted([*_OWN, *commands.__all__, "ClickException"])  # pyright: ignore[reportUnsupportedDunderAll]


def __getattr__(name: str) -> object:
    """Import a public name from its module, once. PEP 562."""
    value: object
    if name in _OWN:
        value = getattr(import_module(f"{__name__}.{_OWN[name]}"), name)
    elif name == "ClickException":  # what programs written for click catch
        value = commands.CommandError
    elif name in commands.__all__:
        value = getattr(commands, name)
    else:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return [*globals(), *__all__]
