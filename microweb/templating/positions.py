"""Turn keyword arguments of filters into positional ones, which Python passes 50 ns faster."""

from types import FunctionType
from typing import Any

from microweb.templating import nodes

__all__ = ["positional"]

_LITERALS = (bool, int, str, type(None))


def positional(function: object, arguments: nodes.Arguments) -> nodes.Arguments:
    """Give the arguments of a filter or test with constants given by position, not by name.

    What cannot be turned is returned as it is, for Python to complain about.

    Args:
        function: The filter or test.
        arguments: What follows the value that is filtered.
    """
    if not arguments.keyword or arguments.star or arguments.double_star:
        return arguments
    if not isinstance(function, FunctionType):
        return arguments
    given: dict[str, nodes.Expression] = {each.name: each.value for each in arguments.keyword}
    plain = all(isinstance(value, nodes.Constant) for value in given.values())
    if not plain or len(given) < len(arguments.keyword):
        return arguments
    before = 1 + hasattr(function, "template_argument") + len(arguments.positional)
    values = list(arguments.positional)
    for name, default in _parameters(function)[before:]:
        if not given:
            break
        if name not in given and not isinstance(default, _LITERALS):
            return arguments
        values.append(given.pop(name, nodes.Constant(arguments.lineno, default)))
    return arguments if given else nodes.Arguments(arguments.lineno, values, [], None, None)


def _parameters(function: FunctionType) -> list[tuple[str, Any]]:
    """Give the names and defaults of positional parameters; a class for those without one."""
    code = function.__code__
    names = code.co_varnames[: code.co_argcount]
    defaults = function.__defaults__ or ()
    required: list[Any] = [object] * (len(names) - len(defaults))
    return list(zip(names, [*required, *defaults], strict=True))
