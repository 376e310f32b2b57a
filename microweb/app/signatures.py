"""Signatures: what a view says of itself, held against its rule at registration."""

from collections.abc import Iterable, Mapping
from functools import partial
from types import FunctionType, MethodType
from typing import NamedTuple, cast

from microweb.app.endpoints import View, locate
from microweb.exceptions import RegistrationError

__all__ = ["check_view", "read_methods", "refuse_misplaced", "require_argument"]

_GET = frozenset({"GET"})
# Of the inspect module, which takes 10 ms to import.
_CO_VARARGS = 0x04
_CO_VARKEYWORDS = 0x08


def check_view(
    view: View, *, rule: str, arguments: frozenset[str], methods: Iterable[str], where: str
) -> None:
    """Refuse a view that cannot be called with what its rule gives.

    Args:
        view: The function. One that stands for the methods of a class has them as `handlers`.
        rule: The rule's text.
        arguments: The names that the rule gives.
        methods: Those that the rule was registered for.
        where: The place of the rule, for the message.

    Raises:
        RegistrationError: A parameter is missing from the rule, or an argument from the view; the
            message names both places and the nearest name.
    """
    handlers: Mapping[str, View] | None = getattr(view, "handlers", None)
    if handlers is None:
        _check_parameters(view, 0, rule, arguments, where)
        return
    for method in sorted(methods):
        if method in handlers:
            _check_parameters(handlers[method], 1, rule, arguments, where)


def read_methods(
    view: View | None, methods: Iterable[str] | None, rule: str, where: str
) -> frozenset[str]:
    """Give the methods that a rule is for: what is asked for, or what the view says; else GET.

    Raises:
        RegistrationError: They are text, or there are none.
    """
    if methods is None:
        methods = cast("Iterable[str] | None", getattr(view, "methods", None))
    required = getattr(view, "required_methods", ())
    if methods is None and not required:
        return _GET
    if isinstance(methods, str):
        raise RegistrationError(f"the route {rule}: methods is a list such as ['POST'] ({where})")
    asked = ("GET",) if methods is None else tuple(methods)
    checked = frozenset(method.upper() for method in (*asked, *required))
    if not checked:
        raise RegistrationError(f"the route {rule} has an empty list of methods ({where})")
    return checked


def refuse_misplaced(endpoint: object, view: object) -> None:
    """Refuse a view in the place of its name, and a class in that of the function made of it.

    Raises:
        RegistrationError: One of them is; the message says what to write.
    """
    if callable(endpoint):
        name = getattr(endpoint, "__name__", "...")
        raise RegistrationError(
            f"the endpoint is a name: give the view as view_func={name} ({locate(endpoint)})"
        )
    if isinstance(view, FunctionType) or not hasattr(view, "as_view"):
        return
    cls = view if isinstance(view, type) else type(view)
    raise RegistrationError(
        f"{cls.__name__} is a class-based view: write "
        f"view_func={cls.__name__}.as_view({cls.__name__.lower()!r}) ({locate(view)})"
    )


def require_argument(function: object, kind: str, argument: str) -> None:
    """Refuse a function without parameters where it will be called with one argument.

    Args:
        function: The function; of what is called otherwise the parameters are not known.
        kind: What it is, such as `teardown_request hook`.
        argument: What it gets.

    Raises:
        RegistrationError: It takes none; the message shows one that does.
    """
    if isinstance(function, FunctionType):
        code = function.__code__
        if not (code.co_argcount or code.co_flags & _CO_VARARGS):
            name = function.__name__
            raise RegistrationError(
                f"the {kind} {name} ({locate(function)}) takes no argument; it gets the "
                f"{argument}: def {name}({argument}): ..."
            )


def _check_parameters(
    view: View, bound: int, rule: str, arguments: frozenset[str], where: str
) -> None:
    # The plain case is decided at once: a third of the time of registering a long table.
    if not bound and isinstance(view, FunctionType) and _takes_just(view, arguments):
        return
    parameters = _parameters(view, bound)
    if parameters is None:
        return
    required, optional, takes_any = parameters
    missing = [name for name in required if name not in arguments]
    extra = [] if takes_any else sorted(arguments - {*required, *optional})
    if not missing and not extra:
        return
    name = getattr(view, "__qualname__" if bound else "__name__", type(view).__name__)
    takes = ", ".join([*required, *optional]) or "nothing"
    gives = ", ".join(sorted(arguments)) or "nothing"
    raise RegistrationError(
        f"`{name}` takes {takes} ({locate(view)}), but its rule {rule!r} gives {gives} ({where})"
        + _suggest(missing, arguments)
    )


def _takes_just(view: FunctionType, arguments: frozenset[str]) -> bool:
    """Say whether a function takes these arguments and no others."""
    code = view.__code__
    count = code.co_argcount
    return (
        count == len(arguments)
        and not (code.co_kwonlyargcount or code.co_posonlyargcount)
        and arguments.issuperset(code.co_varnames[:count])
    )


def _suggest(missing: list[str], given: frozenset[str]) -> str:
    from difflib import get_close_matches  # only on the way to an error

    for name in missing:
        near = get_close_matches(name, given, 1)
        if near:
            return f"; did you mean <{name}> in the rule, or {near[0]} in the view?"
    return ""


class _Parameters(NamedTuple):
    """What a view takes by keyword."""

    required: list[str]
    optional: list[str]
    takes_any: bool


def _parameters(view: View, bound: int = 0) -> _Parameters | None:
    """Read the parameters of a view but the first ones; None if they cannot be known."""
    if isinstance(view, partial):
        return _without_bound(cast("partial[object]", view))
    if isinstance(view, FunctionType):
        return _from_code(view, bound)
    method: object = view.__func__ if isinstance(view, MethodType) else type(view).__call__
    return _from_code(method, bound=1) if isinstance(method, FunctionType) else None


def _without_bound(view: "partial[object]") -> _Parameters | None:
    """Leave out what a partial gives by position; what it gives by keyword can be given anew."""
    inner = _parameters(view.func)
    if inner is None or view.args:
        return None
    required = [name for name in inner.required if name not in view.keywords]
    return _Parameters(required, [*inner.optional, *view.keywords], inner.takes_any)


def _from_code(function: FunctionType, bound: int = 0) -> _Parameters:
    code = function.__code__
    names = code.co_varnames
    # A rule gives its arguments by keyword: a parameter that is taken by position alone stays
    # missing, and is shown as it is written.
    positional = [
        f"{name}, /" if at < code.co_posonlyargcount else name
        for at, name in enumerate(names[: code.co_argcount])
    ]
    split = max(code.co_argcount - len(function.__defaults__ or ()), bound)
    keyword = names[code.co_argcount : code.co_argcount + code.co_kwonlyargcount]
    with_default = function.__kwdefaults__ or {}
    return _Parameters(
        [*positional[bound:split], *(name for name in keyword if name not in with_default)],
        [*positional[split:], *(name for name in keyword if name in with_default)],
        bool(code.co_flags & _CO_VARKEYWORDS),
    )
