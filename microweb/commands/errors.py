"""What ends a command: mistakes of the caller with their exit codes, and the ways to stop.

CommandError               1   a failure with a message for the person at the terminal
+-- UsageError             2   the command line cannot be right; shows the usage line
|   +-- BadParameter           a value that its type refuses
|   |   +-- MissingParameter   a required value was not given
|   +-- NoSuchOption           an option nobody knows, with the nearest ones
|   +-- NoSuchCommand          a command nobody knows, with the nearest ones
+-- FileError              1   a file cannot be opened
Abort                      1   Ctrl-C, the end of the input, or a confirmation refused
Exit                       n   the end, with this code
"""

from typing import Protocol

__all__ = [
    "Abort",
    "BadParameter",
    "CommandError",
    "Exit",
    "FileError",
    "MissingParameter",
    "NoSuchCommand",
    "NoSuchOption",
    "UsageError",
    "UsageSource",
    "suggest",
]


class UsageSource(Protocol):
    """What an error needs of the context it happened in."""

    @property
    def command_path(self) -> str:
        """The command as it was called, such as `microweb run`."""
        ...

    @property
    def help_option(self) -> str | None:
        """The option that shows the help; None if there is none."""
        ...

    def get_usage(self) -> str:
        """Give the usage line."""
        ...


class CommandError(Exception):
    """A failure whose message is for the person at the terminal, without a traceback.

    Attributes:
        message: What to tell.
        exit_code: What the program ends with.
    """

    exit_code = 1

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message

    def format_message(self) -> str:
        """Give the text to show behind `Error: `."""
        return self.message

    def describe(self) -> str:
        """Give all that is shown, several lines."""
        return f"Error: {self.format_message()}"


class UsageError(CommandError):
    """A command line that cannot be right.

    Attributes:
        ctx: Where it happened; filled in on the way up if it was not given.
    """

    exit_code = 2

    def __init__(self, message: str, ctx: UsageSource | None = None) -> None:
        super().__init__(message)
        self.ctx = ctx

    def describe(self) -> str:
        """Give the usage line, where the help is, and the message."""
        if self.ctx is None:
            return super().describe()
        option = self.ctx.help_option
        hint = f"\nTry '{self.ctx.command_path} {option}' for help." if option else ""
        return f"{self.ctx.get_usage()}{hint}\n\n{super().describe()}"


class BadParameter(UsageError):
    """A value that cannot be used.

    Attributes:
        param_hint: The parameter as it is shown, such as `'--port'`; filled in on the way up.
    """

    def __init__(
        self,
        message: str,
        ctx: UsageSource | None = None,
        param: object = None,
        param_hint: str | None = None,
    ) -> None:
        super().__init__(message, ctx)
        self.param = param
        self.param_hint = param_hint

    def format_message(self) -> str:
        """Name the parameter."""
        if self.param_hint is None:
            return f"Invalid value: {self.message}"
        return f"Invalid value for {self.param_hint}: {self.message}"


class MissingParameter(BadParameter):
    """A required option or argument that was not given."""

    def format_message(self) -> str:
        """Give the message, which names the parameter."""
        return self.message


class NoSuchOption(UsageError):
    """An option that the command does not have.

    Attributes:
        option_name: As it was typed.
        possibilities: The nearest ones.
    """

    def __init__(
        self, option_name: str, possibilities: list[str], ctx: UsageSource | None = None
    ) -> None:
        super().__init__(f"No such option '{option_name}'.{_hint(possibilities)}", ctx)
        self.option_name = option_name
        self.possibilities = possibilities


class NoSuchCommand(UsageError):
    """A command that the group does not have.

    Attributes:
        name: As it was typed.
        possibilities: The nearest ones.
    """

    def __init__(self, name: str, possibilities: list[str], ctx: UsageSource | None = None) -> None:
        super().__init__(f"No such command '{name}'.{_hint(possibilities)}", ctx)
        self.name = name
        self.possibilities = possibilities


class FileError(CommandError):
    """A file that cannot be opened."""

    def __init__(self, filename: str, hint: str) -> None:
        super().__init__(f"Could not open file '{filename}': {hint}")
        self.filename = filename


class Abort(Exception):
    """The person at the terminal wants no more of it."""


class Exit(Exception):
    """The end of the program.

    Attributes:
        exit_code: What it ends with.
    """

    def __init__(self, code: int = 0) -> None:
        super().__init__(code)
        self.exit_code = code


def suggest(typed: str, known: list[str]) -> list[str]:
    """Give the names that were most likely meant, the likeliest first, three at most."""
    from difflib import get_close_matches  # only on the way to an error

    starting = [name for name in known if len(typed) > 1 and name.startswith(typed)]
    near = get_close_matches(typed, known, 3, 0.6)
    return list(dict.fromkeys([*starting, *near]))[:3]


def _hint(possibilities: list[str]) -> str:
    if not possibilities:
        return ""
    *others, last = [f"'{name}'" for name in possibilities]
    return f" Did you mean {', '.join(others)}{' or ' if others else ''}{last}?"
