"""Which variable a name means: the scopes of a template and the Python locals that hold them.

Every scope knows the names that are assigned somewhere in it. A name that is read belongs to the
nearest scope around that assigns it, else it comes from the context, once for each function. A
variable that may be read before its assignment starts with the value the name has outside.
"""

from collections.abc import Iterable

from microweb.templating import nodes
from microweb.templating.writer import Slot

__all__ = ["Function", "LoopVariable", "Scope", "Variable", "assigned_names", "target_names"]


def target_names(target: nodes.Node) -> set[str]:
    """Give the names that a target of an assignment binds."""
    if isinstance(target, nodes.Name):
        return {target.name}
    if isinstance(target, nodes.TupleDisplay):
        return {name for item in target.items for name in target_names(item)}
    return set()


def assigned_names(body: Iterable[nodes.Statement]) -> set[str]:
    """Give the names that statements bind in the scope they stand in, not in inner ones."""
    names: set[str] = set()
    for node in body:
        if isinstance(node, nodes.Assign | nodes.AssignBlock):
            names |= target_names(node.target)
        elif isinstance(node, nodes.If):
            for _, branch in node.branches:
                names |= assigned_names(branch)
            names |= assigned_names(node.otherwise)
        elif isinstance(node, nodes.Macro):
            names.add(node.name)
        elif isinstance(node, nodes.Import):
            names.add(node.target)
        elif isinstance(node, nodes.FromImport):
            names.update(alias for _, alias in node.names)
    return names


class Variable:
    """A variable of a scope and the Python local that holds it.

    Attributes:
        local: The name of the Python local.
        assigned: Whether it has a value for certain at this point of the compilation.
        read: Whether it was read.
    """

    __slots__ = ("assigned", "local", "read")

    def __init__(self, local: str, *, assigned: bool) -> None:
        self.local = local
        self.assigned = assigned
        self.read = False


class LoopVariable(Variable):
    """`loop`, where the template needs no more than the position of the item.

    Attributes:
        last: The Python local that holds whether the item is the last.
    """

    __slots__ = ("last",)

    def __init__(self, index: str, last: str) -> None:
        super().__init__(index, assigned=True)
        self.last = last


class Function:
    """A Python function that is being generated.

    Attributes:
        outer: The function around it.
        slot: Its first lines, where names come in from the context.
        loads: The Python locals of the names that come from the context.
        block: The name of the block it renders, where it renders one.
    """

    def __init__(self, outer: "Function | None", slot: Slot, block: str | None = None) -> None:
        self.outer = outer
        self.slot = slot
        self.loads: dict[str, str] = {}
        self.block = block

    def loaded(self, name: str) -> str | None:
        """Give the local of a name that this function or one around it has loaded."""
        function: Function | None = self
        while function is not None:
            if name in function.loads:
                return function.loads[name]
            function = function.outer
        return None


class Scope:
    """A region of a template in which assignments stay.

    Attributes:
        outer: The scope around it, in the same function or the one around.
        function: The function it belongs to.
        slot: Its first lines, where variables get the value they have outside.
        exports: Whether assignments are visible to blocks and importers.
        variables: Its own variables, by name.
        depth: How many `if` stand between its start and this point of the compilation.
    """

    def __init__(
        self, outer: "Scope | None", function: Function, slot: Slot, *, exports: bool = False
    ) -> None:
        self.outer = outer
        self.function = function
        self.slot = slot
        self.exports = exports
        self.variables: dict[str, Variable] = {}
        self.depth = 0

    def find(self, name: str) -> Variable | None:
        """Give the variable that a name means here, or None where it is the context's."""
        scope: Scope | None = self
        while scope is not None:
            if name in scope.variables:
                return scope.variables[name]
            scope = scope.outer
        return None
