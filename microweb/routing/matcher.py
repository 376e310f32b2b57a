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
"""

from collections.abc import Iterable, Iterator
from operator import itemgetter
from typing import Any, Generic, TypeVar

from microweb.exceptions import MethodNotAllowed, NotFound
from microweb.routing.patterns import Kind, Segment
from microweb.routing.readers import PlainReader, make_reader
from microweb.routing.rules import Rule

__all__ = ["Matcher", "SlashMissing"]

T = TypeVar("T")
_MAX_SEGMENTS = 256  # a path with more is answered 404 without looking


class SlashMissing(Exception):  # an outcome, not an error
    """The path would match with a slash at its end.

    Attributes:
        rule: The text of the rule that would.
    """

    def __init__(self, rule: str) -> None:
        super().__init__(rule)
        self.rule = rule


class _Place(Generic[T]):
    """Where all rules end up that match the same paths: one rule for each method."""

    __slots__ = ("is_plain", "methods", "readers", "weight")

    def __init__(self, segments: Iterable[Segment]) -> None:
        self.methods: dict[str, Rule[T]] = {}
        self.readers = [
            (at, make_reader(segment))
            for at, segment in enumerate(segments)
            if segment.kind != Kind.LITERAL
        ]
        self.is_plain = all(isinstance(reader, PlainReader) for _, reader in self.readers)
        self.weight = [
            (
                segment.kind,
                -sum(len(part) for part in segment.parts if isinstance(part, str)),
                [variable.converter.weight for variable in segment.variables],
            )
            for segment in segments
            if segment.variables
        ]

    def add(self, rule: Rule[T]) -> None:
        for method in rule.methods:
            if method in rule.explicit_methods or method not in self.methods:
                self.methods[method] = rule

    def read(self, segments: list[str]) -> list[Any] | None:
        """Give the captured values in order, or None when a converter refuses one."""
        values: list[Any] = []
        try:
            for at, reader in self.readers:
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
        self.places: dict[object, list[_Place[T]]] = {}

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
        self._static: dict[str, _Place[T]] = {}
        self._leaves: dict[str, list[_Place[T]]] = {}
        self._shapes: dict[tuple[int, ...], _Shape[T]] = {}
        self._by_count: dict[int, list[_Shape[T]]] = {}
        self._places: dict[str, _Place[T]] = {}

    def add(self, rule: Rule[T]) -> None:
        """File a rule."""
        for pattern, segments in rule.spellings.items():
            place = self._places.get(pattern)
            if place is None:
                place = self._places[pattern] = _Place(segments)
                self._file(place, segments)
            place.add(rule)

    def _file(self, place: _Place[T], segments: list[Segment]) -> None:
        kinds = tuple(segment.kind for segment in segments)
        texts = ["".join(map(str, segment.parts)) for segment in segments]
        if all(kind == Kind.LITERAL for kind in kinds):
            path = "/" + "/".join(texts)
            self._static[path] = place
            if path.isascii() and path.isprintable():
                self.fixed[path] = place.methods
            return
        if kinds[-1] in (Kind.MIXED, Kind.CAPTURE) and not any(kinds[:-1]):
            prefix = "".join("/" + text for text in texts[:-1])
            places = self._leaves.setdefault(prefix, [])
        else:
            shape = self._shapes.get(kinds)
            if shape is None:
                shape = self._shapes[kinds] = _Shape(kinds)
                self._by_count.clear()
            places = shape.places.setdefault(shape.key(texts), [])
        places.append(place)
        places.sort(key=lambda place: place.weight)

    def match(self, method: str, path: str) -> tuple[Rule[T], dict[str, Any]]:
        """Find the rule for a request.

        Args:
            method: The request method.
            path: The path, percent-decoded, with its leading slash.

        Returns:
            The rule, and the arguments for its view.

        Raises:
            NotFound: No rule matches the path.
            MethodNotAllowed: Rules match the path, but none the method.
            SlashMissing: A rule would match with a slash at the end.
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
        for place, values in self._find(path):
            rule = place.methods.get(method)
            if rule is not None:
                return rule, {**rule.defaults, **dict(zip(rule.names, values, strict=True))}
            allowed.update(place.methods)
        if allowed:
            raise MethodNotAllowed(allowed)
        if not path.endswith("/"):
            for place, _ in self._find(path + "/"):
                rule = place.methods.get(method)
                if rule is not None:
                    raise SlashMissing(rule.rule)
        raise NotFound

    def allowed_methods(self, path: str) -> set[str]:
        """Give the methods of all rules that match a path."""
        return {method for place, _ in self._find(path) for method in place.methods}

    def _find(self, path: str) -> Iterator[tuple[_Place[T], list[Any]]]:
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

    def _candidates(self, path: str, segments: list[str]) -> Iterator[list[_Place[T]]]:
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
