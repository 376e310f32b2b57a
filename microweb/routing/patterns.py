"""Read the text of a rule, such as `/user/<int:id>`, into segments for the matcher."""

import re
from collections.abc import Mapping
from typing import NamedTuple

from microweb.exceptions import RegistrationError
from microweb.routing.converters import BaseConverter

__all__ = ["Kind", "Part", "Segment", "Variable", "parse_rule"]

# A rule is slashes, text and variables; a variable, in ABNF, is
#   variable = "<" [ converter [ "(" arguments ")" ] ":" ] name ">"
_VARIABLE_RE = re.compile(
    r"<(?:(?P<converter>[a-zA-Z_][a-zA-Z0-9_]*)"
    r"(?:\((?P<arguments>(?:[^()\"']|\"[^\"]*\"|'[^']*')*)\))?:)?"
    r"(?P<name>[a-zA-Z_][a-zA-Z0-9_]*)>"
)
#   argument = [ name "=" ] ( number / quoted / word )
_ARGUMENT_RE = re.compile(
    r"\s*(?:(?P<key>[a-zA-Z_][a-zA-Z0-9_]*)\s*=\s*)?"
    r"(?:\"(?P<double>[^\"]*)\"|'(?P<single>[^']*)'|(?P<word>[^\s,=\"']+))\s*(?:,|$)"
)
_WORDS: dict[str, object] = {"True": True, "False": False, "None": None}
_INT_RE = re.compile(r"[+-]?[0-9]{1,18}")
_FLOAT_RE = re.compile(r"[+-]?[0-9]{1,18}\.[0-9]{1,18}")


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


class Segment(NamedTuple):
    """What stands between two slashes; a tail has slashes in it."""

    kind: int
    parts: tuple[Part, ...]

    @property
    def variables(self) -> tuple[Variable, ...]:
        """The variables in it, in order."""
        return tuple(part for part in self.parts if isinstance(part, Variable))

    @property
    def key(self) -> str:
        """Its text with the variables' names left out: equal keys match the same text."""
        return "".join(
            part.replace("<", "<<") if isinstance(part, str) else f"<{part.spec}>"
            for part in self.parts
        )

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


def parse_rule(
    rule: str, *, converters: Mapping[str, type[BaseConverter]], router: object
) -> list[Segment]:
    """Split a rule into segments.

    Args:
        rule: The text, starting with a slash.
        converters: Converter classes by name.
        router: Given to each converter.

    Raises:
        RegistrationError: The text is not a rule; the message says where.
    """
    if not rule.startswith("/"):
        raise RegistrationError(f"the rule {rule!r} must start with a slash")
    segments: list[list[Part]] = [[]]
    seen: set[str] = set()
    for part in _parts(rule[1:], rule, converters, router):
        if isinstance(part, Variable):
            if part.name in seen:
                raise RegistrationError(f"the rule {rule!r} captures {part.name!r} twice")
            seen.add(part.name)
            segments[-1].append(part)
        else:
            first, *rest = part.split("/")
            segments[-1].append(first)
            segments.extend([text] for text in rest)
    return _classify(segments)


def _parts(
    text: str, rule: str, converters: Mapping[str, type[BaseConverter]], router: object
) -> list[Part]:
    parts: list[Part] = []
    at = 0
    for match in _VARIABLE_RE.finditer(text):
        parts.append(_literal(text[at : match.start()], rule))
        parts.append(_variable(match, rule, converters, router))
        at = match.end()
    parts.append(_literal(text[at:], rule))
    return parts


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
        match = _ARGUMENT_RE.match(text, at)
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
    if _INT_RE.fullmatch(word):
        return int(word)
    if _FLOAT_RE.fullmatch(word):
        return float(word)
    return word


def _classify(segments: list[list[Part]]) -> list[Segment]:
    result: list[Segment] = []
    for at, parts in enumerate(segments):
        parts = [part for part in parts if part != ""]
        variables = [part for part in parts if isinstance(part, Variable)]
        if any(not variable.converter.isolating for variable in variables):
            tail = list(parts)
            for following in segments[at + 1 :]:
                tail += ["/", *following]
            result.append(Segment(Kind.TAIL, tuple(part for part in tail if part != "")))
            break
        if not variables:
            result.append(Segment(Kind.LITERAL, tuple(parts)))
        else:
            kind = Kind.CAPTURE if len(parts) == 1 else Kind.MIXED
            result.append(Segment(kind, tuple(parts)))
    return result
