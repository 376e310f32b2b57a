"""The filters for numbers and for values of any kind."""

from collections.abc import Callable
from typing import Any

from microweb.templating.configuration import Configuration
from microweb.templating.decorators import pass_environment
from microweb.templating.exceptions import FilterArgumentError
from microweb.templating.lookup import check_name
from microweb.templating.undefined import Undefined

__all__ = ["VALUE_FILTERS"]

# Python's own limit on the digits of a number that is written out.
_MAX_DIGITS = 4300


@pass_environment
def do_attr(environment: Configuration, value: Any, name: Any) -> Any:
    """Give an attribute, never an item."""
    name = str(name)
    if isinstance(value, Undefined):
        return getattr(value, name, value)
    check_name(value, name)
    try:
        return getattr(value, name)
    except AttributeError:
        return environment.undefined(obj=value, name=name)


def do_default(
    value: Any,
    default_value: Any = "",
    boolean: bool = False,  # the arguments are Jinja's, here and below
) -> Any:
    """Give another value for one that is undefined, or, with `boolean`, false."""
    if isinstance(value, Undefined) or (boolean and not value):
        return default_value
    return value


def do_filesizeformat(
    value: Any,
    binary: bool = False,
) -> str:
    """Give a number of bytes with the unit that suits it.

    Args:
        value: The number, in bytes.
        binary: Whether units are powers of 1024 rather than of 1000.
    """
    size = float(value)
    base, suffix = (1024, "iB") if binary else (1000, "B")
    if size == 1:
        return "1 Byte"
    if size < base:
        return f"{int(size)} Bytes"
    prefixes = "KMGTPEZY" if binary else "kMGTPEZY"
    power = 1
    while power < len(prefixes) and size >= base ** (power + 1):
        power += 1
    return f"{size / base**power:.1f} {prefixes[power - 1]}{suffix}"


def do_float(value: Any, default: float = 0.0) -> float:
    """Give a value as a number with a fraction, or a default."""
    try:
        return float(value)
    except (TypeError, ValueError, OverflowError):
        return default


def do_int(value: Any, default: int = 0, base: int = 10) -> int:
    """Give a value as a whole number, or a default.

    Args:
        value: A number, or text.
        default: The outcome for what is no number.
        base: The base of the digits of text.
    """
    if _digits(value) > _MAX_DIGITS:
        return default
    try:
        return int(value, base) if isinstance(value, str) else int(value)
    except (TypeError, ValueError, OverflowError):
        pass
    try:
        return int(float(value))
    except (TypeError, ValueError, OverflowError):
        return default


def _digits(value: Any) -> int:
    """Give how many digits a decimal number has before its point; 0 for other values."""
    adjusted = getattr(value, "adjusted", None)
    if adjusted is None or isinstance(value, Undefined):
        return 0
    return int(adjusted())


def do_pprint(value: Any) -> str:
    """Give a value as Python would write it, for debugging."""
    # Only this filter needs the module (5 ms).
    from pprint import pformat

    return pformat(value)


def do_round(value: Any, precision: int = 0, method: str = "common") -> Any:
    """Round a number.

    Args:
        value: The number.
        precision: How many digits after the point.
        method: `common` for the nearest, `ceil` for up, `floor` for down.
    """
    import math

    if method not in {"common", "ceil", "floor"}:
        raise FilterArgumentError("method must be common, ceil or floor")
    if method == "common":
        return round(value, precision)
    towards = math.ceil if method == "ceil" else math.floor
    return towards(value * (10**precision)) / (10**precision)


VALUE_FILTERS: dict[str, Callable[..., Any]] = {
    "abs": abs,
    "attr": do_attr,
    "d": do_default,
    "default": do_default,
    "filesizeformat": do_filesizeformat,
    "float": do_float,
    "int": do_int,
    "pprint": do_pprint,
    "round": do_round,
}
