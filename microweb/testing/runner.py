"""CliRunner: runs commands in a test, and gives what they wrote."""

import os
import sys
from collections.abc import Generator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from types import TracebackType
from typing import Any, NamedTuple, Protocol

from microweb.commands import Command, Group
from microweb.testing.streams import Streams

__all__ = ["CliRunner", "Result"]

ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None]


class Result(NamedTuple):
    """What became of a command.

    Attributes:
        stdout: What it wrote to standard output.
        stderr: What it wrote to standard error.
        output: Both, in the order they were written.
        exit_code: What the program would have ended with; 1 for an exception.
        exception: What escaped from it, SystemExit with a code but 0 included; else None.
        exc_info: The same with its traceback.
        return_value: What the command's function returned.
    """

    stdout: str
    stderr: str
    output: str
    exit_code: int
    exception: BaseException | None
    exc_info: ExcInfo | None
    return_value: Any

    def __repr__(self) -> str:
        error = f" {self.exception!r}" if self.exception is not None else ""
        return f"<Result {self.exit_code}{error}>"


class App(Protocol):
    """What a runner needs of its app."""

    @property
    def cli(self) -> Group:
        """The app's commands."""
        ...


class _Loaded:
    """Tells commands which app they speak of, as `microweb.cli.ScriptInfo` does."""

    def __init__(self, app: App) -> None:
        self._app = app

    def load_app(self) -> App:
        return self._app


class CliRunner:
    """Runs commands with streams of their own.

    Only what runs in the caller's thread writes to these streams; other threads keep theirs. The
    environment is the whole process's, so `env` is seen by all while a command runs.
    """

    def __init__(self, app: App | None = None, *, env: Mapping[str, str | None] | None = None):
        """Make a runner.

        Args:
            app: Whose commands are run where `invoke` names none.
            env: Environment variables for all commands; None takes one out.
        """
        self.app = app
        self.env = dict(env or {})

    def invoke(
        self,
        cli: Command | None = None,
        args: str | Sequence[str] | None = None,
        *,
        input: str | bytes | None = None,  # noqa: A002  # click's name
        env: Mapping[str, str | None] | None = None,
        catch_exceptions: bool = True,
        prog_name: str | None = None,
        obj: Any = None,
    ) -> Result:
        """Run a command.

        Args:
            cli: The command; by default the app's, of which `args` names one. It runs in the app's
                context, as where it is called through the app's group.
            args: The words behind its name, as a list or as a shell would read them.
            input: What it can read from standard input.
            env: Environment variables; None takes one out.
            catch_exceptions: Give an exception in the result, rather than raise it.
            prog_name: The name of the program, for messages.
            obj: What the program passes on to its commands; by default what `with_appcontext` finds
                the app by.

        Raises:
            TypeError: There is neither a command nor an app.
        """
        if cli is None:
            if self.app is None:
                raise TypeError("invoke() needs a command, or a runner that was made with an app")
            cli = self.app.cli
        if obj is None and self.app is not None:
            obj = _Loaded(self.app)
        data = input.encode() if isinstance(input, str) else input or b""
        streams = Streams(data)
        with _environment({**self.env, **(env or {})}), streams.bound(), self._scope(cli):
            code, value, exc_info = _run(
                cli, _split(args), prog_name or cli.name, obj, catch=catch_exceptions
            )
        return Result(
            stdout=streams.out.text(),
            stderr=streams.err.text(),
            output=streams.text(),
            exit_code=code,
            exception=exc_info[1] if exc_info is not None else None,
            exc_info=exc_info,
            return_value=value,
        )

    def _scope(self, cli: Command) -> AbstractContextManager[object]:
        """Give what surrounds a command that is not called through the app's group."""
        group = None if self.app is None else self.app.cli
        if group is None or group is cli or group.scope is None or not cli.in_scope:
            return nullcontext()
        return group.scope()


def _split(args: str | Sequence[str] | None) -> list[str]:
    if isinstance(args, str):
        import shlex  # for who writes a line

        return shlex.split(args)
    return list(args or ())


def _run(
    cli: Command, words: list[str], name: str | None, obj: Any, *, catch: bool
) -> tuple[int, Any, ExcInfo | None]:
    """Run to the exit code, as a program would."""
    returned: list[Any] = []
    try:
        code = cli.run_to_exit(name or "cli", words, obj, on_return=returned.append)
    except SystemExit as stop:
        code, message = _exit_code(stop.code)
        if message:
            sys.stderr.write(f"{message}\n")
        return code, None, _as_exc_info(stop) if code else None
    except Exception as error:
        if not catch:
            raise
        return 1, None, _as_exc_info(error)
    exc_info = _as_exc_info(SystemExit(code)) if code else None
    return code, returned[0] if returned else None, exc_info


def _as_exc_info(error: BaseException) -> ExcInfo:
    return type(error), error, error.__traceback__


def _exit_code(code: object) -> tuple[int, str]:
    """Read what `sys.exit` was given: a number, nothing, or a message."""
    if code is None or isinstance(code, int):
        return code or 0, ""
    return 1, str(code)


@contextmanager
def _environment(changes: Mapping[str, str | None]) -> Generator[None, None, None]:
    before = {name: os.environ.get(name) for name in changes}
    _set_environment(changes)
    try:
        yield
    finally:
        _set_environment(before)


def _set_environment(values: Mapping[str, str | None]) -> None:
    for name, value in values.items():
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value
