"""The environment finds, keeps and compiles templates, and shares its settings with them."""

import threading
from typing import Any

import pytest

from microweb.templating import (
    BaseLoader,
    Context,
    DictLoader,
    Environment,
    EvalContext,
    Markup,
    StrictUndefined,
    Template,
    TemplateNotFound,
    TemplateRuntimeError,
    TemplatesNotFound,
    TemplateSyntaxError,
    UndefinedError,
    pass_context,
    pass_environment,
    pass_eval_context,
)


def environment(**sources: str) -> Environment:
    return Environment(loader=DictLoader(sources))


def test_render_takes_a_mapping_keywords_or_both() -> None:
    template = environment(a="{{ x }}{{ y }}").get_template("a")
    assert template.render({"x": 1, "y": 2}) == "12"
    assert template.render(x=1, y=2) == "12"
    assert template.render({"x": 1, "y": 2}, y=3) == "13"
    assert template.render([("x", 5)]) == "5"
    assert template.render() == ""


def test_rendering_does_not_change_the_variables_given() -> None:
    given = {"x": 1}
    environment(a="{% set x = 2 %}{% set y = 3 %}").get_template("a").render(given)
    assert given == {"x": 1}


def test_globals_come_from_the_environment_the_template_and_the_call() -> None:
    env = environment(a="{{ x }}{{ y }}{{ z }}")
    env.globals.update(x=1, y=1, z=1)
    template = env.get_template("a", globals={"y": 2, "z": 2})
    assert template.render(z=3) == "123"
    assert env.get_template("a", globals={"x": 9}).render() == "922"


def test_a_global_added_later_is_seen() -> None:
    env = environment(a="{{ x }}")
    template = env.get_template("a")
    env.globals["x"] = 5
    assert template.render() == "5"


def test_imported_macros_see_globals_and_not_the_context() -> None:
    env = environment(m="{% macro m() %}{{ g }}{{ x }}{% endmacro %}")
    env.globals["g"] = "G"
    assert env.from_string("{% from 'm' import m %}{{ m() }}").render(x="X") == "G"


def test_own_filters_and_tests_are_found() -> None:
    env = Environment()
    env.filters["double"] = lambda value: value * 2
    env.tests["big"] = lambda value: value > 10
    env.filters["my.filter"] = str.upper
    assert env.from_string("{{ 3|double }}{{ 11 is big }}{{ 'a'|my.filter }}").render() == "6TrueA"


def test_an_own_filter_may_replace_a_built_in_one() -> None:
    env = Environment()
    env.filters["e"] = lambda value: f"[{value}]"
    env.filters["upper"] = str.lower
    assert env.from_string("{{ '<'|e }}{{ 'A'|upper }}").render() == "[&lt;]a"


@pass_context
def with_context(context: Context, value: object = "") -> str:
    return f"{value}{context['x']}{context.name}{'y' in context}"


@pass_eval_context
def with_eval_context(eval_ctx: EvalContext, value: object = "") -> str:
    return f"{value}{eval_ctx.autoescape}"


@pass_environment
def with_environment(env: Environment, value: object = "") -> str:
    return f"{value}{isinstance(env, Environment)}"


@pytest.mark.parametrize("source", ["{{ f('v') }}", "{{ 'v'|f }}", "{{ ['v']|map('f')|first }}"])
@pytest.mark.parametrize(
    ("function", "expected"),
    [
        (with_context, "v1NoneFalse"),
        (with_eval_context, "vTrue"),
        (with_environment, "vTrue"),
    ],
)
def test_functions_get_what_they_ask_for(source: str, function: Any, expected: str) -> None:
    env = Environment()
    env.globals["f"] = env.filters["f"] = function
    assert env.from_string(source).render(x=1) == expected


@pytest.mark.parametrize(
    ("function", "expected"),
    [(with_context, "v1NoneFalse"), (with_eval_context, "vTrue"), (with_environment, "vTrue")],
)
def test_tests_get_what_they_ask_for(function: Any, expected: str) -> None:
    env = Environment()
    env.tests["t"] = function
    assert env.from_string("{{ 'v' is t }}").render(x=1) == expected


def test_a_method_gets_what_it_asks_for() -> None:
    class Helper:
        @pass_context
        def show(self, context: Context, value: int) -> str:
            return f"{context['x']}{value}"

    assert Environment().from_string("{{ h.show(2) }}").render(h=Helper(), x=1) == "12"


def test_the_eval_context_follows_the_autoescape_block() -> None:
    env = Environment()
    env.globals["f"] = with_eval_context
    source = "{{ f() }}{% autoescape false %}{{ f() }}{% endautoescape %}"
    source += "{% autoescape flag %}{{ f() }}{% endautoescape %}"
    assert env.from_string(source).render(flag=False) == "TrueFalseFalse"


def test_call_filter_and_call_test_work_without_a_template() -> None:
    env = Environment()
    assert env.call_filter("replace", "abc", ["b"], {"new": "x"}) == "axc"
    assert env.call_test("divisibleby", 9, [3])
    assert env.call_filter("join", ["<"], eval_ctx=EvalContext(env, autoescape=False)) == "<"
    with pytest.raises(TemplateRuntimeError, match="No filter named 'nosuch'"):
        env.call_filter("nosuch", 1)
    with pytest.raises(TemplateRuntimeError, match="needs a context"):
        env.call_filter("map", [1], ["string"])


def test_getattr_and_getitem_prefer_what_templates_prefer() -> None:
    class Both:
        x = "attribute"

        def __getitem__(self, name: str) -> str:
            return "item"

    env = Environment()
    assert env.getattr(Both(), "x") == "attribute"
    assert env.getitem(Both(), "x") == "item"
    assert not env.getattr({}, "nosuch")


@pytest.mark.parametrize(
    ("kind", "value"), [("get", "a"), ("select", ["no", "a"]), ("get_or_select", ["no", "a"])]
)
def test_templates_are_found_by_name_or_by_names(kind: str, value: Any) -> None:
    env = environment(a="A")
    assert getattr(env, f"{kind}_template")(value).render() == "A"


def test_a_template_may_be_given_for_a_name() -> None:
    env = environment(a="A{% block b %}{% endblock %}")
    template = env.get_template("a")
    assert env.get_template(template) is template
    assert env.select_template([template]) is template
    assert env.from_string("{% include t %}{% import t as m %}").render(t=template) == "A"
    assert env.from_string("{% extends t %}{% block b %}B{% endblock %}").render(t=template) == "AB"


def test_select_template_of_nothing_is_an_error() -> None:
    with pytest.raises(TemplatesNotFound, match="empty list"):
        environment().select_template([])


def test_an_undefined_name_is_an_error_that_names_the_variable() -> None:
    with pytest.raises(UndefinedError, match="'layout' is undefined"):
        environment().from_string("{% extends layout %}").render()


def test_without_a_loader_there_are_no_names() -> None:
    with pytest.raises(TypeError, match="no loader"):
        Environment().get_template("a")


def test_join_path_may_make_names_relative() -> None:
    class Relative(Environment):
        def join_path(self, template: str, parent: str) -> str:
            return f"{parent.rpartition('/')[0]}/{template}"

    sources = {"d/a": "{% include 'b' %}{% extends 'c' %}", "d/b": "B", "d/c": "C"}
    assert Relative(loader=DictLoader(sources)).get_template("d/a").render() == "BC"


class Counting(BaseLoader):
    """Counts how often it is asked for a source."""

    def __init__(self) -> None:
        self.loads = 0
        self.current = True

    def get_source(self, environment: Any, template: str) -> Any:
        self.loads += 1
        return f"{template}{self.loads}", None, lambda: self.current


def test_a_template_is_compiled_once() -> None:
    loader = Counting()
    env = Environment(loader=loader)
    assert env.get_template("a") is env.get_template("a")
    assert loader.loads == 1


def test_a_changed_template_is_compiled_again() -> None:
    loader = Counting()
    env = Environment(loader=loader)
    assert env.get_template("a").render() == "a1"
    loader.current = False
    assert env.get_template("a").render() == "a2"


def test_without_auto_reload_a_change_is_not_noticed() -> None:
    loader = Counting()
    env = Environment(loader=loader, auto_reload=False)
    env.get_template("a")
    loader.current = False
    assert env.get_template("a").render() == "a1"


@pytest.mark.parametrize(("size", "loads"), [(0, 6), (2, 6), (3, 3), (-1, 3)])
def test_the_cache_holds_a_number_of_templates(size: int, loads: int) -> None:
    loader = Counting()
    env = Environment(loader=loader, cache_size=size)
    for name in ("a", "b", "c") * 2:
        env.get_template(name)
    assert loader.loads == loads


def test_threads_may_share_an_environment() -> None:
    sources = {f"t{number}": f"{{{{ x }}}}{number}" for number in range(20)}
    env = Environment(loader=DictLoader(sources), cache_size=5)
    failures: list[str] = []

    def work() -> None:
        for turn in range(100):
            number = turn % 20
            text = env.get_template(f"t{number}").render(x=turn)
            if text != f"{turn}{number}":
                failures.append(text)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []


def test_list_templates_can_be_narrowed() -> None:
    env = Environment(loader=DictLoader({"a.html": "", "b.txt": "", "c": ""}))
    assert env.list_templates() == ["a.html", "b.txt", "c"]
    assert env.list_templates(extensions=["txt", "html"]) == ["a.html", "b.txt"]
    assert env.list_templates(filter_func=lambda name: name < "b") == ["a.html"]


def test_a_module_has_the_macros_and_variables_of_a_template() -> None:
    template = Environment().from_string(
        "{% macro m(x) %}[{{ x }}{{ g }}]{% endmacro %}{% set v = 3 %}{% set _p = 4 %}text"
    )
    module = template.module
    assert (module.m("<"), module.v, str(module)) == ("[&lt;]", 3, "text")
    assert not hasattr(module, "_p")
    assert module.__html__() == Markup("text")
    assert "None" in repr(module)
    assert template.module is module
    assert template.make_module({"g": "G"}).m(1) == "[1G]"


def test_an_overlay_has_other_options_and_the_same_filters() -> None:
    env = environment(a="<% x %>{{ x }}")
    env.filters["f"] = str.upper
    other = env.overlay(variable_start_string="<%", variable_end_string="%>")
    assert other.get_template("a").render(x=1) == "1{{ x }}"
    assert env.get_template("a").render(x=1) == "<% x %>1"
    env.filters["g"] = str.lower
    assert other.from_string("<% 'A'|g %>").render() == "a"


def test_compile_expression_makes_a_function() -> None:
    env = Environment()
    assert env.compile_expression("a + b * 2")(a=1, b=3) == 7
    assert env.compile_expression("missing")() is None
    assert not env.compile_expression("missing", undefined_to_none=False)()
    assert env.compile_expression("[x|upper, 1]")({"x": "a"}) == ["A", 1]
    for source in ("1 +", "1 %}{% set x = 2"):
        with pytest.raises(TemplateSyntaxError):
            env.compile_expression(source)


def test_finalize_sees_every_value() -> None:
    env = Environment(finalize=lambda value: "-" if value is None else value)
    source = "{{ none }}{{ x }}{{ 'c' }}{% for y in [none] %}{{ y }}{% endfor %}text"
    assert env.from_string(source).render(x="<") == "-&lt;c-text"


def test_finalize_may_ask_for_the_context() -> None:
    @pass_context
    def finalize(context: Context, value: object) -> str:
        return f"{context['p']}{value}"

    env = Environment(finalize=finalize)
    assert env.from_string("{{ 1 }}{% for y in [2] %}{{ y }}{% endfor %}").render(p="p") == "p1p2"


def test_autoescape_may_depend_on_the_name() -> None:
    env = Environment(
        loader=DictLoader({"a.html": "{{ x }}", "a.txt": "{{ x }}"}),
        autoescape=lambda name: name is None or name.endswith(".html"),
    )
    assert env.get_template("a.html").render(x="<") == "&lt;"
    assert env.get_template("a.txt").render(x="<") == "<"
    assert env.from_string("{{ x }}").render(x="<") == "&lt;"


def test_undefined_may_be_strict() -> None:
    with pytest.raises(UndefinedError, match="'x' is undefined"):
        Environment(undefined=StrictUndefined).from_string("{{ x }}").render()


def test_options_may_be_set_before_the_first_template() -> None:
    env = Environment()
    env.trim_blocks = True
    env.undefined = StrictUndefined
    assert env.from_string("{% if true %}\nx{% endif %}").render() == "x"
    with pytest.raises(UndefinedError):
        env.from_string("{{ x.y }}").render(x={})


def test_names_of_what_is_built_in_are_accepted_as_extensions() -> None:
    Environment(extensions=["jinja2.ext.do", "jinja2.ext.loopcontrols"])
    with pytest.raises(ValueError, match="not known"):
        Environment(extensions=["jinja2.ext.nosuch"])


def test_lex_and_parse_show_the_stages() -> None:
    env = Environment()
    assert env.lex("a{{ b }}") == [
        (1, "data", "a"),
        (1, "variable_begin", ""),
        (1, "name", "b"),
        (1, "variable_end", ""),
        (1, "eof", ""),
    ]
    assert "Name" in repr(env.parse("{{ b }}"))
    assert "def root(" in env.compile_source("{{ b }}")


def test_the_policies_of_filters_can_be_changed() -> None:
    env = Environment()
    env.policies["json.dumps_kwargs"] = {}
    env.policies["json.dumps_function"] = lambda value, **options: f"<{value}{options}>"
    env.policies["truncate.leeway"] = 0
    env.policies["urlize.rel"] = None
    assert env.from_string("{{ 1|tojson }}").render() == "\\u003c1{}\\u003e"
    assert env.from_string("{{ 'aaaa'|truncate(3, true) }}").render() == "..."
    assert "rel" not in env.from_string("{{ 'http://a.com'|urlize }}").render()


def test_a_template_knows_where_it_is_from() -> None:
    env = environment(a="")
    template = env.get_template("a")
    assert isinstance(template, Template)
    assert (template.name, template.filename, template.is_up_to_date) == ("a", None, True)
    assert repr(template) == "<Template 'a'>"
    assert "0x" in repr(env.from_string(""))


def test_a_template_of_an_error_is_tried_again() -> None:
    sources = {"a": "{% if %}"}
    env = Environment(loader=DictLoader(sources))
    with pytest.raises(TemplateSyntaxError):
        env.get_template("a")
    sources["a"] = "ok"
    assert env.get_template("a").render() == "ok"


def test_a_context_is_a_mapping_of_the_variables() -> None:
    seen: dict[str, Any] = {}

    @pass_context
    def look(context: Context) -> str:
        seen["x"] = context["x"]
        seen["get"] = context.get("nosuch", 7)
        seen["in"] = "x" in context
        seen["all"] = context.get_all()["v"]
        seen["exported"] = (context.get_exported(), context.exported_vars)
        seen["parent"] = "v" in context.parent
        seen["resolve"] = (context.resolve("x"), bool(context.resolve("nosuch")))
        seen["call"] = context.call(str.upper, "a")
        seen["keys"] = "x" in set(context.keys()) & set(context)
        seen["values"] = 1 in list(context.values())
        seen["items"] = ("x", 1) in context.items()
        seen["len"] = len(context) > 2
        return repr(context)

    template = Environment().from_string("{% set v = 2 %}{{ look() }}")
    assert template.render(x=1, look=look) == "&lt;Context of None&gt;"
    assert seen == {
        "x": 1,
        "get": 7,
        "in": True,
        "all": 2,
        "exported": ({"v": 2}, {"v"}),
        "parent": False,
        "resolve": (1, False),
        "call": "A",
        "keys": True,
        "values": True,
        "items": True,
        "len": True,
    }


def test_a_missing_template_is_not_found() -> None:
    with pytest.raises(TemplateNotFound, match="nosuch"):
        environment().get_template("nosuch")
