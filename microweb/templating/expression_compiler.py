"""Turn expressions into Python expressions: operators, attributes, literals.

In loops and macros, which run often, what is common is written out in lines before the statement,
with a call of the general function for everything else.
"""

from collections.abc import Callable, Generator
from contextlib import contextmanager
from keyword import iskeyword
from typing import Any

from microweb.templating import nodes
from microweb.templating.configuration import Configuration
from microweb.templating.lookup import CHECKED
from microweb.templating.name_compiler import NameCompiler
from microweb.templating.scopes import LoopVariable

__all__ = ["ExpressionCompiler"]


class ExpressionCompiler(NameCompiler):
    """Compile expressions within the scopes that the statements open.

    Attributes:
        asked: Within output, for each local the one that holds whether it is a dict.
        expressions: The method for each class of expression.
    """

    def __init__(
        self, configuration: Configuration, name: str | None, filename: str | None
    ) -> None:
        super().__init__(configuration, name, filename)
        self.asked: dict[str, str] | None = None
        self._conditional = 0
        self._lazy = 0
        self._hot: int = 0
        self.expressions: dict[type[nodes.Node], Callable[[Any], str]] = {
            nodes.Attribute: self._attribute,
            nodes.BinaryOperation: self._binary,
            nodes.Comparison: self._comparison,
            nodes.Concatenation: self._concatenation,
            nodes.Condition: self._condition,
            nodes.Constant: self._constant,
            nodes.DictDisplay: self._dict,
            nodes.Item: self._item,
            nodes.ListDisplay: self._list,
            nodes.Logical: self._logical,
            nodes.Name: self._name,
            nodes.Not: self._not,
            nodes.TupleDisplay: self._tuple,
            nodes.UnaryOperation: self._unary,
        }

    # Expressions

    def expression(self, node: nodes.Node) -> str:
        """Give the Python source of an expression."""
        return self.expressions[type(node)](node)

    def _constant(self, node: nodes.Constant) -> str:
        value = node.value
        # `inf`, from a literal as 1e999, has no literal in Python.
        if isinstance(value, float) and value in {float("inf"), float("-inf")}:
            return self.constant(value)
        return f"({value!r})" if isinstance(value, int | float) else repr(value)

    def _name(self, node: nodes.Name) -> str:
        return self.read(node.name)

    def _attribute(self, node: nodes.Attribute) -> str:
        loop = self.inline_loop(node)
        if loop is not None:
            return {
                "index0": loop.local,
                "index": f"({loop.local} + 1)",
                "first": f"(not {loop.local})",
                "last": loop.last,
            }[node.name]
        if self._hot and not self._lazy and node.name not in CHECKED and node.name.isascii():
            return self._hoisted_attribute(node)
        get = "_checked_attribute" if node.name in CHECKED else "_attribute"
        return f"{get}({self.expression(node.target)}, {node.name!r})"

    def _hoisted_attribute(self, node: nodes.Attribute) -> str:
        """Look an attribute up in lines of their own, before the statement; give its local.

        In a loop or a macro that pays: Python's own instruction for an attribute takes 5 ns, a
        call of a function that falls back on items 120 ns.
        """
        target = self.held(self.expression(node.target))
        local = self.temporary()
        name = repr(node.name)
        fallback = f"_other_attribute({target}, {name})"
        self.line(f"if {self._is_dict(target)}:")
        if hasattr(dict, node.name):
            self.line(f" {local} = {target}.{node.name}")
        else:
            self.line(f" try: {local} = {target}[{name}]")
            self.line(f" except _KeyError: {local} = _undefined(obj={target}, name={name})")
        self.line("else:")
        if iskeyword(node.name):
            self.line(f" {local} = {fallback}")
        else:
            self.line(f" try: {local} = {target}.{node.name}")
            self.line(f" except _AttributeError: {local} = {fallback}")
        return local

    def _is_dict(self, local: str) -> str:
        """Give the source of whether a local is a dict, which output asks once for each."""
        test = f"{local}.__class__ is _dict"
        if self.asked is None:
            return test
        if local not in self.asked:
            self.asked[local] = self.temporary()
            self.line(f"{self.asked[local]} = {test}")
        return self.asked[local]

    @contextmanager
    def lazily(self) -> Generator[None, None, None]:
        """Compile what may not be evaluated, or what cannot have lines before it."""
        self._lazy += 1
        yield
        self._lazy -= 1

    def inline_loop(self, node: nodes.Expression) -> LoopVariable | None:
        """Give the variable of `loop.attribute`, where that is computed on the spot."""
        if (
            isinstance(node, nodes.Attribute)
            and isinstance(node.target, nodes.Name)
            and node.target.name == "loop"
        ):
            variable = self.scope.find("loop")
            return variable if isinstance(variable, LoopVariable) else None
        return None

    def _item(self, node: nodes.Item) -> str:
        target = self.expression(node.target)
        if isinstance(node.index, nodes.Slice):
            return f"{target}[{self._slice(node.index)}]"
        return f"_item({target}, {self.expression(node.index)})"

    def _slice(self, node: nodes.Slice) -> str:
        bounds = (node.start, node.stop, node.step)
        return ":".join("" if bound is None else self.expression(bound) for bound in bounds)

    def _slice_value(self, node: nodes.Slice) -> str:
        bounds = (node.start, node.stop, node.step)
        inner = ", ".join("None" if bound is None else self.expression(bound) for bound in bounds)
        return f"_slice({inner})"

    def _binary(self, node: nodes.BinaryOperation) -> str:
        return f"({self.expression(node.left)} {node.operator} {self.expression(node.right)})"

    def _unary(self, node: nodes.UnaryOperation) -> str:
        return f"({node.operator}{self.expression(node.operand)})"

    def _not(self, node: nodes.Not) -> str:
        return f"(not {self.expression(node.operand)})"

    def _logical(self, node: nodes.Logical) -> str:
        operands = [self.expression(node.operands[0])]
        with self.lazily():
            operands += map(self.expression, node.operands[1:])
        return f"({f' {node.operator} '.join(operands)})"

    def _comparison(self, node: nodes.Comparison) -> str:
        parts = [self.expression(node.first)]
        operator, operand = node.rest[0]
        parts += [operator, self.expression(operand)]
        with self.lazily():
            for operator, operand in node.rest[1:]:
                parts += [operator, self.expression(operand)]
        return f"({' '.join(parts)})"

    def _concatenation(self, node: nodes.Concatenation) -> str:
        join = {True: "_markup_join", False: "_text_join", None: f"{self.mode}.concatenate"}[
            self.autoescape
        ]
        return f"{join}(({', '.join(map(self.expression, node.parts))},))"

    def _condition(self, node: nodes.Condition) -> str:
        test = self.expression(node.test)
        self._conditional += 1
        with self.lazily():
            then = self.expression(node.then)
            if node.otherwise is not None:
                otherwise = self.expression(node.otherwise)
            else:
                otherwise = (
                    "_lenient_undefined('the inline if-expression on line"
                    f" {node.lineno} evaluated to false and no else section was defined.')"
                )
        self._conditional -= 1
        return f"({then} if {test} else {otherwise})"

    def _tuple(self, node: nodes.TupleDisplay) -> str:
        items = ", ".join(self._index_or_expression(item) for item in node.items)
        return f"({items},)" if node.items else "()"

    def _index_or_expression(self, node: nodes.Expression) -> str:
        return self._slice_value(node) if isinstance(node, nodes.Slice) else self.expression(node)

    def _list(self, node: nodes.ListDisplay) -> str:
        return f"[{', '.join(map(self.expression, node.items))}]"

    def _dict(self, node: nodes.DictDisplay) -> str:
        pairs = [f"{self.expression(key)}: {self.expression(value)}" for key, value in node.items]
        return f"{{{', '.join(pairs)}}}"
