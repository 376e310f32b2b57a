"""Jinja's template language: compiled, escaping by default; imports nothing of the framework.

The names are imported when they are first asked for, so that a program that only escapes text does
not pay for a compiler; `__init__.pyi` lists them for type checkers.
"""

from importlib import import_module

_MODULES = {
    "decorators": ("pass_context", "pass_environment", "pass_eval_context"),
    "environment": ("Environment",),
    "evaluation": ("EvalContext",),
    "exceptions": (
        "FilterArgumentError",
        "SecurityError",
        "TemplateAssertionError",
        "TemplateError",
        "TemplateNotFound",
        "TemplateRuntimeError",
        "TemplateSyntaxError",
        "TemplatesNotFound",
        "UndefinedError",
    ),
    "loaders": (
        "BaseLoader",
        "ChoiceLoader",
        "DictLoader",
        "FileSystemLoader",
        "FunctionLoader",
        "PackageLoader",
        "PrefixLoader",
    ),
    "macros": ("Macro",),
    "markup": ("Markup", "escape", "escape_silent", "soft_str"),
    "runtime": ("Context",),
    "template": ("Template",),
    "undefined": (
        "ChainableUndefined",
        "DebugUndefined",
        "StrictUndefined",
        "Undefined",
        "make_logging_undefined",
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
