"""Compile the statements that a template is made up of: control flow and assignment."""

from microweb.templating import loops, nodes
from microweb.templating.configuration import Configuration
from microweb.templating.output_compiler import OutputCompiler
from microweb.templating.scopes import LoopVariable, assigned_names, target_names

__all__ = ["StatementCompiler"]


class StatementCompiler(OutputCompiler):
    """Compile what makes up the flow of a template."""

    def __init__(
        self, configuration: Configuration, name: str | None, filename: str | None
    ) -> None:
        super().__init__(configuration, name, filename)
        self.statements = {
            nodes.Assign: self._assign,
            nodes.AssignBlock: self._assign_block,
            nodes.Autoescape: self._autoescape,
            nodes.Break: self._break,
            nodes.Continue: self._continue,
            nodes.Do: self._do,
            nodes.FilterBlock: self._filter_block,
            nodes.For: self._for,
            nodes.If: self._if,
            nodes.Output: self.output,
            nodes.With: self._with,
        }

    # Control flow

    def _if(self, node: nodes.If) -> None:
        test, body = node.branches[0]
        self.line(f"if {self.expression(test)}:")
        self._branch(body)
        for test, body in node.branches[1:]:
            self.lineno = test.lineno
            with self.lazily():
                self.line(f"elif {self.expression(test)}:")
            self._branch(body)
        if node.otherwise:
            self.line("else:")
            self._branch(node.otherwise)

    def _branch(self, body: list[nodes.Statement]) -> None:
        """Compile a suite that may not run."""
        self.scope.depth += 1
        self.suite(body)
        self.scope.depth -= 1

    def _for(self, node: nodes.For) -> None:
        if "loop" in target_names(node.target):
            raise self.fail("Can't assign to special loop variable in for-loop", node.lineno)
        if node.recursive:
            self._recursive_for(node)
            return
        used = loops.loop_attributes(node.body)
        if "loop" in assigned_names(node.body):
            used = None
        self._loop(node, self.expression(node.iterable), used)

    def _recursive_for(self, node: nodes.For) -> None:
        items = self.expression(node.iterable)
        name = self.unique("loop")
        with self.new_function(f"{name}(_items, _depth)"):
            with self.capture("_out"), self.new_scope():
                self._loop(node, "_items", None, f", {name}, _depth")
            self.line(f"return {self.safe('_join(_out)')}")
        self.write(f"{name}({items}, 0)")

    def _loop(
        self, node: nodes.For, items: str, used: set[str] | None, recursion: str = ""
    ) -> None:
        """Compile a loop.

        Args:
            node: The loop.
            items: The source of what it runs over.
            used: What of `loop` its body uses, None for all.
            recursion: The source of further arguments for `loop`.
        """
        empty = self.unique("empty") if node.otherwise else ""
        if empty:
            self.line(f"{empty} = True")
        inline_test = node.test is not None and used == set()
        if node.test is not None and not inline_test:
            items = self._selection(node, items)
        with self.new_scope() as scope:
            self.line(self._loop_head(node, items, used, recursion))
            self.indent()
            self.line("pass")
            scope.slot = self.slot()
            for name in sorted(assigned_names(node.body) - scope.variables.keys()):
                self.declare(name, assigned=False)
            if node.test is not None and inline_test:
                self.line(f"if not {self.expression(node.test)}: continue")
            if empty:
                self.line(f"{empty} = False")
            self._hot += 1
            self.body(node.body)
            self._hot -= 1
            self.dedent()
        if empty:
            self.lineno = node.lineno
            self.line(f"if {empty}:")
            self.indent()
            self.line("pass")
            with self.new_scope(assigned_names(node.otherwise)):
                self.body(node.otherwise)
            self.dedent()

    def _loop_head(self, node: nodes.For, items: str, used: set[str] | None, recursion: str) -> str:
        if used is None:
            target = self._target(node.target)
            loop = self.declare("loop").local
            self.line(f"{loop} = _LoopContext({items}, _undefined{recursion})")
            return f"for {target} in {loop}:"
        target = self._target(node.target)
        if not used:
            return f"for {target} in {items}:"
        variable = LoopVariable(self.unique("index"), self.unique("last"))
        self.scope.variables["loop"] = variable
        if "last" in used:
            return f"for {variable.local}, {variable.last}, {target} in _with_last({items}):"
        return f"for {variable.local}, {target} in _enumerate({items}):"

    def _selection(self, node: nodes.For, items: str) -> str:
        """Compile a generator of the items that pass the test of a loop; give its source."""
        name = self.unique("select")
        with self.new_function(f"{name}(_items)"), self.new_scope():
            self.line("for _item_ in _items:")
            self.indent()
            self.line(f"{self._target(node.target)} = _item_")
            self.line(f"if {self.expression(node.test or nodes.Constant(0, True))}: yield _item_")
            self.dedent()
        return f"{name}({items})"

    def _break(self, _node: nodes.Break) -> None:
        self.line("break")

    def _continue(self, _node: nodes.Continue) -> None:
        self.line("continue")

    def _do(self, node: nodes.Do) -> None:
        self.line(self.expression(node.expression))

    def _autoescape(self, node: nodes.Autoescape) -> None:
        outer = self.autoescape, self.mode
        if isinstance(node.enabled, nodes.Constant):
            self.autoescape = bool(node.enabled.value)
        else:
            self.autoescape, self.mode = None, self.unique("mode")
            enabled = self.expression(node.enabled)
            self.line(f"{self.mode} = _escaping if {enabled} else _plain")
        with self.new_scope(assigned_names(node.body)):
            self.body(node.body)
        self.autoescape, self.mode = outer

    # Assignment

    def _target(self, node: nodes.Node) -> str:
        """Mark the variables of a target as assigned and give the Python target."""
        if isinstance(node, nodes.TupleDisplay):
            return f"({', '.join(map(self._target, node.items))},)"
        if isinstance(node, nodes.NamespaceTarget):
            return f"_namespace_values({self.read(node.name)})[{node.attribute!r}]"
        if not isinstance(node, nodes.Name):
            raise self.fail("cannot assign to this", node.lineno)
        variable = self.scope.variables.get(node.name) or self.declare(node.name)
        if not self.scope.depth:
            variable.assigned = True
        return variable.local

    def bind(self, target: nodes.Node, source: str, *, exported: bool = True) -> None:
        """Assign the value of a source.

        Args:
            target: What is assigned to.
            source: The source of the value.
            exported: Whether importers get it, where the scope exports; blocks do anyway.
        """
        self.line(f"{self._target(target)} = {source}")
        if not self.scope.exports:
            return
        for name in sorted(target_names(target)):
            local = self.scope.variables[name].local
            if exported and not name.startswith("_"):
                self.line(f"_V[{name!r}] = _X[{name!r}] = {local}")
            else:
                self.line(f"_V[{name!r}] = {local}; _X.pop({name!r}, None)")

    def _assign(self, node: nodes.Assign) -> None:
        self.bind(node.target, self.expression(node.value))

    def _assign_block(self, node: nodes.AssignBlock) -> None:
        value = self.safe(f"_join({self._captured(node.body)})")
        if node.filters is not None:
            value = self.filter(node.filters, value)
        self.bind(node.target, value)

    def _captured(self, body: list[nodes.Statement]) -> str:
        """Compile statements that write to a list of their own; give its name."""
        with self.capture() as captured, self.new_scope(assigned_names(body)):
            self.body(body)
        return captured

    def _filter_block(self, node: nodes.FilterBlock) -> None:
        text = self.safe(f"_join({self._captured(node.body)})")
        self.write_value(self.filter(node.filters, text))

    def _with(self, node: nodes.With) -> None:
        values = [self.expression(value) for value in node.values]
        names = assigned_names(node.body).union(*map(target_names, node.targets))
        with self.new_scope(names):
            for target, value in zip(node.targets, values, strict=True):
                self.line(f"{self._target(target)} = {value}")
            self.body(node.body)
