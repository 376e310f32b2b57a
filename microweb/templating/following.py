"""Follow the text of a template through its statements, as the browser will get it."""

from collections.abc import Callable, Iterable
from typing import TypeVar

from microweb.templating import nodes

__all__ = ["follow"]

_Place = TypeVar("_Place")


def follow(
    body: Iterable[nodes.Statement],
    place: _Place,
    output: Callable[[nodes.Output, _Place], _Place],
    start: _Place,
) -> _Place:
    """Go through statements from a place; give the place after them.

    Args:
        body: The statements.
        place: Where in HTML the text before them ends.
        output: Goes through text and values from a place, and returns the place after them.
        start: The place at the start of text that is put somewhere else, as that of a macro.
    """
    for node in body:
        if isinstance(node, nodes.Output):
            place = output(node, place)
        elif isinstance(node, nodes.If):
            # Of the branches one is written: all start here, and end alike in a sound template.
            ends = [follow(branch, place, output, start) for _, branch in node.branches]
            follow(node.otherwise, place, output, start)
            place = ends[0]
        elif isinstance(node, nodes.For):
            follow(node.otherwise, place, output, start)
            place = follow(node.body, place, output, start)
        elif isinstance(node, nodes.Macro | nodes.CallBlock | nodes.AssignBlock):
            follow(node.body, start, output, start)
        elif isinstance(node, nodes.Block | nodes.With | nodes.FilterBlock | nodes.Autoescape):
            place = follow(node.body, place, output, start)
    return place
