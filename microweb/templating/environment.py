"""Find, keep and hand out templates: the place that programs get them from."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Protocol

from microweb.templating import nodes
from microweb.templating.cache import TemplateCache
from microweb.templating.checks import TESTS
from microweb.templating.compiled import Compiled
from microweb.templating.configuration import POLICIES, Configuration
from microweb.templating.evaluation import EvalContext
from microweb.templating.exceptions import (
    TemplateNotFound,
    TemplatesNotFound,
    TemplateSyntaxError,
    UndefinedError,
)
from microweb.templating.filters import FILTERS
from microweb.templating.global_functions import GLOBALS
from microweb.templating.loaders import BaseLoader, find_source
from microweb.templating.lookup import Lookup
from microweb.templating.runtime import Context, bind_named
from microweb.templating.template import Template
from microweb.templating.undefined import Undefined

__all__ = ["Environment"]

_EXTENSIONS = frozenset({"do", "loopcontrols", "autoescape", "with_"})


class _Builder(Protocol):
    """What an environment needs of `building.Builder`, which is imported when it is used."""

    def lex(
        self, source: str, name: str | None, filename: str | None
    ) -> Sequence[tuple[str, Any, int]]: ...

    def parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template: ...

    def compile(
        self, source: str, name: str | None, filename: str | None, label: str
    ) -> Compiled: ...

    def build(
        self,
        source: str,
        name: str | None,
        filename: str | None,
        variables: dict[str, Any],
        up_to_date: Callable[[], bool] | None,
    ) -> Template: ...


class Environment(Configuration):
    """The settings that templates share, and the place to get them from.

    Every option has Jinja's name and meaning; values are escaped by default.

    Args:
        loader: Where `get_template` looks.
        autoescape: Whether values are escaped, or a function of the name that decides.
        undefined: The class of a value that is not there.
        finalize: What every value passes through before it is written.
        nonce: Gives the nonce of the page that is being rendered, or None. The `script`,
            `style` and stylesheet `link` tags that stand literally in a template get it as an
            attribute; text from variables never does.
        cache_size: How many templates to keep; 0 for none, -1 for all.
        auto_reload: Whether a template is compiled anew when its source has changed.
        block_start_string: What starts a statement; the other delimiters likewise.
        line_statement_prefix: What makes a line a statement, or None.
        line_comment_prefix: What makes the rest of a line a comment, or None.
        trim_blocks: Whether the line end after a statement is removed.
        lstrip_blocks: Whether the white space before a statement is removed from its line.
        newline_sequence: What every line end becomes.
        keep_trailing_newline: Whether the last line end stays.
        extensions: Accepted for Jinja's names of what is built in: `do`, `loopcontrols`.
    """

    def __init__(
        self,
        *,
        loader: BaseLoader | None = None,
        autoescape: bool | Callable[[str | None], bool] = True,
        undefined: type[Undefined] = Undefined,
        finalize: Callable[..., Any] | None = None,
        nonce: Callable[[], str | None] | None = None,
        cache_size: int = 400,
        auto_reload: bool = True,
        block_start_string: str = "{%",
        block_end_string: str = "%}",
        variable_start_string: str = "{{",
        variable_end_string: str = "}}",
        comment_start_string: str = "{#",
        comment_end_string: str = "#}",
        line_statement_prefix: str | None = None,
        line_comment_prefix: str | None = None,
        trim_blocks: bool = False,
        lstrip_blocks: bool = False,
        newline_sequence: str = "\n",
        keep_trailing_newline: bool = False,
        extensions: Sequence[str] = (),
    ) -> None:
        self.loader = loader
        self.autoescape = autoescape
        self.undefined = undefined
        self.finalize = finalize
        self.nonce = nonce
        self.auto_reload = auto_reload
        self.block_start_string = block_start_string
        self.block_end_string = block_end_string
        self.variable_start_string = variable_start_string
        self.variable_end_string = variable_end_string
        self.comment_start_string = comment_start_string
        self.comment_end_string = comment_end_string
        self.line_statement_prefix = line_statement_prefix or None
        self.line_comment_prefix = line_comment_prefix or None
        self.trim_blocks = trim_blocks
        self.lstrip_blocks = lstrip_blocks
        self.newline_sequence = newline_sequence
        self.keep_trailing_newline = keep_trailing_newline
        self.filters = dict(FILTERS)
        self.tests = dict(TESTS)
        self.globals = dict(GLOBALS)
        self.policies = dict(POLICIES)
        self.cache_size = cache_size
        self.extensions = extensions
        unknown = [name for name in extensions if name.rpartition(".")[2] not in _EXTENSIONS]
        if unknown:
            raise ValueError(
                f"extension {unknown[0]!r} is not known; `do` and `loopcontrols` are built in"
            )
        self._cache = TemplateCache(cache_size)
        self._builder: _Builder | None = None
        self.lookup = Lookup(undefined)

    # Finding

    def join_path(self, template: str, parent: str) -> str:
        """Give the name to load for a name that another template gives; to be overridden."""
        del parent
        return template

    def get_template(
        self,
        name: str | Template | Undefined,
        parent: str | None = None,
        globals: Mapping[str, Any] | None = None,  # noqa: A002  # Jinja's name
    ) -> Template:
        """Give a template by its name.

        Args:
            name: The name; a template is returned as it is.
            parent: The name of the template that asks.
            globals: Variables for this template in addition to those of the environment.

        Raises:
            TemplateNotFound: The loader does not know the name.
            TemplateSyntaxError: It cannot be compiled.
        """
        if isinstance(name, Template):
            return name
        if isinstance(name, Undefined):
            name._fail_with_undefined_error()  # pyright: ignore[reportPrivateUsage]
        if parent is not None:
            name = self.join_path(name, parent)
        return self._load(name, globals)

    def select_template(
        self,
        names: Iterable[str | Template],
        parent: str | None = None,
        globals: Mapping[str, Any] | None = None,  # noqa: A002
    ) -> Template:
        """Give the first template of several names that there is.

        Raises:
            TemplatesNotFound: There is none.
        """
        if isinstance(names, Undefined):
            names._fail_with_undefined_error()  # pyright: ignore[reportPrivateUsage]
        tried = list(names)
        if not tried:
            raise TemplatesNotFound(message="Tried to select from an empty list of templates.")
        failures: list[str] = []
        for name in tried:
            try:
                return self.get_template(name, parent, globals)
            except TemplateNotFound as exc:
                failures.append(str(exc.name))
            except UndefinedError as exc:
                failures.append(f"({exc.message})")
        raise TemplatesNotFound(failures)

    def get_or_select_template(
        self,
        name: str | Template | Undefined | Iterable[str | Template],
        parent: str | None = None,
        globals: Mapping[str, Any] | None = None,  # noqa: A002
    ) -> Template:
        """Give a template by its name, or by the first of several names that there is."""
        if isinstance(name, str | Template | Undefined):
            return self.get_template(name, parent, globals)
        return self.select_template(name, parent, globals)

    def _load(self, name: str, variables: Mapping[str, Any] | None) -> Template:
        loader = self.loader
        if loader is None:
            raise TypeError("no loader for this environment specified")
        template = self._cache.find(loader, name)
        if template is not None and (not self.auto_reload or template.is_up_to_date):
            if variables:
                template.globals.update(variables)
            return template
        source, filename, up_to_date = find_source(loader, self, name)
        template = self._stages().build(source, name, filename, dict(variables or {}), up_to_date)
        self._cache.keep(loader, name, template)
        return template

    def list_templates(
        self,
        extensions: Iterable[str] | None = None,
        filter_func: Callable[[str], bool] | None = None,
    ) -> list[str]:
        """Give the names the loader knows, of these file extensions or passing a function."""
        if self.loader is None:
            raise TypeError("no loader for this environment specified")
        names = self.loader.list_templates()
        if extensions is not None:
            wanted = set(extensions)
            names = [name for name in names if "." in name and name.rsplit(".", 1)[1] in wanted]
        return names if filter_func is None else [name for name in names if filter_func(name)]

    # Compiling

    def from_string(
        self,
        source: str,
        globals: Mapping[str, Any] | None = None,  # noqa: A002
    ) -> Template:
        """Compile a template from its source."""
        return self._stages().build(source, None, None, dict(globals or {}), None)

    def _stages(self) -> _Builder:
        """Give the stages of the compiler, which are loaded for the first template."""
        if self._builder is None:
            # Half of the engine is needed only where something is compiled.
            from microweb.templating.building import Builder

            self.lookup = Lookup(self.undefined)
            self._builder = Builder(self, self._find)
        return self._builder

    def _find(self, wanted: Any, parent: str | None) -> Template:
        """Give the template that a value in another template stands for."""
        if wanted.__class__ is str:
            return self._load(wanted if parent is None else self.join_path(wanted, parent), None)
        return self.get_or_select_template(wanted, parent)

    def lex(
        self, source: str, name: str | None = None, filename: str | None = None
    ) -> list[tuple[int, str, Any]]:
        """Give the line, kind and value of each token of a source."""
        tokens = self._stages().lex(source, name, filename)
        return [(lineno, kind, value) for kind, value, lineno in tokens]

    def parse(
        self, source: str, name: str | None = None, filename: str | None = None
    ) -> nodes.Template:
        """Give the tree of a source."""
        return self._stages().parse(source, name, filename)

    def compile_source(self, source: str, name: str | None = None) -> str:
        """Give the Python code that a source is compiled to, to be read."""
        return self._stages().compile(source, name, None, name or "template").source

    def compile_expression(
        self,
        source: str,
        undefined_to_none: bool = True,
    ) -> Callable[..., Any]:
        """Give a function that evaluates an expression for variables given to it.

        Args:
            source: The expression.
            undefined_to_none: Whether an undefined value becomes None.
        """
        statement = f"{self.block_start_string} set result = {source} {self.block_end_string}"
        if len(self.parse(statement).body) != 1:
            raise TemplateSyntaxError("expected one expression", 1)
        template = self.from_string(statement)

        def evaluate(*args: Any, **kwargs: Any) -> Any:
            context = template.new_context(dict(*args, **kwargs))
            template.root(context, [])
            value = context.vars["result"]
            return None if undefined_to_none and isinstance(value, Undefined) else value

        return evaluate

    def overlay(self, **options: Any) -> "Environment":
        """Give an environment with other options that shares filters, tests and globals."""
        names = Environment.__init__.__kwdefaults__ or {}
        other = Environment(**{name: getattr(self, name) for name in names} | options)
        other.filters, other.tests = self.filters, self.tests
        other.globals, other.policies = self.globals, self.policies
        return other

    # For filters, tests and functions

    def getattr(self, obj: Any, attribute: str) -> Any:
        """Give an attribute, else an item, else undefined, as `obj.attribute` does."""
        return self.lookup.checked_attribute(obj, attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        """Give an item, else an attribute, else undefined, as `obj[argument]` does."""
        return self.lookup.item(obj, argument)

    def call_filter(
        self,
        name: str,
        value: Any,
        args: Sequence[Any] = (),
        kwargs: Mapping[str, Any] | None = None,
        context: Context | None = None,
        eval_ctx: EvalContext | None = None,
    ) -> Any:
        """Call a filter by its name, as a template would."""
        function = bind_named("filter", name, self, context, eval_ctx)
        return function(value, *args, **(kwargs or {}))

    def call_test(
        self,
        name: str,
        value: Any,
        args: Sequence[Any] = (),
        kwargs: Mapping[str, Any] | None = None,
        context: Context | None = None,
        eval_ctx: EvalContext | None = None,
    ) -> Any:
        """Call a test by its name, as a template would."""
        function = bind_named("test", name, self, context, eval_ctx)
        return function(value, *args, **(kwargs or {}))
