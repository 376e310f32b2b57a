"""The tests: what may stand after `is`."""

import pytest

from microweb.templating import Markup
from tests.templating.language import Case, Lazy, Point, case, render, render_with_jinja

CASES = [
    case(
        "{{ [1 is boolean, 0 is boolean, 1.5 is boolean, 'a' is boolean, '' is boolean,"
        " true is boolean, false is boolean, none is boolean, [] is boolean, {} is bool"
        "ean, p is boolean, 'A' is boolean, f is boolean, lazy is boolean, m is boolean"
        ", -3 is boolean]|map('int')|join }}{{ missing is boolean }}",
        "0000011000000000False",
        p=Point(),
        f=print,
        lazy=Lazy("ab"),
        m=Markup("x"),
    ),
    case(
        "{{ [1 is callable, 0 is callable, 1.5 is callable, 'a' is callable, '' is call"
        "able, true is callable, false is callable, none is callable, [] is callable, {"
        "} is callable, p is callable, 'A' is callable, f is callable, lazy is callable"
        ", m is callable, -3 is callable]|map('int')|join }}{{ missing is callable }}",
        "0000000000001000True",
        p=Point(),
        f=print,
        lazy=Lazy("ab"),
        m=Markup("x"),
    ),
    case(
        "{{ [1 is defined, 0 is defined, 1.5 is defined, 'a' is defined, '' is defined,"
        " true is defined, false is defined, none is defined, [] is defined, {} is defi"
        "ned, p is defined, 'A' is defined, f is defined, lazy is defined, m is defined"
        ", -3 is defined]|map('int')|join }}{{ missing is defined }}",
        "1111111111111111False",
        p=Point(),
        f=print,
        lazy=Lazy("ab"),
        m=Markup("x"),
    ),
    case(
        "{{ [1 is escaped, 0 is escaped, 1.5 is escaped, 'a' is escaped, '' is escaped,"
        " true is escaped, false is escaped, none is escaped, [] is escaped, {} is esca"
        "ped, p is escaped, 'A' is escaped, f is escaped, lazy is escaped, m is escaped"
        ", -3 is escaped]|map('int')|join }}{{ missing is escaped }}",
        "0000000000000010False",
        p=Point(),
        f=print,
        lazy=Lazy("ab"),
        m=Markup("x"),
    ),
    case(
        "{{ [1 is false, 0 is false, 1.5 is false, 'a' is false, '' is false, true is f"
        "alse, false is false, none is false, [] is false, {} is false, p is false, 'A'"
        " is false, f is false, lazy is false, m is false, -3 is false]|map('int')|join"
        " }}{{ missing is false }}",
        "0000001000000000False",
        p=Point(),
        f=print,
        lazy=Lazy("ab"),
        m=Markup("x"),
    ),
    case(
        "{{ [1 is float, 0 is float, 1.5 is float, 'a' is float, '' is float, true is f"
        "loat, false is float, none is float, [] is float, {} is float, p is float, 'A'"
        " is float, f is float, lazy is float, m is float, -3 is float]|map('int')|join"
        " }}{{ missing is float }}",
        "0010000000000000False",
        p=Point(),
        f=print,
        lazy=Lazy("ab"),
        m=Markup("x"),
    ),
    case(
        "{{ [1 is integer, 0 is integer, 1.5 is integer, 'a' is integer, '' is integer,"
        " true is integer, false is integer, none is integer, [] is integer, {} is inte"
        "ger, p is integer, 'A' is integer, f is integer, lazy is integer, m is integer"
        ", -3 is integer]|map('int')|join }}{{ missing is integer }}",
        "1100000000000001False",
        p=Point(),
        f=print,
        lazy=Lazy("ab"),
        m=Markup("x"),
    ),
    case(
        "{{ [1 is iterable, 0 is iterable, 1.5 is iterable, 'a' is iterable, '' is iter"
        "able, true is iterable, false is iterable, none is iterable, [] is iterable, {"
        "} is iterable, p is iterable, 'A' is iterable, f is iterable, lazy is iterable"
        ", m is iterable, -3 is iterable]|map('int')|join }}{{ missing is iterable }}",
        "0001100011110110True",
        p=Point(),
        f=print,
        lazy=Lazy("ab"),
        m=Markup("x"),
    ),
    case(
        "{{ [1 is lower, 0 is lower, 1.5 is lower, 'a' is lower, '' is lower, true is l"
        "ower, false is lower, none is lower, [] is lower, {} is lower, p is lower, 'A'"
        " is lower, f is lower, lazy is lower, m is lower, -3 is lower]|map('int')|join"
        " }}{{ missing is lower }}",
        "0001000000001010False",
        p=Point(),
        f=print,
        lazy=Lazy("ab"),
        m=Markup("x"),
    ),
    case(
        "{{ [1 is mapping, 0 is mapping, 1.5 is mapping, 'a' is mapping, '' is mapping,"
        " true is mapping, false is mapping, none is mapping, [] is mapping, {} is mapp"
        "ing, p is mapping, 'A' is mapping, f is mapping, lazy is mapping, m is mapping"
        ", -3 is mapping]|map('int')|join }}{{ missing is mapping }}",
        "0000000001000000False",
        p=Point(),
        f=print,
        lazy=Lazy("ab"),
        m=Markup("x"),
    ),
    case(
        "{{ [1 is none, 0 is none, 1.5 is none, 'a' is none, '' is none, true is none, "
        "false is none, none is none, [] is none, {} is none, p is none, 'A' is none, f"
        " is none, lazy is none, m is none, -3 is none]|map('int')|join }}{{ missing is"
        " none }}",
        "0000000100000000False",
        p=Point(),
        f=print,
        lazy=Lazy("ab"),
        m=Markup("x"),
    ),
    case(
        "{{ [1 is number, 0 is number, 1.5 is number, 'a' is number, '' is number, true"
        " is number, false is number, none is number, [] is number, {} is number, p is "
        "number, 'A' is number, f is number, lazy is number, m is number, -3 is number]"
        "|map('int')|join }}{{ missing is number }}",
        "1110011000000001False",
        p=Point(),
        f=print,
        lazy=Lazy("ab"),
        m=Markup("x"),
    ),
    case(
        "{{ [1 is sequence, 0 is sequence, 1.5 is sequence, 'a' is sequence, '' is sequ"
        "ence, true is sequence, false is sequence, none is sequence, [] is sequence, {"
        "} is sequence, p is sequence, 'A' is sequence, f is sequence, lazy is sequence"
        ", m is sequence, -3 is sequence]|map('int')|join }}{{ missing is sequence }}",
        "0001100011010010True",
        p=Point(),
        f=print,
        lazy=Lazy("ab"),
        m=Markup("x"),
    ),
    case(
        "{{ [1 is string, 0 is string, 1.5 is string, 'a' is string, '' is string, true"
        " is string, false is string, none is string, [] is string, {} is string, p is "
        "string, 'A' is string, f is string, lazy is string, m is string, -3 is string]"
        "|map('int')|join }}{{ missing is string }}",
        "0001100000010010False",
        p=Point(),
        f=print,
        lazy=Lazy("ab"),
        m=Markup("x"),
    ),
    case(
        "{{ [1 is true, 0 is true, 1.5 is true, 'a' is true, '' is true, true is true, "
        "false is true, none is true, [] is true, {} is true, p is true, 'A' is true, f"
        " is true, lazy is true, m is true, -3 is true]|map('int')|join }}{{ missing is"
        " true }}",
        "0000010000000000False",
        p=Point(),
        f=print,
        lazy=Lazy("ab"),
        m=Markup("x"),
    ),
    case(
        "{{ [1 is undefined, 0 is undefined, 1.5 is undefined, 'a' is undefined, '' is "
        "undefined, true is undefined, false is undefined, none is undefined, [] is und"
        "efined, {} is undefined, p is undefined, 'A' is undefined, f is undefined, laz"
        "y is undefined, m is undefined, -3 is undefined]|map('int')|join }}{{ missing "
        "is undefined }}",
        "0000000000000000True",
        p=Point(),
        f=print,
        lazy=Lazy("ab"),
        m=Markup("x"),
    ),
    case(
        "{{ [1 is upper, 0 is upper, 1.5 is upper, 'a' is upper, '' is upper, true is u"
        "pper, false is upper, none is upper, [] is upper, {} is upper, p is upper, 'A'"
        " is upper, f is upper, lazy is upper, m is upper, -3 is upper]|map('int')|join"
        " }}{{ missing is upper }}",
        "0000000000010000False",
        p=Point(),
        f=print,
        lazy=Lazy("ab"),
        m=Markup("x"),
    ),
    case("{{ 4 is even }}", "True"),
    case("{{ 3 is even }}", "False"),
    case("{{ 3 is odd }}", "True"),
    case("{{ 4 is odd }}", "False"),
    case("{{ -3 is odd }}", "True"),
    case("{{ 9 is divisibleby 3 }}", "True"),
    case("{{ 10 is divisibleby(4) }}", "False"),
    case("{{ 1 is divisibleby 0 }}", "!ZeroDivisionError"),
    case("{{ 1 is eq 1 }}", "True"),
    case("{{ 1 is equalto 2 }}", "False"),
    case("{{ 1 is == 1 }}", "!TemplateSyntaxError"),
    case("{{ 1 is ne 2 }}", "True"),
    case("{{ 1 is != 1 }}", "!TemplateSyntaxError"),
    case("{{ 2 is gt 1 }}", "True"),
    case("{{ 2 is greaterthan 3 }}", "False"),
    case("{{ 2 is ge 2 }}", "True"),
    case("{{ 1 is lt 2 }}", "True"),
    case("{{ 1 is lessthan 0 }}", "False"),
    case("{{ 1 is le 1 }}", "True"),
    case("{{ 1 is in [1] }}", "True"),
    case("{{ 'a' is in 'abc' }}", "True"),
    case("{{ 1 is not in [2] }}", "True"),
    case("{{ x is sameas x }}", "True", x={"y": 1}),
    case("{{ [] is sameas [] }}", "False"),
    case("{{ none is sameas none }}", "True"),
    case("{{ 1 is sameas true }}", "False"),
    case("{{ 'upper' is filter }}", "True"),
    case("{{ 'nosuch' is filter }}", "False"),
    case("{{ 'even' is test }}", "True"),
    case("{{ 'nosuch' is test }}", "False"),
    case("{{ 'a' is even }}", "!TypeError"),
    case("{{ missing is even }}", "!UndefinedError"),
    case("{{ 1 is lt 'a' }}", "!TypeError"),
    case("{{ 1 is in 5 }}", "!TypeError"),
    case("{{ 'abc' is lower }}", "True"),
    case("{{ 'aBc' is lower }}", "False"),
    case("{{ '1' is upper }}", "False"),
    case("{{ 'ABC1' is upper }}", "True"),
    case("{{ x.y is defined }}", "True", x={"y": 1}),
    case("{{ x.y.z is defined }}", "False", x={"y": 1}),
    case("{{ missing.a is defined }}", "!UndefinedError"),
    case("{{ 1 is greaterthan(0) }}", "True"),
    case("{{ (1, 2) is sequence }}", "True"),
    case("{{ 5 is ge(5) }}", "True"),
    case("{{ true is boolean and 1 is not boolean }}", "True"),
]


@pytest.mark.parametrize("row", CASES, ids=str)
def test_renders(row: Case) -> None:
    assert render(row) == row.expected


@pytest.mark.parametrize("row", CASES, ids=str)
def test_jinja_renders_the_same(row: Case) -> None:
    assert render_with_jinja(row) == row.jinja
