"""The tree between the parser and the compiler: what a template says, without how it was written.

A node is its class, the line it stands on and its fields, in the order of their annotations.
"""

from typing import Any

from microweb.templating.tree import Node

__all__ = [
    "Arguments", "Assign", "AssignBlock", "Attribute", "Autoescape", "BinaryOperation",
    "Block", "Break", "Call", "CallBlock", "Comparison", "Concatenation", "Condition",
    "Constant", "Continue", "Data", "DictDisplay", "Do", "Expression", "Extends",
    "FilterBlock", "FilterCall", "For", "FromImport", "If", "Import", "Include", "Item",
    "KeywordArgument", "ListDisplay", "Logical", "Macro", "MacroSignature", "Name",
    "NamespaceTarget", "Node", "Nonce", "Not", "Output", "Slice", "Statement", "Template",
    "TestCall", "TupleDisplay", "UnaryOperation", "With",
]  # fmt: skip


class Expression(Node):
    """What has a value."""


class Constant(Expression):
    """A literal: text, a number, true, false or none."""

    value: Any


class Name(Expression):
    """A variable that is read, or the target of an assignment."""

    name: str


class NamespaceTarget(Expression):
    """`name.attribute` as the target of an assignment."""

    name: str
    attribute: str


class Attribute(Expression):
    """`target.name`."""

    target: Expression
    name: str


class Item(Expression):
    """`target[index]`, where the index may be a `Slice`."""

    target: Expression
    index: Expression


class Slice(Expression):
    """`start:stop:step` between brackets."""

    start: Expression | None
    stop: Expression | None
    step: Expression | None


class KeywordArgument(Node):
    """`name=value` in a call."""

    name: str
    value: Expression


class Arguments(Node):
    """What stands between the parentheses of a call."""

    positional: list[Expression]
    keyword: list[KeywordArgument]
    star: Expression | None
    double_star: Expression | None


class Call(Expression):
    """`function(...)`."""

    function: Expression
    arguments: Arguments


class FilterCall(Expression):
    """`target|name(...)`; without a target it filters what the block around it renders."""

    target: Expression | None
    name: str
    arguments: Arguments


class TestCall(Expression):
    """`target is name(...)`."""

    target: Expression
    name: str
    arguments: Arguments


class BinaryOperation(Expression):
    """Arithmetic: the operator is Python's."""

    operator: str
    left: Expression
    right: Expression


class UnaryOperation(Expression):
    """A sign: `+` or `-`."""

    operator: str
    operand: Expression


class Not(Expression):
    """`not operand`."""

    operand: Expression


class Logical(Expression):
    """`and` or `or` between two or more operands."""

    operator: str
    operands: list[Expression]


class Comparison(Expression):
    """`first < second < ...`: the operators are Python's."""

    first: Expression
    rest: list[tuple[str, Expression]]


class Concatenation(Expression):
    """`a ~ b ~ ...`: the text of every part."""

    parts: list[Expression]


class Condition(Expression):
    """`then if test else otherwise`."""

    test: Expression
    then: Expression
    otherwise: Expression | None


class TupleDisplay(Expression):
    """`a, b`, as a value or as the target of an assignment."""

    items: list[Expression]


class ListDisplay(Expression):
    """`[a, b]`."""

    items: list[Expression]


class DictDisplay(Expression):
    """`{a: b}`."""

    items: list[tuple[Expression, Expression]]


class Statement(Node):
    """What does something."""


class Data(Node):
    """Text of the template that is written as it stands."""

    text: str


class Nonce(Node):
    """The place in a literal tag where the nonce of the page goes."""


class Output(Statement):
    """Text and values to write."""

    parts: list[Data | Nonce | Expression]


class If(Statement):
    """The body of the first branch whose test is true, else `otherwise`."""

    branches: list[tuple[Expression, list[Statement]]]
    otherwise: list[Statement]


class For(Statement):
    """A loop; `otherwise` is rendered when there was no item."""

    target: Expression
    iterable: Expression
    test: Expression | None
    recursive: bool
    body: list[Statement]
    otherwise: list[Statement]


class Break(Statement):
    """Leave the innermost loop."""


class Continue(Statement):
    """Go on with the next item of the innermost loop."""


class Assign(Statement):
    """`{% set target = value %}`."""

    target: Expression
    value: Expression


class AssignBlock(Statement):
    """`{% set target %}...{% endset %}`, through a chain of filters where there is one."""

    target: Expression
    filters: FilterCall | None
    body: list[Statement]


class With(Statement):
    """A scope, with values of its own that are evaluated outside it."""

    targets: list[Expression]
    values: list[Expression]
    body: list[Statement]


class MacroSignature(Node):
    """The parameters of a macro, the last ones with defaults."""

    names: list[str]
    defaults: list[Expression]


class Macro(Statement):
    """A function that renders its body."""

    name: str
    signature: MacroSignature
    body: list[Statement]


class CallBlock(Statement):
    """A call whose function gets the body as its `caller`."""

    call: Call
    signature: MacroSignature
    body: list[Statement]


class FilterBlock(Statement):
    """A body that goes through filters before it is written."""

    filters: FilterCall
    body: list[Statement]


class Block(Statement):
    """A part that templates below may replace."""

    name: str
    scoped: bool
    required: bool
    body: list[Statement]


class Extends(Statement):
    """The template above."""

    template: Expression


class Include(Statement):
    """Another template, rendered here."""

    template: Expression
    with_context: bool
    ignore_missing: bool


class Import(Statement):
    """The macros and variables of another template, under one name."""

    template: Expression
    target: str
    with_context: bool


class FromImport(Statement):
    """Macros and variables of another template, each by its name and its name here."""

    template: Expression
    names: list[tuple[str, str]]
    with_context: bool


class Do(Statement):
    """An expression evaluated for what it does."""

    expression: Expression


class Autoescape(Statement):
    """A body with escaping switched on or off."""

    enabled: Expression
    body: list[Statement]


class Template(Node):
    """The root."""

    body: list[Statement]
