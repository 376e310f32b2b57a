"""Huge, deep and endless templates end in an answer or an error of the template, in linear time."""

import gc
import time
from collections.abc import Callable
from contextlib import suppress

import pytest

from microweb.templating import DictLoader, Environment, TemplateError

MANY = 10_000
PIECES = [
    "{% if x %}a{% endif %}",
    "{% for i in [1] %}{{ i }}{% endfor %}",
    "{% set a = 1 %}",
    "{{ x }}\n",
    "{{ 'a'|upper }}",
    "{# c #}",
    "{% raw %}{{{% endraw %}",
    "{% with a = 1 %}{% endwith %}",
    "{% filter upper %}a{% endfilter %}",
    "{% include 'n' ignore missing %}",
    "{% set a %}b{% endset %}",
    "{% autoescape false %}{% endautoescape %}",
]


def render(source: str, **variables: object) -> str:
    return Environment(loader=DictLoader({})).from_string(source).render(variables)


def cpu_time(work: Callable[[], object]) -> float:
    """Return the CPU time of some work, in seconds."""
    gc.collect()
    gc.disable()
    start = time.process_time()
    with suppress(TemplateError):
        work()
    taken = time.process_time() - start
    gc.enable()
    return taken


def is_linear(make: Callable[[int], str], size: int = MANY // 5) -> bool:
    """Whether four times the size takes about four times as long, and not sixteen times."""
    small, large = make(size // 4), make(size)
    second = cpu_time(lambda: render(large, x=1))
    return second < 0.1 or second < 8 * min(cpu_time(lambda: render(small, x=1)) for _ in range(2))


@pytest.mark.parametrize("piece", PIECES)
def test_many_tags_in_a_row_take_linear_time(piece: str) -> None:
    assert is_linear(lambda size: piece * size)


def test_ten_thousand_tags_are_an_answer() -> None:
    each = render("".join(PIECES), x=1)
    assert render("".join(PIECES) * (MANY // len(PIECES)), x=1) == each * (MANY // len(PIECES))


@pytest.mark.parametrize(
    ("piece", "many"),
    [
        ("{% block a# %}x{% endblock %}", MANY // 4),
        # What Python's compiler does with many functions shows at this size only.
        ("{% macro a#() %}x{% endmacro %}", MANY),
        ("{% set a# = 1 %}", MANY // 2),
    ],
)
def test_many_names_take_linear_time(piece: str, many: int) -> None:
    def source(size: int) -> str:
        return "".join(piece.replace("#", str(number)) for number in range(size))

    assert is_linear(source, many)


@pytest.mark.parametrize(
    ("opening", "closing"),
    [
        ("{% if x %}", "{% endif %}"),
        ("{% for i in x %}", "{% endfor %}"),
        ("{% with %}", "{% endwith %}"),
        ("{% filter upper %}", "{% endfilter %}"),
        ("{% autoescape true %}", "{% endautoescape %}"),
        ("{% macro m() %}", "{% endmacro %}"),
        ("{% call m() %}", "{% endcall %}"),
        ("{% set x %}", "{% endset %}"),
        ("{% if x %}{% else %}", "{% endif %}"),
        ("{% for i in x recursive %}", "{% endfor %}"),
        ("{{ (", ") }}"),
        ("{{ [", "] }}"),
        ("{{ {1: ", "} }}"),
        ("{{ x(", ") }}"),
        ("{{ x[", "] }}"),
    ],
)
def test_t90_nesting_without_end_is_an_error_of_the_template(opening: str, closing: str) -> None:
    with pytest.raises(TemplateError):
        render(opening * MANY + "1" + closing * MANY, x=[1])


@pytest.mark.parametrize("depth", [5, 15])
@pytest.mark.parametrize("tag", ["if x", "for i in x", "with a = 1", "filter trim"])
def test_nesting_as_people_write_it_works(tag: str, depth: int) -> None:
    closing = f"{{% end{tag.split()[0]} %}}"
    assert render(f"{{% {tag} %}}" * depth + "a" + closing * depth, x=[1]) == "a"


@pytest.mark.parametrize(
    "chain",
    [
        "x" + "|upper" * MANY,
        "x" + ".a" * MANY,
        "x" + "[0]" * MANY,
        "x" + "()" * MANY,
        "1" + " + 1" * MANY,
        "1" + " ** 1" * MANY,
        "not " * MANY + "1",
        "-" * MANY + "1",
        "1" + " if 1 else 1" * MANY,
        "x" + " is odd" * MANY,
    ],
)
def test_a_chain_without_end_is_an_error_of_the_template(chain: str) -> None:
    with pytest.raises(TemplateError):
        render("{{ " + chain + " }}", x="a")


@pytest.mark.parametrize(
    "chain", ["1" + " ~ 1" * MANY, "1" + " and 1" * MANY, "1" + " or 1" * MANY]
)
def test_a_long_row_of_equals_is_no_nesting(chain: str) -> None:
    assert set(render("{{ " + chain + " }}")) == {"1"}


def test_many_branches_are_an_answer_or_an_error() -> None:
    with pytest.raises(TemplateError):
        render("{% if x %}" + "{% elif x %}" * MANY + "{% endif %}")
    assert render("{% if x %}" + "{% elif y %}" * 50 + "{% else %}z{% endif %}") == "z"


def test_a_megabyte_of_text_is_written_as_it_is() -> None:
    text = "<p>{ % # }</p>\n" * 70_000 + "end"
    assert render(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "{{" * 300_000,
        "{%" * 300_000,
        "{#" * 300_000,
        "{% raw %}" * 100_000,
        "{{ '" + "a" * 1_000_000,
        "{{ " + " " * 1_000_000,
        "{% if " + " " * 1_000_000 + "x %}{% endif %}",
        "x" + " " * 1_000_000 + "{%- if x %}{% endif %}",
        "{{ " + "a" * 1_000_000 + " }}",
        "{{ " + "9" * 1_000_000 + " }}",
        "{{ '" + "\\x41" * 200_000 + "' }}",
        "-%}" * 300_000,
    ],
)
def test_a_megabyte_of_anything_is_read_quickly(text: str) -> None:
    assert cpu_time(lambda: render(text)) < 5


@pytest.mark.parametrize(
    "text", [" " * 1_000_000, "\n" * 1_000_000, "a#" * 500_000, " #" * 300_000]
)
def test_line_statements_take_no_time_either(text: str) -> None:
    environment = Environment(
        line_statement_prefix="%", line_comment_prefix="##", lstrip_blocks=True, trim_blocks=True
    )
    assert cpu_time(lambda: environment.from_string(text).render()) < 5


@pytest.mark.parametrize(
    "sources",
    [
        {"a": "{% include 'a' %}"},
        {"a": "{% extends 'a' %}"},
        {"a": "{% import 'a' as a %}"},
        {"a": "{% extends 'b' %}", "b": "{% extends 'a' %}"},
        {"a": "{% include 'b' %}", "b": "{% block x %}{% include 'a' %}{% endblock %}"},
        {"a": "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}"},
        {"a": "{% block b %}{{ self.b() }}{% endblock %}"},
        {"a": "{% for x in [1] recursive %}{{ loop([1]) }}{% endfor %}"},
    ],
)
def test_t90_a_template_that_calls_itself_without_end_is_an_error(sources: dict[str, str]) -> None:
    with pytest.raises(TemplateError, match="nested too deeply"):
        Environment(loader=DictLoader(sources)).get_template("a").render()
