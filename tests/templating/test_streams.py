"""Streaming gives the same text as rendering, as it is rendered."""

import io
from pathlib import Path
from typing import Any

import pytest

from microweb.templating import DictLoader, Environment, TemplateRuntimeError

SOURCES = {
    "base": "<{% block title %}T{% endblock %}>{% block body %}{% endblock %}</{{ end }}>",
    "mid": "{% extends 'base' %}{% block body %}[{{ super() }}]{% endblock %}",
    "page": (
        "{% extends 'mid' %}{% set end = 'x' %}{% block title %}{{ super() }}!{% endblock %}"
        "{% block body %}{% for i in items %}{{ loop.index }}{{ i }}{% include 'part' %}"
        "{% endfor %}"
        "{{ super() }}{% endblock %}"
    ),
    "part": "({{ i }}){% block p %}p{% endblock %}",
    "either": "{% if flag %}{% extends 'base' %}{% endif %}a{% block body %}b{% endblock %}",
    "macro": "{% macro m(x) %}<{{ x }}{{ caller() }}>{% endmacro %}{% call m(1) %}c{% endcall %}",
    "nested": (
        "{% for x in [[1], [2]] recursive %}{{ x }}{% if x is iterable %}{{ loop(x) }}{% endif %}"
        "{% endfor %}"
    ),
    "capture": "{% set x %}a{{ 1 }}{% endset %}{{ x }}{% filter upper %}b{{ x }}{% endfilter %}",
    "plain": "text",
    "empty": "",
    "autoescape": "{% autoescape flag %}{{ '<' ~ x }}{% endautoescape %}",
    "missing": "{% include 'nosuch' ignore missing %}{% include ['nosuch', 'plain'] %}",
    "scoped": "{% for i in [1, 2] %}{% block s scoped %}{{ i }}{% endblock %}{% endfor %}",
    "without": "{% include 'part' without context %}",
}


@pytest.mark.parametrize("flag", [True, False])
@pytest.mark.parametrize("name", sorted(SOURCES))
def test_the_pieces_make_the_text(name: str, flag: bool) -> None:
    template = Environment(loader=DictLoader(SOURCES)).get_template(name)
    variables = {"items": ["<", "b"], "x": "&", "flag": flag}
    pieces = list(template.generate(variables))
    assert "".join(pieces) == template.render(variables)
    assert all(pieces)


def test_a_piece_comes_before_the_next_item_is_read() -> None:
    read: list[int] = []

    def items() -> Any:
        for number in range(3):
            read.append(number)
            yield number

    template = Environment().from_string("{% for x in items %}{{ x }},{% endfor %}")
    pieces = template.generate(items=items())
    assert next(pieces) == "0,"
    assert read == [0]


def test_a_block_and_an_include_are_streamed_too() -> None:
    sources = {
        "base": "a{% block b %}{% endblock %}",
        "page": "{% extends 'base' %}{% block b %}{% include 'part' %}{% endblock %}",
        "part": "{% for x in items %}{{ x }}{% endfor %}",
    }
    template = Environment(loader=DictLoader(sources)).get_template("page")
    pieces = template.generate(items=iter([1, 2]))
    assert [next(pieces), next(pieces), next(pieces)] == ["a", "1", "2"]


def test_a_buffered_stream_joins_pieces() -> None:
    template = Environment().from_string("{% for x in [1, 2, 3, 4, 5] %}{{ x }}{% endfor %}")
    stream = template.stream()
    assert next(stream) == "1"
    stream.enable_buffering(size=3)
    assert stream.buffered
    assert next(stream) == "234"
    stream.disable_buffering()
    assert not stream.buffered
    assert list(stream) == ["5"]


def test_a_buffer_of_one_is_refused() -> None:
    with pytest.raises(ValueError, match="buffer size"):
        Environment().from_string("").stream().enable_buffering(1)


def test_a_stream_can_be_dumped(tmp_path: Path) -> None:
    template = Environment().from_string("{% for x in ['é', 'b'] %}{{ x }}{% endfor %}")
    path = tmp_path / "out.txt"
    template.stream().dump(str(path))
    assert path.read_bytes() == "éb".encode()
    template.stream().dump(str(path), encoding="latin-1")
    assert path.read_bytes() == b"\xe9b"
    text = io.StringIO()
    template.stream().dump(text)
    assert text.getvalue() == "éb"
    data = io.BytesIO()
    template.stream().dump(data, encoding="ascii", errors="replace")
    assert data.getvalue() == b"?b"


def test_a_template_that_includes_itself_ends_in_an_error() -> None:
    environment = Environment(loader=DictLoader({"a": "x{% include 'a' %}"}))
    with pytest.raises(TemplateRuntimeError, match="include, extend or call itself"):
        list(environment.get_template("a").generate())
