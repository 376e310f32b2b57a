"""The name that was meant where one is not there."""

import pytest

from microweb.server.suggesting import suggest_name
from microweb.server.tracebacks import format_summary, format_text, take_apart


class Thing:
    json = 1
    _hidden = 2

    def __init__(self):
        self.colour = "red"

    def __dir__(self):
        raise RuntimeError("not to be called")


class Slots:
    __slots__ = ("colour",)


def catch(function):
    """Call a function; give what it raises."""
    try:
        function()
    except Exception as error:  # noqa: BLE001  whatever it is
        return error
    raise LookupError("nothing was raised")


def use_variable():
    quantity = 5
    return quantty + quantity  # noqa: F821


@pytest.mark.parametrize(
    ("function", "name"),
    [
        (lambda: Thing().josn, "json"),
        (lambda: Thing().color, "colour"),
        (lambda: Slots().color, "colour"),
        (lambda: Thing()._hiddn, "_hidden"),
        (lambda: Thing().hidden, ""),
        (lambda: Thing().nothing_of_it, ""),
        (lambda: "".uper(), "upper"),
        (lambda: Thng(), "Thing"),  # noqa: F821
        (lambda: pritn(), "print"),  # noqa: F821
        (use_variable, "quantity"),
        (lambda: getattr(Thing(), "x" * 1000), ""),
        (lambda: {}["jsn"], ""),
        (lambda: int("x"), ""),
    ],
)
def test_the_nearest_name_is_suggested(function, name):
    assert suggest_name(catch(function)) == name


def test_an_error_that_says_nothing_of_its_name_gets_no_suggestion():
    assert suggest_name(AttributeError("of the app's own")) == ""
    assert suggest_name(NameError("x", name="prnt")) == ""


def test_summary_text_and_page_say_it_once():
    error = catch(lambda: Thing().josn)
    error.add_note("A note behind it.")
    summary = format_summary(error)
    assert summary.endswith("has no attribute 'josn'. Did you mean: 'json'?")
    assert f"{summary}\nA note behind it.\n" in format_text(error)
    (failure,) = take_apart(error)
    assert failure.message.count("Did you mean") == 1


def test_pythons_own_suggestion_is_not_repeated():
    error = catch(lambda: Thing().jso)
    assert format_text(error).count("Did you mean") == 1
