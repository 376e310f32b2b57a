"""Compile the statements that make up a template: control flow, assignment, macros."""

from collections.abc import Iterable
from keyword import iskeyword

from microweb.templating import loops, nodes
from microweb.templating.configuration import Configuration
from microweb.templating.output_compiler import OutputCompiler
from microweb.templating.scopes import LoopVariable, Variable, assigned_names, target_names

__all__ = ["StatementCompiler"]

_SPECIAL = ("caller", "kwargs", "varargs")
_ABSENT_CALLER = "if caller is _MISSING: caller = _undefined('No caller defined', name='caller')"


class StatementCompiler(OutputCompiler):
    """Compile what does not reach beyond its own template."""

    def __init__(
        self, configuration: Configuration, name: str | None, filename: str | None
    ) -> None:
        super().__init__(configuration, name, filename)
        self.statements = {
            nodes.Assign: self._assign,
            nodes.AssignBlock: self._assign_block,
            nodes.Autoescape: self._autoescape,
            nodes.Break: self._break,
            nodes.CallBlock: self._call_block,
            nodes.Continue: self._continue,
            nodes.Do: self._do,
            nodes.FilterBlock: self._filter_block,
            nodes.For: self._for,
            nodes.If: self._if,
            nodes.Macro: self._macro,
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
        """Compile a generator of the items that pass the test of a loop; return its source."""
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
        """Mark the variables of a target as assigned and return the Python target."""
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
        """Compile statements that write to a list of their own; return its name."""
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

    # Macros

    def _macro(self, node: nodes.Macro) -> None:
        macro = self._macro_function(node.name, node.signature, node.body)
        self.bind(nodes.Name(node.lineno, node.name), macro)

    def _call_block(self, node: nodes.CallBlock) -> None:
        caller = self.unique("caller")
        self.line(f"{caller} = {self._macro_function('caller', node.signature, node.body)}")
        if self.autoescape:
            self.write(self.called(node.call, f"caller={caller}"))
        else:
            self.write_value(self.call(node.call, f"caller={caller}"))

    def _macro_function(
        self, name: str, signature: nodes.MacroSignature, body: list[nodes.Statement]
    ) -> str:
        """Compile the function of a macro and return the source of the macro.

        The parameters keep their names, so that Python matches them with the arguments; generated
        names start with an underscore and cannot meet them.
        """
        # One name for all: each is bound to its variable at once.
        function = "_macro"
        plain = all(_is_plain(each) for each in signature.names)
        as_text = _is_short(body)
        with self.new_function("") as header, self.capture("_out", as_text=as_text):
            # Python's compiler takes quadratic time for functions whose constants are all alike.
            header.lines.append(f" {name!r}")
            unpacking = self.slot()
            with self.new_scope() as scope:
                special = self._bind_parameters(signature.names, plain=plain)
                self._defaults(signature)
                for each in sorted(assigned_names(body) - scope.variables.keys()):
                    self.declare(each, assigned=False)
                scope.slot = self.slot()
                self._hot += 1
                self.body(body)
                self._hot -= 1
            special = [each for each in special if scope.variables[each].read]
            if "caller" in special:
                scope.slot.lines.append(_ABSENT_CALLER)
            text = "_out" if as_text else "_join(_out)"
            self.line(f"return {text if self.autoescape else self.safe(text)}")
        arguments = tuple(signature.names)
        variables = {each: scope.variables[each].local for each in (*arguments, *special)}
        if plain:
            header.lines[0] = f"def {function}({_parameters(arguments, special, variables)}):"
        else:
            header.lines[0] = f"def {function}(*_args, **_kwargs):"
            given = f"{name!r}, {arguments!r}, {tuple(special)!r}, _args, _kwargs"
            unpacking.lines.append(f"{', '.join(variables.values())}, = _unpack({given})")
        kind = "_SafeMacro" if self.autoescape else "_Macro"
        return f"{kind}({function}, {name!r}, {arguments!r}, {tuple(special)!r})"

    def _bind_parameters(self, names: list[str], *, plain: bool) -> list[str]:
        """Make the variables of a macro; return the special ones that are no parameters of it."""
        variables = self.scope.variables
        for each in names:
            variables[each] = Variable(each if plain else self.local(each), assigned=True)
        special = [each for each in _SPECIAL if each not in variables]
        for each in special:
            local = each if each == "caller" else self.local(each)
            variables[each] = Variable(local, assigned=True)
        return special

    def _defaults(self, signature: nodes.MacroSignature) -> None:
        """Compile what a parameter is when the call gives no value for it."""
        variables = self.scope.variables
        locals_ = {name: variables[name].local for name in signature.names}
        for name, local in locals_.items():
            # A default may name a parameter whose own default is not known yet.
            variables[
                name
            ].local = f"(_undefined(name={name!r}) if {local} is _MISSING else {local})"
        required = len(signature.names) - len(signature.defaults)
        for position, (name, local) in enumerate(locals_.items()):
            if position < required:
                hint = f"parameter {name!r} was not provided"
                default = f"_undefined({hint!r}, name={name!r})"
            else:
                with self.lazily():
                    default = self.expression(signature.defaults[position - required])
            self.line(f"if {local} is _MISSING: {local} = {default}")
            variables[name].local = local


def _is_short(body: Iterable[nodes.Statement]) -> bool:
    """Whether statements write a few times at most, without a loop or another template."""
    return all(
        isinstance(node, nodes.Output | nodes.Assign)
        or (
            isinstance(node, nodes.If)
            and all(_is_short(branch) for _, branch in node.branches)
            and _is_short(node.otherwise)
        )
        for node in body
    )


def _is_plain(name: str) -> bool:
    """Whether a name of a template may be the name of a parameter in generated code."""
    return name.isascii() and not name.startswith("_") and not iskeyword(name)


def _parameters(arguments: tuple[str, ...], special: list[str], variables: dict[str, str]) -> str:
    """Return the parameters of the function of a macro."""
    parts = [f"{name}=_MISSING" for name in arguments]
    if "varargs" in special:
        parts.append(f"*{variables['varargs']}")
    if "caller" in special:
        if "varargs" not in special:
            parts.append("*")
        parts.append("caller=_MISSING")
    if "kwargs" in special:
        parts.append(f"**{variables['kwargs']}")
    return ", ".join(parts)
