"""Hold header fields in order, found by name without regard to case, and checked on the way in."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Self, TypeVar, cast, overload

__all__ = ["FieldError", "HeaderSource", "Headers", "check_field", "convert_all"]

_T = TypeVar("_T")
_V = TypeVar("_V")

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

    @overload
    def getlist(self, name: str, type: None = None) -> list[str]: ...
    @overload
    def getlist(self, name: str, type: Callable[[str], _T]) -> list[_T]: ...
    def getlist(self, name: str, type: Callable[[str], _T] | None = None) -> list[str] | list[_T]:
        """Give all values of a name, in order; those that `type` refuses are left out."""
        wanted = name.lower()
        values = [value for known, value in self._fields if known.lower() == wanted]
        return values if type is None else convert_all(values, type)

    get_all = getlist  # as in wsgiref's headers, and Werkzeug's

    def keys(self, *, lower: bool = False) -> Iterator[str]:
        """Give the names, in order, once for each occurrence, in lower case if asked."""
        return (name for name, _ in self.items(lower=lower))

    def values(self) -> Iterator[str]:
        """Give the values, in order."""
        return (value for _, value in self._fields)

    def items(self, *, lower: bool = False) -> Iterator[tuple[str, str]]:
        """Give the pairs, in order, with lower-case names if asked."""
        return iter(self._lowered() if lower else self._fields)

    def add(self, name: str, value: object, /, **parameters: object) -> None:
        """Append a field beside those of the same name.

            headers.add("Content-Disposition", "attachment", filename="Grüße.pdf")

        Args:
            name: The field name.
            value: Text, or what `str` makes text of.
            parameters: Appended to the value, as in `format_options`; an underscore in a name
                stands for a hyphen.

        Raises:
            ValueError: See `check_field`.
        """
        self._fields.append(_make_field(name, _with_parameters(value, parameters)))

    add_header = add  # as in wsgiref's headers

    def set(self, name: str, value: object, /, **parameters: object) -> None:
        """Replace all fields of a name by one, in the place of the first; see `add`.

        Raises:
            ValueError: See `check_field`.
        """
        self.setlist(name, [_with_parameters(value, parameters)])

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

    def setlistdefault(self, name: str, values: Iterable[object]) -> list[str]:
        """Add a field for each value unless the name is there; give the values there are now."""
        if name not in self:
            self.setlist(name, values)
        return self.getlist(name)

    def extend(self, fields: "HeaderSource" = (), /, **more: object) -> None:
        """Append fields: pairs, a mapping of names to a value or a list of values, or `Headers`.

        Raises:
            ValueError: See `check_field`; nothing is changed then.
        """
        pairs = [*_pairs(fields), *_pairs(more)]
        self._fields += [_make_field(name, value) for name, value in pairs]

    def update(self, fields: "HeaderSource" = (), /, **more: object) -> None:
        """Replace fields, each name as a whole, by those given.

        Raises:
            ValueError: See `check_field`.
        """
        grouped: dict[str, list[object]] = {}
        for name, value in (*_pairs(fields), *_pairs(more)):
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

    __copy__ = copy

    def __or__(self, other: "HeaderSource") -> "Headers":
        both = self.copy()
        both.update(other)
        return both

    def __ior__(self, other: "HeaderSource") -> Self:
        self.update(other)
        return self


HeaderSource = Headers | Mapping[str, object | list[object]] | Iterable[tuple[str, object]]
"""What headers can be made of."""


def convert_all(values: Iterable[_V], convert: Callable[[_V], _T]) -> list[_T]:
    """Give the values converted, but for those that are refused by `ValueError` or `TypeError`."""
    converted: list[_T] = []
    for value in values:
        try:
            converted.append(convert(value))
        except (ValueError, TypeError):
            continue
    return converted


def _make_field(name: str, value: object) -> tuple[str, str]:
    """Give a field that can be sent; numbers and the like become text."""
    if value is None or isinstance(value, bytes | bytearray):
        raise TypeError(f"header {name}: the value is {value!r:.80}, not text")
    text = str(value)
    check_field(name, text)
    return name, text


def _with_parameters(value: object, parameters: dict[str, object]) -> object:
    if not parameters:
        return value
    from microweb.http.options import format_options  # 1 ms, for few fields

    named = {name.replace("_", "-"): text for name, text in parameters.items()}
    return format_options(str(value), named)


def _pairs(fields: HeaderSource) -> Iterator[tuple[str, object]]:
    if isinstance(fields, Mapping):
        for name, value in cast("Mapping[str, object]", fields).items():
            if isinstance(value, list | tuple):
                yield from ((name, item) for item in cast("list[object]", value))
            else:
                yield name, value
    else:
        yield from fields
