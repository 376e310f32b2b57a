"""Match hosts, or subdomains, before paths: each has a matcher of its own."""

from collections.abc import Iterator
from typing import Any, Generic, TypeVar

from microweb import exceptions
from microweb.exceptions import RegistrationError
from microweb.routing.matcher import Matcher
from microweb.routing.patterns import Kind, RuleReader, Segment
from microweb.routing.readers import Reader, make_reader
from microweb.routing.rules import Rule

__all__ = ["HostMatcher", "read_host"]

T = TypeVar("T")


def read_host(host: str, reader: RuleReader) -> Segment:
    """Read what a rule says of the host: text, or text with variables.

    Args:
        host: The text, such as `<user>.example.com`; in lower case but for the variables.
        reader: Of the rules.

    Raises:
        RegistrationError: The text is not a host.
    """
    segments = reader.read(f"/{host}")
    if len(segments) != 1 or segments[0].kind == Kind.TAIL:
        raise RegistrationError(f"the host {host!r} has a slash in it, or a variable that may")
    return segments[0]


class HostMatcher(Generic[T]):
    """The index of all rules where hosts count. Takes the place of a `Matcher`.

    A host that is written out comes before one with variables, and that before any host.
    """

    def __init__(self) -> None:
        self.fixed: dict[str, dict[str, Rule[T]]] = {}
        self._of_any: Matcher[T] = Matcher()
        self._by_name: dict[str, Matcher[T]] = {}
        self._by_pattern: dict[str, tuple[Segment, Reader, Matcher[T]]] = {}

    def matchers(self) -> list[Matcher[T]]:
        """Give the matchers of all hosts."""
        patterns = [matcher for _, _, matcher in self._by_pattern.values()]
        return [*self._by_name.values(), *patterns, self._of_any]

    def add(self, rule: Rule[T]) -> tuple[str, Rule[T]] | None:
        """File a rule: see `Matcher.add`."""
        return self._matcher_of(rule.host_segment).add(rule)

    def _matcher_of(self, segment: Segment | None) -> Matcher[T]:
        if segment is None:
            return self._of_any
        if not segment.variables:
            return self._by_name.setdefault("".join(map(str, segment.parts)), Matcher())
        entry = self._by_pattern.get(segment.key)
        if entry is None:
            entry = self._by_pattern[segment.key] = segment, make_reader(segment), Matcher()
            in_order = sorted(self._by_pattern.items(), key=lambda item: item[1][0].weight)
            self._by_pattern = dict(in_order)
        return entry[2]

    def match(
        self, method: str, path: str, host: str | None = None
    ) -> tuple[Rule[T], dict[str, Any]]:
        """Find the rule for a request: see `Matcher.match`.

        Args:
            method: The request method.
            path: The path, percent-decoded, with its leading slash.
            host: The host with its port, or the subdomain, in lower case; None for one that
                only rules for any host suit. A rule without a port is for every port.
        """
        allowed: set[str] = set()
        for matcher, values in self._find(host):
            try:
                rule, arguments = matcher.match(method, path)
            except exceptions.MethodNotAllowed as exc:
                allowed.update(exc.valid_methods)
            except exceptions.NotFound:
                continue
            else:
                names = rule.names[len(rule.names) - len(values) :]
                return rule, {**arguments, **dict(zip(names, values, strict=True))}
        if allowed:
            raise exceptions.MethodNotAllowed(allowed)
        raise exceptions.NotFound

    def allowed_methods(self, path: str, host: str | None = None) -> set[str]:
        """Give the methods of all rules that match a host and a path."""
        found = (matcher.allowed_methods(path) for matcher, _ in self._find(host))
        return set[str]().union(*found)

    def _find(self, host: str | None) -> Iterator[tuple[Matcher[T], list[Any]]]:
        names = _spellings(host)
        for text in names:
            if text in self._by_name:
                yield self._by_name[text], []
        for _, reader, matcher in self._by_pattern.values():
            for text in names:
                values = _read(reader, text)
                if values is not None:
                    yield matcher, values
                    break
        yield self._of_any, []


def _spellings(host: str | None) -> list[str]:
    """Give a host as it is, then without its port."""
    if host is None:
        return []
    name, _, port = host.rpartition(":")
    return [host, name] if port.isdigit() and name else [host]


def _read(reader: Reader, host: str) -> list[Any] | None:
    try:
        return reader.read([host], 0)
    except ValueError:
        return None
