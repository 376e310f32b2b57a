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
unary       = ("-" | "+") unary | operand
"""

from microweb.templating import nodes
from microweb.templating.operands import CONSTANTS, OperandParser

__all__ = ["ExpressionParser"]

_COMPARISONS = frozenset({"==", "!=", "<", "<=", ">", ">="})


class ExpressionParser(OperandParser):
    """The part of the parser that reads expressions, and what is assigned to."""

    def parse_expression(self, *, condition: bool = True) -> nodes.Expression:
        """Parse one expression.

        Args:
            condition: Whether `a if b else c` may stand here without parentheses.
        """
        return self._condition() if condition else self._or()

    def parse_name(self) -> nodes.Name:
        """Parse a name that is assigned to."""
        token = self.expect("name")
        name = str(token.value)
        if name in CONSTANTS:
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
            node = self.parse_primary()
        node = self.parse_postfix(node)
        return self.parse_filtered(node) if filters else node
