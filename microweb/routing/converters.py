"""Converters: what a `<converter:name>` in a rule accepts, and what it becomes."""

import re
from typing import Any, ClassVar

from microweb import http

__all__ = [
    "DEFAULT_CONVERTERS",
    "AnyConverter",
    "BaseConverter",
    "FloatConverter",
    "IntegerConverter",
    "PathConverter",
    "UUIDConverter",
    "UnicodeConverter",
    "ValidationError",
]

_MAX_INT = 2**63 - 1


class ValidationError(ValueError):
    """Raised by `to_python` for text that the converter's regex accepts and the converter not."""


class BaseConverter:
    """The base of all converters, and of your own: override `regex`, `to_python` and `to_url`.

    Attributes:
        regex: What the percent-decoded text must match as a whole. Must be linear on hostile text:
            no nested repetition.
        weight: Of two converters in one place the lighter is tried first.
        isolating: Whether a value is always one path segment. Found from the class's `regex`: a
            slash in it makes it False. Set it where the slash is one that is excluded.
    """

    regex: str = "[^/]+"
    weight: int = 100
    isolating: bool = True

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        if "regex" in cls.__dict__ and "isolating" not in cls.__dict__:
            cls.isolating = "/" not in cls.regex

    def __init__(self, map: object = None, *args: Any, **kwargs: Any) -> None:  # noqa: A002  # Werkzeug's name
        """Take the arguments in the rule's parentheses.

        Args:
            map: The `Router` the rule belongs to.
        """
        if args or kwargs:
            raise TypeError(f"{type(self).__name__} takes no arguments")
        self.map = map

    def to_python(self, value: str) -> Any:
        """Turn matched text, percent-decoded, into the view's argument.

        Raises:
            ValueError: The text stands for nothing: the rule does not match.
        """
        return value

    def to_url(self, value: Any) -> str:
        """Turn a value into percent-encoded text for a URL.

        Raises:
            ValueError: The value cannot stand there.
        """
        text = str(value)
        if not text:
            raise ValueError("an empty value")
        return http.percent_encode(text, safe="!$&'()*+,:;=@")


class UnicodeConverter(BaseConverter):
    """`<name>` or `<string:name>`: text without a slash.

    Options: `minlength`, `maxlength`, `length`, in characters.
    """

    def __init__(
        self,
        map: object = None,  # noqa: A002  # Werkzeug's name
        minlength: int = 1,
        maxlength: int | None = None,
        length: int | None = None,
    ) -> None:
        super().__init__(map)
        if length is not None:
            minlength = maxlength = length
        self.minlength = minlength
        self.maxlength = maxlength
        if minlength < 0 or (maxlength is not None and maxlength < minlength):
            raise ValueError(f"no text is {minlength} to {maxlength} characters long")
        if (minlength, maxlength) != (1, None):
            most = "" if maxlength is None else int(maxlength)
            self.regex = f"[^/]{{{int(minlength)},{most}}}"


class AnyConverter(BaseConverter):
    """`<any(about, help):page>`: one of the given words."""

    weight = 90

    def __init__(self, map: object = None, *items: str) -> None:  # noqa: A002  # Werkzeug's name
        super().__init__(map)
        if not items:
            raise TypeError("any() needs the words to choose from, as any(about, help)")
        self.items = frozenset(str(item) for item in items)
        self.isolating = not any("/" in item for item in self.items)
        self.regex = "|".join(re.escape(item) for item in sorted(self.items))

    def to_url(self, value: Any) -> str:
        """Encode the value, which must be one of the words."""
        if str(value) not in self.items:
            raise ValueError(f"{value!r} is not one of {', '.join(sorted(self.items))}")
        return super().to_url(value)


class PathConverter(BaseConverter):
    """`<path:name>`: text that may have slashes, but does not start with one."""

    regex = "[^/].*"
    weight = 200

    def to_url(self, value: Any) -> str:
        """Encode the value, slashes apart."""
        text = str(value)
        if not text or text.startswith("/"):
            raise ValueError(f"{value!r} is empty or starts with a slash")
        return http.percent_encode(text, safe=http.PATH_SAFE)


class _NumberConverter(BaseConverter):
    """Shared by integers and floats: a regex with an optional sign, and bounds."""

    weight = 50
    digits: ClassVar[str]
    number: ClassVar[type[int | float]]

    def __init__(
        self,
        map: object = None,  # noqa: A002  # Werkzeug's name
        min: float | None = None,  # noqa: A002  # Werkzeug's name
        max: float | None = None,  # noqa: A002  # Werkzeug's name
        signed: bool = False,
    ) -> None:
        super().__init__(map)
        self.min = min
        self.max = max
        self.signed = signed
        self.regex = f"-?{self.digits}" if signed else self.digits

    def _is_within(self, value: float) -> bool:
        return (self.min is None or value >= self.min) and (self.max is None or value <= self.max)

    def to_python(self, value: str) -> Any:
        number = self.number(value)
        if not self._is_within(number):
            raise ValidationError(f"{value} is out of bounds")
        return number

    def to_url(self, value: Any) -> str:
        """Write the number, which must be within the bounds that matching has."""
        number = self.number(value)
        text = str(number)
        if not re.fullmatch(self.regex, text) or not self._is_within(number):
            raise ValueError(f"{value!r} is not a number this place accepts")
        return text


class IntegerConverter(_NumberConverter):
    """`<int:name>`: decimal digits.

    Options: `fixed_digits` (the exact number of digits, zeros in front), `min`, `max`, `signed`.
    Without `max` the largest value is 2**63 - 1, the largest that a database column holds.
    """

    digits = "[0-9]{1,40}"
    number = int

    def __init__(
        self,
        map: object = None,  # noqa: A002  # Werkzeug's name
        fixed_digits: int = 0,
        min: int | None = None,  # noqa: A002  # Werkzeug's name
        max: int | None = None,  # noqa: A002  # Werkzeug's name
        signed: bool = False,
    ) -> None:
        super().__init__(map, min, _MAX_INT if max is None else max, signed)
        self.fixed_digits = fixed_digits
        if fixed_digits:
            self.regex = f"{'-?' if signed else ''}[0-9]{{{int(fixed_digits)}}}"

    def to_url(self, value: Any) -> str:
        """Write the number, with the zeros that `fixed_digits` asks for."""
        number = int(value)
        if isinstance(value, float) and not value.is_integer():
            raise ValueError(f"{value!r} is not an integer")
        text = str(number).zfill(self.fixed_digits + (number < 0))
        if not re.fullmatch(self.regex, text) or not self._is_within(number):
            raise ValueError(f"{value!r} is not an integer this place accepts")
        return text


class FloatConverter(_NumberConverter):
    """`<float:name>`: digits, a point, digits. Options: `min`, `max`, `signed`."""

    digits = r"[0-9]{1,40}\.[0-9]{1,40}"
    number = float


class UUIDConverter(BaseConverter):
    """`<uuid:name>`: a UUID in its usual form, as `uuid.UUID`."""

    regex = "[A-Fa-f0-9]{8}-(?:[A-Fa-f0-9]{4}-){3}[A-Fa-f0-9]{12}"
    weight = 50

    def to_python(self, value: str) -> Any:
        """Give the `uuid.UUID`."""
        from uuid import UUID  # 1 ms that only apps with such a rule pay

        return UUID(value)


DEFAULT_CONVERTERS: dict[str, type[BaseConverter]] = {
    "default": UnicodeConverter,
    "string": UnicodeConverter,
    "any": AnyConverter,
    "path": PathConverter,
    "int": IntegerConverter,
    "float": FloatConverter,
    "uuid": UUIDConverter,
}
"""Converters by their name in a rule; `default` serves a plain `<name>`."""
