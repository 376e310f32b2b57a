"""Compile what is written: neighbouring text and values of a template become one f-string."""

from collections.abc import Callable, Generator, Iterable
from contextlib import contextmanager
from typing import Any

from microweb.templating import nodes
from microweb.templating.expression_compiler import ExpressionCompiler
from microweb.templating.markup import escape
from microweb.templating.scopes import Function, Scope
from microweb.templating.writer import Slot

__all__ = ["OutputCompiler"]

_MAX_LOCALS = 200
_MAX_VALUES = 16


class OutputCompiler(ExpressionCompiler):
    """Compile output, and the functions, scopes and suites it stands in.

    Attributes:
        sink: The list that text is appended to; None where it is yielded.
        statements: The method for each class of statement.
    """

    sink: str | None
    statements: dict[type[nodes.Node], Callable[[Any], None]]
    _depth = 0

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
    def capture(self, sink: str = "") -> Generator[str, None, None]:
        """Send what is written to a new list, whose name is given."""
        outer, self.sink = self.sink, sink or self.unique("out")
        self.line(f"{self.sink} = []")
        yield self.sink
        self.sink = outer

    def write(self, source: str) -> None:
        """Write the text that an expression gives."""
        self.line(f"yield {source}" if self.sink is None else f"{self.sink}.append({source})")

    def write_value(self, source: str) -> None:
        """Write the value of an expression, escaped where it must be."""
        self.write(f"f{self._field(source)}")

    def output(self, node: nodes.Output) -> None:
        """Compile text and values."""
        pieces: list[tuple[str, int]] = []
        values = 0
        for part in node.parts:
            self.lineno = part.lineno
            if isinstance(part, nodes.Expression) and not self._folds(part):
                values += 1
            pieces.append((self._piece(part), part.lineno))
            if values == _MAX_VALUES:
                self._write_pieces(pieces)
                pieces, values = [], 0
        self._write_pieces(pieces)

    def _write_pieces(self, pieces: list[tuple[str, int]]) -> None:
        """Write the insides of an f-string, each on the line of its template."""
        if not pieces:
            return
        self.lineno = pieces[0][1]
        if len(pieces) == 1:
            self.write(f"f{pieces[0][0]}")
            return
        self.line("yield (" if self.sink is None else f"{self.sink}.append(")
        for piece, lineno in pieces:
            self.lineno = lineno
            self.line(f"f{piece}")
        self.line(")")

    def _folds(self, part: nodes.Node) -> bool:
        """Whether the text of an expression is known already."""
        return (
            isinstance(part, nodes.Constant)
            and self.autoescape is not None
            and self.configuration.finalize is None
        )

    def _piece(self, part: nodes.Data | nodes.Nonce | nodes.Expression) -> str:
        """Return a part of the output as a literal of an f-string."""
        if isinstance(part, nodes.Data):
            return _literal(part.text)
        if isinstance(part, nodes.Nonce):
            return "'{_nonce_attribute()}'"
        if isinstance(part, nodes.Constant) and self._folds(part):
            return _literal(str(escape(part.value) if self.autoescape else part.value))
        if self.autoescape and isinstance(part, nodes.FilterCall) and self._is_escape(part):
            part = part.target or part
        source = self.expression(part)
        if self.configuration.finalize is not None:
            hidden = self.hidden_argument(self.configuration.finalize)
            source = f"_finalize({f'{hidden}, ' if hidden else ''}{source})"
        return self._field(source)

    def _is_escape(self, node: nodes.FilterCall) -> bool:
        """Whether a filter does what output does anyway."""
        return (
            node.name in {"e", "escape"}
            and self.configuration.filters.get(node.name) is escape
            and not node.arguments.positional
        )

    def _field(self, source: str) -> str:
        """Return the literal of an f-string that shows the value of an expression."""
        if self.autoescape and self._hot:
            return self._hot_field(source)
        if not source.isidentifier():
            local = self.temporary()
            self.line(f"{local} = {source}")
            source = local
        if self.autoescape is None:
            return f"'{{{self.mode}.text({source})}}'"
        if self.autoescape:
            # An integer needs no call: 10 ns instead of 90.
            return f"'{{{source} if {source}.__class__ is _int else _text({source})!s}}'"
        return f"'{{{source}!s}}'"

    def _hot_field(self, source: str) -> str:
        """Escape text on the spot, where that runs often: a call would be a third of the time."""
        local = self.temporary()
        self.line(f"{local} = {source}")
        self.line(f"if {local}.__class__ is _str:")
        tests = " or ".join(f"{character!r} in {local}" for character in "&<>\"'")
        self.line(f" if {tests}: {local} = _escape_text({local})")
        self.line(f"elif {local}.__class__ is not _int: {local} = _text({local})")
        return f"'{{{local}!s}}'"


def _literal(text: str) -> str:
    """Return text as a literal that may stand in an f-string."""
    return repr(text).replace("{", "{{").replace("}", "}}")
