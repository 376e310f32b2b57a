"""Import an application: from a module, a file or a folder, by a name or the call of a factory."""

import os
import re
import sys
from collections.abc import Generator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

from microweb.app import App
from microweb.cli.discovery import find_targets
from microweb.cli.failures import TracedError
from microweb.commands import CommandError, UsageError
from microweb.commands.errors import suggest

__all__ = [
    "ENV_APP",
    "ImportFailure",
    "NoAppError",
    "find_target",
    "load_app",
]

ENV_APP = "MICROWEB_APP"
_LOADING = "MICROWEB_LOADING"  # as in `microweb.server.running`
_NAMES = ("app", "application")
_FACTORIES = ("create_app", "make_app")
# target = ( module / path ) [ ":" name ]; a path may start with a drive, such as `C:\`
_TARGET_RE = re.compile(r"(?P<module>(?:[A-Za-z]:[\\/])?[^:]+)(?::(?P<name>.+))?", re.DOTALL)

_NO_NAME_RE = re.compile(r"cannot import name '(\w+)' from 'microweb' ")
_CIRCULAR = (
    " Two modules import each other: put the views on a Blueprint, in a module that does not import"
    " the app, or import them below the line that makes the app."
)


_NO_PACKAGE = (
    " Its folder is no package: make an __init__.py in it, and name the module with the package, as"
    " in --app shop.main."
)


class NoAppError(UsageError):
    """There is no application where the command line, or the folder, says."""

    def describe(self) -> str:
        """Give the message alone: the words of the command itself were right."""
        return CommandError.describe(self)


class ImportFailure(TracedError):
    """The application's own code raised while it was imported or made."""

    def __init__(self, target: str, error: BaseException) -> None:
        super().__init__(
            f"{target} could not be loaded; the traceback above says why.{_find_hint(error)}", error
        )


def _find_hint(error: BaseException) -> str:
    """Say what to do about the mistakes that Python's own message does not explain."""
    text = str(error)
    if "partially initialized module" in text:
        return _CIRCULAR
    if text.startswith("attempted relative import with no known parent package"):
        return _NO_PACKAGE
    match = _NO_NAME_RE.match(text)
    if match is None:
        return ""
    if match[1] == "Flask":
        return " Flask's class is App here: from microweb import App."
    near = suggest(match[1], _public_names())
    return f" Did you mean {near[0]!r}?" if near else ""


def _public_names() -> list[str]:
    return list(sys.modules["microweb"].__all__)


def load_app(target: str | None = None) -> App:
    """Import an app.

    Args:
        target: A module, such as `shop` or `shop.main`, or a file or folder; then, behind a colon,
            a name in it, or a call of a factory with literals, such as `create_app("dev")`. Without
            a name it is `app`, `application`, the only `App` there is, or what `create_app()` or
            `make_app()` gives. Without a target it is `wsgi.py` or `app.py` in this folder, or the
            only package with an app or such a function.

    Raises:
        NoAppError: There is no such app.
        ImportFailure: Its code raised.
    """
    if target is None:
        target, _ = find_target()
    match = _TARGET_RE.fullmatch(target)
    if match is None:
        raise NoAppError(f"--app {target!r} is not 'module', 'module:name' or 'file.py:name'.")
    with _serving_nothing():
        module = _import(match["module"])
        with _failing_as(target):
            return _pick(module, match["name"]) if match["name"] else _search(module)


def find_target() -> tuple[str, bool]:
    """Give what is to be served in the current folder, and whether that had to be guessed.

    Raises:
        NoAppError: There is nothing, or more than one.
    """
    found = find_targets(Path.cwd())
    if found.usual is not None:
        return found.usual, False
    if len(found.packages) == 1:
        return found.packages[0], True
    if found.packages:
        raise NoAppError(
            f"Several packages here have an application: {', '.join(found.packages)}.\n"
            f"Name one with --app, as in --app {found.packages[0]}, or in {ENV_APP}."
        )
    example = found.modules[0] if found.modules else "shop:create_app"
    hint = f" {example}.py has one." if found.modules else ""
    raise NoAppError(
        "No application was found: this folder has no wsgi.py, no app.py and no package with an "
        f"app in it.{hint}\nName it with --app, as in --app {example}, or in {ENV_APP}."
    )


@contextmanager
def _serving_nothing() -> Generator[None, None, None]:
    """Have a `run()` in the application's modules return at once: the command line serves it."""
    # By the environment, since the server takes 30 ms to import, which most commands do without.
    os.environ[_LOADING] = "1"
    try:
        yield
    finally:
        os.environ.pop(_LOADING, None)


@contextmanager
def _failing_as(target: str) -> Generator[None, None, None]:
    """Turn what the application's own code raises into an `ImportFailure`."""
    try:
        yield
    except CommandError:
        raise
    except Exception as error:
        raise ImportFailure(repr(target), error) from error


def _import(name: str) -> ModuleType:
    """Import a module by its name, or by its file or folder."""
    if name.endswith(".py") or "/" in name or os.sep in name:
        folder, name = _module_of(Path(name))
    else:
        folder = os.getcwd()
    if folder not in sys.path:
        sys.path.insert(0, folder)
    try:
        with _failing_as(name):
            return import_module(name)
    except ImportFailure as failure:
        error = failure.error
        missing = error.name if isinstance(error, ModuleNotFoundError) else None
        # Only if what is missing is what was asked for: anything else is the app's own mistake.
        if missing and (name == missing or name.startswith(f"{missing}.")):
            raise NoAppError(_no_module(missing, folder)) from None
        raise


def _module_of(path: Path) -> tuple[str, str]:
    """Give the folder to import from and the dotted name of a file or package."""
    path = path.resolve()
    if not path.exists():
        near = suggest(path.name, [one.name for one in path.parent.glob("*.py")])
        hint = f" Did you mean {near[0]!r}?" if near else ""
        raise NoAppError(f"There is no file {str(path)!r}.{hint}")
    parts = [path.stem if path.suffix == ".py" else path.name]
    folder = path.parent
    if parts == ["__init__"]:
        parts, folder = [folder.name], folder.parent
    while (folder / "__init__.py").exists():
        parts.insert(0, folder.name)
        folder = folder.parent
    return str(folder), ".".join(parts)


def _no_module(name: str, folder: str) -> str:
    here = Path(folder)
    names = [one.stem for one in here.glob("*.py")]
    names += [one.parent.name for one in here.glob("*/__init__.py")]
    near = suggest(name, names)
    hint = f" Did you mean {near[0]!r}?" if near else ""
    return f"There is no module {name!r} in {folder} or on Python's path.{hint}"


def _search(module: ModuleType) -> App:
    """Find the app of a module under its usual names."""
    for name in _NAMES:
        if isinstance(found := getattr(module, name, None), App):
            return found
    apps = [value for value in vars(module).values() if isinstance(value, App)]
    if len(apps) == 1:
        return apps[0]
    if apps:
        names = [name for name, value in vars(module).items() if isinstance(value, App)]
        raise NoAppError(
            f"{module.__name__} has several applications: {', '.join(names)}. "
            f"Name one: --app {module.__name__}:{names[0]}"
        )
    for name in _FACTORIES:
        factory = getattr(module, name, None)
        if callable(factory):
            return _make(factory, [], {}, f"{module.__name__}:{name}")
    if module.__file__ is None:
        folder = next(iter(module.__path__), module.__name__)
        raise NoAppError(f"{folder} is a folder without an __init__.py: name a file or a package.")
    raise NoAppError(
        f"{module.__name__} ({module.__file__}) has no app, application, create_app() or "
        f"make_app(). Name what it has: --app {module.__name__}:name{_describe_other(module)}"
    )


def _describe_other(module: ModuleType) -> str:
    """Say what stands under a usual name instead of an app."""
    for name in _NAMES:
        other = getattr(module, name, None)
        if isinstance(other, ModuleType):
            return f"\nThere is a module {other.__name__}: --app {other.__name__}"
        if other is not None:
            serve = f"; microweb.server.run({name}) serves any WSGI function" * callable(other)
            return f"\nIts {name} is no App, but of the type {type(other).__name__}{serve}."
    return ""


def _pick(module: ModuleType, text: str) -> App:
    """Give what a name, or a call with literals, stands for in a module."""
    name, args, kwargs = _parse_name(text)
    if not hasattr(module, name):
        near = suggest(name, list(vars(module)))
        hint = f" Did you mean {near[0]!r}?" if near else ""
        raise NoAppError(f"{module.__name__} ({module.__file__}) has no {name!r}.{hint}")
    found = getattr(module, name)
    if isinstance(found, App):
        if args is not None:
            made = f"{module.__name__}:{name}"
            raise NoAppError(f"{made} is the application itself: write --app {made}, no ().")
        return found
    if not callable(found):
        raise NoAppError(
            f"{module.__name__}:{name} is no application: its type is {type(found).__name__}."
        )
    return _make(found, args or [], kwargs, f"{module.__name__}:{name}")


def _parse_name(text: str) -> tuple[str, list[Any] | None, dict[str, Any]]:
    """Read `name` or `name(literals)`."""
    import ast  # for who calls a factory

    try:
        node = ast.parse(text, mode="eval").body
        if isinstance(node, ast.Name):
            return node.id, None, {}
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            args = [ast.literal_eval(one) for one in node.args]
            pairs = {one.arg: ast.literal_eval(one.value) for one in node.keywords if one.arg}
            return node.func.id, args, pairs
    except (SyntaxError, ValueError):
        pass
    raise NoAppError(f"{text!r} is neither a name nor a call with literals, as create_app('dev').")


def _make(factory: Any, args: list[Any], kwargs: dict[str, Any], source: str) -> App:
    """Call a factory, and see that it gives an app."""
    try:
        made = factory(*args, **kwargs)
    except TypeError as error:
        if error.__traceback__ is not None and error.__traceback__.tb_next is not None:
            raise  # inside of it
        raise NoAppError(
            f"{source} cannot be called so: {error}.\n"
            f"Write its arguments as literals, as in --app '{source}(\"dev\", debug=True)'."
        ) from None
    if isinstance(made, App):
        return made
    hint = " Does it end with a return?" if made is None else ""
    raise NoAppError(f"{source}() gave no application: its type is {type(made).__name__}.{hint}")
