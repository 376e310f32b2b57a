"""Endpoint: what a rule leads to, a view with all that runs around it, put together once."""

from collections.abc import Callable, Iterable
from functools import partial
from types import CodeType, FunctionType, MethodType
from typing import Any, NamedTuple, cast

from microweb.exceptions import RegistrationError

__all__ = ["Endpoint", "View", "check_parameters", "locate"]

View = Callable[..., Any]
Hook = Callable[[], Any]
_CO_VARKEYWORDS = 0x08  # of the inspect module, which takes 10 ms to import


class Endpoint:
    """A view, the blueprints it belongs to, and the hooks of these and of the app.

    Attributes:
        name: The endpoint, such as `auth.login`.
        view: The function.
        blueprints: The names of its blueprints, innermost first.
        before: Hooks to call before the view.
        after: Hooks to call with the response.
        csrf_exempt: Whether requests from other sites may reach it.
        is_watched: Whether something wants to see its responses before they are sent.
        has_view: Whether a view is registered for it.
    """

    __slots__ = (
        "after",
        "before",
        "blueprints",
        "csrf_exempt",
        "has_view",
        "is_watched",
        "name",
        "view",
    )

    def __init__(
        self, name: str, view: View | None = None, blueprints: tuple[str, ...] = ()
    ) -> None:
        self.name = name
        self.view: View = view or _missing_view(name)
        self.has_view = view is not None
        self.blueprints = blueprints
        self.before: tuple[Hook, ...] = ()
        self.after: tuple[Callable[[Any], Any], ...] = ()
        self.csrf_exempt = False
        self.is_watched = True

    def set_view(self, view: View) -> None:
        """Say which view the endpoint stands for.

        Raises:
            RegistrationError: It stands for another; the message names both places.
        """
        if self.has_view and self.view is not view:
            raise RegistrationError(
                f"the endpoint {self.name!r} is claimed by two views: {locate(self.view)} and "
                f"{locate(view)}; give one of them endpoint='...'"
            )
        self.view = view
        self.has_view = True

    def describe(self) -> str:
        """Name the view and its place, for messages; or what stands for it where there is none."""
        return f"the view {self.name!r} ({locate(self.view)})" if self.name else "make_response"


def _missing_view(name: str) -> View:
    def missing_view(**_: object) -> None:
        raise RegistrationError(f"the endpoint {name!r} has a rule and no view")

    return missing_view


def locate(view: object) -> str:
    """Give the place where a function was defined, as `file:line`.

    Decorators and partials are looked through; of an instance it is the place of its `__call__`.
    """
    while (inner := _inner(view)) is not None:
        view = inner
    code: CodeType | None = getattr(view, "__code__", None)
    if code is None and callable(view):
        code = getattr(type(view).__call__, "__code__", None)
    if code is None:
        named = view if isinstance(view, type) else type(view)
        return f"{named.__module__}.{named.__qualname__}"
    return f"{code.co_filename}:{code.co_firstlineno}"


def _inner(view: object) -> object:
    if isinstance(view, partial):
        return cast("partial[object]", view).func
    return getattr(view, "__wrapped__", None)


def check_parameters(view: View, *, rule: str, arguments: Iterable[str], where: str) -> None:
    """Refuse a view that cannot be called with what its rule gives.

    Args:
        view: The function.
        rule: The rule's text.
        arguments: The names that the rule gives.
        where: The place of the rule, for the message.

    Raises:
        RegistrationError: A parameter is missing from the rule, or an argument from the view; the
            message names both places and the nearest name.
    """
    parameters = _parameters(view)
    if parameters is None:
        return
    required, optional, takes_any = parameters
    given = set(arguments)
    missing = [name for name in required if name not in given]
    extra = [] if takes_any else sorted(given - {*required, *optional})
    if not missing and not extra:
        return
    name = getattr(view, "__name__", type(view).__name__)
    takes = ", ".join([*required, *optional]) or "nothing"
    gives = ", ".join(sorted(given)) or "nothing"
    raise RegistrationError(
        f"`{name}` takes {takes} ({locate(view)}), but its rule {rule!r} gives {gives} ({where})"
        + _suggest(missing, given)
    )


def _suggest(missing: list[str], given: set[str]) -> str:
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


def _parameters(view: View) -> _Parameters | None:
    """Read the parameters of a view; None if they cannot be known."""
    if isinstance(view, partial):
        return _without_bound(cast("partial[object]", view))
    if isinstance(view, FunctionType):
        return _from_code(view)
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
