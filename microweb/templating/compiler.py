"""Turn the tree of a template into Python code: one function for the template, one for each block.

A rendering function appends text to a list; compiled for streaming it yields the text instead.
The compiler is a staircase: names, expressions, calls, output, statements, macros, and here what
reaches beyond one template: blocks, inheritance, includes and imports.
"""

from collections.abc import Iterable

from microweb.templating import nodes
from microweb.templating.compiled import Compiled
from microweb.templating.configuration import Configuration
from microweb.templating.exceptions import TemplateSyntaxError
from microweb.templating.linetable import relocate
from microweb.templating.macro_compiler import MacroCompiler
from microweb.templating.scopes import Scope, assigned_names

__all__ = ["compile_tree"]


def compile_tree(
    tree: nodes.Template,
    configuration: Configuration,
    name: str | None,
    filename: str | None,
    *,
    label: str,
    streaming: bool = False,
) -> Compiled:
    """Compile the tree of a template.

    Args:
        tree: What the parser gave.
        configuration: The environment.
        name: The name of the template.
        filename: Its file, where it has one.
        label: The file name that tracebacks show.
        streaming: Whether to make generators, named `stream_...`.

    Raises:
        TemplateSyntaxError: The template asks for something impossible.
    """
    compiler = Compiler(configuration, name, filename, streaming=streaming)
    compiler.template(tree)
    source, linenos = compiler.finish()
    try:
        code = compile(source, label, "exec", dont_inherit=True)
    except (SyntaxError, RecursionError, MemoryError) as exc:
        # Python takes 100 levels of indentation, 200 brackets and 20 loops within each other.
        line = min(getattr(exc, "lineno", 1) or 1, len(linenos))
        reason = getattr(exc, "msg", None) or str(exc) or "it is nested too deeply"
        message = f"the template cannot be compiled: {reason}"
        raise TemplateSyntaxError(message, linenos[line - 1], name, filename) from exc
    return Compiled(relocate(code, linenos), compiler.namespace, compiler.block_functions, source)


class Compiler(MacroCompiler):
    """Compile a template with its blocks."""

    def __init__(
        self,
        configuration: Configuration,
        name: str | None,
        filename: str | None,
        *,
        streaming: bool = False,
    ) -> None:
        super().__init__(configuration, name, filename)
        self._streaming = streaming
        self._blocks: list[nodes.Block] = []
        self._may_extend = False
        self._extended = False
        autoescape = configuration.autoescape
        self.autoescape = bool(autoescape(name) if callable(autoescape) else autoescape)
        self.statements |= {
            nodes.Block: self._block,
            nodes.Extends: self._extends,
            nodes.FromImport: self._from_import,
            nodes.Import: self._import,
            nodes.Include: self._include,
            nodes.Output: self._root_output,
        }

    def template(self, tree: nodes.Template) -> None:
        """Compile the whole template."""
        self._may_extend = _extends(tree.body)
        self._blocks = _blocks(tree)
        for block in self._blocks:
            plain = block.name.isascii()
            function = f"_block_{block.name}" if plain else self.unique("block")
            self.block_functions[block.name] = function
        self._root(tree)
        for block in self._blocks:
            self._block_function(block)

    def _root(self, tree: nodes.Template) -> None:
        # What stands outside of blocks in a template that extends another goes nowhere, but
        # where it extends in a branch only, that is known when it is rendered.
        self.sink = None if self._streaming and not self._may_extend else "_out"
        with self.new_function("stream_root(_ctx)" if self._streaming else "root(_ctx, _out)"):
            self.line("_X = _ctx.exported")
            if self._may_extend:
                self.line("_parent = None; _page = _out = " + ("[]" if self._streaming else "_out"))
            self.function.slot = self.slot()
            with self.new_scope(assigned_names(tree.body), exports=True):
                self.body(tree.body)
            if self._streaming:
                self._stream_end()
            elif self._may_extend:
                self.line("if _parent is not None: _parent.root(_ctx, _page)")

    def _stream_end(self) -> None:
        if self._may_extend:
            self.line("if _parent is not None: yield from _parent.stream_root(_ctx)")
            self.line("else: yield _join(_out)")
        else:
            self.line("yield ''")

    def _block_function(self, block: nodes.Block) -> None:
        self.lineno = block.lineno
        name = self.block_functions[block.name]
        self.sink = None if self._streaming else "_out"
        signature = f"_stream{name}(_ctx)" if self._streaming else f"{name}(_ctx, _out)"
        with self.new_function(signature, block=block.name):
            with self.new_scope(assigned_names(block.body)):
                self.body(block.body)
            if self._streaming:
                self.line("yield ''")

    def _unreachable(self) -> bool:
        """Whether this stands outside of blocks in a template that extends another."""
        return self._extended and self.scope.exports and self.sink == "_out"

    def _root_output(self, node: nodes.Output) -> None:
        if not self._unreachable():
            self.output(node)

    # Inheritance

    def _block(self, node: nodes.Block) -> None:
        if self._unreachable():
            return
        guarded = self._may_extend and self.function.block is None
        if guarded:
            self.line("if _parent is None:")
            self.indent()
        context = f"_ctx.derived({{{self._locals()}}})" if node.scoped else "_ctx"
        if node.required:
            self.line(f"_ctx.require_block({node.name!r})")
        if self.sink is None:
            self.line(f"yield from _stream_block({context}, {node.name!r})")
        else:
            self.line(f"_ctx.blocks[{node.name!r}][0]({context}, {self.sink})")
        if guarded:
            self.dedent()

    def _extends(self, node: nodes.Extends) -> None:
        if not self.scope.exports:
            raise self.fail("cannot use extend from a non top-level scope", node.lineno)
        self.line("if _parent is not None: _fail('extended multiple times')")
        self.line(f"_parent = _find_template({self.expression(node.template)})")
        self.line("_ctx.extend(_parent.blocks); _out = []")
        if not self.scope.depth:
            self._extended = True

    # Other templates

    def _locals(self) -> str:
        """Give the source of the items of the variables that are not in the context."""
        names: dict[str, str] = {}
        scope: Scope | None = self.scope
        while scope is not None:
            if not scope.exports:
                for name in scope.variables:
                    if name not in names:
                        names[name] = self.read(name)
            scope = scope.outer
        return ", ".join(f"{name!r}: {local}" for name, local in names.items())

    def _visible(self, *, with_context: bool) -> str:
        """Give the source of the variables that another template gets."""
        if not with_context:
            return "None"
        inner = self._locals()
        return f"{{**_V, {inner}}}" if inner else "{**_V}"

    def _include(self, node: nodes.Include) -> None:
        template = self.temporary()
        find = f"{template} = _find_template({self.expression(node.template)})"
        if node.ignore_missing:
            self.line(f"try: {find}")
            self.line("except _TemplateNotFound: pass")
            self.line("else:")
            self.indent()
        else:
            self.line(find)
        variables = self._visible(with_context=node.with_context)
        if self.sink is None:
            self.line(f"yield from {template}.stream_into({variables})")
        else:
            self.line(f"{template}.render_into({variables}, {self.sink})")
        if node.ignore_missing:
            self.dedent()

    def _module(self, template: nodes.Expression, *, with_context: bool) -> str:
        found = f"_find_template({self.expression(template)})"
        if not with_context:
            return f"{found}.module"
        return f"{found}.import_module({self._visible(with_context=True)})"

    def _import(self, node: nodes.Import) -> None:
        source = self._module(node.template, with_context=node.with_context)
        self.bind(nodes.Name(node.lineno, node.target), source, exported=False)

    def _from_import(self, node: nodes.FromImport) -> None:
        module = self.temporary()
        self.line(f"{module} = {self._module(node.template, with_context=node.with_context)}")
        for name, alias in node.names:
            self.bind(
                nodes.Name(node.lineno, alias), f"_imported({module}, {name!r})", exported=False
            )


def _extends(body: Iterable[nodes.Statement]) -> bool:
    """Whether there is an `extends` among statements or in the branches of their `if`."""
    for node in body:
        if isinstance(node, nodes.Extends):
            return True
        if isinstance(node, nodes.If) and (
            any(_extends(branch) for _, branch in node.branches) or _extends(node.otherwise)
        ):
            return True
    return False


def _blocks(tree: nodes.Template) -> list[nodes.Block]:
    """Give every block of a template, inner ones too, in the order of the source."""
    found: list[nodes.Block] = []
    stack: list[nodes.Node] = [tree]
    while stack:
        node = stack.pop()
        if isinstance(node, nodes.Block):
            found.append(node)
        if isinstance(node, nodes.Statement | nodes.Template):
            stack.extend(reversed(list(node.children())))
    return found
