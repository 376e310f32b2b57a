"""A dict whose keys may have several values, for query strings and forms."""

from collections.abc import Callable, Iterable, Iterator, Mapping, MutableMapping
from typing import Generic, TypeVar, cast, overload

__all__ = ["MultiDict"]

V = TypeVar("V")
_T = TypeVar("_T")


class MultiDict(MutableMapping[str, V], Generic[V]):
    """Keys in order of arrival, each with a list of values; `[]` and `get` see the first."""

    __slots__ = ("_lists",)

    def __init__(
        self, source: "Mapping[str, V | list[V]] | Iterable[tuple[str, V]] | None" = None
    ) -> None:
        """Hold pairs, or a mapping of keys to a value or a list of values."""
        self._lists: dict[str, list[V]] = {}
        if type(source) is list:  # the usual case; the checks below take 0.5 us together
            self._add_pairs(cast("list[tuple[str, V]]", source))
        elif isinstance(source, MultiDict):
            same = cast("MultiDict[V]", source)
            self._lists = {key: list(values) for key, values in same.lists()}
        elif isinstance(source, Mapping):
            for key, value in cast("Mapping[str, V | list[V]]", source).items():
                self.setlist(key, cast("list[V]", value) if isinstance(value, list) else [value])
        elif source is not None:
            self._add_pairs(source)

    def _add_pairs(self, pairs: Iterable[tuple[str, V]]) -> None:
        lists = self._lists
        for key, value in pairs:
            if key in lists:
                lists[key].append(value)
            else:
                lists[key] = [value]

    def __getitem__(self, key: str) -> V:
        return self._lists[key][0]

    def __setitem__(self, key: str, value: V) -> None:
        self._lists[key] = [value]

    def __delitem__(self, key: str) -> None:
        del self._lists[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._lists)

    def __len__(self) -> int:
        return len(self._lists)

    def __contains__(self, key: object) -> bool:
        return key in self._lists

    def __eq__(self, other: object) -> bool:
        if isinstance(other, MultiDict):
            return self._lists == cast("MultiDict[object]", other)._lists
        return NotImplemented

    __hash__ = None  # type: ignore[assignment]  # a mutable value has no hash

    def __repr__(self) -> str:
        return f"{type(self).__name__}({list(self.items(multi=True))!r})"

    @overload
    def get(self, key: str, default: None = None, type: None = None) -> V | None: ...
    @overload
    def get(self, key: str, default: V, type: None = None) -> V: ...
    @overload
    def get(self, key: str, default: _T, type: None = None) -> V | _T: ...
    @overload
    def get(self, key: str, default: None = None, *, type: Callable[[V], _T]) -> _T | None: ...
    @overload
    def get(self, key: str, default: _T, type: Callable[[V], _T]) -> _T: ...
    def get(
        self, key: str, default: object = None, type: Callable[[V], object] | None = None
    ) -> object:
        """Give the first value of a key.

        Args:
            key: The key.
            default: What to give when the key is missing, or `type` refuses its value.
            type: Converts the value; refuses it with `ValueError` or `TypeError`.
        """
        values = self._lists.get(key)
        if values is None:
            return default
        if type is None:
            return values[0]
        try:
            return type(values[0])
        except (ValueError, TypeError):
            return default

    @overload
    def getlist(self, key: str, type: None = None) -> list[V]: ...
    @overload
    def getlist(self, key: str, type: Callable[[V], _T]) -> list[_T]: ...
    def getlist(self, key: str, type: Callable[[V], _T] | None = None) -> list[V] | list[_T]:
        """Give all values of a key, in order; those that `type` refuses are left out."""
        values = self._lists.get(key, [])
        if type is None:
            return list(values)
        converted: list[_T] = []
        for value in values:
            try:
                converted.append(type(value))
            except (ValueError, TypeError):
                continue
        return converted

    def add(self, key: str, value: V) -> None:
        """Append a value beside those of the same key."""
        self._lists.setdefault(key, []).append(value)

    def setlist(self, key: str, values: Iterable[V]) -> None:
        """Replace all values of a key; none takes the key out."""
        new = list(values)
        if new:
            self._lists[key] = new
        else:
            self._lists.pop(key, None)

    def items(self, multi: bool = False) -> Iterable[tuple[str, V]]:  # type: ignore[override]  # pyright: ignore[reportIncompatibleMethodOverride]  # Werkzeug's signature
        """Give pairs: one for each key with its first value, or all of them if `multi`."""
        for key, values in self._lists.items():
            if multi:
                yield from ((key, value) for value in values)
            else:
                yield key, values[0]

    def lists(self) -> Iterator[tuple[str, list[V]]]:
        """Give each key with the list of its values."""
        return ((key, list(values)) for key, values in self._lists.items())

    @overload
    def to_dict(self) -> dict[str, V]: ...
    @overload
    def to_dict(self, *, flat: bool) -> dict[str, V] | dict[str, list[V]]: ...
    def to_dict(self, *, flat: bool = True) -> dict[str, V] | dict[str, list[V]]:
        """Give a plain dict of first values, or of lists when not `flat`."""
        if flat:
            return dict(self.items())
        return dict(self.lists())

    def copy(self) -> "MultiDict[V]":
        """Give a mutable copy."""
        return MultiDict(self)
