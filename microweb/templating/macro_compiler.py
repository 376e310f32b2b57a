"""Compile macros, and blocks that call one: functions of a template, as functions of Python."""

from collections.abc import Iterable
from keyword import iskeyword

from microweb.templating import nodes
from microweb.templating.configuration import Configuration
from microweb.templating.scopes import Variable, assigned_names
from microweb.templating.statement_compiler import StatementCompiler

__all__ = ["MacroCompiler"]

_SPECIAL = ("caller", "kwargs", "varargs")
_ABSENT_CALLER = "if caller is _MISSING: caller = _undefined('No caller defined', name='caller')"


class MacroCompiler(StatementCompiler):
    """Compile what does not reach beyond its own template."""

    def __init__(
        self, configuration: Configuration, name: str | None, filename: str | None
    ) -> None:
        super().__init__(configuration, name, filename)
        self.statements |= {nodes.CallBlock: self._call_block, nodes.Macro: self._macro}

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
        """Compile the function of a macro and give the source of the macro.

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
        """Make the variables of a macro; give the special ones that are no parameters of it."""
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
    """Give the parameters of the function of a macro."""
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
