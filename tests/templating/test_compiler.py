"""The code a template is compiled to: what it spares, and that it is linear in the source."""

import dis

import pytest

from microweb.templating import DictLoader, Environment
from microweb.templating.linetable import relocate


def code(source: str) -> str:
    return Environment().compile_source(source)


@pytest.mark.parametrize(
    "body",
    [
        "{{ x }}",
        "{{ loop.index }}{{ loop.index0 }}{{ loop.first }}{{ loop.last }}",
        "{{ loop.cycle('a', 'b') }}",
        "{% if not loop.last %},{% endif %}",
        "{% macro m() %}{{ loop.index }}{% endmacro %}",
        "{% include 'a' %}",
    ],
)
def test_a_loop_makes_no_object_where_the_position_is_enough(body: str) -> None:
    assert "_LoopContext" not in code(f"{{% for x in y %}}{body}{{% endfor %}}")


@pytest.mark.parametrize(
    "body",
    [
        "{{ loop.length }}",
        "{{ loop }}",
        "{% set l = loop %}",
        "{{ loop.index }}{% include 'a' %}",
        "{{ loop['index'] }}",
        "{% block b scoped %}{% endblock %}",
        "{{ loop.cycle(*x) }}",
    ],
)
def test_a_loop_makes_an_object_where_it_is_needed(body: str) -> None:
    assert "_LoopContext" in code(f"{{% for x in y %}}{body}{{% endfor %}}")


def test_a_name_is_taken_from_the_context_once() -> None:
    source = code("{{ x }}{% for y in x %}{{ x }}{{ y }}{% endfor %}{{ x }}")
    assert source.count("_V['x']") == 1


def test_a_variable_of_the_template_is_a_local() -> None:
    source = code("{% with x = 1 %}{% for y in [x] %}{{ x }}{% endfor %}{% endwith %}")
    assert "_V['x']" not in source


def test_constants_are_written_as_text() -> None:
    source = code("a{{ 'b<' }}{{ 1 }}")
    assert "'b&lt;'" in source
    assert "_text" not in source


def test_the_filter_that_output_applies_anyway_is_left_out() -> None:
    assert "_filter_" not in code("{{ x|e }}")


def test_text_outside_of_blocks_is_left_out_below_another_template() -> None:
    assert "gone" not in code("{% extends 'a' %}gone{% block b %}{% endblock %}")


def test_a_test_that_is_not_used_costs_no_object() -> None:
    assert "yield" not in code("{% for x in y if x %}{{ x }}{% endfor %}")


def test_line_numbers_are_replaced_in_inner_functions_too() -> None:
    source = "def f():\n  a = 1\n  def g():\n    return a\n  return g\n"
    moved = relocate(compile(source, "name", "exec"), [10, 20, 30, 40, 50, 60])
    namespace: dict[str, object] = {}
    exec(moved, namespace)
    function = namespace["f"]
    assert [line for _, line in dis.findlinestarts(function.__code__)][-1] == 50  # type: ignore[attr-defined]
    inner = function()  # type: ignore[operator]
    assert 40 in [line for _, line in dis.findlinestarts(inner.__code__)]
    assert inner() == 1


def test_a_template_of_many_variables_keeps_its_meaning() -> None:
    names = [f"n{number}" for number in range(300)]
    source = "".join(f"{{% set {name} = {name} ~ 'x' %}}" for name in names[:150])
    source += "".join(f"{{% macro {name}() %}}{{{{ n0 }}}}{{% endmacro %}}" for name in names[150:])
    source += "{% if flag %}{% set n1 = 'f' %}{% endif %}{{ n0 }}{{ n1 }}{{ n200() }}"
    source += "{% block b %}{{ n0 }}{{ n299() }}{% endblock %}{% include 'i' %}"
    environment = Environment(loader=DictLoader({"i": "{{ n0 }}{{ nosuch is defined }}"}))
    template = environment.from_string(source)
    assert template.render(n0="a", n1="b", flag=False) == "axbxaxaxaxaxFalse"
    assert template.render(n0="a", flag=True) == "axfaxaxaxaxFalse"


def test_the_temporary_values_of_a_statement_do_not_meet() -> None:
    source = (
        "{% for x in xs %}{{ x.a }}{{ x.b }}{% if x.a and x.b.c %}{{ x.b.c }}{% endif %}"
        "{% for y in x.b.d %}{{ y.a }}{{ x.a }}{% endfor %}{{ x.a ~ x.b.c }};{% endfor %}"
    )
    item = {"a": 1, "b": {"c": 2, "d": [{"a": "<"}]}}
    expected = "1{&#39;c&#39;: 2, &#39;d&#39;: [{&#39;a&#39;: &#39;&lt;&#39;}]}2&lt;112;"
    assert Environment().from_string(source).render(xs=[item]) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [({"name": "item"}, "item"), ({}, ""), ({"items": 1}, ""), (None, ""), (5, ""), ([], "")],
)
def test_an_attribute_in_a_loop_is_looked_up_as_outside(value: object, expected: str) -> None:
    for source in ("{{ x.name }}", "{% for x in [x] %}{{ x.name }}{% endfor %}"):
        assert Environment().from_string(source).render(x=value) == expected


def test_a_name_of_python_after_a_dot_is_found_in_a_loop_too() -> None:
    source = "{% for x in [x] %}{{ x.class }}{{ x.items() | list }}{% endfor %}"
    assert Environment().from_string(source).render(x={"class": 1}) == "1[(&#39;class&#39;, 1)]"


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("x and x.a.b", "None"),
        ("not x or x.a.b", "True"),
        ("x.a.b if x else 'n'", "n"),
        ("'n' if not x else x.a.b", "n"),
        ("1 < 0 < x.a.b", "False"),
    ],
)
def test_what_is_not_needed_is_not_looked_up_in_a_loop(expression: str, expected: str) -> None:
    source = "{% for x in [none] %}{{ " + expression + " }}{% endfor %}"
    assert Environment().from_string(source).render() == expected


def test_the_tests_of_later_branches_are_not_looked_up_in_a_loop() -> None:
    source = "{% for x in [none] %}{% if not x %}n{% elif x.a.b %}{% endif %}{% endfor %}"
    assert Environment().from_string(source).render() == "n"


def test_a_default_that_is_not_needed_is_not_looked_up() -> None:
    source = (
        "{% for x in [none] %}{% macro m(y=x.a.b) %}{{ y }}{% endmacro %}{{ m(1) }}{% endfor %}"
    )
    assert Environment().from_string(source).render() == "1"
