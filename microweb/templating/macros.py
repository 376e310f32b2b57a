"""Macros as generated code makes and calls them."""

from collections.abc import Callable
from typing import Any

from microweb.templating.exceptions import nearest
from microweb.templating.markup import trusted
from microweb.templating.undefined import MISSING

__all__ = ["Macro", "SafeMacro", "unpack"]


class Macro:
    """A macro as a value.

    Attributes:
        name: Its name.
        arguments: The names of its parameters.
        caller: Whether it may be used with `call`.
        catch_kwargs: Whether it takes further keyword arguments.
        catch_varargs: Whether it takes further positional arguments.
        function: Renders it to text.
    """

    template_argument = None

    def __init__(
        self,
        function: Callable[..., str],
        name: str,
        arguments: tuple[str, ...],
        special: tuple[str, ...],
    ) -> None:
        # Python's own errors about arguments name the function by it.
        function.__qualname__ = f"macro {name}"
        self.function = function
        self.name = name
        self.arguments = arguments
        self.caller = "caller" in special or "caller" in arguments
        self.catch_kwargs = "kwargs" in special
        self.catch_varargs = "varargs" in special

    def __call__(self, *args: Any, **kwargs: Any) -> str:
        """Render the macro.

        Raises:
            TypeError: It has no such parameters.
        """
        return self.function(*args, **kwargs)

    def __repr__(self) -> str:
        return f"<Macro {self.name!r}>"


class SafeMacro(Macro):
    """A macro that escapes its values: its text is safe.

    Where a call of it is written at once, generated code calls `function` itself, for to make and
    to recognise safe text would be a third of the time of a small macro.
    """

    def __call__(self, *args: Any, **kwargs: Any) -> str:
        """Render the macro, as safe text."""
        return trusted(self.function(*args, **kwargs))


def unpack(
    name: str,
    arguments: tuple[str, ...],
    special: tuple[str, ...],
    args: tuple[Any, ...],
    kwargs: dict[str, Any],
) -> list[Any]:
    """Match the arguments of a macro whose parameters have names that Python does not allow.

    Args:
        name: The name of the macro.
        arguments: The names of its parameters.
        special: Which of `caller`, `kwargs` and `varargs` it uses.
        args: The positional arguments of the call.
        kwargs: The keyword arguments of the call; those that are left over are `kwargs`.
    """
    count = len(arguments)
    values = list(args[:count])
    values += [kwargs.pop(argument, MISSING) for argument in arguments[len(values) :]]
    found: dict[str, Any] = {"varargs": args[count:], "kwargs": kwargs}
    if "caller" in special:
        found["caller"] = kwargs.pop("caller", MISSING)
    if kwargs and "kwargs" not in special:
        keyword = next(iter(kwargs))
        hint = nearest(keyword, arguments)
        raise TypeError(f"macro {name!r} takes no keyword argument {keyword!r}{hint}")
    if args[count:] and "varargs" not in special:
        raise TypeError(f"macro {name!r} takes not more than {count} argument(s)")
    return [*values, *(found[each] for each in special)]
