"""Compile calls: of functions, of filters, of tests. Those that are known are called by name."""

from collections.abc import Callable
from keyword import iskeyword
from typing import Any, Literal

from microweb.templating import nodes
from microweb.templating.checks import is_defined
from microweb.templating.configuration import Configuration
from microweb.templating.exceptions import nearest
from microweb.templating.expression_compiler import ExpressionCompiler
from microweb.templating.filters_text import METHOD_FILTERS, TEXT_FILTERS
from microweb.templating.filters_value import do_default
from microweb.templating.lookup import CHECKED
from microweb.templating.positions import positional

__all__ = ["CallCompiler"]


class CallCompiler(ExpressionCompiler):
    """Compile the expressions that call something."""

    def __init__(
        self, configuration: Configuration, name: str | None, filename: str | None
    ) -> None:
        super().__init__(configuration, name, filename)
        self.expressions |= {
            nodes.Call: self.call,
            nodes.FilterCall: self.filter,
            nodes.TestCall: self._test,
        }

    def arguments(self, node: nodes.Arguments, extra: str = "") -> str:
        """Give the source between the parentheses of a call.

        Args:
            node: The arguments of the template.
            extra: The source of keyword arguments to add.
        """
        parts = [self.expression(argument) for argument in node.positional]
        if node.star is not None:
            parts.append(f"*{self.expression(node.star)}")
        named = [(each.name, self.expression(each.value)) for each in node.keyword]
        if all(name.isascii() and not iskeyword(name) for name, _ in named):
            parts += [f"{name}={value}" for name, value in named]
        else:
            inner = ", ".join(f"{name!r}: {value}" for name, value in named)
            parts.append(f"**{{{inner}}}")
        if extra:
            parts.append(extra)
        if node.double_star is not None:
            parts.append(f"**{self.expression(node.double_star)}")
        return ", ".join(parts)

    def call(self, node: nodes.Call, extra: str = "") -> str:
        """Give the source of a call."""
        loop = self.inline_loop(node.function)
        if loop is not None:
            values = node.arguments.positional
            return f"({self.arguments(node.arguments)},)[{loop.local} % {len(values)}]"
        function = f"_bind({self.expression(node.function)}, _ctx, {self.eval_context()})"
        return f"{function}({self.arguments(node.arguments, extra)})"

    def filter(self, node: nodes.FilterCall, body: str | None = None) -> str:
        """Give the source of a filter, or a chain of them.

        Args:
            node: The last filter of the chain.
            body: The source of what the first one filters, where that is no expression.
        """
        inner = node.target
        if isinstance(inner, nodes.Attribute) and self._is_default(node, inner):
            return self._attribute_or(inner, self.arguments(node.arguments))
        if inner is None:
            target = body or "''"
        elif isinstance(inner, nodes.FilterCall):
            target = self.filter(inner, body)
        else:
            target = self.expression(inner)
        return self._apply("filter", node, target)

    def _is_default(self, node: nodes.FilterCall, target: nodes.Attribute) -> bool:
        """Whether a filter is `default` with no more than another value for an attribute."""
        arguments = node.arguments
        return (
            self.configuration.filters.get(node.name) is do_default
            and len(arguments.positional) == 1
            and not (arguments.keyword or arguments.star or arguments.double_star)
            and self._is_plain(target)
        )

    def _is_plain(self, node: nodes.Attribute) -> bool:
        """Whether an attribute is looked up without ado."""
        return node.name not in CHECKED and self.inline_loop(node) is None

    def _attribute_or(self, node: nodes.Attribute, default: str) -> str:
        """Give the source of an attribute that may be missing, with a default."""
        return f"_attribute_or({self.expression(node.target)}, {node.name!r}, {default})"

    def _test(self, node: nodes.TestCall) -> str:
        target = node.target
        if (
            isinstance(target, nodes.Attribute)
            and self.configuration.tests.get(node.name) is is_defined
            and self._is_plain(target)
        ):
            return f"({self._attribute_or(target, '_MISSING')} is not _MISSING)"
        return self._apply("test", node, self.expression(target))

    def _apply(
        self, kind: Literal["filter", "test"], node: nodes.FilterCall | nodes.TestCall, target: str
    ) -> str:
        known = self.configuration.filters if kind == "filter" else self.configuration.tests
        function = known.get(node.name)
        if function is None:
            message = f"No {kind} named {node.name!r}.{nearest(node.name, known)}"
            if not self._conditional and not self.scope.depth:
                raise self.fail(message, node.lineno)
            # In a branch that may never run, as after `{% if "x" is filter %}`.
            return f"_fail({message!r})"
        name = self._function_name(kind, node.name, function)
        arguments = self.arguments(positional(function, node.arguments))
        if self._is_method(node, function, arguments):
            return self._method(METHOD_FILTERS[node.name], name, target)
        parts = [self.hidden_argument(function), target, arguments]
        return f"{name}({', '.join(part for part in parts if part)})"

    def _is_method(
        self, node: nodes.FilterCall | nodes.TestCall, function: object, arguments: str
    ) -> bool:
        """Whether a filter does what a method of text does, and may have a line of its own."""
        return (
            node.name in METHOD_FILTERS
            and function is TEXT_FILTERS[node.name]
            and not arguments
            and self._hot > 0
            and not self._lazy
        )

    def _method(self, method: str, function: str, target: str) -> str:
        """Call a method of text in a line of its own, which saves a call; give its local."""
        target, local = self.held(target), self.temporary()
        called = f"{target}.{method}() if {target}.__class__ is _str"
        self.line(f"{local} = {called} else {function}({target})")
        return local

    def _function_name(self, kind: str, name: str, function: Callable[..., Any]) -> str:
        local = f"_{kind}_{name}" if name.isascii() and name.isidentifier() else ""
        if not local:
            return self.constant(function, kind[0])
        self.namespace[local] = function
        return local

    def hidden_argument(self, function: object) -> str:
        """Give the source of the argument that a function asked for by `pass_context` etc."""
        wanted = getattr(function, "template_argument", None)
        if wanted is None:
            return ""
        return {
            "context": "_ctx", "environment": "_environment", "eval_context": self.eval_context()
        }[wanted]  # fmt: skip
