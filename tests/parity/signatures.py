"""What Flask's functions take, and what microweb's of the same name do not take in that way."""

import inspect
from collections.abc import Callable, Iterator
from typing import Any, cast

_BY_POSITION = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)


def options_of(function: object) -> "list[inspect.Parameter] | None":
    """Give the parameters of a function, or of what makes a class; None where none can be had."""
    try:
        return list(inspect.signature(cast("Callable[..., Any]", function)).parameters.values())
    except (RuntimeError, TypeError, ValueError):  # a proxy; no function; one in C
        return None


def by_keyword_alone(theirs: object, ours: object) -> list[str]:
    """Give the options that Flask's function takes by position, and ours by keyword."""
    pairs = _both(theirs, ours)
    return [] if pairs is None else list(_by_keyword_alone(*pairs))


def not_taken(theirs: object, ours: object) -> list[str]:
    """Give the options, that is what has a default, that Flask's function takes and ours not."""
    pairs = _both(theirs, ours)
    if pairs is None:
        return []
    wanted, given = pairs
    names = {parameter.name for parameter in given}
    if any(parameter.kind is inspect.Parameter.VAR_KEYWORD for parameter in given):
        return []
    return [
        parameter.name
        for parameter in wanted
        if parameter.default is not inspect.Parameter.empty and parameter.name not in names
    ]


def _both(
    theirs: object, ours: object
) -> "tuple[list[inspect.Parameter], list[inspect.Parameter]] | None":
    wanted, given = options_of(theirs), options_of(ours)
    return None if wanted is None or given is None else (wanted, given)


def _by_keyword_alone(
    wanted: list[inspect.Parameter], given: list[inspect.Parameter]
) -> Iterator[str]:
    keywords = {p.name for p in given if p.kind is inspect.Parameter.KEYWORD_ONLY}
    for parameter in wanted:
        if parameter.kind in _BY_POSITION and parameter.name in keywords:
            yield parameter.name
