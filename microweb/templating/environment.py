"""Find, compile and keep templates: where the stages of the engine meet.

loader -> source -> lexer -> tokens -> parser -> tree -> compiler -> code -> Template
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import count
from threading import Lock
from typing import Any

from microweb.templating import nodes
from microweb.templating.checks import TESTS
from microweb.templating.compiler import compile_tree
from microweb.templating.configuration import POLICIES, Configuration
from microweb.templating.exceptions import (
    TemplateNotFound,
    TemplatesNotFound,
    TemplateSyntaxError,
    UndefinedError,
    nearest,
)
from microweb.templating.filters import FILTERS
from microweb.templating.global_functions import GLOBALS, namespace_values
from microweb.templating.lexer import Lexer, Token
from microweb.templating.loaders import BaseLoader
from microweb.templating.lookup import Lookup
from microweb.templating.loops import LoopContext, with_last
from microweb.templating.markup import escape_text, trusted
from microweb.templating.parser import parse
from microweb.templating.runtime import (
    BlockNames,
    EvalContext,
    Macro,
    bind,
    fail,
    markup_join,
    text,
    text_join,
    unpack,
)
from microweb.templating.template import Template, TemplateModule
from microweb.templating.undefined import MISSING, Undefined

__all__ = ["Environment"]

_RUNTIME: dict[str, Any] = {
    "_BlockNames": BlockNames,
    "_LoopContext": LoopContext,
    "_MISSING": MISSING,
    "_Macro": Macro,
    "_Markup": trusted,
    "_TemplateNotFound": TemplateNotFound,
    "_AttributeError": AttributeError,
    "_bind": bind,
    "_dict": dict,
    "_enumerate": enumerate,
    "_escape_text": escape_text,
    "_fail": fail,
    "_int": int,
    "_join": "".join,
    "_lenient_undefined": Undefined,
    "_markup_join": markup_join,
    "_namespace_values": namespace_values,
    "_slice": slice,
    "_str": str,
    "_text": text,
    "_unpack": unpack,
    "_text_join": text_join,
    "_with_last": with_last,
}
_numbers = count(1)


class Environment(Configuration):
    """The settings that templates share, and the place to get them from.

    Every option has Jinja's name and meaning; values are escaped by default.

    Args:
        loader: Where `get_template` looks.
        autoescape: Whether values are escaped, or a function of the name that decides.
        undefined: The class of a value that is not there.
        finalize: What every value passes through before it is written.
        nonce: Returns the nonce of the page that is being rendered, or None. The `script`,
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
        self._cache_size = cache_size
        self._cache: dict[tuple[BaseLoader, str], Template] = {}
        self._lock = Lock()
        self._lexer: Lexer | None = None
        self.lookup = Lookup(undefined)

    # Finding

    def join_path(self, template: str, parent: str) -> str:
        """Return the name to load for a name that another template gives; to be overridden."""
        del parent
        return template

    def get_template(
        self,
        name: str | Template | Undefined,
        parent: str | None = None,
        globals: Mapping[str, Any] | None = None,  # noqa: A002  # Jinja's name
    ) -> Template:
        """Return a template by its name.

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
        """Return the first template of several names that there is.

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
        """Return a template by its name, or by the first of several names that there is."""
        if isinstance(name, str | Template | Undefined):
            return self.get_template(name, parent, globals)
        return self.select_template(name, parent, globals)

    def _load(self, name: str, variables: Mapping[str, Any] | None) -> Template:
        loader = self.loader
        if loader is None:
            raise TypeError("no loader for this environment specified")
        key = (loader, name)
        template = self._cache.get(key)
        if template is not None and (not self.auto_reload or template.is_up_to_date):
            if variables:
                template.globals.update(variables)
            return template
        source, filename, up_to_date = self._source(loader, name)
        template = self._build(source, name, filename, dict(variables or {}), up_to_date)
        self._keep(key, template)
        return template

    def _source(
        self, loader: BaseLoader, name: str
    ) -> tuple[str, str | None, Callable[[], bool] | None]:
        try:
            return loader.get_source(self, name)
        except TemplateNotFound as exc:
            hint = self._near(loader, name)
            if hint and exc.name == name:
                raise TemplateNotFound(name, f"{exc.message}{hint}") from None
            raise

    @staticmethod
    def _near(loader: BaseLoader, name: str) -> str:
        try:
            return nearest(name, loader.list_templates()[:1000])
        except TypeError:
            return ""

    def _keep(self, key: tuple[BaseLoader, str], template: Template) -> None:
        """Put a template into the cache; the one that is there longest makes room.

        Reading takes no lock: a template that is used again after it went comes back as the
        youngest.
        """
        if not self._cache_size:
            return
        with self._lock:
            self._cache.pop(key, None)
            while 0 < self._cache_size <= len(self._cache):
                del self._cache[next(iter(self._cache))]
            self._cache[key] = template

    def list_templates(
        self,
        extensions: Iterable[str] | None = None,
        filter_func: Callable[[str], bool] | None = None,
    ) -> list[str]:
        """Return the names the loader knows, of these file extensions or passing a function."""
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
        return self._build(source, None, None, dict(globals or {}), None)

    def lex(self, source: str, name: str | None = None, filename: str | None = None) -> list[Token]:
        """Return the tokens of a source."""
        if self._lexer is None:
            self._lexer = Lexer(self)
        return self._lexer.tokenize(source, name, filename)

    def parse(
        self, source: str, name: str | None = None, filename: str | None = None
    ) -> nodes.Template:
        """Return the tree of a source."""
        try:
            return parse(self.lex(source, name, filename), name, filename)
        except TemplateSyntaxError as exc:
            exc.source = source
            raise

    def _build(
        self,
        source: str,
        name: str | None,
        filename: str | None,
        variables: dict[str, Any],
        up_to_date: Callable[[], bool] | None,
    ) -> Template:
        label = filename or (f"template {name}" if name else f"template string {next(_numbers)}")
        try:
            tree = parse(self.lex(source, name, filename), name, filename)
            compiled = compile_tree(tree, self, name, filename, label=label)
        except TemplateSyntaxError as exc:
            exc.source = source
            raise
        except RecursionError as exc:
            error = TemplateSyntaxError("the template is nested too deeply", 1, name, filename)
            error.source = source
            raise error from exc
        escaped = self.autoescape(name) if callable(self.autoescape) else self.autoescape
        namespace = self._namespace(name)
        eval_ctx = namespace["_escaping" if escaped else "_plain"]
        template = Template(self, name, filename, variables, up_to_date, eval_ctx)
        namespace.update(compiled.namespace, __name__=name or label, __loader__=_SourceText(source))
        template.load(compiled.code, namespace, compiled.blocks)
        return template

    def _namespace(self, name: str | None) -> dict[str, Any]:
        """Return what the code of a template refers to."""

        def find_template(wanted: Any) -> Template:
            return self.get_or_select_template(wanted, name)

        def imported(module: TemplateModule, wanted: str) -> Any:
            try:
                return getattr(module, wanted)
            except AttributeError:
                hint = (
                    f"the template {module.__name__!r} (imported in {name!r}) does not export"
                    f" the requested name {wanted!r}"
                )
                return self.undefined(hint, name=wanted)

        return {
            **_RUNTIME,
            "_attribute": self.lookup.attribute,
            "_other_attribute": self.lookup.other_attribute,
            "_checked_attribute": self.lookup.checked_attribute,
            "_environment": self,
            "_escaping": EvalContext(self, autoescape=True),
            "_finalize": self.finalize,
            "_find_template": find_template,
            "_imported": imported,
            "_item": self.lookup.item,
            "_nonce_attribute": self._nonce_attribute,
            "_plain": EvalContext(self, autoescape=False),
            "_undefined": self.undefined,
        }

    def _nonce_attribute(self) -> str:
        value = self.nonce() if self.nonce is not None else None
        return f' nonce="{escape_text(value)}"' if value else ""

    # For filters, tests and functions

    def getattr(self, target: Any, name: str) -> Any:
        """Return an attribute, else an item, else undefined, as `target.name` does."""
        return self.lookup.checked_attribute(target, name)

    def getitem(self, target: Any, index: Any) -> Any:
        """Return an item, else an attribute, else undefined, as `target[index]` does."""
        return self.lookup.item(target, index)


class _SourceText:
    """Gives the source of a template to `linecache`, which tracebacks read lines from."""

    def __init__(self, source: str) -> None:
        self._source = source

    def get_source(self, _name: str) -> str:
        return self._source
