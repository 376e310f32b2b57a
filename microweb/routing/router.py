"""Router: the route table. Takes rules in, refuses contradictions, matches paths, builds URLs."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Generic, TypeVar, cast

from microweb.exceptions import BuildError, RegistrationError
from microweb.http import format_query
from microweb.routing.converters import DEFAULT_CONVERTERS, BaseConverter
from microweb.routing.matcher import Matcher
from microweb.routing.patterns import parse_rule
from microweb.routing.rules import Rule

__all__ = ["Router"]

T = TypeVar("T")


class Router(Generic[T]):
    """All rules of an app; `T` is what a rule leads to.

    Attributes:
        converters: Converter classes by their name in a rule; add your own.
        fixed: See `Matcher`.
    """

    def __init__(self) -> None:
        self.converters: dict[str, type[BaseConverter]] = dict(DEFAULT_CONVERTERS)
        self._rules: list[Rule[T]] = []
        self._by_endpoint: dict[str, list[Rule[T]]] = {}
        self._by_pattern: dict[tuple[str, str], Rule[T]] = {}
        self._matcher: Matcher[T] = Matcher()
        self.fixed = self._matcher.fixed
        self.match = self._matcher.match
        self.allowed_methods = self._matcher.allowed_methods

    def add(
        self,
        rule: str,
        *,
        endpoint: str,
        target: T,
        where: str,
        methods: Iterable[str] = ("GET",),
        defaults: Mapping[str, Any] | None = None,
        strict_slashes: bool = True,
        automatic_options: bool = True,
    ) -> Rule[T]:
        """Register a rule.

        Raises:
            RegistrationError: The text is not a rule, or another rule has its paths and one of its
                methods; the message names both places.
        """
        segments = parse_rule(rule, converters=self.converters, router=self)
        new = Rule(
            rule,
            endpoint=endpoint,
            segments=segments,
            methods=methods,
            target=target,
            where=where,
            defaults=defaults,
            strict_slashes=strict_slashes,
            automatic_options=automatic_options,
        )
        self._claim(new)
        self._rules.append(new)
        by_endpoint = self._by_endpoint.setdefault(endpoint, [])
        by_endpoint.append(new)
        # Of two rules that suit, the better URL is that of the one which takes up more values, and
        # of these the one which says fewer of them, because they are its defaults.
        by_endpoint.sort(key=lambda rule: (-len(rule.arguments), len(rule.names)))
        self._matcher.add(new)
        return new

    def _claim(self, new: Rule[T]) -> None:
        """Note the paths and methods of a rule as its own."""
        claims = [
            (pattern, method)
            for pattern in new.spellings
            for method in sorted(new.explicit_methods)
        ]
        for claim in claims:
            other = self._by_pattern.get(claim)
            if other is not None:
                alike = "" if other.rule == new.rule else f" (the same paths as {other.rule})"
                raise RegistrationError(
                    f"{claim[1]} {new.rule}{alike} is registered twice: "
                    f"as {other.endpoint!r} ({other.where}) and as {new.endpoint!r} ({new.where})"
                )
        self._by_pattern.update(dict.fromkeys(claims, new))

    def iter_rules(self, endpoint: str | None = None) -> Iterator[Rule[T]]:
        """Give the rules in order of registration, all or those of an endpoint."""
        if endpoint is None:
            return iter(self._rules)
        return (rule for rule in self._rules if rule.endpoint == endpoint)

    def build(self, endpoint: str, values: Mapping[str, Any], *, method: str | None = None) -> str:
        """Give the path and query string for an endpoint.

        Args:
            endpoint: The name.
            values: The arguments of the rule; others become the query string, a list as several
                values; None is left out.
            method: The method the rule must answer.

        Raises:
            BuildError: There is no such endpoint, or no rule of it suits; the message says what is
                missing or refused, and suggests the nearest name.
        """
        given = {name: value for name, value in values.items() if value is not None}
        refusal = ""
        for rule in self._by_endpoint.get(endpoint, ()):
            if not rule.suits(given, method):
                continue
            try:
                path = rule.build(given)
            except ValueError as exc:
                refusal = f"the rule {rule.rule!r} refuses {exc}"
                continue
            extra = [(name, value) for name, value in given.items() if name not in rule.arguments]
            return f"{path}?{format_query(_spread(extra))}" if extra else path
        raise BuildError(
            f"no URL for {endpoint!r}: {refusal or self._explain(endpoint, given, method)}",
            endpoint=endpoint,
            values=dict(values),
            method=method,
        )

    def _explain(self, endpoint: str, values: Mapping[str, Any], method: str | None) -> str:
        rules = self._by_endpoint.get(endpoint)
        if not rules:
            from difflib import get_close_matches  # only on the way to an error

            near = get_close_matches(endpoint, self._by_endpoint, 1)
            hint = f"; did you mean {near[0]!r}?" if near else ""
            return f"there is no such endpoint{hint}"
        reasons: list[str] = []
        for rule in rules:
            missing = [name for name in rule.names if name not in values]
            if missing:
                reasons.append(f"the rule {rule.rule!r} needs {', '.join(missing)}")
            elif method is not None and method not in rule.methods:
                reasons.append(f"the rule {rule.rule!r} does not answer {method}")
            else:
                reasons.append(f"the rule {rule.rule!r} stands for {rule.defaults}")
        return "; ".join(reasons)


def _spread(pairs: list[tuple[str, Any]]) -> Iterator[tuple[str, object]]:
    for name, value in pairs:
        if isinstance(value, list | tuple | set):
            yield from ((name, item) for item in cast("Iterable[object]", value))
        else:
            yield name, value
