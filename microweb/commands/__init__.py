"""A kit for commands of the command line: an island that knows nothing of web applications.

A function becomes a `Command`, which reads the words of a command line into its parameters:

    main(words) -> parsing: words to options and arguments -> parameters: text to values -> callback

The names and meanings are those of click, as far as they go.
"""

from microweb.commands.command import Command
from microweb.commands.context import Context, get_current_context
from microweb.commands.decorators import (
    argument,
    command,
    confirmation_option,
    help_option,
    option,
    pass_context,
    pass_obj,
    password_option,
    version_option,
)
from microweb.commands.errors import (
    Abort,
    BadParameter,
    CommandError,
    Exit,
    FileError,
    MissingParameter,
    NoSuchCommand,
    NoSuchOption,
    UsageError,
)
from microweb.commands.files import File, Path
from microweb.commands.group import Group, group
from microweb.commands.parameters import Argument, Option, Parameter
from microweb.commands.prompting import confirm, prompt
from microweb.commands.terminal import echo, is_terminal, secho, style, terminal_width, unstyle
from microweb.commands.types import (
    BOOL,
    FLOAT,
    INT,
    STRING,
    UNPROCESSED,
    UUID,
    Choice,
    DateTime,
    FloatRange,
    IntRange,
    ParamType,
    Tuple,
)

__all__ = [
    "BOOL",
    "FLOAT",
    "INT",
    "STRING",
    "UNPROCESSED",
    "UUID",
    "Abort",
    "Argument",
    "BadParameter",
    "Choice",
    "Command",
    "CommandError",
    "Context",
    "DateTime",
    "Exit",
    "File",
    "FileError",
    "FloatRange",
    "Group",
    "IntRange",
    "MissingParameter",
    "NoSuchCommand",
    "NoSuchOption",
    "Option",
    "ParamType",
    "Parameter",
    "Path",
    "Tuple",
    "UsageError",
    "argument",
    "command",
    "confirm",
    "confirmation_option",
    "echo",
    "get_current_context",
    "group",
    "help_option",
    "is_terminal",
    "option",
    "pass_context",
    "pass_obj",
    "password_option",
    "prompt",
    "secho",
    "style",
    "terminal_width",
    "unstyle",
    "version_option",
]
