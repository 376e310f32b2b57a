"""A compiled template: it renders at once, in pieces, or as a module of macros."""

from collections.abc import Callable, Iterator
from types import CodeType
from typing import Any

from microweb.templating.compiled import Compiled
from microweb.templating.configuration import Configuration
from microweb.templating.evaluation import EvalContext
from microweb.templating.exceptions import TemplateRuntimeError
from microweb.templating.markup import Markup
from microweb.templating.runtime import Context
from microweb.templating.streams import TemplateStream

__all__ = ["Template", "TemplateModule", "stream_block"]


class Template:
    """A template, ready to render; an `Environment` makes it.

    Attributes:
        environment: The environment.
        name: The name it was loaded by, or None.
        filename: Its file, or None.
        globals: Variables it sees in addition to those of the environment.
        root: Renders it: takes a context and a list of text to append to.
        blocks: The functions of its blocks, by name.
    """

    def __init__(
        self,
        environment: Configuration,
        name: str | None,
        filename: str | None,
        variables: dict[str, Any],
        up_to_date: Callable[[], bool] | None,
        eval_ctx: EvalContext,
    ) -> None:
        self.environment = environment
        self.name = name
        self.filename = filename
        self.globals = variables
        self.root: Callable[[Context, list[str]], None]
        self.blocks: dict[str, Callable[[Context, list[str]], None]]
        self._eval_ctx = eval_ctx
        self._up_to_date = up_to_date
        self._namespace: dict[str, Any] = {}
        self._streams: dict[str, Any] | None = None
        self._compile_stream: Callable[[], Compiled]
        self._module: TemplateModule | None = None

    def load(
        self,
        code: CodeType,
        namespace: dict[str, Any],
        blocks: dict[str, str],
        compile_stream: Callable[[], Compiled],
    ) -> None:
        """Define the functions of the template.

        Args:
            code: The compiled code.
            namespace: What the code refers to.
            blocks: The names of the functions of the blocks, by the name of the block.
            compile_stream: Compiles the template for streaming.
        """
        exec(code, namespace)  # nosec B102  # noqa: S102  # our own compiler made it
        self._namespace = namespace
        self._compile_stream = compile_stream
        self.root = namespace["root"]
        self.blocks = {name: namespace[function] for name, function in blocks.items()}

    def streaming(self, function: str) -> Callable[[Context], Iterator[str]]:
        """Give a function of the template as a generator; few templates are streamed."""
        if self._streams is None:
            compiled = self._compile_stream()
            self._streams = {**self._namespace, **compiled.namespace}
            exec(compiled.code, self._streams)  # nosec B102  # noqa: S102  # our own compiler made it
        generator: Callable[[Context], Iterator[str]] = self._streams[function]
        return generator

    def __repr__(self) -> str:
        shown = hex(id(self)) if self.name is None else repr(self.name)
        return f"<{type(self).__name__} {shown}>"

    @property
    def is_up_to_date(self) -> bool:
        """Whether the source is still the one that was compiled."""
        return self._up_to_date is None or self._up_to_date()

    def new_context(
        self,
        vars: dict[str, Any] | None = None,  # noqa: A002  # Jinja's name
        shared: bool = False,
        locals: dict[str, Any] | None = None,  # noqa: A002
    ) -> Context:
        """Give a context for this template.

        Args:
            vars: The variables.
            shared: Whether they hold the globals already.
            locals: Further variables.
        """
        given = vars or {}
        if not shared:
            given = {**self.environment.globals, **self.globals, **given}
        return self._context({**given, **(locals or {})})

    def _context(self, variables: dict[str, Any]) -> Context:
        return Context(self.environment, variables, self.name, self.blocks, self._eval_ctx)

    def render(self, *args: Any, **kwargs: Any) -> str:
        """Give the text of the template.

        Args:
            args: A mapping of variables, where one is given.
            kwargs: Variables.

        Raises:
            TemplateRuntimeError: Templates are nested too deeply, as when one includes itself.
        """
        given = dict(*args, **kwargs) if args else kwargs
        variables = {**self.environment.globals, **self.globals, **given}
        out: list[str] = []
        try:
            self.root(self._context(variables), out)
        except RecursionError as exc:
            raise self._too_deep() from exc
        return "".join(out)

    def _too_deep(self) -> TemplateRuntimeError:
        return TemplateRuntimeError(
            f"{self!r} is nested too deeply: does a template include, extend or call itself?"
        )

    def generate(self, *args: Any, **kwargs: Any) -> Iterator[str]:
        """Yield the text of the template as it is rendered; the arguments are those of `render`."""
        variables = {**self.environment.globals, **self.globals}
        variables.update(*args, **kwargs)
        try:
            for piece in self.stream_root(self._context(variables)):
                if piece:
                    yield piece
        except RecursionError as exc:
            raise self._too_deep() from exc

    def stream(self, *args: Any, **kwargs: Any) -> TemplateStream:
        """Give a stream of the text; the arguments are those of `render`."""
        return TemplateStream(self.generate(*args, **kwargs))

    def stream_root(self, context: Context) -> Iterator[str]:
        """Yield the text for a context."""
        return self.streaming("stream_root")(context)

    def stream_into(self, variables: dict[str, Any] | None) -> Iterator[str]:
        """Yield the text as a part of another template: see `render_into`."""
        if variables is None:
            variables = {**self.environment.globals, **self.globals}
        return self.stream_root(self._context(variables))

    def render_into(self, variables: dict[str, Any] | None, out: list[str]) -> None:
        """Render as a part of another template.

        Args:
            variables: A dict of its own with all variables; None for the globals alone.
            out: The list of text to append to.
        """
        if variables is None:
            variables = {**self.environment.globals, **self.globals}
        self.root(self._context(variables), out)

    def import_module(self, variables: dict[str, Any]) -> "TemplateModule":
        """Give the module of the template, with all variables given in a dict of its own."""
        out: list[str] = []
        context = self._context(variables)
        self.root(context, out)
        return TemplateModule(self, context.exported, out)

    def make_module(
        self,
        vars: dict[str, Any] | None = None,  # noqa: A002
        shared: bool = False,
        locals: dict[str, Any] | None = None,  # noqa: A002
    ) -> "TemplateModule":
        """Render the template and give its macros and top-level variables."""
        return self.import_module(self.new_context(vars, shared, locals).vars)

    @property
    def module(self) -> "TemplateModule":
        """The macros and top-level variables, from a rendering with the globals alone."""
        if self._module is None:
            self._module = self.make_module()
        return self._module


class TemplateModule:
    """The macros and top-level variables of a template as attributes; as text, its output."""

    def __init__(self, template: Template, exported: dict[str, Any], body: list[str]) -> None:
        self.__dict__.update(exported)
        self.__name__ = template.name
        self.__body = body

    def __html__(self) -> Markup:
        return Markup("".join(self.__body))

    def __str__(self) -> str:
        return "".join(self.__body)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.__name__!r}>"


def stream_block(context: Context, name: str) -> Iterator[str]:
    """Yield the text of the block that is in force."""
    function: Any = context.blocks[name][0]
    template: Template = function.__globals__["_template"]
    return template.streaming(f"_stream{function.__name__}")(context)
