"""Router: the route table. Takes rules in, refuses contradictions, matches paths, builds URLs."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Generic, NamedTuple, TypeVar, cast

from microweb import http
from microweb.exceptions import BuildError, RegistrationError
from microweb.routing.converters import DEFAULT_CONVERTERS, BaseConverter
from microweb.routing.hosts import HostMatcher, read_host
from microweb.routing.matcher import Matcher
from microweb.routing.patterns import RuleReader
from microweb.routing.rules import RedirectTarget, Rule

__all__ = ["Address", "Router"]

T = TypeVar("T")


class Address(NamedTuple):
    """Where a URL leads: the host or subdomain that its rule is for, and path and query string."""

    host: str | None
    path: str


class Router(Generic[T]):
    """All rules of an app; `T` is what a rule leads to.

    Attributes:
        converters: Converter classes by their name in a rule; add your own.
        strict_slashes: Whether a missing slash at the end is a redirect, for the rules of an app
            that do not say so themselves.
        fixed: See `Matcher`; empty where hosts count.
        match: See `Matcher.match`, and `HostMatcher.match` where hosts count.
        allowed_methods: Gives the methods of all rules that match a path, and a host.
    """

    def __init__(self, *, has_hosts: bool = False) -> None:
        """Make an empty table.

        Args:
            has_hosts: Whether rules may be for certain hosts.
        """
        self.converters: dict[str, type[BaseConverter]] = dict(DEFAULT_CONVERTERS)
        self.strict_slashes = True
        self.matcher: Matcher[T] | HostMatcher[T] = HostMatcher() if has_hosts else Matcher()
        self.fixed = self.matcher.fixed
        self.match = self.matcher.match
        self.allowed_methods = self.matcher.allowed_methods
        self._reader = RuleReader(self.converters, self)
        self._rules: list[Rule[T]] = []
        self._by_endpoint: dict[str, list[Rule[T]]] = {}

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
        host: str | None = None,
        redirect_to: RedirectTarget | None = None,
        alias: bool = False,
        build_only: bool = False,
        gives_way: bool = False,
    ) -> Rule[T]:
        """Register a rule.

        Args:
            rule: The path, such as `/user/<int:id>`.
            endpoint: The name that `build` knows it by.
            target: What `match` hands back.
            where: Where it was registered, as `file:line`.
            methods: The methods it answers. HEAD comes with GET.
            defaults: Arguments beside the captured ones.
            strict_slashes: Whether a missing slash at the end is a redirect, rather than the same.
            automatic_options: Whether OPTIONS is answered for it.
            host: The host, or the subdomain, with variables or without; None for any.
            redirect_to: Where it sends its clients.
            alias: Whether it stands for another rule of its endpoint.
            build_only: Whether URLs are built by it and none are matched.
            gives_way: Whether it is for building alone where another rule has its paths.

        Raises:
            RegistrationError: The text is not a rule, or another rule has its paths and one of its
                methods; the message names both places.
        """
        new = Rule(
            rule,
            endpoint=endpoint,
            segments=self._reader.read(rule),
            methods=methods,
            target=target,
            where=where,
            defaults=defaults,
            strict_slashes=strict_slashes,
            automatic_options=automatic_options,
            host=host,
            host_segment=None if host is None else read_host(host, self._reader),
            redirect_to=redirect_to,
            alias=alias,
            build_only=build_only,
        )
        if len(set(new.names)) < len(new.names):
            raise RegistrationError(f"the rule {rule!r} and its host {host!r} capture one name")
        if not build_only:
            rival = self.matcher.add(new)
            if rival is not None and not gives_way:
                raise RegistrationError(_describe_rival(new, *rival))
            new.build_only = rival is not None
        self._rules.append(new)
        by_endpoint = self._by_endpoint.setdefault(endpoint, [])
        by_endpoint.append(new)
        if len(by_endpoint) > 1:
            by_endpoint.sort(key=_build_order)
        return new

    def iter_rules(self, endpoint: str | None = None) -> Iterator[Rule[T]]:
        """Give the rules in order of registration, all or those of an endpoint."""
        if endpoint is None:
            return iter(self._rules)
        return (rule for rule in self._rules if rule.endpoint == endpoint)

    def is_endpoint_expecting(self, endpoint: str, *arguments: str) -> bool:
        """Say whether a rule of an endpoint takes all of these arguments."""
        rules = self._by_endpoint.get(endpoint, ())
        return any(rule.arguments.issuperset(arguments) for rule in rules)

    def overruled(self, endpoint: str) -> list[Rule[T]]:
        """Give the rules of an endpoint that others may be preferred to."""
        rules = self._by_endpoint[endpoint]
        return [rule for rule in rules if self.preferred_to(rule)] if len(rules) > 1 else []

    def preferred_to(self, rule: Rule[T]) -> list[Rule[T]]:
        """Give the rules whose URLs stand for some of those of a rule.

        That is, for an alias, the others of its endpoint; else those that have defaults for what
        the rule captures.
        """
        return [
            other
            for other in self._by_endpoint.get(rule.endpoint, ())
            if not (other.alias or other.build_only)
            and other.arguments == rule.arguments
            and _build_order(other) < _build_order(rule)
        ]

    def build(self, endpoint: str, values: Mapping[str, Any], *, method: str | None = None) -> str:
        """Give the path and query string for an endpoint: see `find_address`."""
        return self.find_address(endpoint, values, method=method).path

    def find_address(
        self,
        endpoint: str,
        values: Mapping[str, Any],
        *,
        method: str | None = None,
        host: str | None = None,
    ) -> Address:
        """Give the host, the path and the query string for an endpoint.

        Args:
            endpoint: The name.
            values: The arguments of the rule; others become the query string, a list as several
                values; None is left out.
            method: The method the rule must answer.
            host: The host or subdomain to stay on where several rules suit.

        Raises:
            BuildError: There is no such endpoint, or no rule of it suits; the message says what is
                missing or refused, and suggests the nearest name.
        """
        given = {name: value for name, value in values.items() if value is not None}
        refusal = ""
        elsewhere: Address | None = None
        for rule in self._by_endpoint.get(endpoint, ()):
            if not rule.suits(given, method):
                continue
            try:
                address = _build_address(rule, given)
            except ValueError as exc:
                refusal = f"the rule {rule.rule!r} refuses {exc}"
                continue
            if address.host in (None, host):
                return address
            elsewhere = elsewhere or address
        if elsewhere is not None:
            return elsewhere
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


def _build_order(rule: Rule[Any]) -> tuple[bool, int, int]:
    """Sort the rules of an endpoint, the one with the best URL first.

    Of two rules that suit, that is the one which takes up more values, and of these the one which
    says fewer of them, because they are its defaults. An alias comes last.
    """
    return rule.alias, -len(rule.arguments), len(rule.names)


def _build_address(rule: Rule[Any], values: Mapping[str, Any]) -> Address:
    path = rule.build(values)
    extra = [(name, value) for name, value in values.items() if name not in rule.arguments]
    query = f"?{http.format_query(_spread(extra))}" if extra else ""
    return Address(rule.build_host(values), path + query)


def _spread(pairs: list[tuple[str, Any]]) -> Iterator[tuple[str, object]]:
    for name, value in pairs:
        if isinstance(value, list | tuple | set):
            yield from ((name, item) for item in cast("Iterable[object]", value))
        else:
            yield name, value


def _describe_rival(new: Rule[Any], method: str, other: Rule[Any]) -> str:
    alike = "" if other.rule == new.rule else f" (the same paths as {other.rule})"
    return (
        f"{method} {new.rule}{alike} is registered twice: "
        f"as {other.endpoint!r} ({other.where}) and as {new.endpoint!r} ({new.where})"
    )
