"""The filters that make HTML, URLs and JSON, or take HTML apart."""

import pytest

from microweb.templating import Markup
from tests.templating.language import Case, Html, case, render, render_with_jinja

CASES = [
    case("{{ '<&>\"\\''|e }}", "&lt;&amp;&gt;&#34;&#39;"),
    case("{{ '<'|escape|escape }}", "&lt;"),
    case("{{ '<'|safe }}", "<"),
    case("{{ '<'|safe|e }}", "<"),
    case("{{ 5|e }}", "5"),
    case("{{ none|e }}", "None"),
    case("{{ h|e }}", "<i>html</i>", h=Html()),
    case("{{ '<'|forceescape }}", "&lt;"),
    case("{{ '<'|safe|forceescape }}", "&lt;"),
    case("{{ '<'|e|forceescape }}", "&amp;lt;"),
    case("{{ 5|forceescape }}", "5"),
    case("{{ h|forceescape }}", "&lt;i&gt;html&lt;/i&gt;", h=Html()),
    case("{{ h|safe }}", "<i>html</i>", h=Html()),
    case("{{ 5|safe }}", "5"),
    case("{{ '<'|safe|string }}", "<"),
    case("{{ '<b>a</b>  b\n<!-- c -->d'|striptags }}", "a b d"),
    case("{{ '&lt;b&gt; &amp; &eacute;'|striptags }}", "&lt;b&gt; &amp; é"),
    case("{{ 'a < b'|striptags }}", "a &lt; b"),
    case("{{ '<a <b>x'|striptags }}", "x"),
    case("{{ '<!-- x'|striptags }}", "&lt;!-- x"),
    case("{{ h|striptags }}", "html", h=Html()),
    case("{{ '<p>x'|safe|striptags }}", "x"),
    case("{{ 42|striptags }}", "42"),
    case("{{ 'a<!-- <b> -->c<!---->d'|striptags }}", "acd"),
    case("{{ '<<a>>'|striptags }}", "&gt;"),
    case("{{ ''|striptags }}", ""),
    case("{{ missing|striptags }}", ""),
    case("{{ {'a': 1, 'b': '<'}|tojson }}", '{"a": 1, "b": "\\u003c"}'),
    case("{{ '<script>&\\''|tojson }}", '"\\u003cscript\\u003e\\u0026\\u0027"'),
    case("{{ [1, none, true, 1.5]|tojson }}", "[1, null, true, 1.5]"),
    case("{{ {'b': 1, 'a': 2}|tojson }}", '{"a": 2, "b": 1}'),
    case("{{ {'a': [1]}|tojson(2) }}", '{\n  "a": [\n    1\n  ]\n}'),
    case("{{ {'a': [1]}|tojson(indent=1) }}", '{\n "a": [\n  1\n ]\n}'),
    case("{{ 'é'|tojson }}", '"\\u00e9"'),
    case("{{ missing|tojson }}", "!TypeError"),
    case("{{ '\"'|tojson }}", '"\\""'),
    case("{{ x|tojson|safe }}", '"\\u003c"', x="<"),
    case("{{ x|tojson is escaped }}", "True", x="<"),
    case("{{ '</script>'|tojson }}", '"\\u003c/script\\u003e"'),
    case("{{ {1: 2}|tojson }}", '{"1": 2}'),
    case("{{ range(3)|list|tojson }}", "[0, 1, 2]"),
    case("{{ 'a b/c?d=é&'|urlencode }}", "a%20b/c%3Fd%3D%C3%A9%26"),
    case("{{ '/path/'|urlencode }}", "/path/"),
    case("{{ {'a': 1, 'b c': '&/'}|urlencode }}", "a=1&amp;b+c=%26%2F"),
    case("{{ [('a', 1), ('b', '<')]|urlencode }}", "a=1&amp;b=%3C"),
    case("{{ 5|urlencode }}", "5"),
    case("{{ none|urlencode }}", "None"),
    case("{{ ''|urlencode }}", ""),
    case("{{ {}|urlencode }}", ""),
    case("{{ '~-._'|urlencode }}", "~-._"),
    case("{{ '%'|urlencode }}", "%25"),
    case("{{ {'a': 'x y+z'}|urlencode }}", "a=x+y%2Bz", x=b"\xff a"),
    case(
        "{{ {'class': 'a b', 'id': none, 'title': '<\"'}|xmlattr }}",
        ' class="a b" title="&lt;&#34;"',
    ),
    case("{{ {'a': missing}|xmlattr }}", ""),
    case("{{ {}|xmlattr }}", ""),
    case("{{ {'a': 1}|xmlattr(false) }}", 'a="1"'),
    case("{{ {'a b': 1}|xmlattr }}", "!ValueError"),
    case("{{ {'a>': 1}|xmlattr }}", "!ValueError"),
    case("{{ {'a/': 1}|xmlattr }}", "!ValueError"),
    case("{{ {'a=': 1}|xmlattr }}", "!ValueError"),
    case("{{ {'data-x': true, 'aria:y': 0}|xmlattr }}", ' data-x="True" aria:y="0"'),
    case("{{ {'a\tb': 1}|xmlattr }}", "!ValueError"),
    case("{{ {'a': '<'|safe}|xmlattr }}", ' a="<"'),
    case("{{ {'@click': 'x'}|xmlattr }}", ' @click="x"'),
    case("{{ {'a': []}|xmlattr }}", ' a="[]"'),
    case(
        "{{ x|urlize }}",
        'see <a href="http://example.com" rel="noopener">http://example.com</a> now',
        x="see http://example.com now",
    ),
    case(
        "{{ x|urlize }}",
        '<a href="http://example.com/path?a=b&amp;c=d#e" rel="noopener">http://example.'
        "com/path?a=b&amp;c=d#e</a>.",
        x="http://example.com/path?a=b&c=d#e.",
    ),
    case(
        "{{ x|urlize }}",
        '(<a href="http://example.com" rel="noopener">http://example.com</a>)',
        x="(http://example.com)",
    ),
    case(
        "{{ x|urlize }}",
        '<a href="http://en.wikipedia.org/wiki/A_(b)" rel="noopener">http://en.wikipedi'
        "a.org/wiki/A_(b)</a>",
        x="http://en.wikipedia.org/wiki/A_(b)",
    ),
    case(
        "{{ x|urlize }}",
        '<a href="https://www.example.com" rel="noopener">www.example.com</a>',
        x="www.example.com",
    ),
    case(
        "{{ x|urlize }}",
        '<a href="https://example.com" rel="noopener">example.com</a> and example.org!',
        x="example.com and example.org!",
    ),
    case("{{ x|urlize }}", "foo.bar", x="foo.bar"),
    case(
        "{{ x|urlize }}",
        '<a href="https://sub.example.net/x" rel="noopener">sub.example.net/x</a>',
        x="sub.example.net/x",
    ),
    case(
        "{{ x|urlize }}",
        '<a href="mailto:user@example.com">user@example.com</a>',
        x="user@example.com",
    ),
    case(
        "{{ x|urlize }}",
        '<a href="mailto:user@example.com">user@example.com</a>',
        x="mailto:user@example.com",
    ),
    case("{{ x|urlize }}", "a@b", x="a@b"),
    case("{{ x|urlize }}", "@user@example.com", x="@user@example.com"),
    case(
        "{{ x|urlize }}",
        '&lt;<a href="http://example.com" rel="noopener">http://example.com</a>&gt;',
        x="<http://example.com>",
    ),
    case(
        "{{ x|urlize }}",
        '<a href="http://example.com" rel="noopener">http://example.com</a>,',
        x="http://example.com,",
    ),
    case(
        "{{ x|urlize }}",
        '<a href="http://localhost:8000/x" rel="noopener">http://localhost:8000/x</a>',
        x="http://localhost:8000/x",
    ),
    case(
        "{{ x|urlize }}",
        '<a href="http://127.0.0.1/" rel="noopener">http://127.0.0.1/</a>',
        x="http://127.0.0.1/",
    ),
    case(
        "{{ x|urlize }}",
        '<a href="https://[::1]:80/x" rel="noopener">https://[::1]:80/x</a>',
        x="https://[::1]:80/x",
    ),
    case(
        "{{ x|urlize }}",
        '<a href="http://exa" rel="noopener">http://exa</a> <a href="https://mple.com" '
        'rel="noopener">mple.com</a>',
        x="http://exa mple.com",
    ),
    case("{{ x|urlize }}", "ftp://example.com", x="ftp://example.com"),
    case("{{ x|urlize }}", "tel:+123", x="tel:+123"),
    case(
        "{{ x|urlize }}",
        '<a href="https://HTTP://EXAMPLE.COM" rel="noopener">HTTP://EXAMPLE.COM</a>',
        x="HTTP://EXAMPLE.COM",
    ),
    case(
        "{{ x|urlize }}",
        '<a href="http://example.com" rel="noopener">http://example.com</a>\n<a href="ht'
        'tp://example.org" rel="noopener">http://example.org</a>',
        x="http://example.com\nhttp://example.org",
    ),
    case("{{ x|urlize }}", "nothing here", x="nothing here"),
    case("{{ x|urlize }}", "", x=""),
    case("{{ x|urlize }}", "http://", x="http://"),
    case("{{ x|urlize }}", "www.", x="www."),
    case(
        "{{ x|urlize }}",
        '<a href="https://example.com:80" rel="noopener">example.com:80</a>',
        x="example.com:80",
    ),
    case(
        "{{ x|urlize }}",
        '<a href="http://ex_ample.com" rel="noopener">http://ex_ample.com</a>',
        x="http://ex_ample.com",
    ),
    case(
        "{{ x|urlize }}",
        '<a href="http://xn--bcher-kva.example" rel="noopener">http://xn--bcher-kva.example</a>',
        x="http://xn--bcher-kva.example",
    ),
    case(
        "{{ x|urlize }}",
        '<a href="http://example.com" rel="noopener">http://example.com</a>))',
        x="http://example.com))",
    ),
    case(
        "{{ x|urlize }}",
        'x <a href="http://a.b.c.d.example.com/?q=(x)" rel="noopener">http://a.b.c.d.ex'
        "ample.com/?q=(x)</a> y",
        x="x http://a.b.c.d.example.com/?q=(x) y",
    ),
    case("{{ x|urlize }}", "&#34;http://example.com&#34;", x='"http://example.com"'),
    case(
        "{{ x|urlize }}",
        '<a href="http://example.com/&lt;b&gt;" rel="noopener">http://example.com/&lt;b&gt;</a>',
        x="http://example.com/<b>",
    ),
    case(
        "{{ x|urlize }}",
        '<a href="mailto:user@example.com">user@example.com</a>.',
        x="user@example.com.",
    ),
    case("{{ x|urlize }}", "http://user@example.com", x="http://user@example.com"),
    case("{{ x|urlize }}", "http://example.c", x="http://example.c"),
    case("{{ x|urlize }}", "a.com", x="a.com"),
    case("{{ x|urlize }}", '<a href="https://ab.com" rel="noopener">ab.com</a>', x="ab.com"),
    case("{{ x|urlize }}", '<a href="https://ab.com/" rel="noopener">ab.com/</a>', x="ab.com/"),
    case("{{ x|urlize }}", "1.2.3.4", x="1.2.3.4"),
    case("{{ x|urlize }}", "http://1.2.3", x="http://1.2.3"),
    case("{{ x|urlize }}", '(<a href="mailto:a@b.com">a@b.com</a>)', x="(a@b.com)"),
    case("{{ x|urlize }}", "a@b.c-d", x="a@b.c-d"),
    case("{{ x|urlize }}", "http://example.com:123456", x="http://example.com:123456"),
    case(
        "{{ x|urlize }}",
        '<a href="https://www.example.com:99/x" rel="noopener">www.example.com:99/x</a>',
        x="www.example.com:99/x",
    ),
    case(
        "{{ x|urlize }}", '<a href="http://é.com" rel="noopener">http://é.com</a>', x="http://é.com"
    ),
    case("{{ x|urlize }}", "a:b@example.com", x="a:b@example.com"),
    case("{{ x|urlize }}", "http://example.com&amp;gt", x="http://example.com&gt"),
    case(
        "{{ x|urlize }}",
        '((<a href="http://a.com/(x)" rel="noopener">http://a.com/(x)</a>))',
        x="((http://a.com/(x)))",
    ),
    case(
        "{{ x|urlize }}",
        '<a href="http://example.com" rel="noopener">http://example.com</a>.',
        x="http://example.com.",
    ),
    case("{{ x|urlize }}", "javascript:alert(1)", x="javascript:alert(1)"),
    case(
        "{{ x|urlize(10) }}",
        '<a href="http://example.com/long/path" rel="noopener">http://exa...</a>',
        x="http://example.com/long/path",
    ),
    case(
        "{{ x|urlize(10, true) }}",
        '<a href="http://example.com/long/path" rel="nofollow noopener">http://exa...</a>',
        x="http://example.com/long/path",
    ),
    case(
        "{{ x|urlize(target='_blank') }}",
        '<a href="http://example.com" rel="noopener" target="_blank">http://example.com</a>',
        x="http://example.com",
    ),
    case(
        "{{ x|urlize(rel='me') }}",
        '<a href="http://example.com" rel="me noopener">http://example.com</a>',
        x="http://example.com",
    ),
    case(
        "{{ x|urlize(nofollow=true, rel='b a') }}",
        '<a href="http://example.com" rel="a b nofollow noopener">http://example.com</a>',
        x="http://example.com",
    ),
    case(
        "{{ x|urlize(extra_schemes=['tel:', 'ftp://']) }}",
        '<a href="tel:+123" rel="noopener">tel:+123</a> <a href="ftp://x" rel="noopener'
        '">ftp://x</a> y',
        x="tel:+123 ftp://x y",
    ),
    case("{{ x|urlize(extra_schemes=['java script']) }}", "!FilterArgumentError", x="x"),
    case("{{ x|urlize }}", "<b>http://example.com</b>", x=Markup("<b>http://example.com</b>")),
    case(
        "{{ x|urlize(target='<') }}",
        '<a href="http://example.com" rel="noopener" target="&lt;">http://example.com</a>',
        x="http://example.com",
    ),
    case(
        "{% autoescape false %}{{ x|urlize }}{% endautoescape %}",
        '&lt;<a href="http://example.com" rel="noopener">http://example.com</a>&gt;',
        x="<http://example.com>",
    ),
    case(
        "{{ x|urlencode }}",
        "%FF%20a",
        differs=("!TypeError", "bytes are quoted as they are"),
        x=b"\xff a",
    ),
    case(
        "{{ {'<': 1}|xmlattr }}",
        "!ValueError",
        differs=(' &lt;="1"', "no character that HTML refuses in a name is let through"),
    ),
]


@pytest.mark.parametrize("row", CASES, ids=str)
def test_renders(row: Case) -> None:
    assert render(row) == row.expected


@pytest.mark.parametrize("row", CASES, ids=str)
def test_jinja_renders_the_same(row: Case) -> None:
    assert render_with_jinja(row) == row.jinja
