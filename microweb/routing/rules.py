"""Rule: one line of the route table, and the URLs it builds."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Generic, TypeVar

from microweb.http import PATH_SAFE, percent_encode
from microweb.routing.patterns import Kind, Segment, Variable

__all__ = ["Rule"]

T = TypeVar("T")
_NOTHING = Segment(Kind.LITERAL, ())  # what stands behind a slash at the end


class Rule(Generic[T]):
    """A rule, the methods it answers and what it leads to.

    Attributes:
        rule: The text, such as `/user/<int:id>`.
        endpoint: The name that `url_for` knows it by.
        methods: The methods it answers, HEAD and OPTIONS among them where they are automatic.
        explicit_methods: Those that were asked for.
        defaults: Arguments for the view beside the captured ones.
        arguments: The names of all arguments.
        names: The names of the captured ones, in order.
        spellings: The segments it matches, by their pattern: with lenient slashes both with and
            without the last one.
        strict_slashes: Whether a missing slash at the end is a redirect, rather than the same.
        automatic_options: Whether OPTIONS is answered for it.
        target: What the matcher hands back.
        where: Where it was registered, as `file:line`.
    """

    __slots__ = (
        "arguments",
        "automatic_options",
        "defaults",
        "endpoint",
        "explicit_methods",
        "methods",
        "names",
        "parts",
        "rule",
        "segments",
        "spellings",
        "strict_slashes",
        "target",
        "where",
    )

    def __init__(
        self,
        rule: str,
        *,
        endpoint: str,
        segments: list[Segment],
        methods: Iterable[str],
        target: T,
        where: str,
        defaults: Mapping[str, Any] | None = None,
        strict_slashes: bool = True,
        automatic_options: bool = True,
    ) -> None:
        self.rule = rule
        self.endpoint = endpoint
        self.segments = segments
        self.explicit_methods = frozenset(methods)
        automatic = {"HEAD"} if "GET" in self.explicit_methods else set[str]()
        if automatic_options:
            automatic.add("OPTIONS")
        self.methods = self.explicit_methods | automatic
        self.automatic_options = automatic_options and "OPTIONS" not in self.explicit_methods
        self.defaults: dict[str, Any] = dict(defaults or {})
        variables = [variable for segment in segments for variable in segment.variables]
        self.names = tuple(variable.name for variable in variables)
        self.arguments = frozenset(self.names) | frozenset(self.defaults)
        self.strict_slashes = strict_slashes
        self.target = target
        self.where = where
        self.parts = _build_plan(segments)
        # Two rules with a pattern in common match the same paths.
        self.spellings = {"/".join(one.key for one in form): form for form in self._forms()}

    def _forms(self) -> Iterator[list[Segment]]:
        yield self.segments
        if not self.strict_slashes and self.rule != "/":
            last = self.segments[-1]
            if last == _NOTHING:
                yield self.segments[:-1]
            elif last.kind != Kind.TAIL:
                yield [*self.segments, _NOTHING]

    def __repr__(self) -> str:
        methods = ", ".join(sorted(self.methods))
        return f"<Rule {self.rule!r} ({methods}) -> {self.endpoint}>"

    def suits(self, values: Mapping[str, Any], method: str | None) -> bool:
        """Say whether a URL can be built from these values, for this method if one is given."""
        if method is not None and method not in self.methods:
            return False
        if any(name not in values and name not in self.defaults for name in self.names):
            return False
        return all(
            name in self.names or values.get(name, value) == value
            for name, value in self.defaults.items()
        )

    def build(self, values: Mapping[str, Any]) -> str:
        """Give the path, percent-encoded.

        Raises:
            ValueError: A converter refuses its value; the message names the argument.
        """
        path: list[str] = []
        for part in self.parts:
            if isinstance(part, str):
                path.append(part)
                continue
            value = values.get(part.name, self.defaults.get(part.name))
            try:
                path.append(part.converter.to_url(value))
            except (ValueError, TypeError, OverflowError) as exc:
                raise ValueError(f"its value for {part.name}: {exc}") from exc
        return "".join(path)


def _build_plan(segments: list[Segment]) -> tuple[str | Variable, ...]:
    """Join the segments' literal text, encoded once, around the variables."""
    plan: list[str | Variable] = []
    text = ""
    for segment in segments:
        text += "/"
        for part in segment.parts:
            if isinstance(part, str):
                text += percent_encode(part, safe=PATH_SAFE)
            else:
                plan += [text, part]
                text = ""
    return tuple(part for part in [*plan, text] if part)
