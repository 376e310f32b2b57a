from microweb.cli.loading import ScriptInfo as ScriptInfo
from microweb.cli.loading import load_app as load_app
from microweb.cli.loading import with_appcontext as with_appcontext
from microweb.cli.options import AppGroup as AppGroup
from microweb.cli.program import main as main
from microweb.commands import BOOL as BOOL
from microweb.commands import FLOAT as FLOAT
from microweb.commands import INT as INT
from microweb.commands import STRING as STRING
from microweb.commands import UNPROCESSED as UNPROCESSED
from microweb.commands import UUID as UUID
from microweb.commands import Abort as Abort
from microweb.commands import Argument as Argument
from microweb.commands import BadParameter as BadParameter
from microweb.commands import Choice as Choice
from microweb.commands import Command as Command
from microweb.commands import CommandError as CommandError
from microweb.commands import Context as Context
from microweb.commands import DateTime as DateTime
from microweb.commands import Exit as Exit
from microweb.commands import File as File
from microweb.commands import FileError as FileError
from microweb.commands import FloatRange as FloatRange
from microweb.commands import Group as Group
from microweb.commands import IntRange as IntRange
from microweb.commands import MissingParameter as MissingParameter
from microweb.commands import NoSuchCommand as NoSuchCommand
from microweb.commands import NoSuchOption as NoSuchOption
from microweb.commands import Option as Option
from microweb.commands import Parameter as Parameter
from microweb.commands import ParamType as ParamType
from microweb.commands import Path as Path
from microweb.commands import Tuple as Tuple
from microweb.commands import UsageError as UsageError
from microweb.commands import argument as argument
from microweb.commands import command as command
from microweb.commands import confirm as confirm
from microweb.commands import confirmation_option as confirmation_option
from microweb.commands import echo as echo
from microweb.commands import get_current_context as get_current_context
from microweb.commands import group as group
from microweb.commands import help_option as help_option
from microweb.commands import is_terminal as is_terminal
from microweb.commands import option as option
from microweb.commands import pass_context as pass_context
from microweb.commands import pass_obj as pass_obj
from microweb.commands import password_option as password_option
from microweb.commands import prompt as prompt
from microweb.commands import secho as secho
from microweb.commands import style as style
from microweb.commands import terminal_width as terminal_width
from microweb.commands import unstyle as unstyle
from microweb.commands import version_option as version_option

__all__ = [
    "BOOL",
    "FLOAT",
    "INT",
    "STRING",
    "UNPROCESSED",
    "UUID",
    "Abort",
    "AppGroup",
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
    "ScriptInfo",
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
    "load_app",
    "main",
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
    "with_appcontext",
]
