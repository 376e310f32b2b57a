"""From the source of a template to a `Template`: the stages in a row, and what the code needs.

source -> lexer -> tokens -> parser -> tree -> nonces -> compiler -> code -> Template
"""

from collections.abc import Callable
from itertools import count
from typing import Any

from microweb.templating import nodes
from microweb.templating.compiled import Compiled
from microweb.templating.compiler import compile_tree
from microweb.templating.configuration import Configuration
from microweb.templating.evaluation import EvalContext, fail, markup_join, text, text_join
from microweb.templating.exceptions import TemplateNotFound, TemplateSyntaxError
from microweb.templating.global_functions import namespace_values
from microweb.templating.lexer import Lexer, Token
from microweb.templating.loops import LoopContext, with_last
from microweb.templating.macros import Macro, SafeMacro, unpack
from microweb.templating.markup import escape_text, trusted
from microweb.templating.nonces import add_nonces, may_need_nonces
from microweb.templating.parser import parse
from microweb.templating.runtime import BlockNames, bind
from microweb.templating.template import Template, TemplateModule, stream_block
from microweb.templating.undefined import MISSING, Undefined

__all__ = ["Builder"]

_RUNTIME: dict[str, Any] = {
    "_AttributeError": AttributeError,
    "_BlockNames": BlockNames,
    "_KeyError": KeyError,
    "_LoopContext": LoopContext,
    "_MISSING": MISSING,
    "_Macro": Macro,
    "_Markup": trusted,
    "_SafeMacro": SafeMacro,
    "_TemplateNotFound": TemplateNotFound,
    "_bind": bind,
    "_dict": dict,
    "_enumerate": enumerate,
    "_fail": fail,
    "_int": int,
    "_join": "".join,
    "_lenient_undefined": Undefined,
    "_markup_join": markup_join,
    "_namespace_values": namespace_values,
    "_slice": slice,
    "_str": str,
    "_stream_block": stream_block,
    "_text": text,
    "_text_join": text_join,
    "_unpack": unpack,
    "_with_last": with_last,
}
_numbers = count(1)


class Builder:
    """Builds the templates of an environment.

    Args:
        configuration: The environment.
        find: Gives the template that a value in the template of a name stands for.
    """

    def __init__(
        self, configuration: Configuration, find: Callable[[Any, str | None], Template]
    ) -> None:
        self._configuration = configuration
        self._find = find
        self._lexer = Lexer(configuration)
        self._shared = self._shared_namespace()

    def lex(self, source: str, name: str | None, filename: str | None) -> list[Token]:
        """Give the tokens of a source."""
        return self._lexer.tokenize(source, name, filename)

    def parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        """Give the tree of a source.

        Raises:
            TemplateSyntaxError: The source is no template.
        """
        try:
            tree = parse(self._lexer.tokenize(source, name, filename), name, filename)
            if self._configuration.nonce is not None and may_need_nonces(source):
                add_nonces(tree)
        except TemplateSyntaxError as exc:
            # The way through the parser says nothing about the template.
            exc.source = source
            raise exc.with_traceback(None) from None
        except RecursionError:
            raise _too_deep(source, name, filename) from None
        return tree

    def compile(
        self,
        source: str,
        name: str | None,
        filename: str | None,
        label: str,
        *,
        streaming: bool = False,
    ) -> Compiled:
        """Give the code of a source.

        Raises:
            TemplateSyntaxError: The source is no template.
        """
        tree = self.parse(source, name, filename)
        try:
            return compile_tree(
                tree, self._configuration, name, filename, label=label, streaming=streaming
            )
        except TemplateSyntaxError as exc:
            exc.source = source
            raise exc.with_traceback(None) from None
        except RecursionError:
            raise _too_deep(source, name, filename) from None

    def build(
        self,
        source: str,
        name: str | None,
        filename: str | None,
        variables: dict[str, Any],
        up_to_date: Callable[[], bool] | None,
    ) -> Template:
        """Give the template of a source.

        Args:
            source: The source.
            name: The name it was loaded by, or None.
            filename: Its file, or None.
            variables: The variables it sees in addition to those of the environment.
            up_to_date: Whether the source is still current.
        """
        label = filename or (f"template {name}" if name else f"template string {next(_numbers)}")
        if not label.isprintable():
            label = ascii(label)
        compiled = self.compile(source, name, filename, label)

        def find_template(wanted: Any) -> Template:
            return self._find(wanted, name)

        namespace: dict[str, Any] = {
            **self._shared,
            **compiled.namespace,
            "__loader__": _SourceText(source),
            "__name__": name or label,
            "_find_template": find_template,
        }
        escaped = self._configuration.autoescape
        if callable(escaped):
            escaped = escaped(name)
        eval_ctx = self._shared["_escaping" if escaped else "_plain"]
        template = Template(self._configuration, name, filename, variables, up_to_date, eval_ctx)
        namespace["_template"] = template
        template.load(
            compiled.code,
            namespace,
            compiled.blocks,
            lambda: self.compile(source, name, filename, label, streaming=True),
        )
        return template

    def _shared_namespace(self) -> dict[str, Any]:
        """Give what the code of all templates of the environment refers to."""
        configuration = self._configuration
        lookup = configuration.lookup

        def imported(module: TemplateModule, name: str) -> Any:
            try:
                return getattr(module, name)
            except AttributeError:
                hint = (
                    f"the template {module.__name__!r} does not export the requested name {name!r}"
                )
                return configuration.undefined(hint, name=name)

        def nonce_attribute() -> str:
            value = configuration.nonce() if configuration.nonce is not None else None
            return f' nonce="{escape_text(value)}"' if value else ""

        return {
            **_RUNTIME,
            "_attribute": lookup.attribute,
            "_attribute_or": lookup.attribute_or,
            "_checked_attribute": lookup.checked_attribute,
            "_environment": configuration,
            "_escaping": EvalContext(configuration, autoescape=True),
            "_finalize": configuration.finalize,
            "_imported": imported,
            "_item": lookup.item,
            "_nonce_attribute": nonce_attribute,
            "_other_attribute": lookup.other_attribute,
            "_plain": EvalContext(configuration, autoescape=False),
            "_undefined": configuration.undefined,
        }


def _too_deep(source: str, name: str | None, filename: str | None) -> TemplateSyntaxError:
    error = TemplateSyntaxError("the template is nested too deeply", 1, name, filename)
    error.source = source
    return error


class _SourceText:
    """Gives the source of a template to `linecache`, which tracebacks read lines from."""

    def __init__(self, source: str) -> None:
        self._source = source

    def get_source(self, _name: str) -> str:
        """Give the source. PEP 302."""
        return self._source
