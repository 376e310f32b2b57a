"""The nonce of a page goes into the tags of the template, never into those of values."""

import pytest

from microweb.templating import DictLoader, Environment

NONCED = ' nonce="abc"'


def render(source: str, nonce: str | None = "abc", **variables: object) -> str:
    return Environment(nonce=lambda: nonce).from_string(source).render(variables)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("<script>x</script>", "<script@>x</script>"),
        ("<script src='a.js'></script>", "<script@ src='a.js'></script>"),
        ("<SCRIPT\nasync></SCRIPT>", "<SCRIPT@\nasync></SCRIPT>"),
        ("<style>a{}</style>", "<style@>a{}</style>"),
        ("<script/>", "<script@/>"),
        ("<link rel=stylesheet href=a.css>", "<link@ rel=stylesheet href=a.css>"),
        ('<link href="a" rel="preload stylesheet">', '<link@ href="a" rel="preload stylesheet">'),
        ("<link rel='StyleSheet'>", "<link@ rel='StyleSheet'>"),
        ("<link rel=icon href=a>", "<link rel=icon href=a>"),
        ("<link rel=icon title=stylesheet>", "<link rel=icon title=stylesheet>"),
        ("<scripted></scripted>", "<scripted></scripted>"),
        ("<script nonce='x'></script>", "<script nonce='x'></script>"),
        ("<script></script><script></script>", "<script@></script><script@></script>"),
        ("<!-- <script> --><script>", "<!-- <script> --><script@>"),
        ("<a title='<script>'>", "<a title='<script>'>"),
        ('<a title="x > y"><script>', '<a title="x > y"><script@>'),
        ("<script>'<script>'</script><style>", "<script@>'<script>'</script><style@>"),
        ('<script>"<style>"</SCRIPT ><style>', '<script@>"<style>"</SCRIPT ><style@>'),
        ("<textarea><script></textarea><script>", "<textarea><script></textarea><script@>"),
        ("<title><script></title>", "<title><script></title>"),
        ("a < b <script>", "a < b <script@>"),
        ("{% raw %}<script>{% endraw %}", "<script@>"),
        ("{# <script> #}x", "x"),
        ("<script src='{{ 1 }}'></script>", "<script@ src='1'></script>"),
        ("<script {{ 'x' }} nonce='y'>", "<script x nonce='y'>"),
        ("<link href='{{ 1 }}' rel='stylesheet'>", "<link@ href='1' rel='stylesheet'>"),
        ("<link href='{{ 1 }}'><b rel=stylesheet>", "<link href='1'><b rel=stylesheet>"),
        ("<script{% if true %} async{% endif %}></script>", "<script@ async></script>"),
        ("{% if x %}<script>{% else %}<script a>{% endif %}</script>", "<script@ a></script>"),
        ("{% for i in [1, 2] %}<script></script>{% endfor %}", "<script@></script>" * 2),
        ("{% for i in [] %}{% else %}<style></style>{% endfor %}", "<style@></style>"),
        ("{% block b %}<style></style>{% endblock %}<script>", "<style@></style><script@>"),
        ("<script>{% block b %}'<script>'{% endblock %}</script>", "<script@>'<script>'</script>"),
        ("{% macro m() %}<style>{% endmacro %}{{ m() }}", "<style@>"),
        ("{% set x %}<style>{% endset %}{{ x }}", "<style@>"),
        ("{% with %}<style></style>{% endwith %}<style>", "<style@></style><style@>"),
        ("{% filter trim %}<style>{% endfilter %}", "<style@>"),
        ("{% autoescape false %}<style>{% endautoescape %}", "<style@>"),
        (
            "{% macro m() %}{{ caller() }}{% endmacro %}{% call m() %}<style>{% endcall %}",
            "<style@>",
        ),
        ("<script", "<script@"),
        ("<!-- <script>", "<!-- <script>"),
    ],
)
def test_literal_tags_get_the_nonce(source: str, expected: str) -> None:
    assert render(source) == expected.replace("@", NONCED)


@pytest.mark.parametrize(
    "source", ["{{ x|safe }}", "{{ '<script>'|safe }}", "<{{ 'script'|safe }}>"]
)
def test_a_value_never_gets_the_nonce(source: str) -> None:
    assert "nonce" not in render(source, x="<script>alert(1)</script>")


def test_included_imported_and_parent_templates_get_the_nonce() -> None:
    sources = {
        "base": "<script></script>{% block b %}{% endblock %}",
        "part": "<style></style>",
        "macros": "{% macro m() %}<style></style>{% endmacro %}",
        "page": (
            "{% extends 'base' %}{% import 'macros' as m %}"
            "{% block b %}{% include 'part' %}{{ m.m() }}{% endblock %}"
        ),
    }
    environment = Environment(loader=DictLoader(sources), nonce=lambda: "abc")
    page = environment.get_template("page")
    assert page.render().count(NONCED) == 3
    assert "".join(page.generate()).count(NONCED) == 3


def test_the_nonce_is_asked_for_at_every_rendering_and_escaped() -> None:
    values = iter(["one", '"><b'])
    template = Environment(nonce=lambda: next(values)).from_string("<script>")
    assert template.render() == '<script nonce="one">'
    assert template.render() == '<script nonce="&#34;&gt;&lt;b">'


@pytest.mark.parametrize("nonce", [None, ""])
def test_without_a_nonce_tags_stay_as_they_are(nonce: str | None) -> None:
    assert render("<script>", nonce) == "<script>"


def test_a_template_without_such_tags_never_asks() -> None:
    def nonce() -> str:
        raise AssertionError("asked")

    environment = Environment(nonce=nonce)
    assert environment.from_string("<p>{{ 1 }}</p>").render() == "<p>1</p>"


def test_an_environment_without_nonces_leaves_the_source_alone() -> None:
    assert Environment().from_string("<script>").render() == "<script>"


def test_the_lines_of_a_template_stay_the_same() -> None:
    template = Environment(nonce=lambda: "abc").from_string("<script>\n</script>\n{{ 1 // 0 }}")
    with pytest.raises(ZeroDivisionError) as caught:
        template.render()
    assert caught.tb.tb_next is not None
    lines = [entry.lineno + 1 for entry in caught.traceback]
    assert lines[-1] == 3
