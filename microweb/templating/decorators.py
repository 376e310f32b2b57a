"""Mark functions, filters and tests that want more than the arguments of the template."""

from collections.abc import Callable
from typing import Any, TypeVar

__all__ = ["pass_context", "pass_environment", "pass_eval_context"]

_Function = TypeVar("_Function", bound=Callable[..., Any])


def pass_context(function: _Function) -> _Function:
    """Pass the `Context` as the first argument when a template calls the function."""
    return _marked(function, "context")


def pass_eval_context(function: _Function) -> _Function:
    """Pass the `EvalContext` as the first argument when a template calls the function."""
    return _marked(function, "eval_context")


def pass_environment(function: _Function) -> _Function:
    """Pass the `Environment` as the first argument when a template calls the function."""
    return _marked(function, "environment")


def _marked(function: _Function, wanted: str) -> _Function:
    function.template_argument = wanted  # type: ignore[attr-defined]  # pyright: ignore[reportFunctionMemberAccess]
    return function
