"""Say which rule a path matches, and why not the others that come near."""

from typing import Any, NamedTuple

from microweb.routing import Rule
from microweb.routing.patterns import Kind, Segment
from microweb.routing.readers import make_reader

__all__ = ["Candidate", "find_candidates"]

_MAX_SHOWN = 6


class Candidate(NamedTuple):
    """A rule and what speaks against it.

    Attributes:
        rule: The rule.
        reason: Why it does not match; empty where path and method do.
        nearness: How many segments matched before one did not.
    """

    rule: Rule[Any]
    reason: str
    nearness: int


def find_candidates(rules: list[Rule[Any]], method: str, path: str) -> list[Candidate]:
    """Give the rules that match, then those that come nearest, six at most.

    Args:
        rules: All rules.
        method: The request method.
        path: The path, percent-decoded.
    """
    found = [_compare(rule, method, path) for rule in rules]
    near = [one for one in found if not one.reason or one.nearness > 0]
    near.sort(key=lambda one: (bool(one.reason), -one.nearness))
    return near[:_MAX_SHOWN]


def _compare(rule: Rule[Any], method: str, path: str) -> Candidate:
    best = Candidate(rule, "", -1)
    for segments in rule.forms():
        reason, nearness = _compare_segments(segments, path.split("/")[1:])
        if not reason:
            wanted = ", ".join(sorted(rule.methods))
            refusal = "" if method in rule.methods else f"it answers {wanted}"
            if not refusal and rule.build_only:
                refusal = "it is for building URLs alone"
            return Candidate(rule, refusal, len(segments) + 1)
        if nearness > best.nearness:
            best = Candidate(rule, reason, nearness)
    return best


def _compare_segments(segments: list[Segment], given: list[str]) -> tuple[str, int]:
    """Give why they do not match, and how many did."""
    for at, segment in enumerate(segments):
        if at == len(given):
            return "it goes on where the path ends", at
        if segment.kind == Kind.LITERAL:
            text = "".join(map(str, segment.parts))
            if text != given[at]:
                return f"{text!r} is not {given[at]!r}" if text else "it ends with a slash", at
            continue
        if not _accepts(segment, given, at):
            return f"{_describe(segment)} ({_kinds(segment)}) does not accept {given[at]!r}", at
        if segment.kind == Kind.TAIL:
            return "", at + 1
    if len(given) > len(segments):
        return "the path goes on where it ends", len(segments)
    return "", len(segments)


def _accepts(segment: Segment, given: list[str], at: int) -> bool:
    try:
        make_reader(segment).read(given, at)
    except ValueError:
        return False
    return True


def _describe(segment: Segment) -> str:
    return "".join(part if isinstance(part, str) else f"<{part.name}>" for part in segment.parts)


def _kinds(segment: Segment) -> str:
    return ", ".join(type(variable.converter).__name__ for variable in segment.variables)
