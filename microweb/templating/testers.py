"""The tests by name: `value is name(...)`."""

from collections.abc import Callable
from typing import Any

from microweb.templating.undefined import Undefined

__all__ = ["TESTS"]


def test_defined(value: object) -> bool:
    return not isinstance(value, Undefined)


def test_undefined(value: object) -> bool:
    return isinstance(value, Undefined)


TESTS: dict[str, Callable[..., Any]] = {"defined": test_defined, "undefined": test_undefined}
