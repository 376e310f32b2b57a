"""`microweb shell`: Python in the context of the application."""

import os
import sys
from typing import Any

from microweb.cli.failures import TracedError
from microweb.cli.options import app_option, debug_option, loaded_app
from microweb.commands import Context, option, pass_context
from microweb.commands import command as make_command

__all__ = ["command"]


@make_command("shell")
@app_option
@debug_option
@option("-c", "--command", "source", metavar="CODE", help="Run this code and end.")
@pass_context
def command(ctx: Context, source: str | None) -> None:
    """Open a Python shell in the application's context.

    `app`, `g` and what the app's shell context processors give are there by name.

    Examples:
      microweb shell
      microweb shell -c "print(app.url_for('index'))"
    """
    app = loaded_app(ctx)
    with app.app_context() as context:
        names = {"app": app, "g": context.g, **app.make_shell_context()}
        namespace: dict[str, Any] = {"__name__": "__console__", **names}
        if source is not None:
            _run_code(source, namespace)
            return
        _run_startup_file(namespace)
        _complete_names(namespace)
        import code

        code.interact(
            f"Python {sys.version.split()[0]} on {sys.platform}\n"
            f"App: {app.name}{' [debug]' if app.debug else ''}, instance: {app.instance_path}\n"
            f"Names: {', '.join(sorted(names))}",
            local=namespace,
            exitmsg="",
        )


def _run_code(source: str, namespace: dict[str, Any]) -> None:
    try:
        exec(compile(source, "<command line>", "exec"), namespace)  # nosec B102  # noqa: S102  # asked for
    except Exception as error:
        raise TracedError("The code raised an exception: see above.", error) from error


def _run_startup_file(namespace: dict[str, Any]) -> None:
    """Run the file that PYTHONSTARTUP names, as Python's own shell does."""
    filename = os.environ.get("PYTHONSTARTUP")
    if filename and os.path.isfile(filename):
        with open(filename, "rb") as file:
            exec(compile(file.read(), filename, "exec"), namespace)  # nosec B102  # noqa: S102  # the user's own


def _complete_names(namespace: dict[str, Any]) -> None:
    """Complete names with the tab key, where the system can."""
    try:
        import readline
        import rlcompleter
    except ImportError:  # Windows
        return
    readline.set_completer(rlcompleter.Completer(namespace).complete)
    readline.parse_and_bind("tab: complete")
