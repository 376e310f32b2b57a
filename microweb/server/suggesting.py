"""Suggest the name that was meant where one is not there, on every version of Python alike.

Python suggests names in tracebacks from 3.12 on, and passes over two letters that changed places.
"""

import builtins
from difflib import get_close_matches
from types import TracebackType
from typing import Any

__all__ = ["suggest_name"]

_MAX_NAMES = 2000
_MAX_NAME = 100


def suggest_name(error: BaseException) -> str:
    """Give the name nearest to the one that an AttributeError or a NameError misses, or nothing."""
    name: object = getattr(error, "name", None)
    if not isinstance(name, str) or len(name) > _MAX_NAME:
        return ""
    if isinstance(error, AttributeError):
        known = _attributes(getattr(error, "obj", None))
    elif isinstance(error, NameError):
        known = _variables(error.__traceback__)
    else:
        return ""
    public = [one for one in sorted(known) if one.startswith("_") == name.startswith("_")]
    return next(iter(get_close_matches(name, public[:_MAX_NAMES], n=1, cutoff=0.7)), "")


def _attributes(obj: object) -> set[str]:
    """Give the names of an object and its class; none of its own code is run."""
    try:
        own: dict[str, Any] = object.__getattribute__(obj, "__dict__")
    except AttributeError:  # it has slots alone
        own = {}
    return {*own, *(name for kind in type(obj).__mro__ for name in vars(kind))}


def _variables(traceback: TracebackType | None) -> set[str]:
    """Give the names that the innermost frame sees."""
    while traceback is not None and traceback.tb_next is not None:
        traceback = traceback.tb_next
    if traceback is None:
        return set()
    frame = traceback.tb_frame
    return {*frame.f_locals, *frame.f_globals, *vars(builtins)}
