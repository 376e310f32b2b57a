"""The tests by name: what may stand after `is`."""

import operator
from collections.abc import Callable, Mapping
from typing import Any

from microweb.templating.configuration import Configuration
from microweb.templating.decorators import pass_environment
from microweb.templating.undefined import Undefined

__all__ = ["TESTS"]


def is_boolean(value: object) -> bool:
    """Whether a value is true or false itself."""
    return value is True or value is False


def is_defined(value: object) -> bool:
    """Whether there is a value."""
    return not isinstance(value, Undefined)


def is_divisible_by(value: Any, num: Any) -> bool:
    """Whether a number can be divided without a rest."""
    return bool(value % num == 0)


def is_escaped(value: object) -> bool:
    """Whether a value is safe as HTML."""
    return hasattr(value, "__html__")


def is_even(value: Any) -> bool:
    """Whether a number is even."""
    return bool(value % 2 == 0)


def is_false(value: object) -> bool:
    """Whether a value is `false` itself."""
    return value is False


@pass_environment
def is_filter(environment: Configuration, value: str) -> bool:
    """Whether there is a filter of a name."""
    return value in environment.filters


def is_float(value: object) -> bool:
    """Whether a value is a number with a fraction."""
    return isinstance(value, float)


def is_in(value: Any, seq: Any) -> bool:
    """Whether a value is in a sequence."""
    return value in seq


def is_integer(value: object) -> bool:
    """Whether a value is a whole number, true and false excluded."""
    return isinstance(value, int) and not is_boolean(value)


def is_iterable(value: Any) -> bool:
    """Whether a value can be looped over."""
    try:
        iter(value)
    except TypeError:
        return False
    return True


def is_lower(value: object) -> bool:
    """Whether all letters are small."""
    return str(value).islower()


def is_mapping(value: object) -> bool:
    """Whether a value is a mapping, as a dict is."""
    return isinstance(value, Mapping)


def is_none(value: object) -> bool:
    """Whether a value is `none`."""
    return value is None


def is_number(value: object) -> bool:
    """Whether a value is a number of any kind."""
    # Few templates ask, and `numbers` is an import of its own.
    from numbers import Number

    return isinstance(value, Number)


def is_odd(value: Any) -> bool:
    """Whether a number is odd."""
    return bool(value % 2 == 1)


def is_same_as(value: object, other: object) -> bool:
    """Whether two values are one object."""
    return value is other


def is_sequence(value: Any) -> bool:
    """Whether a value has a length and items."""
    try:
        len(value)
        value.__getitem__  # noqa: B018  # the question is whether it is there
    except (TypeError, AttributeError):
        return False
    return True


def is_string(value: object) -> bool:
    """Whether a value is text."""
    return isinstance(value, str)


@pass_environment
def is_test(environment: Configuration, value: str) -> bool:
    """Whether there is a test of a name."""
    return value in environment.tests


def is_true(value: object) -> bool:
    """Whether a value is `true` itself."""
    return value is True


def is_undefined(value: object) -> bool:
    """Whether there is no value."""
    return isinstance(value, Undefined)


def is_upper(value: object) -> bool:
    """Whether all letters are capitals."""
    return str(value).isupper()


TESTS: dict[str, Callable[..., Any]] = {
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    "==": operator.eq,
    ">": operator.gt,
    ">=": operator.ge,
    "boolean": is_boolean,
    "callable": callable,
    "defined": is_defined,
    "divisibleby": is_divisible_by,
    "eq": operator.eq,
    "equalto": operator.eq,
    "escaped": is_escaped,
    "even": is_even,
    "false": is_false,
    "filter": is_filter,
    "float": is_float,
    "ge": operator.ge,
    "greaterthan": operator.gt,
    "gt": operator.gt,
    "in": is_in,
    "integer": is_integer,
    "iterable": is_iterable,
    "le": operator.le,
    "lessthan": operator.lt,
    "lower": is_lower,
    "lt": operator.lt,
    "mapping": is_mapping,
    "ne": operator.ne,
    "none": is_none,
    "number": is_number,
    "odd": is_odd,
    "sameas": is_same_as,
    "sequence": is_sequence,
    "string": is_string,
    "test": is_test,
    "true": is_true,
    "undefined": is_undefined,
    "upper": is_upper,
}
