"""The audit lists the values that escaping cannot make safe, and no others."""

import time

import pytest

from microweb.templating import Environment, TemplateSyntaxError
from microweb.templating.audit import audit_source


def kinds(source: str) -> list[str]:
    return [doubt.kind for doubt in audit_source(source)]


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        ("<p class={{ x }}>", "unquoted"),
        ("<p class=a-{{ x }} id='b'>", "unquoted"),
        ("<p class = {{ x }}>", "unquoted"),
        ("<p {{ x }}>", "tag"),
        ("<p class='a' {{ x }}>", "tag"),
        ("<a href='{{ x }}'>", "url"),
        ('<a title="a" HREF="{{ x }}/b">', "url"),
        ("<form action='{{ x }}'>", "url"),
        ("<img src='{{ x }}'>", "url"),
        ("<button formaction='{{ x }}'>", "url"),
        ("<script>let x = {{ x }}</script>", "script"),
        ("<SCRIPT>let x = '{{ x }}'</SCRIPT>", "script"),
        ("<script>a('<p>');{{ x }}</script>", "script"),
        ("<p onclick='go({{ x }})'>", "script"),
        ("<iframe srcdoc='{{ x }}'>", "script"),
        ("<style>p { color: {{ x }} }</style>", "style"),
        ("<p style='color: {{ x }}'>", "style"),
        ("{{ x|safe }}", "safe"),
        ("<p title='{{ x|upper|safe }}'>", "safe"),
        ("{% if y %}<p class={% else %}<p id={% endif %}{{ x }}>", "unquoted"),
        ("{% for y in z %}<p id={{ y }}>{% endfor %}", "unquoted"),
        ("{% block b %}<script>{{ x }}</script>{% endblock %}", "script"),
        ("{% macro m(x) %}<a href='{{ x }}'>{% endmacro %}", "url"),
        ("<p id={{ 'a' if y else x }}>", "unquoted"),
    ],
)
def test_t89_a_value_where_escaping_does_not_help_is_listed(source: str, kind: str) -> None:
    assert kinds(source) == [kind]


@pytest.mark.parametrize(
    "source",
    [
        "{{ x }}",
        "<p>{{ x }}</p>",
        "<p title='{{ x }}' lang=\"{{ x }}\">{{ x }}",
        "<a href='/users/{{ x }}'>",
        "<a href='{{ url_for(\"show\", id=x) }}'>",
        "<a href='{{ \"/users/\" ~ x }}'>",
        "<a href='/?{{ x|urlencode }}'>",
        "<script>let x = {{ x|tojson }}</script>",
        "<script>let x = {{ x|tojson|safe }}</script>{{ x }}",
        "<script src='/a.js' nonce='{{ csp_nonce() }}'></script>",
        "<script nonce={{ csp_nonce() }}></script>",
        "<p data-x='{{ x|tojson }}'>",
        "<p {{ {'id': x}|xmlattr }}>",
        "<input {{ 'checked' if x }}>",
        "<input width={{ x|int }} size={{ 4 }}>",
        "<!-- <p class={{ x }}> -->{{ x }}",
        "<p class=a>{{ x }}",
        "<p class=a/>{{ x }}",
        "a < b {{ x }} > c",
        "{% if y %}<p class='{% else %}<p id='{% endif %}{{ x }}'>{{ x }}",
        "<script>{% raw %}{{ x }}{% endraw %}</script>",
        "{{ '<b>'|safe }}",
    ],
)
def test_t89_a_value_in_a_sound_place_is_not(source: str) -> None:
    assert kinds(source) == []


def test_t82_an_attribute_without_quotes_is_listed_with_its_line_and_the_way_out() -> None:
    (doubt,) = audit_source("<p>\n<input value={{ x }}>")
    assert doubt.lineno == 2
    assert "put it in quotes" in doubt.advice


def test_doubts_come_in_the_order_of_the_lines() -> None:
    source = "{% macro m() %}\n{{ a|safe }}{% endmacro %}<p {{ x }}>\n\n<p a={{ y }}>"
    assert [doubt.lineno for doubt in audit_source(source)] == [2, 2, 4]


def test_the_syntax_is_that_of_the_environment() -> None:
    environment = Environment(variable_start_string="<<", variable_end_string=">>")
    assert [doubt.kind for doubt in audit_source("<p a=<< x >>>", environment)] == ["unquoted"]


def test_what_is_no_template_is_an_error_that_names_it() -> None:
    with pytest.raises(TemplateSyntaxError) as caught:
        audit_source("{{ x", name="a.html")
    assert caught.value.name == "a.html"


@pytest.mark.parametrize("start", ["", "<a ", "<a b=", "<a b='", "<!--", "<script>"])
@pytest.mark.parametrize("piece", ["<", "<a ", "a", " ", "=", "a ", "a=", "</", "'", "--"])
def test_hostile_text_takes_a_moment(start: str, piece: str) -> None:
    text = start + piece * (200_000 // len(piece))
    started = time.process_time()
    audit_source(text)
    assert time.process_time() - started < 3
