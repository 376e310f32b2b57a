"""What one rendering works with: its variables, its blocks, and calls of what asks for them."""

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from types import BuiltinMethodType
from typing import Any, Literal

from microweb.templating.configuration import Configuration
from microweb.templating.evaluation import EvalContext
from microweb.templating.exceptions import TemplateRuntimeError, nearest
from microweb.templating.macros import Macro, SafeMacro
from microweb.templating.undefined import MISSING

__all__ = ["BlockNames", "BlockReference", "Context", "bind", "bind_named"]

Render = Callable[["Context", list[str]], None]


class Context:
    """The variables of one rendering, and the blocks that are in force.

    Attributes:
        environment: The environment.
        name: The name of the template that was asked for.
        vars: Every variable: globals, those given to `render`, those set at the top level.
        exported: The variables set at the top level, which importers get.
        blocks: For each block the functions that render it, the one in force first.
        eval_ctx: The evaluation context of the top level.
    """

    __slots__ = ("blocks", "environment", "eval_ctx", "exported", "name", "vars")

    def __init__(
        self,
        environment: Configuration,
        variables: dict[str, Any],
        name: str | None,
        blocks: dict[str, Render],
        eval_ctx: EvalContext,
    ) -> None:
        self.environment = environment
        self.vars = variables
        self.name = name
        self.exported: dict[str, Any] = {}
        self.eval_ctx = eval_ctx
        self.blocks = {name: [function] for name, function in blocks.items()} if blocks else {}

    def derived(self, variables: dict[str, Any]) -> "Context":
        """Give a context with the same blocks and further variables."""
        context = Context(
            self.environment, {**self.vars, **variables}, self.name, {}, self.eval_ctx
        )
        context.blocks = self.blocks
        return context

    def extend(self, blocks: dict[str, Render]) -> None:
        """Put the blocks of the template above under those there are."""
        own = self.blocks
        for name, function in blocks.items():
            if name in own:
                own[name].append(function)
            else:
                own[name] = [function]

    def require_block(self, name: str) -> None:
        """Raise an error if a required block was not replaced."""
        if len(self.blocks[name]) < 2:
            raise TemplateRuntimeError(f"Required block {name!r} not found")

    def super(self, name: str, current: Render) -> Any:
        """Give the block that the function `current` replaces."""
        functions = self.blocks.get(name, [])
        depth = functions.index(current) + 1 if current in functions else len(functions)
        if depth >= len(functions):
            hint = f"there is no parent block called {name!r}."
            return self.environment.undefined(hint, name="super")
        return BlockReference(name, self, functions, depth)

    # The context as a mapping, for functions with `pass_context`.

    def resolve(self, name: str) -> Any:
        """Give a variable, or undefined."""
        if name in self.vars:
            return self.vars[name]
        return self.environment.undefined(name=name)

    def resolve_or_missing(self, name: str) -> Any:
        """Give a variable, or `MISSING`."""
        return self.vars.get(name, MISSING)

    def get(self, name: str, default: Any = None) -> Any:
        """Give a variable, or a default."""
        return self.vars.get(name, default)

    def get_all(self) -> dict[str, Any]:
        """Give every variable, in a dict of its own."""
        return dict(self.vars)

    def get_exported(self) -> dict[str, Any]:
        """Give the variables set at the top level."""
        return dict(self.exported)

    @property
    def parent(self) -> dict[str, Any]:
        """Every variable but those set by the template."""
        return {name: value for name, value in self.vars.items() if name not in self.exported}

    @property
    def exported_vars(self) -> set[str]:
        """The names of the variables set at the top level."""
        return set(self.exported)

    def call(self, function: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
        """Call a function with what it asked for by `pass_context` and its siblings."""
        return bind(function, self, self.eval_ctx)(*args, **kwargs)

    def keys(self) -> Iterable[str]:
        """Give the names of the variables."""
        return self.vars.keys()

    def values(self) -> Iterable[Any]:
        """Give the values of the variables."""
        return self.vars.values()

    def items(self) -> Iterable[tuple[str, Any]]:
        """Give the names and values of the variables."""
        return self.vars.items()

    def __contains__(self, name: object) -> bool:
        return name in self.vars

    def __getitem__(self, name: str) -> Any:
        return self.vars[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.vars)

    def __len__(self) -> int:
        return len(self.vars)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {self.name!r}>"


def bind(function: Any, context: Context, eval_context: EvalContext) -> Any:
    """Give a function that may be called with the arguments of the template alone."""
    kind = function.__class__
    # Methods of Python's own types and macros are most calls, and are told apart for 20 ns.
    if kind is BuiltinMethodType or kind is SafeMacro:
        return function
    if kind is Macro:
        return function.function
    wanted = getattr(function, "template_argument", None)
    # Proxies and chainable undefined values answer to any name.
    if not isinstance(wanted, str):
        return function
    first: object = {
        "context": context,
        "eval_context": eval_context,
        "environment": context.environment,
    }[wanted]
    return partial(function, first)


def bind_named(
    kind: Literal["filter", "test"],
    name: str,
    environment: Configuration,
    context: Context | None = None,
    eval_context: EvalContext | None = None,
) -> Callable[..., Any]:
    """Give a filter or test by its name, to be called with the arguments of a template alone.

    Args:
        kind: Whether it is a filter or a test.
        name: Its name.
        environment: Where it is looked up.
        context: The context, for those that ask for one.
        eval_context: The evaluation context; by default that of the context.

    Raises:
        TemplateRuntimeError: There is none of that name, or it needs a context and there is none.
    """
    known = environment.filters if kind == "filter" else environment.tests
    if name not in known:
        raise TemplateRuntimeError(f"No {kind} named {name!r}.{nearest(name, known)}")
    function = known[name]
    wanted = getattr(function, "template_argument", None)
    if wanted is None:
        return function
    if eval_context is None and context is not None:
        eval_context = context.eval_ctx
    first: object = {
        "context": context,
        "eval_context": eval_context or EvalContext(environment, autoescape=True),
        "environment": environment,
    }[wanted]
    if first is None:
        raise TemplateRuntimeError(f"The {kind} {name!r} needs a context to be called with.")
    return partial(function, first)


class BlockReference:
    """A block as a value: a call renders it, `super` is the block it replaces."""

    template_argument = None

    def __init__(self, name: str, context: Context, functions: list[Render], depth: int) -> None:
        self.name = name
        self._context = context
        self._functions = functions
        self._depth = depth

    @property
    def super(self) -> Any:
        """The block that this one replaces."""
        if self._depth + 1 >= len(self._functions):
            hint = f"there is no parent block called {self.name!r}."
            return self._context.environment.undefined(hint, name="super")
        return BlockReference(self.name, self._context, self._functions, self._depth + 1)

    def __call__(self) -> str:
        """Render the block."""
        out: list[str] = []
        self._functions[self._depth](self._context, out)
        return self._context.eval_ctx.safe("".join(out))


class BlockNames:
    """The blocks of a template by name: the variable `self`."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def __getitem__(self, name: str) -> BlockReference:
        functions = self._context.blocks
        if name not in functions:
            raise KeyError(name)
        return BlockReference(name, self._context, functions[name], 0)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        known = self._context.blocks
        if name in known:
            return self[name]
        hint = f"there is no block called {name!r}.{nearest(name, known)}"
        return self._context.environment.undefined(hint, name=name)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self._context.name!r}>"
