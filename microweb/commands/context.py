"""Context: one call of one command, linked to that of the group it was found in."""

from collections.abc import Callable, Generator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from contextvars import ContextVar, Token
from types import TracebackType
from typing import Any, NoReturn, Protocol, Self, TypeVar

from microweb.commands.errors import Abort, Exit, UsageError

__all__ = ["Callee", "Context", "get_current_context"]

V = TypeVar("V")


class Callee(Protocol):
    """What a context needs of its command."""

    name: str | None
    help_option_names: tuple[str, ...]

    def get_usage(self, ctx: "Context") -> str:
        """Give the usage line."""
        ...

    def get_help(self, ctx: "Context") -> str:
        """Give the help page."""
        ...

    def call_with_defaults(self, ctx: "Context", given: dict[str, Any]) -> Any:
        """Call the callback; what is not given has its default."""
        ...


class Context:
    """One call of a command.

    Attributes:
        command: The command.
        parent: The context of its group.
        info_name: The name it was called by.
        params: The values of its parameters by name.
        args: What of the command line it did not use.
        obj: What the program passes on to its commands; that of the parent, if not set.
        meta: A place for whatever goes along with the whole call.
        invoked_subcommand: The name of the command that a group will call next.
    """

    def __init__(
        self,
        command: Callee,
        *,
        parent: "Context | None" = None,
        info_name: str | None = None,
        obj: Any = None,
    ) -> None:
        self.command = command
        self.parent = parent
        self.info_name = info_name if info_name is not None else command.name
        self.params: dict[str, Any] = {}
        self.args: list[str] = []
        self.obj: Any = obj if obj is not None or parent is None else parent.obj
        self.meta: dict[str, Any] = {} if parent is None else parent.meta
        self.invoked_subcommand: str | None = None
        self._resources = ExitStack()
        self._tokens: list[Token[Context | None]] = []

    def __enter__(self) -> Self:
        self._tokens.append(_current.set(self))
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        try:
            self._resources.__exit__(kind, error, traceback)
        finally:
            _current.reset(self._tokens.pop())

    @contextmanager
    def filling(self) -> Generator[None, None, None]:
        """Make this the current context while its parameters are read; an error closes it."""
        token = _current.set(self)
        try:
            yield
        except BaseException:
            self._resources.close()
            raise
        finally:
            _current.reset(token)

    def call_on_close(self, function: Callable[..., V]) -> Callable[..., V]:
        """Call a function when the command has ended."""
        return self._resources.callback(function)

    def with_resource(self, resource: AbstractContextManager[V]) -> V:
        """Enter a context manager until the command has ended; give what it gives."""
        return self._resources.enter_context(resource)

    @property
    def command_path(self) -> str:
        """The command as it was called, such as `microweb run`."""
        before = "" if self.parent is None else f"{self.parent.command_path} "
        return f"{before}{self.info_name or ''}".strip()

    @property
    def help_option(self) -> str | None:
        """The option that shows the help, the longest; None if there is none."""
        return max(self.command.help_option_names, key=len, default=None)

    def find_root(self) -> "Context":
        """Give the outermost context."""
        context = self
        while context.parent is not None:
            context = context.parent
        return context

    def find_object(self, kind: type[V]) -> V | None:
        """Give the nearest `obj` of a class, or None."""
        context: Context | None = self
        while context is not None:
            if isinstance(context.obj, kind):
                return context.obj
            context = context.parent
        return None

    def ensure_object(self, kind: type[V]) -> V:
        """Give the nearest `obj` of a class; make one if there is none."""
        found = self.find_object(kind)
        if found is None:
            self.obj = found = kind()
        return found

    def get_usage(self) -> str:
        """Give the usage line."""
        return self.command.get_usage(self)

    def get_help(self) -> str:
        """Give the help page."""
        return self.command.get_help(self)

    def fail(self, message: str) -> NoReturn:
        """End the command as called wrongly.

        Raises:
            UsageError: Always.
        """
        raise UsageError(message, self)

    def exit(self, code: int = 0) -> NoReturn:
        """End the command with an exit code.

        Raises:
            Exit: Always.
        """
        raise Exit(code)

    def abort(self) -> NoReturn:
        """End the command as stopped by the person.

        Raises:
            Abort: Always.
        """
        raise Abort

    def invoke(self, callback: Any, /, *args: Any, **kwargs: Any) -> Any:
        """Call a function, or another command with what is not given at its default."""
        if hasattr(callback, "call_with_defaults"):
            with Context(callback, parent=self) as context:
                return callback.call_with_defaults(context, kwargs)
        return callback(*args, **kwargs)

    def forward(self, command: Callee, /, **kwargs: Any) -> Any:
        """Call another command with the parameters of this one, and others."""
        return self.invoke(command, **{**self.params, **kwargs})


_current: ContextVar[Context | None] = ContextVar("microweb.command", default=None)


def get_current_context(silent: bool = False) -> Context | None:
    """Give the context of the command that runs here.

    Args:
        silent: Give None where there is none, rather than raise.

    Raises:
        RuntimeError: No command runs here.
    """
    context = _current.get()
    if context is None and not silent:
        raise RuntimeError("no command runs here: this belongs in a function below @command")
    return context
