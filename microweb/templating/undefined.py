"""What a name that is not there evaluates to, and how strict it is about being used."""

from collections.abc import Iterator
from typing import Any, NoReturn

from microweb.templating.exceptions import TemplateRuntimeError, UndefinedError

__all__ = [
    "MISSING",
    "ChainableUndefined",
    "DebugUndefined",
    "StrictUndefined",
    "Undefined",
    "make_logging_undefined",
]


class _Missing:
    """The one value that stands for "no value was given"."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "missing"

    def __reduce__(self) -> str:
        return "MISSING"


MISSING: Any = _Missing()


def _kind(value: object) -> str:
    if value is None:
        return "None"
    kind = type(value)
    module = kind.__module__
    return f"{kind.__name__} object" if module == "builtins" else f"{module}.{kind.__name__} object"


class Undefined:
    """A value that is not defined: empty as text, false, without items; the rest is an error.

    Args:
        hint: The message of the error, instead of one made from the next two.
        obj: The object that lacks the attribute or item; without it a variable is missing.
        name: The name or index that is missing.
        exc: The class of the error.
    """

    __slots__ = (
        "_undefined_exception",
        "_undefined_hint",
        "_undefined_name",
        "_undefined_obj",
    )

    def __init__(
        self,
        hint: str | None = None,
        obj: object = MISSING,
        name: object = None,
        exc: type[TemplateRuntimeError] = UndefinedError,
    ) -> None:
        self._undefined_hint = hint
        self._undefined_obj = obj
        self._undefined_name = name
        self._undefined_exception = exc

    @property
    def _undefined_message(self) -> str:
        if self._undefined_hint:
            return self._undefined_hint
        if self._undefined_obj is MISSING:
            return f"{self._undefined_name!r} is undefined"
        if not isinstance(self._undefined_name, str):
            return f"{_kind(self._undefined_obj)} has no element {self._undefined_name!r}"
        return f"{_kind(self._undefined_obj)!r} has no attribute {self._undefined_name!r}"

    def _fail_with_undefined_error(self, *_args: object, **_kwargs: object) -> NoReturn:
        raise self._undefined_exception(self._undefined_message)

    def __getattr__(self, name: str) -> Any:
        # Protocols such as `copy` and `pickle` probe for special methods and expect this error.
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)
        self._fail_with_undefined_error()

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other)

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return id(type(self))

    def __str__(self) -> str:
        return ""

    def __len__(self) -> int:
        return 0

    def __iter__(self) -> Iterator[Any]:
        return iter(())

    def __bool__(self) -> bool:
        return False

    def __repr__(self) -> str:
        return "Undefined"

    __add__ = __radd__ = __sub__ = __rsub__ = _fail_with_undefined_error
    __mul__ = __rmul__ = __truediv__ = __rtruediv__ = _fail_with_undefined_error
    __floordiv__ = __rfloordiv__ = __mod__ = __rmod__ = _fail_with_undefined_error
    __pow__ = __rpow__ = __pos__ = __neg__ = __call__ = _fail_with_undefined_error
    __getitem__ = __lt__ = __le__ = __gt__ = __ge__ = _fail_with_undefined_error
    __int__ = __float__ = __complex__ = _fail_with_undefined_error


class ChainableUndefined(Undefined):
    """An undefined value whose attributes and items are undefined too."""

    __slots__ = ()

    def __html__(self) -> str:
        return str(self)

    def __getattr__(self, name: str) -> "ChainableUndefined":
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)
        return self

    def __getitem__(self, _item: object) -> "ChainableUndefined":  # type: ignore[override]  # pyright: ignore[reportIncompatibleMethodOverride]
        return self


class DebugUndefined(Undefined):
    """An undefined value that shows in the output what is missing."""

    __slots__ = ()

    def __str__(self) -> str:
        if self._undefined_hint:
            message = f"undefined value printed: {self._undefined_hint}"
        elif self._undefined_obj is MISSING:
            message = str(self._undefined_name)
        else:
            message = f"no such element: {_kind(self._undefined_obj)}[{self._undefined_name!r}]"
        return f"{{{{ {message} }}}}"


class StrictUndefined(Undefined):
    """An undefined value that is an error in all but `is defined` and its like."""

    __slots__ = ()

    __iter__ = __str__ = __len__ = Undefined._fail_with_undefined_error
    __eq__ = __ne__ = __bool__ = __hash__ = Undefined._fail_with_undefined_error
    __contains__ = Undefined._fail_with_undefined_error


def make_logging_undefined(
    logger: Any = None, base: type[Undefined] = Undefined
) -> type[Undefined]:
    """Give a kind of undefined that logs a warning when it is used.

    Args:
        logger: A `logging.Logger`; by default the logger `microweb.templating`.
        base: The kind to extend.
    """
    if logger is None:
        import logging

        logger = logging.getLogger("microweb.templating")

    def warn(value: Undefined) -> None:
        logger.warning("Template variable warning: %s", value._undefined_message)  # pyright: ignore[reportPrivateUsage]

    class LoggingUndefined(base):  # type: ignore[misc,valid-type]
        __slots__ = ()

        def _fail_with_undefined_error(self, *args: object, **kwargs: object) -> NoReturn:
            logger.error("Template variable error: %s", self._undefined_message)
            raise self._undefined_exception(self._undefined_message)

        def __str__(self) -> str:
            warn(self)
            return str(super().__str__())

        def __iter__(self) -> Iterator[Any]:
            warn(self)
            return iter(super().__iter__())

        def __bool__(self) -> bool:
            warn(self)
            return bool(super().__bool__())

    return LoggingUndefined
