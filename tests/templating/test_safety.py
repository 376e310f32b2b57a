"""What templates may not reach, and what may not reach the output."""

from decimal import Decimal
from typing import Any

import pytest

from microweb.templating import (
    DictLoader,
    Environment,
    FilterArgumentError,
    Markup,
    SecurityError,
    TemplateError,
    TemplateNotFound,
    TemplateSyntaxError,
    Undefined,
)

SPECIAL = "<>&\"'"
ESCAPED = "&lt;&gt;&amp;&#34;&#39;"


class Account:
    """Holds what no page may show."""

    limit = "shown"

    def __init__(self) -> None:
        self._token = "s3cret"
        self.__key = "s3cret"

    def holder(self) -> str:
        return "Ann"


def render(source: str, **variables: Any) -> str:
    return Environment().from_string(source).render(variables)


@pytest.mark.parametrize(
    "source",
    [
        "{{ account._token }}",
        "{{ account._Account__key }}",
        "{{ account.__class__ }}",
        "{{ account.__dict__ }}",
        "{{ ''.__class__.__mro__[1].__subclasses__() }}",
        "{{ account.holder.__func__.__globals__ }}",
        "{{ self.__init__.__globals__ }}",
        "{{ cycler.__init__.__globals__.os }}",
        "{{ loop.__class__ }}",
        "{% set x = account._token %}",
        "{% for x in account._token %}{% endfor %}",
        "{% if account._token %}{% endif %}",
        "{{ f(account._token) }}",
        "{{ account|upper._x }}",
        "{% import 'm' as m %}{{ m._x }}",
    ],
)
def test_t80_a_name_with_an_underscore_does_not_compile(source: str) -> None:
    with pytest.raises(TemplateSyntaxError, match=r"underscore|No filter"):
        render(source, account=Account())


@pytest.mark.parametrize(
    "source",
    [
        "{{ account|attr('_token') }}",
        "{{ account|attr('__class__') }}",
        "{{ account|attr('_' ~ 'token') }}",
        "{{ ''['__class__']['__mro__'] }}",
        "{{ account['_token'] }}",
        "{{ account[name] }}",
        "{{ account['__class__'] }}",
        "{{ account['__init__']['__globals__'] }}",
        "{{ [account]|map(attribute='_token')|list }}",
        "{{ [account]|map(attribute='__class__.__name__')|join }}",
        "{{ [account]|sum(attribute='_token') }}",
        "{{ [account]|sort(attribute='_token') }}",
        "{{ [account]|groupby('_token') }}",
        "{{ [account]|selectattr('_token')|list }}",
        "{{ [account]|rejectattr('_token')|list }}",
        "{{ [account]|unique(attribute='_token')|list }}",
        "{{ [account]|max(attribute='_token') }}",
        "{{ [account]|join(attribute='_token') }}",
        "{{ [account]|map('attr', '_token')|list }}",
        "{{ '{0._token}'.format(account) }}",
        "{{ '{a._token}'.format(a=account) }}",
        "{{ '{a._token}'.format_map({'a': account}) }}",
        "{{ ('{0._token}'|safe).format(account) }}",
        "{{ '{0._token}'['format'](account) }}",
        "{{ ('{0._token}'|attr('format'))(account) }}",
        "{{ ['{0._token}']|map('attr', 'format')|list }}",
        "{{ ['{0._token}']|map(attribute='format')|first }}",
        "{% set f = '{0._token}'.format %}{{ f(account) }}",
        "{% for x in ['{0._token}'] %}{{ x.format(account) }}{% endfor %}",
        "{{ text.format(account) }}",
        "{{ cls.format(text, account) }}",
        "{{ generator.gi_frame.f_globals }}",
        "{{ generator['gi_frame'] }}",
        "{{ generator|attr('gi_code') }}",
        "{% for x in [generator] %}{{ x.gi_frame }}{% endfor %}",
        "{{ cls.mro() }}",
        "{{ cls['mro']() }}",
        "{{ range.mro() }}",
        "{{ error.tb_frame }}",
    ],
)
def test_t80_the_inside_of_python_is_out_of_reach(source: str) -> None:
    with pytest.raises(ValueError, match="invalid literal") as caught:
        int("x")
    variables = {
        "account": Account(),
        "name": "_token",
        "text": "{0._token}",
        "cls": str,
        "generator": (each for each in ()),
        "error": caught.tb,
    }
    try:
        rendered = render(source, **variables)
    except (TemplateError, TypeError):
        rendered = ""
    assert "s3cret" not in rendered
    assert "frame" not in rendered
    assert "class" not in rendered


def test_an_error_of_security_says_what_to_use_instead() -> None:
    with pytest.raises(SecurityError, match="filter `format`"):
        render("{{ 'x'.format() }}")


def test_a_format_of_another_class_is_no_danger() -> None:
    class Report:
        format = "A4"

    assert render("{{ report.format }}", report=Report()) == "A4"


def test_an_item_may_have_any_name_between_brackets() -> None:
    assert render("{{ row['_id'] }}", row={"_id": 7}) == "7"


def test_a_variable_may_start_with_an_underscore() -> None:
    assert render("{{ _('text') }}", _=str.upper) == "TEXT"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("{{ x }}", ESCAPED),
        ("<a title='{{ x }}'>", f"<a title='{ESCAPED}'>"),
        ('<a title="{{ x }}">', f'<a title="{ESCAPED}">'),
        ("{{ x ~ '' }}", ESCAPED),
        ("{{ x if true }}", ESCAPED),
        ("{{ [x][0] }}", ESCAPED),
        ("{{ {'k': x}.k }}", ESCAPED),
        ("{{ x|upper }}", ESCAPED),
        ("{{ x|default('') }}", ESCAPED),
        ("{{ [x]|join }}", ESCAPED),
        ("{{ x|replace('z', '') }}", ESCAPED),
        ("{{ x|string }}", ESCAPED),
        ("{{ '%s'|format(x) }}", ESCAPED),
        ("{{ '%s' % x }}", ESCAPED),
        ("{{ x + '' }}", ESCAPED),
        ("{{ x|trim }}", ESCAPED),
        ("{{ x|first ~ x[1:] }}", ESCAPED),
        ("{% for c in [x] %}{{ c }}{% endfor %}", ESCAPED),
        ("{% for c in [x] %}{{ loop.cycle(c, '') }}{% endfor %}", ESCAPED),
        ("{% set y = x %}{{ y }}", ESCAPED),
        ("{% set y %}{{ x }}{% endset %}{{ y }}", ESCAPED),
        ("{% with y = x %}{{ y }}{% endwith %}", ESCAPED),
        ("{% macro m(v) %}{{ v }}{% endmacro %}{{ m(x) }}", ESCAPED),
        (
            "{% macro m() %}{{ caller(x) }}{% endmacro %}{% call(v) m() %}{{ v }}{% endcall %}",
            ESCAPED,
        ),
        ("{% filter trim %}{{ x }}{% endfilter %}", ESCAPED),
        ("{% block b %}{{ x }}{% endblock %}", ESCAPED),
        ("{% block b %}{{ x }}{% endblock %}{{ self.b() }}", ESCAPED * 2),
        ("{% include 'i' %}", ESCAPED),
        ("{% import 'i' as i with context %}{{ i }}", ESCAPED),
        ("{{ obj }}", ESCAPED),
        ("{{ obj.text }}", ESCAPED),
        ("{{ f() }}", ESCAPED),
        ("{% filter striptags %}{{ x }}{% endfilter %}", ESCAPED),
        ("{{ x|e|striptags }}", ESCAPED),
        ("{{ {'t': x}|xmlattr }}", f' t="{ESCAPED}"'),
        ("{{ x|urlize }}", ESCAPED),
        ("{{ x|indent }}", ESCAPED),
    ],
)
def test_t82_the_five_characters_are_escaped(source: str, expected: str) -> None:
    class Text:
        text = SPECIAL

        def __str__(self) -> str:
            return SPECIAL

    environment = Environment(loader=DictLoader({"i": "{{ x }}"}))
    template = environment.from_string(source)
    variables = {"x": SPECIAL, "obj": Text(), "f": lambda: SPECIAL}
    assert template.render(variables) == expected
    assert "".join(template.generate(variables)) == expected


@pytest.mark.parametrize("character", SPECIAL)
@pytest.mark.parametrize(
    "source",
    [
        "{{ x }}",
        "{% for y in [x] %}{{ y }}{% endfor %}",
        "{% for y in [x] %}{{ y ~ '' }}{% endfor %}",
        "{% macro m(y) %}{{ y }}{% endmacro %}{{ m(x) }}",
        "{% autoescape flag %}{{ x }}{% endautoescape %}",
        "{% for y in 'a' %}{% autoescape flag %}{{ x }}{% endautoescape %}{% endfor %}",
        "{% for y in 'a' %}{{ loop.cycle(x) }}{% endfor %}",
        "{{ x|e }}",
    ],
)
def test_each_character_alone_is_escaped(source: str, character: str) -> None:
    expected = ESCAPED.split(";")[SPECIAL.index(character)] + ";"
    assert render(source, x=f"a{character}b", flag=True) == f"a{expected}b"


@pytest.mark.parametrize("character", SPECIAL)
def test_each_character_of_a_constant_is_escaped(character: str) -> None:
    literal = "'\\''" if character == "'" else f"'{character}'"
    expected = ESCAPED.split(";")[SPECIAL.index(character)] + ";"
    assert render("{{ " + literal + " }}") == expected
    assert render("{% for y in 'a' %}{{ loop.cycle(" + literal + ") }}{% endfor %}") == expected


def test_a_subclass_of_text_is_escaped() -> None:
    class Name(str):
        __slots__ = ()

    assert render("{{ x }}{% for y in [x] %}{{ y }}{% endfor %}", x=Name("<")) == "&lt;&lt;"


def test_a_subclass_of_a_number_is_escaped() -> None:
    class Level(int):
        def __str__(self) -> str:
            return "<high>"

    assert render("{{ x }}{% for y in [x] %}{{ y }}{% endfor %}", x=Level(1)) == (
        "&lt;high&gt;" * 2
    )


def test_a_macro_is_safe_and_a_string_is_not() -> None:
    source = "{% macro m() %}<b>{% endmacro %}{{ m() }}{{ m()|upper }}{{ '<b>' }}{{ x }}"
    assert render(source, x=Markup("<i>")) == "<b><B>&lt;b&gt;<i>"


@pytest.mark.parametrize(
    "text",
    [
        "'''",
        '"""',
        "\\",
        "\\'",
        "'); import os; ('",
        "\n_out.append(1)",
        "a\rb",
        "\x00",
        "{x}",
        "%s",
        "\u2028",
        "\\N{BULLET}",
        "\ud800",
        "f'{1}'",
        "#",
    ],
)
def test_t81_text_of_a_template_stays_text(text: str) -> None:
    assert render(text + "{{ 1 }}" + text) == (text + "1" + text).replace("\r", "\n")
    literal = text.replace("\\", "\\\\").replace("'", "\\'")
    assert render("{{ '" + literal + "'|safe }}") == text.replace("\r", "\n")


@pytest.mark.parametrize(
    "name", ['a"""\nimport os', "x'); raise SystemExit #", "a\\", "\n\n", "a\x00b", "{{ 1 }}", "é"]
)
def test_t81_the_name_of_a_template_stays_a_name(name: str) -> None:
    sources = {
        name: "{% block b %}{{ 1 }}{% endblock %}",
        "main": "{% include n %}{% import n as m %}{{ m.x }}",
        "child": "{% extends n %}{% block b %}{{ super() }}{% endblock %}",
    }
    environment = Environment(loader=DictLoader(sources))
    assert environment.get_template(name).render() == "1"
    assert environment.get_template("main").render(n=name) == "1"
    assert environment.get_template("child").render(n=name) == "1"


@pytest.mark.parametrize("name", ["class", "import", "None_", "ctx", "_ctx", "out", "V", "_V", "é"])
def test_a_variable_may_have_a_name_of_python(name: str) -> None:
    source = (
        f"{{{{ {name} }}}}{{% set {name} = 2 %}}{{{{ {name} }}}}"
        f"{{% macro m({name}, b=3) %}}{{{{ {name} }}}}{{{{ b }}}}{{% endmacro %}}"
        f"{{{{ m(5) }}}}{{{{ m({name}=6) }}}}"
    )
    assert render(source, **{name: 1}) == "125363"


def test_names_that_python_takes_for_one_stay_apart() -> None:
    # NFKC turns the ligature into two letters.
    variables = {"\ufb01": 1, "fi": 2}
    assert render("{{ \ufb01 }}{{ fi }}", **variables) == "12"
    assert (
        render("{% macro m(\ufb01, fi) %}{{ \ufb01 }}{{ fi }}{% endmacro %}{{ m(1, 2) }}") == "12"
    )


def test_an_undefined_value_does_not_tell_its_object() -> None:
    assert repr(Undefined(obj=Account(), name="x")) == "Undefined"


def test_t86_a_loaded_template_cannot_leave_its_folder(tmp_path: Any) -> None:
    from microweb.templating import FileSystemLoader

    (tmp_path / "secret.txt").write_text("s3cret")
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "ok.html").write_text("ok")
    environment = Environment(loader=FileSystemLoader(tmp_path / "templates"))
    assert environment.from_string("{% include './ok.html' %}").render() == "ok"
    for name in (
        "../secret.txt",
        "a/../../secret.txt",
        "..",
        "..\\secret.txt",
        "a\\..\\..\\secret.txt",
        f"{tmp_path}/secret.txt",
        "secret.txt\0.html",
        "\0",
        "",
        "/",
        ".",
        "x" * 5000,
        "\ud800",
    ):
        for tag in ("include", "import", "extends"):
            source = f"{{% {tag} name {'as m' if tag == 'import' else ''} %}}"
            with pytest.raises(TemplateNotFound):
                environment.from_string(source).render(name=name)


@pytest.mark.parametrize("character", [*" \t\n\r\f\0\x7f/>='\"<", "\u2003"])
def test_t78_a_name_of_an_attribute_is_checked(character: str) -> None:
    with pytest.raises(ValueError, match="attribute"):
        render("{{ {name: 1}|xmlattr }}", name=f"a{character}b")


@pytest.mark.parametrize(
    "source", ["{% debug %}", "{% load x %}", "{% ssi '/etc/passwd' %}", "{{ x|date('SECRET') }}"]
)
def test_t79_no_tag_or_filter_shows_the_inside(source: str) -> None:
    with pytest.raises(TemplateSyntaxError):
        render(source, x=1)


def test_t79_sorting_reads_no_private_names() -> None:
    with pytest.raises(SecurityError):
        render("{{ x|sort(attribute='_token')|list }}", x=[Account(), Account()])
    with pytest.raises(FilterArgumentError):
        render("{{ {}|dictsort(by='_token') }}")


def test_t79_nothing_but_the_globals_is_in_scope() -> None:
    names = ("config", "settings", "environment", "os", "builtins", "open", "eval", "environ")
    assert all(render("{{ " + name + " is defined }}") == "False" for name in names)


@pytest.mark.parametrize("value", ["1e999999", "9" * 1_000_000, "-1e999999", "nan", "inf"])
def test_t85_a_huge_number_is_the_default(value: str) -> None:
    assert render("{{ x|int(7) }}", x=value) == "7"


def test_t85_a_huge_decimal_is_the_default() -> None:
    assert render("{{ x|int(7) }}", x=Decimal("1e999999")) == "7"
