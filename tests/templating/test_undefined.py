"""Values that are not there: lenient, strict, chainable, for debugging, or logged."""

import copy
import logging
import operator
from collections.abc import Callable
from typing import Any

import pytest

from microweb.templating import (
    ChainableUndefined,
    DebugUndefined,
    Environment,
    StrictUndefined,
    Undefined,
    UndefinedError,
    make_logging_undefined,
)

ARITHMETIC = [
    operator.add,
    operator.sub,
    operator.mul,
    operator.truediv,
    operator.floordiv,
    operator.mod,
    operator.pow,
]
ORDER = [operator.lt, operator.le, operator.gt, operator.ge]


@pytest.mark.parametrize("kind", [Undefined, StrictUndefined, ChainableUndefined, DebugUndefined])
@pytest.mark.parametrize("operation", [*ARITHMETIC, *ORDER])
def test_arithmetic_is_an_error(kind: type[Undefined], operation: Callable[..., Any]) -> None:
    value = kind(name="x")
    with pytest.raises(UndefinedError, match="'x' is undefined"):
        operation(value, 1)
    with pytest.raises(UndefinedError):
        operation(1, value)


@pytest.mark.parametrize("use", [int, float, complex, operator.neg, operator.pos])
def test_an_undefined_value_is_no_number(use: Callable[..., Any]) -> None:
    with pytest.raises(UndefinedError):
        use(Undefined(name="x"))


def test_the_default_is_empty_and_false() -> None:
    value = Undefined(name="x")
    assert (str(value), len(value), list(value), bool(value)) == ("", 0, [], False)
    assert value == Undefined(name="y")
    assert value != ""
    assert hash(value) == hash(Undefined())
    for use in (lambda: value.a, lambda: value["a"], lambda: value()):
        with pytest.raises(UndefinedError, match="'x' is undefined"):
            use()


@pytest.mark.parametrize(
    "use",
    [
        str,
        len,
        list,
        bool,
        hash,
        lambda v: v == 1,
        lambda v: v != 1,
        lambda v: 1 in v,
        lambda v: v.a,
    ],
)
def test_the_strict_one_is_an_error_in_any_use(use: Callable[..., Any]) -> None:
    with pytest.raises(UndefinedError, match="'x' is undefined"):
        use(StrictUndefined(name="x"))


def test_the_chainable_one_goes_on() -> None:
    value = ChainableUndefined(name="x")
    assert str(value.a.b["c"].d) == ""
    assert value.__html__() == ""


def test_the_one_for_debugging_shows_what_is_missing() -> None:
    assert str(DebugUndefined(name="x")) == "{{ x }}"
    assert str(DebugUndefined(obj={}, name="x")) == "{{ no such element: dict object['x'] }}"
    assert str(DebugUndefined("hint")) == "{{ undefined value printed: hint }}"


def test_a_logging_one_warns_and_goes_on(caplog: pytest.LogCaptureFixture) -> None:
    kind = make_logging_undefined()
    environment = Environment(undefined=kind)
    with caplog.at_level(logging.WARNING, logger="microweb.templating"):
        source = "{{ x }}{% if y %}{% endif %}{% for i in z %}{% endfor %}"
        assert environment.from_string(source).render() == ""
        with pytest.raises(UndefinedError):
            environment.from_string("{{ q.r }}").render()
    names = [record.args[0].split("'")[1] for record in caplog.records if record.args]
    assert names == ["x", "y", "z", "q"]
    assert [record.levelname for record in caplog.records][-1] == "ERROR"


def test_a_logging_one_may_be_strict(caplog: pytest.LogCaptureFixture) -> None:
    logger = logging.getLogger("mine")
    kind = make_logging_undefined(logger, base=StrictUndefined)
    with pytest.raises(UndefinedError):
        Environment(undefined=kind).from_string("{{ x }}").render()
    assert caplog.records[0].name == "mine"


@pytest.mark.parametrize("kind", [Undefined, ChainableUndefined])
def test_python_may_probe_for_special_methods(kind: type[Undefined]) -> None:
    value = kind(name="x")
    assert not hasattr(value, "__fspath__")
    assert isinstance(copy.copy(value), kind)
    assert repr(value) == "Undefined"


def test_the_class_of_the_error_can_be_chosen() -> None:
    from microweb.templating import SecurityError

    with pytest.raises(SecurityError):
        Undefined("hint", exc=SecurityError).x  # noqa: B018  # the access is the test
