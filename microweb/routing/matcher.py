"""Match a path against all rules at once, in time that does not grow with their number.

Rules are filed by shape, and a path looks up the few shapes it could have:

1. Rules without variables: a dict on the whole path.
2. Rules with variables in the last segment alone: a dict on all that stands before it.
3. The rest: for each number of segments, the list of *shapes* (which places are literal, mixed,
   captured, or a tail of any length), the most specific first; for each shape a dict on the
   literal segments.

A shape is tried once however many rules have it. Comparing shapes place by place from the left,
literal before captured, gives the order in which a walk down a tree of segments would find them,
so a static segment wins over a captured one whatever the order of registration.

A rule that ends with a slash has a place without it too, where it is a redirect: so `/about/` wins
over `/<name>` for `/about`.
"""

import re
from collections.abc import Iterator
from operator import attrgetter, itemgetter
from typing import Any, Generic, TypeVar

from microweb import exceptions
from microweb.routing.patterns import Kind, Segment
from microweb.routing.readers import PlainReader, Reader, make_reader
from microweb.routing.rules import Rule

__all__ = ["Matcher", "Place", "SlashMissing"]

T = TypeVar("T")
_MAX_SEGMENTS = 256  # a path with more is answered 404 without looking


class SlashMissing(Exception):  # an outcome, not an error
    """The path would match with a slash at its end, or with one where it has several.

    Attributes:
        rule: The text of the rule that would.
        path: The path that would match, percent-decoded.
    """

    def __init__(self, rule: str, path: str) -> None:
        super().__init__(rule, path)
        self.rule = rule
        self.path = path


class Place(Generic[T]):
    """Where all rules end up that match the same paths: one rule for each method.

    Attributes:
        methods: The rules, by method.
        slashed: The rules that would match with a slash at the end, by method.
        is_plain: Whether its one reader is a `PlainReader`.
    """

    __slots__ = ("_readers", "is_plain", "methods", "segments", "slashed")

    def __init__(self, segments: list[Segment], readers: list[tuple[int, Reader]]) -> None:
        self.methods: dict[str, Rule[T]] = {}
        self.slashed: dict[str, Rule[T]] | None = None
        self.segments = segments
        self._readers = readers
        self.is_plain = len(readers) == 1 and isinstance(readers[0][1], PlainReader)

    @property
    def weight(self) -> list[tuple[int, int, list[int]]]:
        """What its rules are sorted by among those with the same text around their variables."""
        return [segment.weight for segment in self.segments if segment.variables]

    def add(self, rule: Rule[T]) -> None:
        """Let a rule answer for its methods."""
        for method in rule.methods:
            if method in rule.explicit_methods or method not in self.methods:
                self.methods[method] = rule

    def find_rival(self, rule: Rule[T]) -> tuple[str, Rule[T]] | None:
        """Give a method that both a rule and one that is here were asked for, with the latter."""
        for method in sorted(rule.explicit_methods & self.methods.keys()):
            other = self.methods[method]
            if method in other.explicit_methods:
                return method, other
        return None

    def add_slashed(self, rule: Rule[T]) -> None:
        """Let a rule with a slash at its end be missed here."""
        self.slashed = {**dict.fromkeys(rule.methods, rule), **(self.slashed or {})}

    def read(self, segments: list[str]) -> list[Any] | None:
        """Give the captured values in order, or None when a converter refuses one."""
        values: list[Any] = []
        try:
            for at, reader in self._readers:
                values += reader.read(segments, at)
        except ValueError:
            return None
        return values


class _Shape(Generic[T]):
    """All rules that have literal segments in the same places."""

    __slots__ = ("_key_of", "kinds", "places")

    def __init__(self, kinds: tuple[int, ...]) -> None:
        self.kinds = kinds
        literal = [at for at, kind in enumerate(kinds) if kind == Kind.LITERAL]
        self._key_of = itemgetter(*literal) if literal else None
        self.places: dict[object, list[Place[T]]] = {}

    def fits(self, count: int) -> bool:
        size = len(self.kinds)
        return count == size or (count > size and self.kinds[-1] == Kind.TAIL)

    def key(self, segments: list[str]) -> object:
        return self._key_of(segments) if self._key_of else None


class Matcher(Generic[T]):
    """The index of all rules of one host.

    Attributes:
        fixed: The rules without variables whose paths are printable ASCII, by path and method, for
            a caller that would save the call and the decoding.
    """

    def __init__(self) -> None:
        self.fixed: dict[str, dict[str, Rule[T]]] = {}
        self._static: dict[str, Place[T]] = {}
        self._leaves: dict[str, list[Place[T]]] = {}
        self._shapes: dict[tuple[int, ...], _Shape[T]] = {}
        self._by_count: dict[int, list[_Shape[T]]] = {}
        self._places: dict[str, Place[T]] = {}
        self._readers: dict[Segment, Reader] = {}

    def add(self, rule: Rule[T]) -> tuple[str, Rule[T]] | None:
        """File a rule, unless another was asked for one of its methods on the same paths.

        Returns:
            That method, and the other rule; None if all is well.
        """
        forms = {_pattern(segments): segments for segments in rule.forms()}
        for pattern in forms:
            place = self._places.get(pattern)
            rival = None if place is None else place.find_rival(rule)
            if rival is not None:
                return rival
        for pattern, segments in forms.items():
            self._place_of(pattern, segments).add(rule)
        shortened = rule.shortened()
        if shortened is not None:
            self._place_of(_pattern(shortened), shortened).add_slashed(rule)
        return None

    def rules(self) -> set[Rule[T]]:
        """Give all rules."""
        return {rule for place in self._places.values() for rule in place.methods.values()}

    def _place_of(self, pattern: str, segments: list[Segment]) -> Place[T]:
        place = self._places.get(pattern)
        if place is None:
            readers = [
                (at, self._reader_of(segment))
                for at, segment in enumerate(segments)
                if segment.variables
            ]
            place = self._places[pattern] = Place(segments, readers)
            self._file(place)
        return place

    def _reader_of(self, segment: Segment) -> Reader:
        reader = self._readers.get(segment)
        if reader is None:
            reader = self._readers[segment] = make_reader(segment)
        return reader

    def _file(self, place: Place[T]) -> None:
        segments = place.segments
        kinds = tuple([segment.kind for segment in segments])
        first = next((at for at, kind in enumerate(kinds) if kind), None)
        if first is None:
            path = "".join(["/" + _text(segment) for segment in segments])
            self._static[path] = place
            if path.isascii() and path.isprintable():
                self.fixed[path] = place.methods
            return
        if first == len(kinds) - 1 and kinds[first] != Kind.TAIL:
            prefix = "".join(["/" + _text(segment) for segment in segments[:-1]])
            places = self._leaves.setdefault(prefix, [])
        else:
            shape = self._shapes.get(kinds)
            if shape is None:
                shape = self._shapes[kinds] = _Shape(kinds)
                self._by_count.clear()
            places = shape.places.setdefault(shape.key([_text(one) for one in segments]), [])
        places.append(place)
        if len(places) > 1:
            places.sort(key=attrgetter("weight"))

    def match(
        self, method: str, path: str, host: str | None = None
    ) -> tuple[Rule[T], dict[str, Any]]:
        """Find the rule for a request.

        Args:
            method: The request method.
            path: The path, percent-decoded, with its leading slash.
            host: Taken so that callers need not ask whether there are hosts: see `HostMatcher`.

        Returns:
            The rule, and the arguments for its view.

        Raises:
            NotFound: No rule matches the path.
            MethodNotAllowed: Rules match the path, but none the method.
            SlashMissing: A rule would match with a slash at the end, or with one for several.
        """
        place = self._static.get(path)
        if place is not None:
            rule = place.methods.get(method)
            if rule is not None:
                return rule, rule.defaults.copy()
        else:
            head, _, tail = path.rpartition("/")
            leaves = self._leaves.get(head)
            if leaves is not None and tail:
                place = leaves[0]
                if place.is_plain:
                    rule = place.methods.get(method)
                    if rule is not None:
                        return rule, {**rule.defaults, rule.names[0]: tail}
        return self._search(method, path)

    def _search(self, method: str, path: str) -> tuple[Rule[T], dict[str, Any]]:
        allowed: set[str] = set()
        for place, values in self.find(path):
            rule = place.methods.get(method)
            if rule is not None:
                return rule, {**rule.defaults, **dict(zip(rule.names, values, strict=False))}
            if place.slashed is not None and method in place.slashed:
                raise SlashMissing(place.slashed[method].rule, path + "/")
            allowed.update(place.methods)
        if allowed:
            raise exceptions.MethodNotAllowed(allowed)
        if "//" in path:
            merged = re.sub("/{2,}", "/", path)
            raise SlashMissing(self.match(method, merged)[0].rule, merged)
        raise exceptions.NotFound

    def allowed_methods(self, path: str, host: str | None = None) -> set[str]:
        """Give the methods of all rules that match a path."""
        return {method for place, _ in self.find(path) for method in place.methods}

    def find(self, path: str) -> Iterator[tuple[Place[T], list[Any]]]:
        """Give every place that matches, the most specific first."""
        static = self._static.get(path)
        if static is not None:
            yield static, []
        segments = path.split("/")[1:]
        if not segments or len(segments) > _MAX_SEGMENTS:
            return
        for places in self._candidates(path, segments):
            for place in places:
                values = place.read(segments)
                if values is not None:
                    yield place, values

    def _candidates(self, path: str, segments: list[str]) -> Iterator[list[Place[T]]]:
        # Leaves come first: every other shape has its first variable further to the left, or a
        # tail in the same place.
        leaves = self._leaves.get(path.rpartition("/")[0])
        if leaves is not None:
            yield leaves
        for shape in self._shapes_of(len(segments)):
            places = shape.places.get(shape.key(segments))
            if places is not None:
                yield places

    def _shapes_of(self, count: int) -> list[_Shape[T]]:
        shapes = self._by_count.get(count)
        if shapes is None:
            fitting = (shape for shape in self._shapes.values() if shape.fits(count))
            shapes = sorted(fitting, key=lambda shape: shape.kinds)
            self._by_count[count] = shapes
        return shapes


def _pattern(segments: list[Segment]) -> str:
    """Give what two rules have in common that match the same paths."""
    return "/".join([segment.key for segment in segments])


def _text(segment: Segment) -> str:
    return "".join(map(str, segment.parts))
