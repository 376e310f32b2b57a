"""Show the view that a failure is about where the traceback does not, for the debug page."""

import linecache
import traceback
from types import CodeType
from typing import Any
from wsgiref.types import WSGIEnvironment

from microweb.explain.watching import code_of
from microweb.requests.request import MATCH_KEY
from microweb.routing import Rule

__all__ = ["describe_unseen_view"]

_MAX_LINES = 30


def describe_unseen_view(environ: WSGIEnvironment, error: BaseException) -> list[tuple[str, str]]:
    """Give the source of the view, such as of one that returned None.

    Args:
        environ: The request that failed.
        error: What left the app.

    Returns:
        A title and a text; nothing where the traceback leads through the view, or none was found.
    """
    rule = _find_rule(environ)
    code = None if rule is None else code_of(rule.target.view)
    if (
        rule is None
        or code is None
        or any(frame.f_code is code for frame, _ in traceback.walk_tb(error.__traceback__))
    ):
        return []
    source = _read_source(code)
    return [(f"View {rule.endpoint}, {code.co_filename}", source)] if source else []


def _find_rule(environ: WSGIEnvironment) -> Rule[Any] | None:
    match: tuple[Rule[Any], object] | None = environ.get(MATCH_KEY)
    return None if match is None else match[0]


def _read_source(code: CodeType) -> str:
    """Give the lines of a function with their numbers."""
    last = max((line or 0 for _, _, line in code.co_lines()), default=0)
    numbers = range(code.co_firstlineno, min(last, code.co_firstlineno + _MAX_LINES) + 1)
    lines = [(number, linecache.getline(code.co_filename, number)) for number in numbers]
    return "\n".join(f"{number:>5}  {line.rstrip()}" for number, line in lines if line)
