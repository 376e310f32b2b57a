"""Hold header fields in order, found by name without regard to case, and checked on the way in."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TypeVar, cast, overload

__all__ = ["FieldError", "HeaderSource", "Headers", "check_field"]

_T = TypeVar("_T")

# field-name  = token = 1*tchar                       RFC 9110 section 5.6.2
_NAME_RE = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
# field-value = *( VCHAR / obs-text / SP / HTAB )     RFC 9110 section 5.5
_VALUE_RE = re.compile(r"[\t\x20-\x7e\x80-\xff]*")


class FieldError(ValueError):
    """A header field or a cookie cannot be sent as it is: most often it repeats bad input."""


def check_field(name: str, value: str) -> None:
    """Refuse a header field that could not be sent as it is.

    Raises:
        FieldError: The name is not a token; or the value has a control byte (CR, LF and NUL among
            them) or a character outside latin-1.

    RFC 9110 section 5.5; PEP 3333, "Unicode Issues".
    """
    if not _NAME_RE.fullmatch(name):
        raise FieldError(f"header name {name!r} is not a token (RFC 9110 section 5.6.2)")
    if not _VALUE_RE.fullmatch(value):
        raise FieldError(
            f"header {name}: the value {value[:80]!r} has a control byte or a character outside "
            "latin-1 (RFC 9110 section 5.5)"
        )


class Headers:
    """Header fields: a list of pairs with a dict's manners.

    Names keep the case they were given and compare without it. A name may occur several times;
    `get` and `[]` see the first. Iterating gives `(name, value)` pairs.

    RFC 9110 section 5.
    """

    __slots__ = ("_fields",)

    def __init__(self, fields: "HeaderSource | None" = None) -> None:
        """Hold a copy of the given fields."""
        self._fields: list[tuple[str, str]] = []
        if fields is not None:
            self.extend(fields)

    @classmethod
    def from_wsgi(cls, fields: list[tuple[str, str]]) -> "Headers":
        """Hold the given list itself, unchecked: a view on what `start_response` will be given."""
        headers = cls.__new__(cls)
        headers._fields = fields
        return headers

    def to_wsgi_list(self) -> list[tuple[str, str]]:
        """Give the fields as `start_response` wants them, as a new list."""
        return list(self._fields)

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return iter(self._fields)

    def __len__(self) -> int:
        return len(self._fields)

    def __bool__(self) -> bool:
        return bool(self._fields)

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and self._find(name) is not None

    def __getitem__(self, name: str) -> str:
        value = self._find(name)
        if value is None:
            raise KeyError(name)
        return value

    def __setitem__(self, name: str, value: object) -> None:
        self.set(name, value)

    def __delitem__(self, name: str) -> None:
        self.remove(name)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Headers):
            return NotImplemented
        return sorted(self._lowered()) == sorted(other._lowered())

    __hash__ = None  # type: ignore[assignment]  # a mutable value has no hash

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._fields!r})"

    def _lowered(self) -> list[tuple[str, str]]:
        return [(name.lower(), value) for name, value in self._fields]

    def _find(self, name: str) -> str | None:
        wanted = name.lower()
        for known, value in self._fields:
            if known.lower() == wanted:
                return value
        return None

    @overload
    def get(self, name: str, default: None = None, type: None = None) -> str | None: ...
    @overload
    def get(self, name: str, default: _T, type: None = None) -> str | _T: ...
    @overload
    def get(self, name: str, default: None = None, *, type: Callable[[str], _T]) -> _T | None: ...
    @overload
    def get(self, name: str, default: _T, type: Callable[[str], _T]) -> _T: ...
    def get(
        self, name: str, default: object = None, type: Callable[[str], object] | None = None
    ) -> object:
        """Give the first value of a name.

        Args:
            name: The field name, in any case.
            default: What to give when the field is missing, or `type` refuses its value.
            type: Converts the value; refuses it with `ValueError` or `TypeError`.
        """
        value = self._find(name)
        if value is None:
            return default
        if type is None:
            return value
        try:
            return type(value)
        except (ValueError, TypeError):
            return default

    def getlist(self, name: str) -> list[str]:
        """Give all values of a name, in order; none gives an empty list."""
        wanted = name.lower()
        return [value for known, value in self._fields if known.lower() == wanted]

    get_all = getlist  # as in wsgiref's headers, and Werkzeug's

    def keys(self) -> Iterator[str]:
        """Give the names, in order, once for each occurrence."""
        return (name for name, _ in self._fields)

    def values(self) -> Iterator[str]:
        """Give the values, in order."""
        return (value for _, value in self._fields)

    def items(self, *, lower: bool = False) -> Iterator[tuple[str, str]]:
        """Give the pairs, in order, with lower-case names if asked."""
        return iter(self._lowered() if lower else self._fields)

    def add(self, name: str, value: object) -> None:
        """Append a field beside those of the same name.

        Raises:
            ValueError: See `check_field`.
        """
        self._fields.append(_make_field(name, value))

    def set(self, name: str, value: object) -> None:
        """Replace all fields of a name by one, in the place of the first.

        Raises:
            ValueError: See `check_field`.
        """
        self.setlist(name, [value])

    def setlist(self, name: str, values: Iterable[object]) -> None:
        """Replace all fields of a name by the given values, from the place of the first.

        Raises:
            ValueError: See `check_field`; nothing is changed then.
        """
        new = [_make_field(name, value) for value in values]
        wanted = name.lower()
        places = [at for at, (known, _) in enumerate(self._fields) if known.lower() == wanted]
        at = places[0] if places else len(self._fields)
        for place in reversed(places):
            del self._fields[place]
        self._fields[at:at] = new

    def setdefault(self, name: str, value: object) -> str:
        """Add a field unless its name is there; give the value that is there now."""
        found = self._find(name)
        if found is None:
            self.add(name, value)
            return str(value)
        return found

    def extend(self, fields: "HeaderSource") -> None:
        """Append fields: pairs, a mapping of names to a value or a list of values, or `Headers`.

        Raises:
            ValueError: See `check_field`; nothing is changed then.
        """
        self._fields += [_make_field(name, value) for name, value in _pairs(fields)]

    def update(self, fields: "HeaderSource") -> None:
        """Replace fields, each name as a whole, by those given.

        Raises:
            ValueError: See `check_field`.
        """
        grouped: dict[str, list[object]] = {}
        for name, value in _pairs(fields):
            grouped.setdefault(name, []).append(value)
        for name, values in grouped.items():
            self.setlist(name, values)

    def remove(self, name: str) -> None:
        """Take out all fields of a name; none is no error."""
        wanted = name.lower()
        self._fields[:] = [field for field in self._fields if field[0].lower() != wanted]

    def pop(self, name: str, default: str | None = None) -> str | None:
        """Take out all fields of a name and give the first value, or the default."""
        value = self.get(name, default)
        self.remove(name)
        return value

    def clear(self) -> None:
        """Take out everything."""
        self._fields.clear()

    def copy(self) -> "Headers":
        """Give a copy that changes on its own."""
        return Headers.from_wsgi(list(self._fields))


HeaderSource = Headers | Mapping[str, object | list[object]] | Iterable[tuple[str, object]]
"""What headers can be made of."""


def _make_field(name: str, value: object) -> tuple[str, str]:
    """Give a field that can be sent; numbers and the like become text."""
    if value is None or isinstance(value, bytes | bytearray):
        raise TypeError(f"header {name}: the value is {value!r:.80}, not text")
    text = str(value)
    check_field(name, text)
    return name, text


def _pairs(fields: HeaderSource) -> Iterator[tuple[str, object]]:
    if isinstance(fields, Mapping):
        for name, value in cast("Mapping[str, object]", fields).items():
            if isinstance(value, list | tuple):
                yield from ((name, item) for item in cast("list[object]", value))
            else:
                yield name, value
    else:
        yield from fields
