"""The one variable that says which request is being served in this thread or task."""

from collections.abc import Callable
from contextvars import ContextVar, Token
from typing import Any, TypeAlias

__all__ = ["Bound", "bind", "find_bound", "unbind"]

Bound: TypeAlias = Any
"""A request or a context.

A request that is being served stands here itself, for most views ask for nothing else, and to make
a context for it takes 0.2 us. What is pushed, to look at or to stream in, is a context.
"""

_current: ContextVar[Bound] = ContextVar("microweb.context", default=None)

bind: Callable[[Bound], Token[Bound]] = _current.set
unbind: Callable[[Token[Bound]], None] = _current.reset
find_bound: Callable[[], Bound] = _current.get
