"""Endpoint: what a rule leads to, a view with all that runs around it, put together once."""

from collections.abc import Callable, Iterable
from types import CodeType, FunctionType, MethodType
from typing import Any

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
        """Name the view and its place, for messages."""
        return f"the view {self.name!r} ({locate(self.view)})"


def _missing_view(name: str) -> View:
    def missing_view(**_: object) -> None:
        raise RegistrationError(f"the endpoint {name!r} has a rule and no view")

    return missing_view


def locate(view: object) -> str:
    """Give the place where a function was defined, as `file:line`."""
    while (wrapped := getattr(view, "__wrapped__", None)) is not None:
        view = wrapped
    code: CodeType | None = getattr(view, "__code__", None)
    if code is None:
        return f"{type(view).__module__}.{type(view).__qualname__}"
    return f"{code.co_filename}:{code.co_firstlineno}"


def check_parameters(
    view: View, *, rule: str, arguments: Iterable[str], where: str, lenient: bool
) -> None:
    """Refuse a view that cannot be called with what its rule gives.

    Args:
        view: The function.
        rule: The rule's text.
        arguments: The names that the rule gives.
        where: The place of the rule, for the message.
        lenient: Let arguments be missing or left over, because a hook may change them.

    Raises:
        RegistrationError: A parameter is missing from the rule, or an argument from the view; the
            message names both places and the nearest name.
    """
    parameters = _parameters(view)
    if parameters is None or lenient:
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


def _parameters(view: View) -> tuple[list[str], list[str], bool] | None:
    """Give required names, optional names, and whether any other is taken; None if unknown."""
    bound = 0
    if isinstance(view, MethodType):
        bound, view = 1, view.__func__
    if not isinstance(view, FunctionType):
        return None
    code = view.__code__
    positional = code.co_varnames[bound : code.co_argcount]
    last = code.co_argcount + code.co_kwonlyargcount
    keyword = code.co_varnames[code.co_argcount : last]
    defaults = len(view.__defaults__ or ())
    split = len(positional) - defaults
    with_default = view.__kwdefaults__ or {}
    required = [*positional[:split], *(name for name in keyword if name not in with_default)]
    optional = [*positional[split:], *(name for name in keyword if name in with_default)]
    return required, optional, bool(code.co_flags & _CO_VARKEYWORDS)
