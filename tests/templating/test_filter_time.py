"""Every text filter takes linear time on a megabyte, whatever the text."""

import time

import pytest

from microweb.templating import Environment, Template

FILTERS = [
    "capitalize", "center(10)", "escape", "forceescape", "format", "indent(2, true, true)",
    "length", "lower", "replace('a', 'bb')", "reverse", "striptags", "title", "tojson", "trim",
    "truncate(1000)", "truncate(900000, true)", "upper", "urlencode", "urlize", "urlize(5)",
    "wordcount", "wordwrap(20)", "wordwrap(20, false)", "int", "float", "batch(3)|list|length",
    "unique|list|length", "join", "map('upper')|list|length", "select('string')|list|length",
    "first", "slice(3)|list|length", "sort|length",
]  # fmt: skip
PIECES = [
    "a", " ", "word ", "<", "<a>", "<!--", "<!-- -->", "<a <", "&amp;", "&lt;", "&gt;", "-", "a-",
    "\n", "http://a.com/", "http://a.com ", "www.", "@", "a@b.com ", ".", "(", ")", "[({", "'\"",
    "é", "%", "1", "a.b@c(d)<e>&f;",
]  # fmt: skip
SIZE = 20_000


def seconds(template: Template, text: str) -> float:
    start = time.process_time()
    template.render(x=text)
    return time.process_time() - start


@pytest.mark.parametrize("name", FILTERS)
def test_t84_a_filter_takes_linear_time(name: str) -> None:
    template = Environment().from_string(f"{{{{ x|{name} }}}}")
    for piece in PIECES:
        text = piece * (SIZE // len(piece))
        taken = seconds(template, text)
        # What is quadratic is slow at this size already.
        if taken > 0.08:
            assert min(seconds(template, text * 2) for _ in range(3)) < taken * 3, piece


@pytest.mark.parametrize("name", ["striptags", "urlize", "wordwrap", "title", "truncate", "escape"])
@pytest.mark.parametrize("piece", ["<", "a@b.com ", "a-", "&lt;", "(", "<!--", "\t", " "])
def test_t84_a_megabyte_takes_a_moment(name: str, piece: str) -> None:
    template = Environment().from_string(f"{{{{ x|{name} }}}}")
    assert seconds(template, piece * (1_000_000 // len(piece))) < 6
