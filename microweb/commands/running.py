"""Run a command as a program: its exit code, and messages for the person at the terminal."""

import os
import sys
from collections.abc import Callable, Sequence
from typing import Any

from microweb.commands.context import Context
from microweb.commands.errors import Abort, CommandError, Exit
from microweb.commands.terminal import echo, is_terminal, style

__all__ = ["Runnable"]

_ABORTED = 1


class Runnable:
    """What reads a command line and runs: the base of `Command`."""

    def make_context(
        self, info_name: str | None, args: list[str], parent: Context | None = None, obj: Any = None
    ) -> Context:
        """Read a command line into a context."""
        raise NotImplementedError

    def invoke(self, ctx: Context) -> Any:
        """Run with what was read."""
        raise NotImplementedError

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Run as a program: see `main`."""
        return self.main(*args, **kwargs)

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        *,
        standalone_mode: bool = True,
        obj: Any = None,
    ) -> Any:
        """Run as a program, with messages for the person at the terminal.

        Args:
            args: The words of the command line; by default the program's.
            prog_name: The name of the program.
            standalone_mode: End the program with an exit code. If not, give what the callback
                returns, and let exceptions through.
            obj: What the program passes on to its commands.

        Raises:
            SystemExit: In standalone mode, always: 0, or what an exception says.
        """
        words = list(sys.argv[1:] if args is None else args)
        name = prog_name or _program_name()
        if not standalone_mode:
            try:
                return self._run(name, words, obj)
            except Exit as stop:
                return stop.exit_code
        sys.exit(self.run_to_exit(name, words, obj))

    def run_to_exit(
        self,
        prog_name: str,
        args: list[str],
        obj: Any = None,
        *,
        on_return: Callable[[Any], object] = lambda _: None,
    ) -> int:
        """Run as a program up to its end; give the exit code.

        Args:
            prog_name: The name of the program.
            args: The words of the command line.
            obj: What the program passes on to its commands.
            on_return: Called with what the callback returns.
        """
        try:
            on_return(self._run(prog_name, args, obj))
        except CommandError as error:
            _show_error(error)
            return error.exit_code
        except Exit as stop:
            return stop.exit_code
        except (Abort, KeyboardInterrupt, EOFError):
            echo("Aborted!", err=True)
            return _ABORTED
        except BrokenPipeError:
            # The reader of the output has left, as `head` does; what is left must not be flushed.
            sys.stdout = open(os.devnull, "w")  # noqa: SIM115  # until the end of the program
            return _ABORTED
        return 0

    def _run(self, name: str, words: list[str], obj: Any) -> Any:
        with self.make_context(name, words, obj=obj) as ctx:
            return self.invoke(ctx)


def _show_error(error: CommandError) -> None:
    text = error.describe()
    if is_terminal(sys.stderr):
        head, sign, message = text.rpartition("Error: ")
        text = f"{head}{style(sign, fg='red', bold=True)}{message}"
    echo(text, err=True)


def _program_name() -> str:
    """Give the name the program was called by, also that of `python -m package`."""
    path = sys.argv[0]
    package = getattr(sys.modules["__main__"], "__package__", None)
    if os.path.basename(path) == "__main__.py" and package:
        return f"python -m {package}"
    return os.path.basename(path).removesuffix(".exe")
