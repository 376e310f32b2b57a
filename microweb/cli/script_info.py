"""Which application the command line speaks of, for its commands and those of the application."""

import os
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from functools import wraps
from typing import Any, TypeVar, cast

from microweb.app import App
from microweb.cli.loading import ENV_APP, find_target, load_app
from microweb.commands import BOOL, UsageError, echo, get_current_context
from microweb.context import has_context

__all__ = ["ENV_DEBUG", "ScriptInfo", "current_scope", "with_appcontext"]

F = TypeVar("F", bound=Callable[..., Any])
ENV_DEBUG = "MICROWEB_DEBUG"


class ScriptInfo:
    """Which application the command line speaks of; loads it once, when it is needed.

    Attributes:
        app_import_path: What `--app` says: see `load_app`.
        create_app: A function that makes the app, instead.
        debug: Whether to put the app into debug mode; None to leave it as it is.
        is_quiet: Whether to keep to itself which app it has found where nobody named one.
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
        self.is_quiet = False
        self._app: App | None = None

    @property
    def wanted_debug(self) -> bool | None:
        """Whether the flag, or else the environment, asks for debug mode; None if neither does."""
        if self.debug is not None:
            return self.debug
        text = os.environ.get(ENV_DEBUG)
        if not text:
            return None
        try:
            return bool(BOOL.convert(text, None, None))
        except UsageError:
            raise UsageError(f"{ENV_DEBUG} is {text!r}: write 1 or 0, or unset it.") from None

    def load_app(self) -> App:
        """Give the app.

        Raises:
            NoAppError: There is none.
            ImportFailure: Its code raised.
        """
        if self._app is None:
            self._app = self.create_app() if self.create_app else load_app(self._find_target())
            debug = self.wanted_debug
            if debug is not None:
                self._app.debug = debug
        return self._app

    def _find_target(self) -> str:
        target = self.app_import_path or os.environ.get(ENV_APP)
        if not target:
            target, is_guess = find_target()
            if is_guess and not self.is_quiet:
                echo(f"Using the application of {target} (--app names another)", err=True)
        return target


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
