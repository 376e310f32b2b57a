"""What is written out in generated code for speed means what the general way means."""

from typing import Any

import pytest

from microweb.templating import (
    ChainableUndefined,
    Environment,
    Markup,
    StrictUndefined,
    UndefinedError,
)

SPECIAL = "<&>\"'"
ESCAPED = "&lt;&amp;&gt;&#34;&#39;"


def render(source: str, **variables: Any) -> str:
    return Environment().from_string(source).render(variables)


def in_loop(expression: str, **variables: Any) -> str:
    """Render an expression where it is written out, in a loop."""
    return render("{% for _ in [1] %}" + expression + "{% endfor %}", **variables)


class Text(str):
    """Text of a class of its own."""

    __slots__ = ()


class Counter:
    """Shows something else each time."""

    def __init__(self) -> None:
        self._count = 0

    def __str__(self) -> str:
        self._count += 1
        return f"<{self._count}>"


class Broken:
    """Its attribute fails in a way that is not that of a missing one."""

    @property
    def name(self) -> str:
        raise KeyError("name")


class Items:
    """Has items and no attributes."""

    def __getitem__(self, name: str) -> str:
        return {"name": "item"}[name]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (SPECIAL, ESCAPED),
        (Text(SPECIAL), ESCAPED),
        (Markup(SPECIAL), SPECIAL),
        (7, "7"),
        (True, "True"),
        (1.5, "1.5"),
        (None, "None"),
        (["<"], "[&#39;&lt;&#39;]"),
    ],
)
def test_a_name_that_is_written_again_is_escaped_again(value: Any, expected: str) -> None:
    assert in_loop("{{ x }}-{{ x }}-{{ x }}", x=value) == "-".join([expected] * 3)


def test_a_value_that_changes_is_asked_each_time() -> None:
    assert in_loop("{{ x }}{{ x }}", x=Counter()) == "&lt;1&gt;&lt;2&gt;"


def test_a_name_is_escaped_again_after_an_assignment() -> None:
    source = "{% for x in ['<', '>'] %}{{ x }}{% set x = x ~ '&' %}{{ x }},{% endfor %}"
    assert render(source) == "&lt;&lt;&amp;,&gt;&gt;&amp;,"


def test_without_escaping_a_name_is_written_as_it_is() -> None:
    source = "{% autoescape flag %}{% for _ in [1] %}{{ x }}{{ x }}{% endfor %}{% endautoescape %}"
    assert render(source, flag=False, x="<") == "<<"
    assert render(source, flag=True, x="<") == "&lt;&lt;"


@pytest.mark.parametrize("name", ["upper", "lower", "capitalize", "trim"])
@pytest.mark.parametrize("value", [" aB< ", Text(" aB< "), Markup(" aB< "), 12, None, ["a"]])
def test_a_filter_that_is_a_method_gives_what_the_filter_gives(name: str, value: Any) -> None:
    expression = f"{{{{ x|{name} }}}}"
    assert in_loop(expression, x=value) == render(expression, x=value)


def test_a_filter_of_that_name_that_was_replaced_is_called() -> None:
    environment = Environment()
    environment.filters["upper"] = lambda value: f"mine {value}"
    source = "{% for x in ['a'] %}{{ x|upper }}{% endfor %}"
    assert environment.from_string(source).render() == "mine a"


@pytest.mark.parametrize(
    "expression",
    ["{{ x.name|default('none') }}", "{{ x.name|d('none') }}", "{{ x.name is defined }}"],
)
@pytest.mark.parametrize(
    "value", [{}, {"name": "<n>"}, {"name": None}, 1, Items(), Text("a"), None, [], {"items": 1}]
)
def test_an_attribute_with_a_default_is_found_as_without(expression: str, value: Any) -> None:
    general = expression.replace("x.name", "x.name|first_of").replace("first_of", "same")
    environment = Environment()
    environment.filters["same"] = lambda value: value
    expected = environment.from_string(general).render(x=value)
    assert render(expression, x=value) == expected
    assert in_loop(expression, x=value) == expected


def test_a_default_for_the_method_of_a_dict_is_not_needed() -> None:
    assert render("{{ x.items|default('none') is callable }}", x={}) == "True"


def test_a_default_does_not_hide_that_the_target_is_undefined() -> None:
    with pytest.raises(UndefinedError):
        render("{{ x.y.z|default(1) }}", x={})
    chainable = Environment(undefined=ChainableUndefined)
    assert chainable.from_string("{{ x.y.z|default(1) }}").render() == "1"


def test_a_missing_item_of_a_dict_is_the_undefined_of_the_environment() -> None:
    template = Environment(undefined=StrictUndefined).from_string(
        "{% for x in [{}] %}{{ x.name }}{% endfor %}"
    )
    with pytest.raises(UndefinedError, match="'dict object' has no attribute 'name'"):
        template.render()


def test_an_error_in_a_property_is_not_taken_for_a_missing_attribute() -> None:
    with pytest.raises(KeyError, match="name"):
        in_loop("{{ x.name }}{{ x.name }}", x=Broken())


@pytest.mark.parametrize(
    "call",
    [
        "truncate(9, leeway=0)", "truncate(length=9, leeway=0)", "truncate(leeway=0, length=9)",
        "truncate(9, end='<', leeway=0)", "truncate(9, true, leeway=0)",
    ],
)  # fmt: skip
def test_arguments_by_name_reach_their_parameters(call: str) -> None:
    expected = {
        "truncate(9, end='<', leeway=0)": "some&lt;",
        "truncate(9, true, leeway=0)": "some t...",
    }.get(call, "some...")
    assert render("{{ 'some text & more'|" + call + " }}") == expected


@pytest.mark.parametrize(
    "call", ["truncate(width=9)", "truncate(9, length=9)", "truncate(value=1)"]
)
def test_wrong_names_are_still_errors(call: str) -> None:
    with pytest.raises(TypeError):
        render("{{ 'some text'|" + call + " }}")


def test_a_parameter_by_name_alone_stays_one() -> None:
    def filtered(value: str, first: str = "a", *, second: str = "b") -> str:
        return value + first + second

    environment = Environment()
    environment.filters["filtered"] = filtered
    source = "{{ 'x'|filtered(second='d', first='c') }}{{ 'x'|filtered(first='c') }}"
    assert environment.from_string(source).render() == "xcdxcb"


def test_what_is_no_function_gets_its_arguments_by_name() -> None:
    environment = Environment()
    environment.filters["made"] = dict
    assert environment.from_string("{{ []|made(a=1) == {'a': 1} }}").render() == "True"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("{% macro m(x) %}<b>{{ x }}{% endmacro %}{{ m('<') }}", "<b>&lt;"),
        ("{% macro m(x) %}<b>{% if x %}{{ x }}{% else %}-{% endif %}{% endmacro %}{{ m('') }}",
         "<b>-"),
        ("{% macro m(x) %}{% for y in x %}<b>{{ y }}{% endfor %}{% endmacro %}{{ m('<>') }}",
         "<b>&lt;<b>&gt;"),
        ("{% macro m() %}<b>{% endmacro %}{{ m()|upper }}{{ m() ~ '<' }}", "<B><b>&lt;"),
        ("{% macro m() %}<b>{% endmacro %}{% set x = m() %}{{ x }}{{ x is escaped }}", "<b>True"),
        ("{% macro m() %}<b>{{ caller() }}{% endmacro %}{% call m() %}<i>{{ '<' }}{% endcall %}",
         "<b><i>&lt;"),
        ("{% for _ in [1] %}{% macro m() %}<b>{% endmacro %}{{ m() }}{% endfor %}", "<b>"),
        ("{% macro m() %}{% endmacro %}{{ m }}", "&lt;Macro &#39;m&#39;&gt;"),
    ],
)  # fmt: skip
def test_the_text_of_a_macro_is_safe_wherever_it_goes(source: str, expected: str) -> None:
    assert render(source) == expected


def test_a_macro_that_does_not_escape_is_escaped_where_values_are() -> None:
    source = (
        "{% set kept = namespace() %}{% autoescape false %}"
        "{% macro m() %}<{% endmacro %}{% set kept.m = m %}{% endautoescape %}"
        "{{ kept.m() }}{% for _ in [1] %}{{ kept.m() }}{% endfor %}"
    )
    assert render(source) == "&lt;&lt;"


@pytest.mark.parametrize("value", [SPECIAL, 1.5, Markup("<i>")])
def test_macros_work_the_same_after_a_thousand_values(value: Any) -> None:
    source = (
        "{% for _ in [] %}" + "{{ x }}" * 1100 + "{% endfor %}"
        "{% macro m(x) %}<b>{% if true %}{{ x }}{% endif %}{{ x }}{% endmacro %}{{ m(x) }}"
    )
    shown = render("{{ x }}", x=value)
    assert render(source, x=value) == f"<b>{shown}{shown}"
