from microweb.commands.context import Context as Context
from microweb.commands.context import get_current_context as get_current_context
from microweb.commands.decorators import argument as argument
from microweb.commands.decorators import command as command
from microweb.commands.decorators import confirmation_option as confirmation_option
from microweb.commands.decorators import help_option as help_option
from microweb.commands.decorators import option as option
from microweb.commands.decorators import pass_context as pass_context
from microweb.commands.decorators import pass_obj as pass_obj
from microweb.commands.decorators import password_option as password_option
from microweb.commands.decorators import version_option as version_option
from microweb.commands.errors import Abort as Abort
from microweb.commands.errors import BadParameter as BadParameter
from microweb.commands.errors import CommandError as CommandError
from microweb.commands.errors import Exit as Exit
from microweb.commands.errors import FileError as FileError
from microweb.commands.errors import MissingParameter as MissingParameter
from microweb.commands.errors import NoSuchCommand as NoSuchCommand
from microweb.commands.errors import NoSuchOption as NoSuchOption
from microweb.commands.errors import UsageError as UsageError
from microweb.commands.files import File as File
from microweb.commands.files import Path as Path
from microweb.commands.groups import Group as Group
from microweb.commands.groups import group as group
from microweb.commands.parameters import Argument as Argument
from microweb.commands.parameters import Option as Option
from microweb.commands.parameters import Parameter as Parameter
from microweb.commands.program import Command as Command
from microweb.commands.prompting import confirm as confirm
from microweb.commands.prompting import prompt as prompt
from microweb.commands.terminal import echo as echo
from microweb.commands.terminal import is_terminal as is_terminal
from microweb.commands.terminal import secho as secho
from microweb.commands.terminal import style as style
from microweb.commands.terminal import terminal_width as terminal_width
from microweb.commands.terminal import unstyle as unstyle
from microweb.commands.types import BOOL as BOOL
from microweb.commands.types import FLOAT as FLOAT
from microweb.commands.types import INT as INT
from microweb.commands.types import STRING as STRING
from microweb.commands.types import UNPROCESSED as UNPROCESSED
from microweb.commands.types import UUID as UUID
from microweb.commands.types import Choice as Choice
from microweb.commands.types import DateTime as DateTime
from microweb.commands.types import FloatRange as FloatRange
from microweb.commands.types import IntRange as IntRange
from microweb.commands.types import ParamType as ParamType
from microweb.commands.types import Tuple as Tuple

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
