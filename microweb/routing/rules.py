"""Rule: one line of the route table, and the URLs it builds."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any, Generic, TypeVar

from microweb import http
from microweb.routing.patterns import Kind, Segment, Variable, without_slash

__all__ = ["RedirectTarget", "Rule"]

T = TypeVar("T")
RedirectTarget = str | Callable[..., str]
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
        names: The names of the captured ones, in order; those of the host come last.
        host: What the host, or the subdomain, must be; None for any.
        strict_slashes: Whether a missing slash at the end is a redirect, rather than the same.
        automatic_options: Whether OPTIONS is answered for it.
        redirect_to: Where it sends its clients instead of to a view.
        segments: What the path is made of.
        host_segment: What the host is made of.
        alias: Whether it stands for another rule of its endpoint.
        build_only: Whether URLs are built by it and none are matched.
        target: What the matcher hands back.
        where: Where it was registered, as `file:line`.
    """

    __slots__ = (
        "_plan",
        "alias",
        "arguments",
        "automatic_options",
        "build_only",
        "defaults",
        "endpoint",
        "explicit_methods",
        "host",
        "host_segment",
        "methods",
        "names",
        "redirect_to",
        "rule",
        "segments",
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
        host: str | None = None,
        host_segment: Segment | None = None,
        redirect_to: RedirectTarget | None = None,
        alias: bool = False,
        build_only: bool = False,
    ) -> None:
        self.rule = rule
        self.endpoint = endpoint
        self.segments = segments
        self.explicit_methods, self.methods = _method_sets(tuple(methods), automatic_options)
        self.automatic_options = automatic_options and "OPTIONS" not in self.explicit_methods
        self.defaults: dict[str, Any] = dict(defaults or {})
        self.host = host
        self.host_segment = host_segment
        self.names = _names([*segments, host_segment] if host_segment else segments)
        self.arguments = _argument_set(self.names, tuple(self.defaults))
        self.strict_slashes = strict_slashes
        self.redirect_to = redirect_to
        self.alias = alias
        self.build_only = build_only
        self.target = target
        self.where = where
        self._plan: tuple[str | Variable, ...] | None = None

    def forms(self) -> Iterator[list[Segment]]:
        """Give the segments it matches: with lenient slashes also without or with the last one."""
        yield self.segments
        if not self.strict_slashes and self.rule != "/":
            if self.rule.endswith("/"):
                yield without_slash(self.segments)
            elif self.segments[-1].kind != Kind.TAIL:
                yield [*self.segments, _NOTHING]

    def shortened(self) -> list[Segment] | None:
        """Give the segments for which it is a redirect, if it ends with a slash that must be."""
        if self.strict_slashes and self.rule.endswith("/") and self.rule != "/":
            return without_slash(self.segments)
        return None

    def __str__(self) -> str:
        return self.rule

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
        if self._plan is None:
            self._plan = _build_plan(self.segments)
        return self._fill(self._plan, values)

    def build_host(self, values: Mapping[str, Any]) -> str | None:
        """Give the host or the subdomain that the rule is for; None for any.

        Raises:
            ValueError: See `build`.
        """
        return None if self.host_segment is None else self._fill(self.host_segment.parts, values)

    def _fill(self, plan: tuple[str | Variable, ...], values: Mapping[str, Any]) -> str:
        texts: list[str] = []
        for part in plan:
            if isinstance(part, str):
                texts.append(part)
                continue
            value = values.get(part.name, self.defaults.get(part.name))
            try:
                texts.append(part.converter.to_url(value))
            except (ValueError, TypeError, OverflowError) as exc:
                raise ValueError(f"its value for {part.name}: {exc}") from exc
        return "".join(texts)


# A long table has few kinds of methods and names: rules share the sets, which keeps the work of
# the garbage collector down.


@lru_cache(maxsize=256)
def _method_sets(
    explicit: tuple[str, ...], automatic_options: bool
) -> tuple[frozenset[str], frozenset[str]]:
    """Give the methods asked for, and these with those that come by themselves."""
    asked = frozenset(explicit)
    automatic = {"HEAD"} if "GET" in asked else set[str]()
    if automatic_options:
        automatic.add("OPTIONS")
    return asked, asked | automatic


@lru_cache(maxsize=256)
def _argument_set(names: tuple[str, ...], defaults: tuple[str, ...]) -> frozenset[str]:
    return frozenset(names + defaults)


def _names(segments: Iterable[Segment]) -> tuple[str, ...]:
    return tuple([variable.name for segment in segments for variable in segment.variables])


def _build_plan(segments: list[Segment]) -> tuple[str | Variable, ...]:
    """Join the segments' literal text, encoded once, around the variables."""
    plan: list[str | Variable] = []
    text = ""
    for segment in segments:
        text += "/"
        for part in segment.parts:
            if isinstance(part, str):
                text += http.percent_encode(part, safe=http.PATH_SAFE)
            else:
                plan += [text, part]
                text = ""
    return tuple(part for part in [*plan, text] if part)
