"""Hold a header that is a set of names, such as Vary or Allow."""

from collections.abc import Callable, Iterable, Iterator, MutableSet

from microweb.http.lists import parse_list, quote, unquote

__all__ = ["HeaderSet"]


class HeaderSet(MutableSet[str]):
    """Names in order, compared without regard to case; a change is written back to the response.

    RFC 9110 section 5.6.1.
    """

    __slots__ = ("_names", "_on_change")

    def __init__(
        self,
        names: Iterable[str] = (),
        on_change: "Callable[[HeaderSet], object] | None" = None,
    ) -> None:
        """Hold names; `on_change` is called after each change."""
        self._names: dict[str, str] = {}
        for name in names:
            self._names.setdefault(name.lower(), name)
        self._on_change = on_change

    @classmethod
    def from_header(
        cls, value: str | None, on_change: "Callable[[HeaderSet], object] | None" = None
    ) -> "HeaderSet":
        """Read the header."""
        return cls(map(unquote, parse_list(value or "")), on_change)

    def add(self, value: str) -> None:
        """Add a name unless it is there."""
        self.update([value])

    def update(self, names: Iterable[str]) -> None:
        """Add names that are not there."""
        before = len(self._names)
        for name in names:
            self._names.setdefault(name.lower(), name)
        if len(self._names) != before:
            self._changed()

    def remove(self, value: str) -> None:
        """Take a name out.

        Raises:
            KeyError: It is not there.
        """
        del self._names[value.lower()]
        self._changed()

    def discard(self, value: str) -> None:
        """Take a name out; a missing one is no error."""
        if value in self:
            self.remove(value)

    def clear(self) -> None:
        """Take out everything."""
        self._names.clear()
        self._changed()

    def _changed(self) -> None:
        if self._on_change is not None:
            self._on_change(self)

    def as_set(self, *, preserve_casing: bool = False) -> set[str]:
        """Give the names, in lower case unless they shall stay as they are."""
        return set(self._names.values() if preserve_casing else self._names)

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and name.lower() in self._names

    def __iter__(self) -> Iterator[str]:
        return iter(self._names.values())

    def __len__(self) -> int:
        return len(self._names)

    def __str__(self) -> str:
        return self.to_header()

    def __repr__(self) -> str:
        return f"HeaderSet({list(self)!r})"

    def to_header(self) -> str:
        """Write the header."""
        return ", ".join(map(quote, self._names.values()))
