"""Find the application that the command line speaks of."""

import os
import re
import sys
from collections.abc import Callable, Generator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import wraps
from importlib import import_module
from pathlib import Path
from types import ModuleType, TracebackType
from typing import Any, TypeVar, cast

from microweb.app import App
from microweb.commands import BOOL, CommandError, UsageError, get_current_context
from microweb.commands.errors import suggest
from microweb.context import has_context

__all__ = [
    "ENV_APP",
    "ENV_DEBUG",
    "ImportFailure",
    "NoAppError",
    "ScriptInfo",
    "current_scope",
    "load_app",
    "with_appcontext",
]

F = TypeVar("F", bound=Callable[..., Any])
ENV_APP = "MICROWEB_APP"
ENV_DEBUG = "MICROWEB_DEBUG"
_FILES = ("wsgi.py", "app.py")
_NAMES = ("app", "application")
_FACTORIES = ("create_app", "make_app")
# target = ( module / path ) [ ":" name ]; a path may start with a drive, such as `C:\`
_TARGET_RE = re.compile(r"(?P<module>(?:[A-Za-z]:[\\/])?[^:]+)(?::(?P<name>.+))?", re.DOTALL)

_CIRCULAR = (
    " Two modules import each other: put the views on a Blueprint, in a module that does not import"
    " the app, or import them below the line that makes the app."
)


class NoAppError(UsageError):
    """There is no application where the command line, or the folder, says."""


class ImportFailure(CommandError):
    """The application's own code raised while it was imported or made."""

    def __init__(self, target: str, error: BaseException) -> None:
        circular = "partially initialized module" in str(error)
        super().__init__(
            f"{target} could not be loaded; the traceback above says why.{_CIRCULAR * circular}"
        )
        self.error = error

    def describe(self) -> str:
        """Give the traceback as it is, from the application's own code on."""
        from traceback import TracebackException  # only on the way to an error

        error = self.error
        shown = TracebackException(type(error), error, _skip_own_frames(error.__traceback__))
        return f"{''.join(shown.format())}\n{super().describe()}"


def _skip_own_frames(traceback: TracebackType | None) -> TracebackType | None:
    """Leave out what this package and the import system did before the application's code."""
    own = str(Path(__file__).parents[1]) + os.sep
    found = traceback
    while found is not None:
        name = found.tb_frame.f_code.co_filename
        if not name.startswith((own, "<frozen importlib")) and "importlib" not in name:
            return found
        found = found.tb_next
    return None  # a syntax error says itself where it is


class ScriptInfo:
    """Which application the command line speaks of; loads it once, when it is needed.

    Attributes:
        app_import_path: What `--app` says: see `load_app`.
        create_app: A function that makes the app, instead.
        debug: Whether to put the app into debug mode; None to leave it as it is.
    """

    def __init__(
        self,
        app_import_path: str | None = None,
        create_app: Callable[[], App] | None = None,
        *,
        debug: bool | None = None,
    ) -> None:
        self.app_import_path = app_import_path
        self.create_app = create_app
        self.debug = debug
        self._app: App | None = None

    @property
    def wanted_debug(self) -> bool | None:
        """Whether the flag, or else the environment, asks for debug mode; None if neither does."""
        if self.debug is not None:
            return self.debug
        text = os.environ.get(ENV_DEBUG)
        return None if not text else bool(BOOL.convert(text, None, None))

    def load_app(self) -> App:
        """Give the app.

        Raises:
            NoAppError: There is none.
            ImportFailure: Its code raised.
        """
        if self._app is None:
            target = self.app_import_path or os.environ.get(ENV_APP) or None
            self._app = self.create_app() if self.create_app else load_app(target)
            debug = self.wanted_debug
            if debug is not None:
                self._app.debug = debug
        return self._app


def current_scope() -> AbstractContextManager[object]:
    """Give the context of the command line's app, for `with`; nothing where one is there.

    Raises:
        RuntimeError: There is neither a context nor a command that knows an app.
    """
    if has_context():
        return nullcontext()
    ctx = get_current_context(silent=True)
    while ctx is not None:
        # A `ScriptInfo`, or what the test runner of an app puts in its place.
        load = getattr(ctx.obj, "load_app", None)
        if load is not None:
            return cast("App", load()).app_context()
        ctx = ctx.parent
    raise RuntimeError(
        "there is no application here: add the command to app.cli, or run it below "
        "`with app.app_context():`"
    )


def with_appcontext(function: F) -> F:
    """Run a command's function in the context of the command line's app.

    Commands of `app.cli` have it already.
    """

    @wraps(function)
    def call(*args: Any, **kwargs: Any) -> Any:
        with current_scope():
            return function(*args, **kwargs)

    return cast("F", call)


def load_app(target: str | None = None) -> App:
    """Import an app.

    Args:
        target: A module, such as `shop` or `shop.main`, or a file or folder; then, behind a colon,
            a name in it, or a call of a factory with literals, such as `create_app("dev")`. Without
            a name it is `app`, `application`, the only `App` there is, or what `create_app()` or
            `make_app()` gives. Without a target it is `wsgi.py` or `app.py` in this folder.

    Raises:
        NoAppError: There is no such app.
        ImportFailure: Its code raised.
    """
    if target is None:
        target = next((name for name in _FILES if os.path.exists(name)), None)
        if target is None:
            raise NoAppError(
                "No application was found: there is no wsgi.py and no app.py in this folder.\n"
                f"Name it with --app, as in --app shop:create_app, or in {ENV_APP}."
            )
    match = _TARGET_RE.fullmatch(target)
    if match is None:
        raise NoAppError(f"--app {target!r} is not 'module', 'module:name' or 'file.py:name'.")
    module = _import(match["module"])
    with _failing_as(target):
        return _pick(module, match["name"]) if match["name"] else _search(module)


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
            return _checked(factory(), f"{module.__name__}:{name}()")
    raise NoAppError(
        f"{module.__name__} ({module.__file__}) has no app, application, create_app() or "
        f"make_app(). Name what it has: --app {module.__name__}:name"
    )


def _pick(module: ModuleType, text: str) -> App:
    """Give what a name, or a call with literals, stands for in a module."""
    name, args, kwargs = _parse_name(text)
    if not hasattr(module, name):
        near = suggest(name, list(vars(module)))
        hint = f" Did you mean {near[0]!r}?" if near else ""
        raise NoAppError(f"{module.__name__} ({module.__file__}) has no {name!r}.{hint}")
    found = getattr(module, name)
    if args is None and isinstance(found, App):
        return found
    if not callable(found):
        kind = type(found).__name__
        raise NoAppError(f"{module.__name__}:{name} is no application, but a {kind}.")
    return _checked(found(*(args or ()), **kwargs), f"{module.__name__}:{text}")


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


def _checked(made: object, source: str) -> App:
    if isinstance(made, App):
        return made
    raise NoAppError(f"{source} gave no application, but a {type(made).__name__}.")
