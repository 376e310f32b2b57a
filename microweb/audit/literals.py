"""Read from a function's code which literals it calls another function with."""

from collections.abc import Iterator
from itertools import pairwise
from types import CodeType

__all__ = ["find_first_arguments"]

_LOADS = ("LOAD_GLOBAL", "LOAD_ATTR", "LOAD_METHOD")


def find_first_arguments(view: object, name: str) -> Iterator[tuple[str, str]]:
    """Give the text literals that a function calls `name` with as first argument.

    The compiled code is read, so this needs no source, and what only looks like a call in a comment
    is none. A name that is computed is not seen.

    Args:
        view: A function, decorated or not.
        name: The name of the function it calls, plain or as an attribute.

    Yields:
        The literal, and the place of the call as `file:line`.
    """
    while (inner := getattr(view, "__wrapped__", None)) is not None:
        view = inner
    code = getattr(view, "__code__", None)
    if isinstance(code, CodeType):
        yield from _search(code, name)


def _search(code: CodeType, name: str) -> Iterator[tuple[str, str]]:
    from dis import get_instructions  # brings in inspect's relatives, for the audit alone

    steps = list(get_instructions(code))
    line = code.co_firstlineno
    for step, following in pairwise(steps):
        positions = getattr(step, "positions", None)
        line = getattr(positions, "lineno", None) or line
        is_name = step.argval == name and step.opname.startswith(_LOADS)
        if is_name and following.opname == "LOAD_CONST" and isinstance(following.argval, str):
            yield following.argval, f"{code.co_filename}:{line}"
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _search(constant, name)
