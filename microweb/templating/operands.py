"""Parse operands, for `expressions`: a value, and what follows it without an operator.

operand     = primary postfix... (filter | test | call)...
primary     = name | literal | "(" [tuple] ")" | "[" [items] "]" | "{" [pairs] "}"
postfix     = "." name | "." integer | "[" subscripts "]" | call
filter      = "|" dotted-name [call]
test        = "is" ["not"] dotted-name [call | primary postfix...]
call        = "(" [arguments] ")"
"""

from microweb.templating import nodes
from microweb.templating.cursor import Cursor
from microweb.templating.exceptions import TemplateSyntaxError
from microweb.templating.lexer import describe

__all__ = ["CONSTANTS", "OperandParser"]

CONSTANTS = {
    "true": True, "True": True, "false": False, "False": False, "none": None, "None": None,
}  # fmt: skip
_TEST_ARGUMENT = frozenset({"name", "string", "integer", "float", "(", "[", "{"})
_TUPLE_END = frozenset({"variable_end", "block_end", ")"})


class OperandParser(Cursor):
    """The part of the parser that reads operands; `parse_expression` comes from the next one."""

    def parse_expression(self, *, condition: bool = True) -> nodes.Expression:
        """Parse one expression.

        Args:
            condition: Whether `a if b else c` may stand here without parentheses.
        """
        raise NotImplementedError

    def parse_tuple(self, *, condition: bool = True, end: str = "") -> nodes.Expression:
        """Parse one expression, or several with commas between them as a tuple.

        Args:
            condition: As in `parse_expression`.
            end: A word that may follow a trailing comma.
        """
        lineno = self.current.lineno
        first = self.parse_expression(condition=condition)
        if not self.at(","):
            return first
        items = [first]
        while self.accept(","):
            if self.current.kind in _TUPLE_END or (end and self.at_name(end)):
                break
            items.append(self.parse_expression(condition=condition))
        return nodes.TupleDisplay(lineno, items)

    def parse_call_arguments(self) -> nodes.Arguments:
        """Parse `(...)` after a function, filter or test."""
        lineno = self.expect("(").lineno
        arguments = nodes.Arguments(lineno, [], [], None, None)
        while not self.at(")"):
            self._argument(arguments)
            if not self.at(")"):
                self.expect(",")
        self.advance()
        return arguments

    def _argument(self, arguments: nodes.Arguments) -> None:
        token = self.current
        if self.accept("*"):
            if arguments.star is not None or arguments.double_star is not None:
                raise self._misplaced()
            arguments.star = self.parse_expression()
        elif self.accept("**"):
            if arguments.double_star is not None:
                raise self._misplaced()
            arguments.double_star = self.parse_expression()
        elif token.kind == "name" and self.peek().kind == "=":
            if arguments.double_star is not None:
                raise self._misplaced()
            self.advance()
            self.advance()
            value = self.parse_expression()
            arguments.keyword.append(nodes.KeywordArgument(token.lineno, str(token.value), value))
        elif arguments.keyword or arguments.star is not None or arguments.double_star is not None:
            raise self._misplaced()
        else:
            arguments.positional.append(self.parse_expression())

    def _misplaced(self) -> TemplateSyntaxError:
        return self.fail("invalid syntax for function call expression")

    def parse_filters(self, target: nodes.Expression | None) -> nodes.FilterCall:
        """Parse one filter or a chain of them; the first name is the current token.

        Args:
            target: What is filtered; None for the filters of a block.
        """
        node = self._filter(target)
        while self.accept("|"):
            node = self._filter(node)
        return node

    def _filter(self, target: nodes.Expression | None) -> nodes.FilterCall:
        lineno = self.current.lineno
        name = self._dotted_name()
        return nodes.FilterCall(lineno, target, name, self._optional_arguments())

    def _dotted_name(self) -> str:
        name = self.name()
        while self.accept("."):
            name = f"{name}.{self.name()}"
        return name

    def _optional_arguments(self) -> nodes.Arguments:
        if self.at("("):
            return self.parse_call_arguments()
        return nodes.Arguments(self.current.lineno, [], [], None, None)

    def parse_postfix(self, node: nodes.Expression) -> nodes.Expression:
        """Parse the attributes, items and calls that follow an operand."""
        while True:
            kind = self.current.kind
            if kind == ".":
                node = self._attribute(node)
            elif kind == "[":
                node = self._subscript(node)
            elif kind == "(":
                node = nodes.Call(self.current.lineno, node, self.parse_call_arguments())
            else:
                return node

    def parse_filtered(self, node: nodes.Expression) -> nodes.Expression:
        """Parse the filters and tests that follow an operand."""
        while True:
            if self.accept("|"):
                node = self._filter(node)
            elif self.at_name("is"):
                node = self._test(node)
            elif self.at("("):
                # The result of a filter or test may be called.
                node = nodes.Call(self.current.lineno, node, self.parse_call_arguments())
            else:
                return node

    def _attribute(self, target: nodes.Expression) -> nodes.Expression:
        lineno = self.advance().lineno
        token = self.advance()
        if token.kind == "name":
            name = str(token.value)
            if name.startswith("_"):
                raise self.fail(
                    f"{name!r} cannot be reached: names that start with an underscore are private",
                    token.lineno,
                )
            return nodes.Attribute(lineno, target, name)
        if token.kind != "integer":
            raise self.fail("expected name or number", token.lineno)
        return nodes.Item(lineno, target, nodes.Constant(token.lineno, token.value))

    def _subscript(self, target: nodes.Expression) -> nodes.Expression:
        lineno = self.advance().lineno
        items = [self._subscript_item()]
        while self.accept(","):
            items.append(self._subscript_item())
        self.expect("]")
        index = items[0] if len(items) == 1 else nodes.TupleDisplay(lineno, items)
        return nodes.Item(lineno, target, index)

    def _subscript_item(self) -> nodes.Expression:
        lineno = self.current.lineno
        bounds: list[nodes.Expression | None] = [self._bound()]
        while len(bounds) < 3 and self.accept(":"):
            bounds.append(self._bound())
        if len(bounds) > 1:
            return nodes.Slice(lineno, *bounds, *[None] * (3 - len(bounds)))
        if bounds[0] is None:
            raise self.unexpected("expected an index")
        return bounds[0]

    def _bound(self) -> nodes.Expression | None:
        return None if self.current.kind in {":", "]", ","} else self.parse_expression()

    def _test(self, target: nodes.Expression) -> nodes.Expression:
        lineno = self.advance().lineno
        negated = self.accept_name("not")
        name = self._dotted_name()
        if self.at("("):
            arguments = self.parse_call_arguments()
        else:
            arguments = nodes.Arguments(lineno, [], [], None, None)
            if self.at_name("is"):
                raise self.fail("You cannot chain multiple tests with is")
            if self.current.kind in _TEST_ARGUMENT and not self.at_name("else", "or", "and"):
                arguments.positional.append(self.parse_postfix(self.parse_primary()))
        node = nodes.TestCall(lineno, target, name, arguments)
        return nodes.Not(lineno, node) if negated else node

    def parse_primary(self) -> nodes.Expression:
        """Parse a name, a literal or what stands in brackets."""
        token = self.current
        kind = token.kind
        if kind == "name":
            self.advance()
            name = str(token.value)
            if name in CONSTANTS:
                return nodes.Constant(token.lineno, CONSTANTS[name])
            return nodes.Name(token.lineno, name)
        if kind == "string":
            return self._text()
        if kind in {"integer", "float"}:
            self.advance()
            return nodes.Constant(token.lineno, token.value)
        if kind == "(":
            return self._parenthesis()
        if kind == "[":
            return self._list()
        if kind == "{":
            return self._dict()
        raise self.fail(f"unexpected {describe(token)}" if kind != "eof" else "unexpected end")

    def _text(self) -> nodes.Constant:
        lineno = self.current.lineno
        parts: list[str] = []
        while self.at("string"):
            parts.append(str(self.advance().value))
        return nodes.Constant(lineno, "".join(parts))

    def _parenthesis(self) -> nodes.Expression:
        lineno = self.advance().lineno
        node = nodes.TupleDisplay(lineno, []) if self.at(")") else self.parse_tuple()
        self.expect(")")
        return node

    def _list(self) -> nodes.Expression:
        node = nodes.ListDisplay(self.advance().lineno, [])
        while not self.at("]"):
            if node.items:
                self.expect(",")
                if self.at("]"):
                    break
            node.items.append(self.parse_expression())
        self.expect("]")
        return node

    def _dict(self) -> nodes.Expression:
        node = nodes.DictDisplay(self.advance().lineno, [])
        while not self.at("}"):
            if node.items:
                self.expect(",")
                if self.at("}"):
                    break
            key = self.parse_expression()
            self.expect(":")
            node.items.append((key, self.parse_expression()))
        self.expect("}")
        return node
