"""Parse expressions: one method for each level of precedence, the loosest first.

expression  = or ["if" or ["else" expression]]...
or          = and ("or" and)...
and         = not ("and" not)...
not         = "not" not | comparison
comparison  = sum (("==" | "!=" | "<" | "<=" | ">" | ">=" | ["not"] "in") sum)...
sum         = concat (("+" | "-") concat)...
concat      = product ("~" product)...
product     = power (("*" | "/" | "//" | "%") power)...
power       = unary ("**" unary)...
unary       = ("-" | "+") unary | primary postfix... (filter | test | call)...
"""

from microweb.templating import nodes
from microweb.templating.cursor import Cursor
from microweb.templating.exceptions import TemplateSyntaxError
from microweb.templating.lexer import describe

__all__ = ["ExpressionParser"]

_COMPARISONS = frozenset({"==", "!=", "<", "<=", ">", ">="})
_CONSTANTS = {
    "true": True, "True": True, "false": False, "False": False, "none": None, "None": None,
}  # fmt: skip
_TEST_ARGUMENT = frozenset({"name", "string", "integer", "float", "(", "[", "{"})
_TUPLE_END = frozenset({"variable_end", "block_end", ")"})


class ExpressionParser(Cursor):
    """The part of the parser that reads expressions."""

    def parse_expression(self, *, condition: bool = True) -> nodes.Expression:
        """Parse one expression.

        Args:
            condition: Whether `a if b else c` may stand here without parentheses.
        """
        return self._condition() if condition else self._or()

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

    def parse_name(self) -> nodes.Name:
        """Parse a name that is assigned to."""
        token = self.expect("name")
        name = str(token.value)
        if name in _CONSTANTS:
            raise self.fail(f"can't assign to {name!r}", token.lineno)
        return nodes.Name(token.lineno, name)

    def parse_target(self, *, namespace: bool = False) -> nodes.Expression:
        """Parse what is assigned to: a name, or names with commas between them.

        Args:
            namespace: Whether `name.attribute` may be assigned to.
        """
        lineno = self.current.lineno
        first = self._target_item(namespace=namespace)
        if not self.at(","):
            return first
        items = [first]
        while self.accept(","):
            if not (self.at("name") or self.at("(")) or self.at_name("in"):
                break
            items.append(self._target_item(namespace=namespace))
        return nodes.TupleDisplay(lineno, items)

    def _target_item(self, *, namespace: bool) -> nodes.Expression:
        if self.accept("("):
            inner = self.parse_target(namespace=namespace)
            self.expect(")")
            return inner
        name = self.parse_name()
        if namespace and self.accept("."):
            return nodes.NamespaceTarget(name.lineno, name.name, self.name())
        return name

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

    # From the loosest to the tightest.

    def _condition(self) -> nodes.Expression:
        lineno = self.current.lineno
        node = self._or()
        while self.accept_name("if"):
            test = self._or()
            otherwise = self._condition() if self.accept_name("else") else None
            node = nodes.Condition(lineno, test, node, otherwise)
        return node

    def _or(self) -> nodes.Expression:
        node = self._and()
        if not self.at_name("or"):
            return node
        operands = [node]
        while self.accept_name("or"):
            operands.append(self._and())
        return nodes.Logical(node.lineno, "or", operands)

    def _and(self) -> nodes.Expression:
        node = self._not()
        if not self.at_name("and"):
            return node
        operands = [node]
        while self.accept_name("and"):
            operands.append(self._not())
        return nodes.Logical(node.lineno, "and", operands)

    def _not(self) -> nodes.Expression:
        if self.at_name("not"):
            lineno = self.advance().lineno
            return nodes.Not(lineno, self._not())
        return self._comparison()

    def _comparison(self) -> nodes.Expression:
        first = self._sum()
        rest: list[tuple[str, nodes.Expression]] = []
        while (operator := self._comparison_operator()) is not None:
            rest.append((operator, self._sum()))
        return nodes.Comparison(first.lineno, first, rest) if rest else first

    def _comparison_operator(self) -> str | None:
        """Go past a comparison operator and return it in Python's words, or return None."""
        token = self.current
        if token.kind in _COMPARISONS:
            return self.advance().kind
        if token.kind != "name":
            return None
        if token.value == "in":
            self.advance()
            return "in"
        if token.value == "not" and self.peek()[:2] == ("name", "in"):
            self.advance()
            self.advance()
            return "not in"
        return None

    def _sum(self) -> nodes.Expression:
        node = self._concat()
        while self.current.kind in {"+", "-"}:
            token = self.advance()
            node = nodes.BinaryOperation(token.lineno, token.kind, node, self._concat())
        return node

    def _concat(self) -> nodes.Expression:
        node = self._product()
        if not self.at("~"):
            return node
        parts = [node]
        while self.accept("~"):
            parts.append(self._product())
        return nodes.Concatenation(node.lineno, parts)

    def _product(self) -> nodes.Expression:
        node = self._power()
        while self.current.kind in {"*", "/", "//", "%"}:
            token = self.advance()
            node = nodes.BinaryOperation(token.lineno, token.kind, node, self._power())
        return node

    def _power(self) -> nodes.Expression:
        node = self._unary()
        while self.at("**"):
            lineno = self.advance().lineno
            node = nodes.BinaryOperation(lineno, "**", node, self._unary())
        return node

    def _unary(self, *, filters: bool = True) -> nodes.Expression:
        node: nodes.Expression
        if self.current.kind in {"-", "+"}:
            token = self.advance()
            node = nodes.UnaryOperation(token.lineno, token.kind, self._unary(filters=False))
        else:
            node = self._primary()
        node = self._postfix(node)
        return self._filtered(node) if filters else node

    def _postfix(self, node: nodes.Expression) -> nodes.Expression:
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

    def _filtered(self, node: nodes.Expression) -> nodes.Expression:
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
                arguments.positional.append(self._postfix(self._primary()))
        node = nodes.TestCall(lineno, target, name, arguments)
        return nodes.Not(lineno, node) if negated else node

    def _primary(self) -> nodes.Expression:
        token = self.current
        kind = token.kind
        if kind == "name":
            self.advance()
            name = str(token.value)
            if name in _CONSTANTS:
                return nodes.Constant(token.lineno, _CONSTANTS[name])
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
