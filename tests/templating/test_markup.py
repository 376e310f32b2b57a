"""`Markup` behaves as MarkupSafe's: what is added to safe text is escaped on the way."""

import copy
import pickle
import subprocess
import sys
from typing import Any

import pytest

from microweb.templating import Markup, escape, escape_silent, soft_str

EXPRESSIONS = [
    "escape('<>&\"\\'')",
    "escape(None)",
    "escape(5)",
    "escape(Markup('<'))",
    "escape(Html())",
    "escape('')",
    "escape_silent(None)",
    "escape_silent('<')",
    "soft_str(5)",
    "soft_str(Markup('<'))",
    "Markup('<')",
    "Markup(5)",
    "Markup()",
    "Markup(Html())",
    "Markup(b'\\xc3\\xa9', 'utf-8')",
    "Markup(b'\\xff', 'utf-8', 'replace')",
    "Markup(b'x')",
    "Markup('<') + '<'",
    "'<' + Markup('<')",
    "Markup('<') + Markup('<')",
    "Markup('<') + Html()",
    "Html() + Markup('<')",
    "Markup('<') + 5",
    "5 + Markup('<')",
    "Markup('<') * 2",
    "2 * Markup('<')",
    "Markup('<') * 'x'",
    "Markup('<%s>') % '<'",
    "Markup('<%s>') % Markup('<')",
    "Markup('%s %s') % ('<', Html())",
    "Markup('%d %.2f %i') % (1, 2.5, 3)",
    "Markup('%(a)s') % {'a': '<'}",
    "Markup('%r') % '<'",
    "Markup('%s') % ['<']",
    "Markup('%s')",
    "Markup('%s %s') % '<'",
    "Markup('<b>').join(['<', Markup('<')])",
    "Markup(',').join([])",
    "Markup('a<b').split('<')",
    "Markup('a b c').rsplit(None, 1)",
    "Markup('a\\nb').splitlines()",
    "Markup('a<b').partition('<')",
    "Markup('a<b').rpartition('<')",
    "Markup('<A>').lower()",
    "Markup('<a>').upper()",
    "Markup('<a>').title()",
    "Markup('<a>').capitalize()",
    "Markup('<a>').swapcase()",
    "Markup('<A>').casefold()",
    "Markup(' <a> ').strip()",
    "Markup('<a>').strip('<')",
    "Markup(' <a> ').lstrip()",
    "Markup(' <a> ').rstrip()",
    "Markup('<a>').replace('a', '<')",
    "Markup('aa').replace('a', Markup('<'), 1)",
    "Markup('<a>').center(7, '*')",
    "Markup('<a>').ljust(5, '.')",
    "Markup('<a>').rjust(5)",
    "Markup('1').zfill(3)",
    "Markup('\\t<').expandtabs(2)",
    "Markup('<a>').removeprefix('<')",
    "Markup('<a>').removesuffix('>')",
    "Markup('<a>').translate({97: '<'})",
    "Markup('<a>')[0]",
    "Markup('<a>')[1:]",
    "Markup('<a>').format()",
    "Markup('{} {a}').format('<', a=Markup('<'))",
    "Markup('{0:>3}').format('<')",
    "Markup('{}').format(Html())",
    "Markup('{:x}').format(Html())",
    "Markup('{:s}').format(Markup('<'))",
    "Markup('{0.real}').format(5)",
    "Markup('{a}').format_map({'a': '<'})",
    "Markup('{}').format(Styled())",
    "Markup('{:big}').format(Styled())",
    "Markup('&lt;a&gt; &amp; &eacute;').unescape()",
    "Markup('<b>x</b>  y <!-- c --> &lt;').striptags()",
    "Markup('a < b').striptags()",
    "Markup('<!-- x').striptags()",
    "Markup('<').__html__()",
    "Markup.escape('<')",
    "Markup.escape(Markup('<'))",
    "Markup('<') == '<'",
    "hash(Markup('<')) == hash('<')",
    "repr(Markup('<'))",
    "str(Markup('<'))",
    "len(Markup('<<'))",
    "f'{Markup(\"<\")}'",
    "Markup('a') in {'a'}",
    "isinstance(Markup('<')[0:1], Markup)",
    "Sub('<') + '<'",
    "Sub.escape('<')",
    "Sub('<').upper()",
    "Sub('{}').format('<')",
]


class Html:
    def __html__(self) -> str:
        return "<i>html</i>"


class Styled:
    def __html__(self) -> str:
        return "<i>plain</i>"

    def __html_format__(self, spec: str) -> str:
        return f"<i>{spec}</i>"


def evaluate(expression: str, module: Any) -> object:
    """Return the value of an expression, with the types of the text in it, or the error."""
    sub = type("Sub", (module.Markup,), {"__slots__": ()})
    names = {"Html": Html, "Styled": Styled, "Sub": sub}
    for name in ("Markup", "escape", "escape_silent", "soft_str"):
        names[name] = getattr(module, name)
    try:
        value = eval(expression, names)
    except Exception as exc:  # noqa: BLE001  # any error is an outcome
        return type(exc).__name__
    parts = value if isinstance(value, list | tuple) else [value]
    return [(type(part).__name__, str(part)) for part in parts]


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_it_does_what_markupsafe_does(expression: str) -> None:
    markupsafe = pytest.importorskip("markupsafe", reason="MarkupSafe is not there to compare with")
    ours = sys.modules[Markup.__module__]
    assert evaluate(expression, ours) == evaluate(expression, markupsafe)


def test_the_five_characters_are_escaped() -> None:
    assert escape("<>&\"'") == "&lt;&gt;&amp;&#34;&#39;"
    assert escape("nothing to do") == "nothing to do"


def test_a_value_may_know_its_own_html() -> None:
    assert escape(Html()) == "<i>html</i>"
    assert escape_silent(None) == ""
    assert soft_str(Markup("<")).__class__ is Markup


def test_what_is_added_is_escaped() -> None:
    assert Markup("<b>") + "<" == "<b>&lt;"
    assert "<" + Markup("<b>") == "&lt;<b>"
    assert Markup("<b>%s</b>") % "<" == "<b>&lt;</b>"
    assert Markup("<b>{}</b>").format("<") == "<b>&lt;</b>"
    assert Markup("<br>").join(["<", Markup("<i>")]) == "&lt;<br><i>"


@pytest.mark.parametrize(
    "again", [copy.copy, copy.deepcopy, lambda m: pickle.loads(pickle.dumps(m))]
)
def test_it_can_be_copied(again: Any) -> None:
    value = again(Markup("<b>"))
    assert (value, type(value)) == ("<b>", Markup)


def test_escaping_needs_no_compiler() -> None:
    code = (
        "import sys\nfrom microweb.templating.markup import Markup\n"
        "print([name for name in sys.modules if name.startswith('microweb.templating')])"
    )
    # The package above imports the framework; its own modules are what counts here.
    names = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout
    for heavy in ("compiler", "parser", "lexer", "building"):
        assert f"microweb.templating.{heavy}'" not in names
