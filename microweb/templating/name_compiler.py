"""Turn names into Python locals: the ground that the compiler stands on.

Values of the template reach the generated source through `repr` of plain literals alone; names
become numbered locals, so that no text of a template can become code.
"""

from typing import Any

from microweb.templating.configuration import Configuration
from microweb.templating.exceptions import TemplateAssertionError, TemplateSyntaxError
from microweb.templating.scopes import Function, Scope, Variable
from microweb.templating.writer import Slot, Writer

__all__ = ["NameCompiler"]


class NameCompiler(Writer):
    """Keep the scopes that the statements open, and find what a name means in them.

    Attributes:
        namespace: The objects the generated code refers to, by the names it uses.
        autoescape: Whether output is escaped here; None where only rendering can tell.
        mode: Where it is None, the local that holds the evaluation context.
        block_functions: The names of the functions of the blocks, by the name of the block.
        function: The Python function that is being generated.
        scope: The scope that is being compiled.
    """

    def __init__(
        self, configuration: Configuration, name: str | None, filename: str | None
    ) -> None:
        super().__init__()
        self.configuration = configuration
        self.template_name = name
        self.filename = filename
        self.namespace: dict[str, Any] = {}
        self.autoescape: bool | None = True
        self.block_functions: dict[str, str] = {}
        self.function = Function(None, Slot(0, 1))
        self.scope = Scope(None, self.function, self.function.slot)
        self.mode = "_escaping"
        self._counter = 0
        self._temporaries = 0

    def unique(self, prefix: str) -> str:
        """Give a Python name that is not used yet.

        Args:
            prefix: A letter, or more, that no name of the runtime starts with before a digit.
        """
        self._counter += 1
        return f"_{prefix}{self._counter}"

    def temporary(self) -> str:
        """Give a Python name for a value that is used up within the statement."""
        self._temporaries += 1
        return f"_t{self._temporaries}"

    def held(self, source: str) -> str:
        """Give a local with the value of a source, which is itself where it is a name."""
        if source.isidentifier():
            return source
        local = self.temporary()
        self.line(f"{local} = {source}")
        return local

    @staticmethod
    def is_temporary(source: str) -> bool:
        """Whether a source is the name of a temporary value, which may be changed."""
        return source.startswith("_t") and source[2:].isdecimal()

    def local(self, name: str) -> str:
        """Give a Python local for a name of the template.

        Python takes some different names for the same one (NFKC), so only ASCII shows in it.
        """
        return self.unique("v") + (f"_{name}" if name.isascii() else "")

    def declare(self, name: str, *, assigned: bool = True) -> Variable:
        """Make a variable of the current scope."""
        variable = Variable(self.local(name), assigned=assigned)
        self.scope.variables[name] = variable
        return variable

    def read(self, name: str) -> str:
        """Give the local that holds what a name means here."""
        return self._read_from(self.scope, self.function, name)

    def _read_from(self, scope: Scope | None, function: Function, name: str) -> str:
        while scope is not None:
            variable = scope.variables.get(name)
            if variable is not None:
                variable.read = True
                if not variable.assigned:
                    self._initialise(scope, variable, name)
                return variable.local
            scope = scope.outer
        return self._load(function, name)

    def _initialise(self, scope: Scope, variable: Variable, name: str) -> None:
        """Let a variable start with the value its name has outside of its scope."""
        variable.assigned = True
        outside = self._read_from(scope.outer, scope.function, name)
        scope.slot.lines.append(f"{variable.local} = {outside}")

    def _load(self, function: Function, name: str) -> str:
        """Let a function take a name from the context when it starts."""
        known = function.loaded(name)
        if known is not None:
            return known
        if name in {"super", "self"}:
            return self._load_block(function, name)
        local = self.local(name)
        key = repr(name)
        function.loads[name] = local
        function.slot.lines.append(
            f"{local} = _V[{key}] if {key} in _V else _undefined(name={key})"
        )
        return local

    def _load_block(self, function: Function, name: str) -> str:
        """Let the function of a block find the block it replaces, or all blocks."""
        while function.outer is not None:
            function = function.outer
        local = self.local(name)
        function.loads[name] = local
        if name == "self":
            source = "_BlockNames(_ctx)"
        elif function.block is None:
            source = "_V['super'] if 'super' in _V else _undefined(name='super')"
        else:
            source = f"_ctx.super({function.block!r}, {self.block_functions[function.block]})"
        function.slot.lines.append(f"{local} = {source}")
        return local

    def constant(self, value: object, prefix: str = "c") -> str:
        """Give the name under which generated code finds an object."""
        name = self.unique(prefix)
        self.namespace[name] = value
        return name

    def fail(self, message: str, lineno: int) -> TemplateSyntaxError:
        """Give an error at a line of the template."""
        return TemplateAssertionError(message, lineno, self.template_name, self.filename)

    # Escaping

    def eval_context(self) -> str:
        """Give the source of the evaluation context: whether values are escaped here."""
        return {True: "_escaping", False: "_plain", None: self.mode}[self.autoescape]

    def safe(self, source: str) -> str:
        """Give the source of rendered text as a value: safe where values are escaped."""
        if self.autoescape is None:
            return f"{self.mode}.safe({source})"
        return f"_Markup({source})" if self.autoescape else source
