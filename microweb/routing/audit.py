"""Find rules that can never answer, before a client does: the route table's part of `check`.

A rule is out of reach where rules that are tried before it take every URL that it has. Which ones
those are the matcher itself tells, for one URL that is made up for the rule; whether one of them
takes all the others too is decided by comparing the two rules place by place. Where that cannot be
known, as with a converter of one's own, nothing is reported: what is found is true.
"""

import re
from collections.abc import Callable, Iterator
from itertools import islice, product
from typing import Any, Generic, NamedTuple, TypeVar

from microweb.routing.converters import (
    AnyConverter,
    BaseConverter,
    IntegerConverter,
    PathConverter,
    UnicodeConverter,
)
from microweb.routing.hosts import HostMatcher
from microweb.routing.matcher import Matcher
from microweb.routing.patterns import Kind, Part, Segment, Variable
from microweb.routing.router import Router
from microweb.routing.rules import Rule

__all__ = ["Finding", "audit_routes"]

T = TypeVar("T")
_MAX_FORMS = 64  # of a rule whose variables choose from words; beyond it is not looked at
_SAMPLES = ("7", "zq", "7.5", "00000000-0000-4000-8000-000000000000", "zq/zq")


class Finding(NamedTuple):
    """Something about a rule that cannot be meant.

    Attributes:
        kind: "shadowed" (it never answers), "unreachable" (some of its methods are never reached)
            or "viewless" (nothing stands for its endpoint).
        rule: The rule.
        methods: The methods concerned, sorted.
        message: What is the matter, with the places.
    """

    kind: str
    rule: Rule[Any]
    methods: tuple[str, ...]
    message: str


def audit_routes(router: Router[T], *, has_view: Callable[[T], bool]) -> list[Finding]:
    """Look over a route table.

    Args:
        router: The table.
        has_view: Tells whether what a rule leads to is there.
    """
    matcher = router.matcher
    matchers = matcher.matchers() if isinstance(matcher, HostMatcher) else [matcher]
    places = {rule: one for one in matchers for rule in one.rules()}
    findings: list[Finding] = []
    for rule in router.iter_rules():
        if rule.build_only:
            continue
        if rule.redirect_to is None and not has_view(rule.target):
            findings.append(_viewless(rule))
        found = _Audit(rule, places[rule]).finding()
        if found is not None:
            findings.append(found)
    return findings


def _viewless(rule: Rule[Any]) -> Finding:
    message = f"the endpoint {rule.endpoint!r} has the rule {rule.rule} and no view ({rule.where})"
    return Finding("viewless", rule, tuple(sorted(rule.explicit_methods)), message)


class _Audit(Generic[T]):
    """Looks at one rule: each of its forms, one word put for each variable that has but a few."""

    def __init__(self, rule: Rule[T], matcher: Matcher[T]) -> None:
        self._rule = rule
        self._matcher = matcher

    def finding(self) -> Finding | None:
        forms = list(islice(_forms(self._rule), _MAX_FORMS + 1))
        if len(forms) > _MAX_FORMS:
            return None
        covers = {
            method: [self._find_cover(form, method) for form in forms]
            for method in sorted(self._rule.explicit_methods)
        }
        lost = {method: found for method, found in covers.items() if None not in found}
        if not lost:
            return None
        others = dict.fromkeys(cover for found in lost.values() for cover in found if cover)
        return _describe(self._rule, tuple(lost), list(others))

    def _find_cover(self, form: list[Segment], method: str) -> Rule[T] | None:
        """Give a rule that takes every URL of a form before this one is tried."""
        path = _sample(form)
        if path is None:
            return None
        for place, _ in self._matcher.find(path):
            other = place.methods.get(method)
            if other is self._rule:
                return None
            if other is not None and _covers(place.segments, form):
                return other
        return None


def _describe(rule: Rule[Any], methods: tuple[str, ...], others: list[Rule[Any]]) -> Finding:
    by = " and ".join(f"{other.rule} ({other.where})" for other in others[:3])
    if len(methods) == len(rule.explicit_methods):
        message = f"{rule.rule} ({rule.where}) never answers: its URLs are taken by {by}"
        return Finding("shadowed", rule, methods, message)
    names = ", ".join(methods)
    message = f"{names} {rule.rule} ({rule.where}) never answers: its URLs are taken by {by}"
    return Finding("unreachable", rule, methods, message)


def _forms(rule: Rule[Any]) -> Iterator[list[Segment]]:
    """Give the segments of a rule with words in place of the variables that choose from words."""
    for segments in rule.forms():
        for choice in product(*(_segment_forms(segment) for segment in segments)):
            yield list(choice)


def _segment_forms(segment: Segment) -> Iterator[Segment]:
    if not segment.variables or segment.kind == Kind.TAIL:
        yield segment
        return
    for parts in product(*(_part_forms(part) for part in segment.parts)):
        yield _make_segment(parts)


def _part_forms(part: Part) -> list[Part]:
    if isinstance(part, Variable) and isinstance(part.converter, AnyConverter):
        return [*sorted(part.converter.items)]
    return [part]


def _make_segment(parts: tuple[Part, ...]) -> Segment:
    """Put a segment together, text beside text as one."""
    if all(isinstance(part, str) for part in parts):
        return Segment(Kind.LITERAL, ("".join(map(str, parts)),))
    return Segment(Kind.CAPTURE if len(parts) == 1 else Kind.MIXED, parts)


def _sample(segments: list[Segment]) -> str | None:
    """Make up a path that a form matches; None where that is beyond guessing."""
    path = ""
    for segment in segments:
        path += "/"
        for part in segment.parts:
            text = part if isinstance(part, str) else _sample_value(part.converter)
            if text is None:
                return None
            path += text
    return path


def _sample_value(converter: BaseConverter) -> str | None:
    samples: list[str] = [*_SAMPLES]
    if isinstance(converter, IntegerConverter):
        least = int(converter.min if converter.min is not None else min(7, converter.max or 7))
        samples.insert(0, str(least).zfill(converter.fixed_digits))
    elif type(converter) is UnicodeConverter:
        samples += ["z" * length for length in range(1, 65)]
    for sample in samples:
        if _accepts(converter, sample):
            return sample
    return None


def _accepts(converter: BaseConverter, text: str) -> bool:
    try:
        converter.to_python(text)
    except ValueError:
        return False
    return re.fullmatch(converter.regex, text, re.DOTALL) is not None


def _covers(wide: list[Segment], narrow: list[Segment]) -> bool:
    """Say whether every path of the second is one of the first."""
    # Both match one path, so that neither ends before the other but by a tail.
    for segment, other in zip(wide, narrow, strict=False):
        if segment.kind == Kind.TAIL:
            return _is_any_path(segment) and _has_text(other)
        if not _covers_segment(segment, other):
            return False
    return True


def _is_any_path(segment: Segment) -> bool:
    (part, *more) = segment.parts
    return not more and isinstance(part, Variable) and type(part.converter) is PathConverter


def _has_text(segment: Segment) -> bool:
    """Say whether a segment is never empty, nor begins with a slash."""
    return bool(segment.parts)


def _covers_segment(wide: Segment, narrow: Segment) -> bool:
    if wide.key == narrow.key:
        return True
    if wide.kind == Kind.CAPTURE and narrow.kind == Kind.LITERAL:
        return _accepts(wide.variables[0].converter, "".join(map(str, narrow.parts)))
    if wide.kind == Kind.CAPTURE and narrow.kind == Kind.MIXED:
        return _is_any_text(wide.variables[0].converter)
    same_kind = wide.kind == narrow.kind and len(wide.parts) == len(narrow.parts)
    return same_kind and all(map(_covers_part, wide.parts, narrow.parts))


def _covers_part(wide: Part, narrow: Part) -> bool:
    if isinstance(wide, str) or isinstance(narrow, str):
        return wide == narrow
    return wide.spec == narrow.spec or _covers_values(wide.converter, narrow.converter)


def _covers_values(wide: BaseConverter, narrow: BaseConverter) -> bool:
    if _is_any_text(wide):
        return not _accepts(narrow, "")
    if isinstance(wide, IntegerConverter) and isinstance(narrow, IntegerConverter):
        return _covers_numbers(wide, narrow)
    if type(wide) is UnicodeConverter and type(narrow) is UnicodeConverter:
        least, most = _lengths(wide)
        low, high = _lengths(narrow)
        return least <= low and high <= most
    return False


def _is_any_text(converter: BaseConverter) -> bool:
    return type(converter) is UnicodeConverter and _lengths(converter) == (1, float("inf"))


def _lengths(converter: UnicodeConverter) -> tuple[float, float]:
    return converter.minlength, converter.maxlength or float("inf")


def _covers_numbers(wide: IntegerConverter, narrow: IntegerConverter) -> bool:
    if wide.fixed_digits not in (0, narrow.fixed_digits) or (narrow.signed and not wide.signed):
        return False
    low = float("-inf") if narrow.min is None else narrow.min
    high = float("inf") if narrow.max is None else narrow.max
    return (wide.min is None or wide.min <= low) and (wide.max is None or high <= wide.max)
