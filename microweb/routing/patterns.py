"""Read the text of a rule, such as `/user/<int:id>`, into segments for the matcher."""

import re
from collections.abc import Mapping
from typing import NamedTuple

from microweb.exceptions import RegistrationError
from microweb.routing.converters import BaseConverter

__all__ = ["Kind", "Part", "RuleReader", "Segment", "Variable", "without_slash"]

# A rule is slashes, text and variables; a variable, in ABNF, is
#   variable = "<" [ converter [ "(" arguments ")" ] ":" ] name ">"
_VARIABLE = (
    r"<(?:(?P<converter>[a-zA-Z_][a-zA-Z0-9_]*)"
    r"(?:\((?P<arguments>(?:[^()\"']|\"[^\"]*\"|'[^']*')*)\))?:)?"
    r"(?P<name>[a-zA-Z_][a-zA-Z0-9_]*)>"
)
_VARIABLE_RE = re.compile(_VARIABLE)
# What follows is compiled by the first rule with arguments: few apps have one, and it takes 0.5 ms.
#   argument = [ name "=" ] ( number / quoted / word )
_ARGUMENT = (
    r"\s*(?:(?P<key>[a-zA-Z_][a-zA-Z0-9_]*)\s*=\s*)?"
    r"(?:\"(?P<double>[^\"]*)\"|'(?P<single>[^']*)'|(?P<word>[^\s,=\"']+))\s*(?:,|$)"
)
_WORDS: dict[str, object] = {"True": True, "False": False, "None": None}
_INT = r"[+-]?[0-9]{1,18}"
_FLOAT = r"[+-]?[0-9]{1,18}\.[0-9]{1,18}"


class Kind:
    """What a segment is, the most specific first: matching prefers the lower number."""

    LITERAL = 0
    MIXED = 1  # text and variables, such as <name>.txt
    CAPTURE = 2  # one variable
    TAIL = 3  # from a variable that may hold slashes to the end of the rule


class Variable(NamedTuple):
    """A `<converter(arguments):name>`."""

    name: str
    converter: BaseConverter
    spec: str
    """The converter as written, to compare rules by."""


Part = str | Variable


class Segment:
    """What stands between two slashes; a tail has slashes in it.

    Rules share the segments that are written alike.

    Attributes:
        kind: See `Kind`.
        parts: Text and variables, in order.
        variables: The variables among them.
        key: Its text with the variables' names left out: equal keys match the same text.
    """

    __slots__ = ("key", "kind", "parts", "variables")

    def __init__(self, kind: int, parts: tuple[Part, ...]) -> None:
        self.kind = kind
        self.parts = parts
        self.variables = tuple(part for part in parts if isinstance(part, Variable))
        self.key = "".join(
            part.replace("<", "<<") if isinstance(part, str) else f"<{part.spec}>" for part in parts
        )

    @property
    def weight(self) -> tuple[int, int, list[int]]:
        """What decides which of two is tried first: the lower one."""
        length = sum(len(part) for part in self.parts if isinstance(part, str))
        return self.kind, -length, [variable.converter.weight for variable in self.variables]

    def compile(self) -> re.Pattern[str]:
        """Give a regex with a group named after each variable, for a mixed segment or a tail."""
        return re.compile(
            "".join(
                re.escape(part)
                if isinstance(part, str)
                else f"(?P<{part.name}>{part.converter.regex})"
                for part in self.parts
            ),
            re.DOTALL,
        )


class RuleReader:
    """Reads rules into segments, each distinct one once: that halves the time of a long table."""

    def __init__(self, converters: Mapping[str, type[BaseConverter]], router: object) -> None:
        """Take what the rules may name.

        Args:
            converters: Converter classes by name, looked up anew for each rule.
            router: Given to each converter.
        """
        self._converters = converters
        self._router = router
        self._literals: dict[str, Segment] = {}
        self._captures: dict[tuple[str, type[BaseConverter] | None], Segment] = {}

    def read(self, rule: str) -> list[Segment]:
        """Split a rule into segments.

        Args:
            rule: The text, starting with a slash.

        Raises:
            RegistrationError: The text is not a rule; the message says where.
        """
        if not rule.startswith("/"):
            raise RegistrationError(f"the rule {rule!r} must start with a slash: write '/{rule}'")
        segments: list[Segment] = []
        for text in _split(rule):
            segment = self._literals.get(text) or self._segment(text, rule)
            segments.append(segment)
        names = [variable.name for segment in segments for variable in segment.variables]
        if len(names) != len(set(names)):
            twice = next(name for name in names if names.count(name) > 1)
            raise RegistrationError(f"the rule {rule!r} captures {twice!r} twice")
        return _join_tail(segments) if names else segments

    def _segment(self, text: str, rule: str) -> Segment:
        if "<" not in text and ">" not in text:
            literal = Segment(Kind.LITERAL, (text,) if text else ())
            return self._literals.setdefault(text, literal)
        match = _VARIABLE_RE.fullmatch(text)
        if match is None:
            parts = _parts(text, rule, self._converters, self._router)
            return Segment(_kind_of(parts), parts)
        # The name may have got another class since.
        key = text, self._converters.get(match["converter"] or "default")
        known = self._captures.get(key)
        if known is None:
            variable = _variable(match, rule, self._converters, self._router)
            known = self._captures[key] = Segment(_kind_of((variable,)), (variable,))
        return known


def _split(rule: str) -> list[str]:
    """Split a rule at its slashes; one in the arguments of a variable separates nothing."""
    if "(" not in rule:
        return rule[1:].split("/")
    variable = re.sub("[?]P<[a-z]+>", "?:", _VARIABLE)
    return re.findall(rf"/((?:[^/<]+|{variable}|<)*)", rule)


def _kind_of(parts: tuple[Part, ...]) -> int:
    variables = [part for part in parts if isinstance(part, Variable)]
    if not variables:
        return Kind.LITERAL
    if not all(variable.converter.isolating for variable in variables):
        return Kind.TAIL
    return Kind.CAPTURE if len(parts) == 1 else Kind.MIXED


def _join_tail(segments: list[Segment]) -> list[Segment]:
    """Make one segment of all from the first variable on that may hold slashes."""
    for at, segment in enumerate(segments):
        if segment.kind == Kind.TAIL:
            parts = list(segment.parts)
            for following in segments[at + 1 :]:
                parts += ["/", *following.parts]
            return [*segments[:at], Segment(Kind.TAIL, tuple(parts))]
    return segments


def without_slash(segments: list[Segment]) -> list[Segment]:
    """Give the segments of the same rule without the slash at its end."""
    *before, last = segments
    if last.kind != Kind.TAIL:
        return before
    return [*before, Segment(Kind.TAIL, last.parts[:-1])]


def _parts(
    text: str, rule: str, converters: Mapping[str, type[BaseConverter]], router: object
) -> tuple[Part, ...]:
    parts: list[Part] = []
    at = 0
    for match in _VARIABLE_RE.finditer(text):
        parts.append(_literal(text[at : match.start()], rule))
        parts.append(_variable(match, rule, converters, router))
        at = match.end()
    parts.append(_literal(text[at:], rule))
    return tuple(part for part in parts if part != "")


def _literal(text: str, rule: str) -> str:
    if "<" in text or ">" in text:
        raise RegistrationError(
            f"the rule {rule!r} has a stray < or > near {text!r}: "
            "a variable is written <name> or <converter:name>"
        )
    return text


def _variable(
    match: re.Match[str], rule: str, converters: Mapping[str, type[BaseConverter]], router: object
) -> Variable:
    kind = match["converter"] or "default"
    cls = converters.get(kind)
    if cls is None:
        from difflib import get_close_matches  # only on the way to an error

        near = get_close_matches(kind, converters, 1)
        if match["name"] in converters:
            hint = f"the converter stands first, as in <{match['name']}:{kind}>"
        else:
            hint = f"did you mean {near[0]!r}?" if near else f"there are {', '.join(converters)}"
        raise RegistrationError(f"the rule {rule!r}: no converter {kind!r}; {hint}")
    args, kwargs = _arguments(match["arguments"] or "", rule)
    try:
        converter = cls(router, *args, **kwargs)
        re.compile(converter.regex, re.DOTALL)
    except (TypeError, ValueError, re.error) as exc:
        raise RegistrationError(f"the rule {rule!r}: converter {kind!r}: {exc}") from exc
    spec = f"{cls.__module__}.{cls.__qualname__}{args}{sorted(kwargs.items())}"
    return Variable(match["name"], converter, spec)


def _arguments(text: str, rule: str) -> tuple[tuple[object, ...], dict[str, object]]:
    args: list[object] = []
    kwargs: dict[str, object] = {}
    at = 0
    while text[at:].strip():
        match = re.compile(_ARGUMENT).match(text, at)
        if match is None:
            raise RegistrationError(f"the rule {rule!r}: cannot read the arguments {text!r}")
        at = match.end()
        value = _value(match)
        if match["key"]:
            kwargs[match["key"]] = value
        else:
            args.append(value)
    return tuple(args), kwargs


def _value(match: re.Match[str]) -> object:
    word = match["word"]
    if word is None:
        return match["double"] if match["double"] is not None else match["single"]
    if word in _WORDS:
        return _WORDS[word]
    if re.fullmatch(_INT, word):
        return int(word)
    if re.fullmatch(_FLOAT, word):
        return float(word)
    return word
