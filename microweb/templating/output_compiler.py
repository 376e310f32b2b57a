"""Compile what is written: neighbouring text and values of a template are written at once."""

from collections.abc import Callable, Generator, Iterable
from contextlib import contextmanager
from typing import Any, TypeGuard

from microweb.templating import nodes
from microweb.templating.call_compiler import CallCompiler
from microweb.templating.markup import REFERENCES, escape
from microweb.templating.scopes import Function, Scope
from microweb.templating.writer import Slot

__all__ = ["OutputCompiler"]

_MAX_LOCALS = 200
_MAX_PIECES = 32
# Python 3.12 and later take quadratic time for the f-strings of a source.
_MAX_HOT_VALUES = 1000


class OutputCompiler(CallCompiler):
    """Compile output, and the functions, scopes and suites it stands in.

    Attributes:
        sink: The list that text is appended to; None where it is yielded.
        statements: The method for each class of statement.
    """

    sink: str | None
    statements: dict[type[nodes.Node], Callable[[Any], None]]
    _as_text = False
    _depth = 0
    _hot_values = 0
    # Of the statement being compiled: the locals with the escaped text, by those of the variables.
    _escaped: dict[str, str]

    def body(self, body: Iterable[nodes.Statement]) -> None:
        """Compile statements."""
        for node in body:
            self.lineno = node.lineno
            self._temporaries = 0
            self.statements[type(node)](node)

    def suite(self, body: Iterable[nodes.Statement]) -> None:
        """Compile statements as an indented suite, which must not be empty in Python."""
        self.indent()
        self.line("pass")
        self.body(body)
        self.dedent()

    @contextmanager
    def new_function(
        self, signature: str, *, block: str | None = None
    ) -> Generator[Slot, None, None]:
        """Compile the lines of a Python function.

        Args:
            signature: Its name and parameters; they may be written later to the slot given.
            block: The name of the block it renders.
        """
        header = self.slot()
        header.lines.append(f"def {signature}:")
        self.indent()
        function, scope = self.function, self.scope
        if not self._depth:
            self.line("_V = _ctx.vars")
        outer = function if self._depth else None
        self._depth += 1
        self.function = Function(outer, self.slot(), block)
        if outer is None:
            self.scope = Scope(None, self.function, self.function.slot)
        yield header
        self._depth -= 1
        self.function, self.scope = function, scope
        self.dedent()

    @contextmanager
    def new_scope(
        self, names: Iterable[str] = (), *, exports: bool = False
    ) -> Generator[Scope, None, None]:
        """Compile within a scope of its own.

        Args:
            names: The variables that are assigned in it.
            exports: Whether blocks and importers see them.
        """
        outer = self.scope
        self.scope = Scope(outer, self.function, self.slot(), exports=exports)
        declared = sorted(names)
        crowded = exports and len(declared) > _MAX_LOCALS
        for name in declared:
            variable = self.declare(name, assigned=False)
            if crowded:
                # Python's compiler takes quadratic time for many functions among many locals.
                variable.local = f"_V[{name!r}]"
        yield self.scope
        self.scope = outer

    @contextmanager
    def capture(self, sink: str = "", *, as_text: bool = False) -> Generator[str, None, None]:
        """Send what is written to a new list, or to a text that grows; its name is given.

        To add to a text a few times is half the time of a list that is joined, but may be
        quadratic in a loop.
        """
        outer, self.sink = self.sink, sink or self.unique("out")
        outer_text, self._as_text = self._as_text, as_text
        self.line(f"{self.sink} = ''" if as_text else f"{self.sink} = []")
        yield self.sink
        self.sink, self._as_text = outer, outer_text

    def write(self, source: str) -> None:
        """Write the text that an expression gives."""
        before, after = self._writing()
        self.line(f"{before}{source}{after}")

    def _writing(self) -> tuple[str, str]:
        """Give what stands before and after the text in the statement that writes it."""
        if self.sink is None:
            return "yield (", ")"
        return (f"{self.sink} += (", ")") if self._as_text else (f"{self.sink}.append(", ")")

    def write_value(self, source: str) -> None:
        """Write the value of an expression, escaped where it must be."""
        self.write(self._text_of(source))

    def output(self, node: nodes.Output) -> None:
        """Compile text and values."""
        hot = self._hot > 0 and self._hot_values < _MAX_HOT_VALUES
        self.asked, self._escaped = {}, {}
        pieces: list[tuple[str, int]] = []
        for part in node.parts:
            self.lineno = part.lineno
            if isinstance(part, nodes.Data):
                source = repr(part.text)
            elif isinstance(part, nodes.Nonce):
                source = "f'{_nonce_attribute()}'" if hot else "_nonce_attribute()"
            else:
                self._hot_values += hot
                source = self._value(part, hot=hot)
            pieces.append((source, part.lineno))
            if len(pieces) == _MAX_PIECES:
                self._write_pieces(pieces, hot=hot)
                pieces = []
        self._write_pieces(pieces, hot=hot)
        self.asked = None

    def _write_pieces(self, pieces: list[tuple[str, int]], *, hot: bool) -> None:
        """Write pieces at once, each on the line of its template.

        Args:
            pieces: The source of each piece and its line in the template.
            hot: Whether they are literals, which Python joins, and not any expressions.
        """
        if not pieces:
            return
        self.lineno = pieces[0][1]
        # Safe text that is added to a text would escape it, so it never is added by itself.
        if len(pieces) == 1 and (hot or not self._as_text):
            self.write(pieces[0][0])
            return
        before, after = self._writing()
        between = "" if hot else ","
        if not hot and (self.sink is None or self._as_text):
            before, after = f"{before}_join((", f")){after}"
        elif not hot:
            before = f"{self.sink} += ("
        self.line(before)
        for piece, lineno in pieces:
            self.lineno = lineno
            self.line(piece + between)
        self.line(after)

    def _value(self, node: nodes.Expression, *, hot: bool) -> str:
        """Give the source of the text of an expression.

        Args:
            node: The expression.
            hot: Whether this runs often, in a loop or a macro, so that an f-string is wanted.
        """
        if isinstance(node, nodes.Constant) and self._folds():
            return repr(self._constant_text(node))
        if self.autoescape and isinstance(node, nodes.FilterCall) and self._is_escape(node):
            node = node.target or node
        if hot and self._folds():
            if (shown := self._position(node)) is not None:
                return shown
            if self.autoescape and self._is_plain_call(node):
                return f"f'{{{self.called(node)}}}'"
        source = self.expression(node)
        if self.configuration.finalize is not None:
            hidden = self.hidden_argument(self.configuration.finalize)
            source = f"_finalize({f'{hidden}, ' if hidden else ''}{source})"
        return self._hot_text_of(source) if hot else self._text_of(source)

    def _position(self, node: nodes.Expression) -> str | None:
        """Give the f-string of what `loop` computes on the spot and needs no escaping."""
        if isinstance(node, nodes.Attribute) and self.inline_loop(node) is not None:
            return f"f'{{{self.expression(node)}}}'"
        if not isinstance(node, nodes.Call) or self.inline_loop(node.function) is None:
            return None
        values = node.arguments.positional
        if not all(isinstance(value, nodes.Constant) for value in values):
            return None
        folded = [nodes.Constant(value.lineno, self._constant_text(value)) for value in values]
        local = self.temporary()
        arguments = nodes.Arguments(node.lineno, [*folded], [], None, None)
        self.line(f"{local} = {self.call(nodes.Call(node.lineno, node.function, arguments))}")
        return f"f'{{{local}}}'"

    def _is_plain_call(self, node: nodes.Expression) -> TypeGuard[nodes.Call]:
        return isinstance(node, nodes.Call) and self.inline_loop(node.function) is None

    def called(self, node: nodes.Call, extra: str = "") -> str:
        """Call what mostly is a macro in lines of their own; give the local with its text.

        Args:
            node: The call.
            extra: The source of keyword arguments to add.
        """
        function = self.held(self.expression(node.function))
        arguments = self.arguments(node.arguments, extra)
        local = self.temporary()
        self.line(f"if {function}.__class__ is _SafeMacro:")
        self.line(f" {local} = {function}.function({arguments})")
        self.line("else:")
        self.indent()
        self.line(f"{local} = _bind({function}, _ctx, {self.eval_context()})({arguments})")
        self._escape(local)
        self.dedent()
        return local

    def _constant_text(self, node: nodes.Expression) -> str:
        value = node.value if isinstance(node, nodes.Constant) else None
        return str(escape(value) if self.autoescape else value)

    def _folds(self) -> bool:
        """Whether the text of a constant is known already."""
        return self.autoescape is not None and self.configuration.finalize is None

    def _is_escape(self, node: nodes.FilterCall) -> bool:
        """Whether a filter does what output does anyway."""
        return (
            node.name in {"e", "escape"}
            and self.configuration.filters.get(node.name) is escape
            and not node.arguments.positional
        )

    def _text_of(self, source: str) -> str:
        """Give the source of the text of a value."""
        if self.autoescape is None:
            return f"{self.mode}.text({source})"
        return f"_text({source})" if self.autoescape else f"_str({source})"

    def _hot_text_of(self, source: str) -> str:
        """Give the f-string of the text of a value, which is escaped in lines before it.

        Adding the pieces to the list one by one would be a tenth of the time of a loop.
        """
        local = source if self.is_temporary(source) else self.temporary()
        known = self._escaped.get(source)
        if known is not None:
            again = self._text_of(source)
            self.line(f"{local} = {known} if {source}.__class__ is _str else {again}")
        elif local != source:
            self.line(f"{local} = {source}")
        if self.autoescape is None:
            self.line(f"{local} = {self._text_of(local)}")
        elif self.autoescape and known is None:
            self._escape(local)
            if local != source and source.isidentifier():
                self._escaped[source] = local
        # What was escaped is text or a whole number, for which `!s` would be 8 ns wasted.
        return f"f'{{{local}!s}}'" if self.autoescape is False else f"f'{{{local}}}'"

    def _escape(self, local: str) -> None:
        """Escape the value of a local in place.

        That is `text` written out: its call, and that of `escape_text`, would be a third of the
        time of a loop.
        """
        self.line(f"if {local}.__class__ is _str:")
        for character, reference in REFERENCES.items():
            replaced = f"{local}.replace({character!r}, {reference!r})"
            self.line(f" if {character!r} in {local}: {local} = {replaced}")
        self.line(f"elif {local}.__class__ is not _int: {local} = _text({local})")
