"""A kit for commands of the command line: an island that knows nothing of web applications.

A function becomes a `Command`, which reads the words of a command line into its parameters:

    main(words) -> parsing: words to options and arguments -> parameters: text to values -> callback

The names and meanings are those of click, as far as they go. They are imported when they are first
asked for, so that an app that has a command does not pay for it when it serves; `__init__.pyi`
lists them for type checkers.
"""

from importlib import import_module

_MODULES = {
    "context": (
        "Context",
        "get_current_context",
    ),
    "decorators": (
        "argument",
        "command",
        "confirmation_option",
        "help_option",
        "option",
        "pass_context",
        "pass_obj",
        "password_option",
        "version_option",
    ),
    "errors": (
        "Abort",
        "BadParameter",
        "CommandError",
        "Exit",
        "FileError",
        "MissingParameter",
        "NoSuchCommand",
        "NoSuchOption",
        "UsageError",
    ),
    "files": (
        "File",
        "Path",
    ),
    "groups": (
        "Group",
        "group",
    ),
    "options": ("Option",),
    "parameters": (
        "Argument",
        "Parameter",
    ),
    "program": ("Command",),
    "prompting": (
        "confirm",
        "prompt",
    ),
    "terminal": (
        "echo",
        "is_terminal",
        "secho",
        "style",
        "terminal_width",
        "unstyle",
    ),
    "types": (
        "BOOL",
        "Choice",
        "DateTime",
        "FLOAT",
        "FloatRange",
        "INT",
        "IntRange",
        "ParamType",
        "STRING",
        "Tuple",
        "UNPROCESSED",
        "UUID",
    ),
}
_HOMES = {name: module for module, names in _MODULES.items() for name in names}

__all__ = sorted(_HOMES)  # pyright: ignore[reportUnsupportedDunderAll]


def __getattr__(name: str) -> object:
    """Import a public name from its module, once. PEP 562."""
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value: object = getattr(import_module(f"{__name__}.{home}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return [*globals(), *_HOMES]
