"""Errors show the template's own name, line and source line, and the nearest name."""

import copy
import pickle
import traceback
from pathlib import Path
from typing import Any

import pytest

from microweb.templating import (
    DictLoader,
    Environment,
    FileSystemLoader,
    TemplateError,
    TemplateNotFound,
    TemplateRuntimeError,
    TemplatesNotFound,
    TemplateSyntaxError,
    UndefinedError,
)

FAILING = "first\nsecond {{ fine }}\n{% if fine %}\n  {{ fine // 0 }}\n{% endif %}\n"


def failure(environment: Environment, name: str, **variables: Any) -> str:
    """Return the traceback of a rendering that fails, as Python prints it."""
    try:
        environment.get_template(name).render(variables)
    except Exception:  # noqa: BLE001  # any error has a traceback
        return traceback.format_exc()
    raise AssertionError("it did not fail")


def last_frame(text: str) -> list[str]:
    lines = text.splitlines()
    start = max(number for number, line in enumerate(lines) if line.startswith("  File "))
    return lines[start : start + 2]


def test_a_traceback_shows_the_line_of_a_template_in_a_dict() -> None:
    frame, line = last_frame(failure(Environment(loader=DictLoader({"a": FAILING})), "a", fine=1))
    assert frame.startswith('  File "template a", line 4, in ')
    assert line == "    {{ fine // 0 }}"


def test_a_traceback_shows_the_line_of_a_template_in_a_file(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(FAILING)
    environment = Environment(loader=FileSystemLoader(tmp_path))
    frame, line = last_frame(failure(environment, "a.html", fine=1))
    assert frame.startswith(f'  File "{tmp_path}/a.html", line 4, in ')
    assert line == "    {{ fine // 0 }}"


def test_a_traceback_shows_every_template_on_the_way() -> None:
    sources = {
        "base": "<html>\n{% block body %}{% endblock %}",
        "page": "{% extends 'base' %}\n{% block body %}\n\n{% include 'part' %}{% endblock %}",
        "part": "{% from 'macros' import bad %}\n\n{% for x in [1] %}\n{{ bad(x) }}{% endfor %}",
        "macros": "{% macro bad(x) %}\n{{ x }}\n{{ x / 0 }}{% endmacro %}",
    }
    text = failure(Environment(loader=DictLoader(sources)), "page")
    for line in (
        'File "template base", line 2, in root',
        'File "template page", line 4, in _block_body',
        'File "template part", line 4, in root',
        'File "template macros", line 3, in _macro',
        "{{ x / 0 }}",
    ):
        assert line in text


@pytest.mark.parametrize(
    ("source", "line"),
    [
        ("a\nb{{ x.y.z }}", 2),
        ("\n\n{{ missing.attribute }}", 3),
        ("{{ 1 }}{{ 2 }}\n{{ 1 / 0 }}{{ 3 }}\n{{ 4 }}", 2),
        ("{% set a = 1 %}\n{% set b = 1 / 0 %}", 2),
        ("{% for x in [1] %}\n\n{{ x / 0 }}\n{% endfor %}", 3),
        ("{% for x in 5 %}\n{% endfor %}", 1),
        ("{% for x in [0, 1] if 1 / x %}\n{% endfor %}", 1),
        ("\n{% if 1 / 0 %}{% endif %}", 2),
        ("{% if false %}\n{% elif 1 / 0 %}{% endif %}", 2),
        ("{% macro m() %}\n{{ 1 / 0 }}{% endmacro %}\n{{ m() }}", 2),
        ("{% block b %}\n{{ 1 / 0 }}{% endblock %}", 2),
        ("{% filter upper %}\n{{ 1 / 0 }}{% endfilter %}", 2),
        ("{% set x %}\n\n{{ 1 / 0 }}{% endset %}", 3),
        ("{# a\nb\nc #}{{ 1 / 0 }}", 3),
        ("{% raw %}\n\n{% endraw %}{{ 1 / 0 }}", 3),
        ("{{ [1,\n2,\n3] }}\n{{ 1 / 0 }}", 4),
        ("a\r\nb\r\n{{ 1 / 0 }}", 3),
        ("{%- if true -%}\n\n  {{- 1 / 0 }}{% endif %}", 3),
        ("{% do 1 %}\n{% do 1 / 0 %}", 2),
        ("{% include 'nosuch' ignore missing %}\n{% include 'nosuch' %}", 2),
        ("{% call m() %}{% endcall %}\n", 1),
        ("\n{% with a = 1 / 0 %}{% endwith %}", 2),
        ("{% for x in [1] recursive %}\n{{ 1 / 0 }}{% endfor %}", 2),
        ("x" * 300 + "\n" * 300 + "{{ 1 / 0 }}", 301),
    ],
)
def test_the_line_of_a_failure_is_that_of_the_template(source: str, line: int) -> None:
    template = Environment(loader=DictLoader({})).from_string(source)
    for run in (template.render, lambda **v: list(template.generate(**v))):
        with pytest.raises(Exception) as caught:  # noqa: PT011  # many kinds
            run(x={})
        frames = traceback.extract_tb(caught.value.__traceback__)
        own = [frame.lineno for frame in frames if frame.filename.startswith("template string")]
        assert own[-1] == line


def test_two_strings_show_their_own_lines() -> None:
    environment = Environment()
    for source in ("{{ 1 / 0 }} one", "{{ 1 / 0 }} two"):
        try:
            environment.from_string(source).render()
        except ZeroDivisionError:
            assert source in traceback.format_exc()


def test_a_syntax_error_shows_name_line_and_source_line() -> None:
    environment = Environment(loader=DictLoader({"a.html": "one\n  {% if x y %}\nthree"}))
    with pytest.raises(TemplateSyntaxError) as caught:
        environment.get_template("a.html")
    error = caught.value
    assert (error.name, error.lineno, error.filename) == ("a.html", 2, None)
    assert str(error).splitlines()[1:] == ['  File "a.html", line 2', "    {% if x y %}"]
    assert error.source_line == "  {% if x y %}"


def test_a_syntax_error_in_a_file_names_the_file(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text("{% nosuch %}")
    with pytest.raises(TemplateSyntaxError, match="nosuch") as caught:
        Environment(loader=FileSystemLoader(tmp_path)).get_template("a.html")
    assert caught.value.filename == str(tmp_path / "a.html")
    assert str(tmp_path) in str(caught.value)


def test_a_syntax_error_has_no_frames_of_the_parser() -> None:
    with pytest.raises(TemplateSyntaxError) as caught:
        Environment().from_string("{{ ((1 + }}")
    assert "expressions.py" not in "".join(traceback.format_tb(caught.value.__traceback__))


@pytest.mark.parametrize(
    "change", [copy.copy, copy.deepcopy, lambda e: pickle.loads(pickle.dumps(e))]
)
def test_a_syntax_error_can_be_copied(change: Any) -> None:
    error = TemplateSyntaxError("message", 3, "name", "file")
    error.source = "1\n2\n3"
    again = change(error)
    assert (str(again), again.source_line) == (str(error), "3")


@pytest.mark.parametrize(
    ("source", "hint"),
    [
        ("{{ x|uper }}", "upper"),
        ("{{ x is defind }}", "defined"),
        ("{% fore x in y %}{% endfor %}", "for"),
        ("{% edfor %}", "endfor"),
        ("{{ [1]|map('uper')|list }}", "upper"),
        ("{{ [1]|select('evn')|list }}", "even"),
        ("{% include 'bsae.html' %}", "base.html"),
        ("{% block title %}{% endblock %}{{ self.titel() }}", "title"),
        ("{% macro m(class) %}{% endmacro %}{{ m(clas=1) }}", "class"),
    ],
)
def test_an_unknown_name_suggests_the_nearest(source: str, hint: str) -> None:
    environment = Environment(loader=DictLoader({"base.html": ""}))
    with pytest.raises((TemplateError, TypeError), match=f"Did you mean '{hint}'"):
        environment.from_string(source).render(x=1, y=[])


def test_a_template_that_is_not_found_is_a_lookup_error_and_an_os_error() -> None:
    with pytest.raises(TemplateNotFound) as caught:
        Environment(loader=DictLoader({})).get_template("a.html")
    assert isinstance(caught.value, LookupError)
    assert isinstance(caught.value, OSError)
    assert (caught.value.name, caught.value.templates, str(caught.value)) == (
        "a.html",
        ["a.html"],
        "a.html",
    )


def test_several_templates_that_are_not_found_are_all_named() -> None:
    with pytest.raises(TemplatesNotFound, match="a, b") as caught:
        Environment(loader=DictLoader({})).select_template(["a", "b"])
    assert (caught.value.name, caught.value.templates) == ("b", ["a", "b"])


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("{{ missing.x }}", "'missing' is undefined"),
        ("{{ x.y.z }}", "'dict object' has no attribute 'y'"),
        ("{{ x['y'].z }}", "'dict object' has no attribute 'y'"),
        ("{{ [][0].z }}", "list object has no element 0"),
        ("{{ none.x.y }}", "'None' has no attribute 'x'"),
        ("{{ missing() }}", "'missing' is undefined"),
        ("{% macro m(a) %}{{ a.b }}{% endmacro %}{{ m() }}", "parameter 'a' was not provided"),
        ("{{ super() }}", "'super' is undefined"),
        ("{% block b %}{{ super() }}{% endblock %}", "there is no parent block called 'b'"),
        ("{% macro m() %}{{ caller() }}{% endmacro %}{{ m() }}", "No caller defined"),
    ],
)
def test_an_undefined_value_says_what_is_missing(source: str, message: str) -> None:
    with pytest.raises(UndefinedError, match=message.replace("(", "\\(")):
        Environment().from_string(source).render(x={})


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("{% extends 'a' %}{% extends 'a' %}", "extended multiple times"),
        ("{% block b required %}{% endblock %}", "Required block 'b' not found"),
        ("{% set x.y = 1 %}", "cannot assign attribute on non-namespace object"),
    ],
)
def test_a_runtime_error_says_what_happened(source: str, message: str) -> None:
    with pytest.raises(TemplateRuntimeError, match=message):
        Environment(loader=DictLoader({"a": ""})).from_string(source).render(x={})


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("{% for x in y %}", "expected 'endfor' or 'else'.*innermost block.*'for'"),
        ("{% if x %}{% for y in z %}{% endif %}", "unknown tag 'endif'.*'for'"),
        ("{{ x", "not closed"),
        ("{{ (x }}", "expected '\\)'"),
        ("{% set %}", "expected a name, got end of statement block"),
        ("{% block a %}{% endblock %}{% block a %}{% endblock %}", "block 'a' defined twice"),
        ("{% break %}", "'break' outside of a loop"),
        ("{{ 'x }}", "unexpected char"),
        ("{{ 1 ! 2 }}", "unexpected char '!' at 5; write 'not'"),
        ("{{ 1 && 2 }}", "unexpected char '&' at 5; write 'and'"),
        ("{{ 1 ? 2 }}", r"unexpected char '\?' at 5\n"),
        ("{% if x %}{% endfor %}", r"closed is 'if'\.\n"),
        ("{{ x }", "unexpected '}'; the print statement ends with '}}'"),
        ("{% if x }", "unexpected '}'; the statement block ends with '%}'"),
        ("{{ x ] }}", r"unexpected '\]'\n"),
        ("{{ " + "(" * 201, "more than 200 brackets"),
        ("{{ dict(a=1, a=2) }}", "keyword argument repeated: a"),
    ],
)
def test_a_syntax_error_says_what_was_expected(source: str, message: str) -> None:
    with pytest.raises(TemplateSyntaxError, match=message):
        Environment().from_string(source)


def test_an_error_of_a_value_passes_as_it_is() -> None:
    class Broken:
        @property
        def name(self) -> str:
            raise PermissionError("no")

    with pytest.raises(PermissionError):
        Environment().from_string("{{ x.name }}").render(x=Broken())
