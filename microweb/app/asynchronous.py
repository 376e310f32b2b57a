"""Call coroutine functions from a program that knows no event loop: each call has its own."""

from collections.abc import Callable
from functools import partial, wraps
from types import FunctionType, MethodType
from typing import Any, cast

__all__ = ["is_async", "run_async"]

_CO_COROUTINE = 0x80  # of the inspect module, which takes 10 ms to import


def is_async(function: Callable[..., Any]) -> bool:
    """Say whether a function, method, partial or callable object is an `async def`."""
    inner: object = function
    while isinstance(inner, partial):
        inner = cast("partial[object]", inner).func
    if isinstance(inner, MethodType):
        inner = inner.__func__
    if not isinstance(inner, FunctionType):
        inner = getattr(type(inner), "__call__", None)  # noqa: B004  # its code is wanted
    return isinstance(inner, FunctionType) and bool(inner.__code__.co_flags & _CO_COROUTINE)


def run_async(function: Callable[..., Any]) -> Callable[..., Any]:
    """Give a function that runs a coroutine function to its end, in an event loop of its own.

    What the caller's context variables hold can be read inside; what is set inside is not seen
    outside. Tasks that are still running at the end are cancelled.
    """
    import asyncio  # 50 ms that only apps with such functions pay

    @wraps(function)
    def run(*args: Any, **kwargs: Any) -> Any:
        return asyncio.run(function(*args, **kwargs))

    return run
