"""Types of parameters: what the text on a command line becomes."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any, cast

from microweb.commands.errors import BadParameter, suggest

__all__ = [
    "BOOL",
    "FLOAT",
    "INT",
    "STRING",
    "UNPROCESSED",
    "UUID",
    "Choice",
    "DateTime",
    "FloatRange",
    "IntRange",
    "ParamType",
    "Tuple",
    "make_type",
]


class ParamType:
    """The base of all types, and of your own: override `convert`, and set `name`.

    Attributes:
        name: What the help shows for a value.
    """

    name = "text"

    def convert(self, value: Any, param: Any, ctx: Any) -> Any:
        """Turn text, or a default of the right type already, into the value.

        Raises:
            BadParameter: The text stands for nothing: see `fail`.
        """
        return value

    def get_metavar(self) -> str:
        """Give what stands for a value in the help."""
        return self.name.upper()

    def fail(self, message: str, param: object = None, ctx: Any = None) -> Any:
        """Refuse the value."""
        raise BadParameter(message, ctx, param)


class _Text(ParamType):
    def convert(self, value: Any, param: Any, ctx: Any) -> str:
        return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)


class _Unprocessed(ParamType):
    """Gives what it is given."""


class _Parsed(ParamType):
    """Calls a function that raises ValueError for what it refuses."""

    def __init__(self, name: str, parse: Callable[[Any], Any], expected: str) -> None:
        self.name = name
        self._parse = parse
        self._expected = expected

    def convert(self, value: Any, param: Any, ctx: Any) -> Any:
        try:
            return self._parse(value)
        except (ValueError, TypeError):
            return self.fail(f"{value!r} is not a valid {self._expected}.", param, ctx)


class _Called(ParamType):
    """Calls what the author gave as a type; the message of its ValueError is shown."""

    def __init__(self, function: Callable[[Any], Any]) -> None:
        self.name = getattr(function, "__name__", "value")
        self._function = function

    def convert(self, value: Any, param: Any, ctx: Any) -> Any:
        try:
            return self._function(value)
        except ValueError as error:
            return self.fail(str(error) or f"{value!r} is not a valid {self.name}.", param, ctx)


_WORDS = {
    **dict.fromkeys(("1", "true", "t", "yes", "y", "on"), True),
    **dict.fromkeys(("0", "false", "f", "no", "n", "off", ""), False),
}


def _parse_bool(value: object) -> bool:
    if isinstance(value, bool):
        return value
    word = str(value).strip().lower()
    if word not in _WORDS:
        raise ValueError(word)
    return _WORDS[word]


def _parse_uuid(value: object) -> object:
    import uuid  # 1 ms, for the commands that take one

    return value if isinstance(value, uuid.UUID) else uuid.UUID(str(value).strip())


STRING = _Text()
UNPROCESSED = _Unprocessed()
INT = _Parsed("integer", int, "integer")
FLOAT = _Parsed("float", float, "float")
BOOL = _Parsed("boolean", _parse_bool, "boolean: say yes or no")
UUID = _Parsed("uuid", _parse_uuid, "UUID")


class Choice(ParamType):
    """One of some words."""

    name = "choice"

    def __init__(self, choices: Iterable[Any], case_sensitive: bool = True) -> None:
        """Take the words.

        Args:
            choices: The words, or values whose text is the word; the value is what is given.
            case_sensitive: Whether `Yes` and `yes` differ.
        """
        self.choices: Sequence[Any] = tuple(choices)
        self.case_sensitive = case_sensitive
        self._values = {self._normal(choice): choice for choice in self.choices}

    def _normal(self, value: object) -> str:
        text = _label(value)
        return text if self.case_sensitive else text.casefold()

    def convert(self, value: Any, param: Any, ctx: Any) -> Any:
        """Give the word as it was declared."""
        found = self._values.get(self._normal(value))
        if found is not None:
            return found
        words = [_label(choice) for choice in self.choices]
        near = suggest(str(value), words)
        hint = f" Did you mean {near[0]!r}?" if near else ""
        listed = ", ".join(map(repr, words))
        return self.fail(f"{value!r} is not one of {listed}.{hint}", param, ctx)

    def get_metavar(self) -> str:
        """List the words."""
        return f"[{'|'.join(_label(choice) for choice in self.choices)}]"


def _label(value: object) -> str:
    return str(getattr(value, "name", value))


class _Range(ParamType):
    """A number between bounds."""

    def __init__(
        self,
        parse: ParamType,
        low: float | None,
        high: float | None,
        *,
        min_open: bool,
        max_open: bool,
        clamp: bool,
    ) -> None:
        self.name = f"{parse.name} range"
        self.min = low
        self.max = high
        self.min_open = min_open
        self.max_open = max_open
        self.clamp = clamp
        self._parse = parse
        if clamp and (min_open or max_open):
            raise TypeError("clamp puts a number on a bound, so the bounds cannot be open")

    def convert(self, value: Any, param: Any, ctx: Any) -> Any:
        number = self._parse.convert(value, param, ctx)
        too_low = self.min is not None and (
            number < self.min or (self.min_open and number == self.min)
        )
        too_high = self.max is not None and (
            number > self.max or (self.max_open and number == self.max)
        )
        if self.clamp:
            return self.min if too_low else self.max if too_high else number
        if too_low or too_high:
            self.fail(f"{number} is not in the range {self.describe()}.", param, ctx)
        return number

    def describe(self) -> str:
        """Write the bounds, as `1<=x<=65535`."""
        low = "" if self.min is None else f"{self.min}<{'' if self.min_open else '='}"
        high = "" if self.max is None else f"<{'' if self.max_open else '='}{self.max}"
        return f"{low}x{high}"


class IntRange(_Range):
    """An integer between bounds, both included unless they are open."""

    def __init__(
        self,
        min: int | None = None,  # noqa: A002  # click's name
        max: int | None = None,  # noqa: A002  # click's name
        min_open: bool = False,
        max_open: bool = False,
        clamp: bool = False,
    ) -> None:
        """Take the bounds; `clamp` moves what is outside to the nearest one."""
        super().__init__(INT, min, max, min_open=min_open, max_open=max_open, clamp=clamp)


class FloatRange(_Range):
    """A number between bounds, both included unless they are open."""

    def __init__(
        self,
        min: float | None = None,  # noqa: A002  # click's name
        max: float | None = None,  # noqa: A002  # click's name
        min_open: bool = False,
        max_open: bool = False,
        clamp: bool = False,
    ) -> None:
        """Take the bounds; `clamp` moves what is outside to the nearest one."""
        super().__init__(FLOAT, min, max, min_open=min_open, max_open=max_open, clamp=clamp)


class DateTime(ParamType):
    """A date, with or without a time."""

    name = "datetime"

    def __init__(self, formats: Sequence[str] | None = None) -> None:
        """Take the forms that are tried in order, as for `datetime.strptime`."""
        self.formats = formats or ("%Y-%m-%d", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:%S")

    def convert(self, value: Any, param: Any, ctx: Any) -> datetime:
        """Give the date as a `datetime` without a zone."""
        if isinstance(value, datetime):
            return value
        for form in self.formats:
            try:
                return datetime.strptime(value, form)  # noqa: DTZ007  # the form may have a zone
            except ValueError:
                continue
        forms = ", ".join(map(repr, self.formats))
        refused: datetime = self.fail(f"{value!r} does not match the formats {forms}.", param, ctx)
        return refused

    def get_metavar(self) -> str:
        """List the forms."""
        return f"[{'|'.join(self.formats)}]"


class Tuple(ParamType):
    """Several values, each of its own type."""

    name = "values"

    def __init__(self, types: Iterable[Any]) -> None:
        """Take the types."""
        self.types = [make_type(one) for one in types]

    @property
    def arity(self) -> int:
        """How many values there are."""
        return len(self.types)

    def convert(self, value: Any, param: Any, ctx: Any) -> tuple[Any, ...]:
        """Give a tuple of the values."""
        pairs = zip(self.types, value, strict=True)
        return tuple(one.convert(part, param, ctx) for one, part in pairs)

    def get_metavar(self) -> str:
        """List the types."""
        return f"<{' '.join(one.get_metavar() for one in self.types)}>..."


_BY_CLASS: dict[object, ParamType] = {str: STRING, int: INT, float: FLOAT, bool: BOOL}


def make_type(wanted: Any, default: object = None) -> ParamType:
    """Give the type for what an author wrote as one.

    Args:
        wanted: A `ParamType`, one of `str int float bool`, a tuple of types, or any callable that
            takes the text; None to go by the default.
        default: The default value.

    Raises:
        TypeError: It is none of these.
    """
    if wanted is None:
        return _BY_CLASS.get(type(default), STRING)
    if isinstance(wanted, ParamType):
        return wanted
    if wanted in _BY_CLASS:
        return _BY_CLASS[wanted]
    if isinstance(wanted, tuple):
        return Tuple(cast("tuple[Any, ...]", wanted))
    if not callable(wanted):
        raise TypeError(f"{wanted!r} is no type for a parameter")
    function: Callable[[Any], Any] = cast("Any", wanted)
    made: object = wanted() if _is_param_type(wanted) else _Called(function)
    return cast("ParamType", made)


def _is_param_type(wanted: Any) -> bool:
    return isinstance(wanted, type) and issubclass(cast("type[object]", wanted), ParamType)
