"""The filters for numbers and single values."""

import decimal

import pytest

from tests.templating.language import Case, Point, case, render, render_with_jinja

CASES = [
    case("{{ -1|abs }}", "1"),
    case("{{ 1.5|abs }}", "1.5"),
    case("{{ 'a'|abs }}", "!TypeError"),
    case("{{ '9'|int }}", "9"),
    case("{{ 'x'|int }}", "0", x={}),
    case("{{ 'x'|int(5) }}", "5", x={}),
    case("{{ '0x4D'|int(0, 16) }}", "77"),
    case("{{ '1010'|int(base=2) }}", "10"),
    case("{{ '12.9'|int }}", "12"),
    case("{{ 12.9|int }}", "12"),
    case("{{ none|int }}", "0"),
    case("{{ []|int(3) }}", "3"),
    case("{{ '  7 '|int }}", "7"),
    case("{{ '1_0'|int }}", "10"),
    case("{{ '1e3'|int }}", "1000"),
    case("{{ 'inf'|int }}", "0"),
    case("{{ '1e999999'|int }}", "0"),
    case("{{ true|int }}", "1"),
    case("{{ '0b11'|int(0, 2) }}", "3"),
    case("{{ 'zz'|int(0, 36) }}", "1295"),
    case("{{ missing|int }}", "!UndefinedError"),
    case("{{ '1.5'|float }}", "1.5"),
    case("{{ 'x'|float }}", "0.0", x={}),
    case("{{ 'x'|float(2.5) }}", "2.5", x={}),
    case("{{ 2|float }}", "2.0"),
    case("{{ none|float }}", "0.0"),
    case("{{ 'inf'|float }}", "inf"),
    case("{{ '1e400'|float }}", "inf"),
    case("{{ missing|float }}", "!UndefinedError"),
    case("{{ 'nan'|float }}", "nan"),
    case("{{ missing|default('d') }}", "d"),
    case("{{ missing|default }}", ""),
    case("{{ ''|default('d') }}", ""),
    case("{{ ''|default('d', true) }}", "d"),
    case("{{ none|default('d') }}", "None"),
    case("{{ none|default('d', boolean=true) }}", "d"),
    case("{{ 0|d('x', true) }}", "x", x={}),
    case("{{ missing|d('<') }}", "&lt;"),
    case("{{ x.y|default('n') }}", "n", x={}),
    case("{{ x.y.z|default('n') }}", "!UndefinedError", x={}),
    case("{{ 42.55|round }}", "43.0"),
    case("{{ 42.55|round(1, 'floor') }}", "42.5"),
    case("{{ 42.55|round(1, 'ceil') }}", "42.6"),
    case("{{ 42.5|round }}", "42.0"),
    case("{{ 43.5|round }}", "44.0"),
    case("{{ 42|round }}", "42"),
    case("{{ 42.55|round|int }}", "43"),
    case("{{ -1.5|round }}", "-2.0"),
    case("{{ 1234|round(-2) }}", "1200"),
    case("{{ 1.005|round(2) }}", "1.0"),
    case("{{ 1|round(method='x') }}", "!FilterArgumentError", x={}),
    case("{{ 'a'|round }}", "!TypeError"),
    case("{{ 100|filesizeformat }}", "100 Bytes"),
    case("{{ 0|filesizeformat }}", "0 Bytes"),
    case("{{ 1|filesizeformat }}", "1 Byte"),
    case("{{ 1000|filesizeformat }}", "1.0 kB"),
    case("{{ 1024|filesizeformat }}", "1.0 kB"),
    case("{{ 1024|filesizeformat(true) }}", "1.0 KiB"),
    case("{{ 999999|filesizeformat }}", "1000.0 kB"),
    case("{{ 1000000|filesizeformat }}", "1.0 MB"),
    case("{{ 1048576|filesizeformat(true) }}", "1.0 MiB"),
    case("{{ 1500000000|filesizeformat }}", "1.5 GB"),
    case("{{ 1e30|filesizeformat }}", "1000000.0 YB"),
    case("{{ '300'|filesizeformat }}", "300 Bytes"),
    case("{{ 1e12|filesizeformat(true) }}", "931.3 GiB"),
    case("{{ 999|filesizeformat(binary=true) }}", "999 Bytes"),
    case("{{ 1e24|filesizeformat }}", "1000.0 ZB"),
    case("{{ 1e27|filesizeformat }}", "1000.0 YB"),
    case("{{ 'x'|filesizeformat }}", "!ValueError", x={}),
    case("{{ -5|filesizeformat }}", "-5 Bytes"),
    case("{{ p|attr('x') }}", "1", p=Point(), x={}),
    case("{{ p|attr('z') }}", "", p=Point()),
    case("{{ p|attr('nosuch') }}", "", p=Point()),
    case("{{ p|attr('double')() }}", "2", p=Point()),
    case("{{ {'a': 1}|attr('a') }}", ""),
    case("{{ 'abc'|attr('upper')() }}", "ABC"),
    case("{{ missing|attr('x') }}", "!UndefinedError", x={}),
    case("{{ {'b': 1, 'a': [2]}|pprint }}", "{&#39;a&#39;: [2], &#39;b&#39;: 1}"),
    case("{{ '<'|pprint }}", "&#39;&lt;&#39;"),
    case(
        "{{ range(30)|list|pprint }}",
        "[0,\n 1,\n 2,\n 3,\n 4,\n 5,\n 6,\n 7,\n 8,\n 9"
        ",\n 10,\n 11,\n 12,\n 13,\n 14,\n 15,\n 16,\n 17,\n 18,\n 19"
        ",\n 20,\n 21,\n 22,\n 23,\n 24,\n 25,\n 26,\n 27,\n 28,\n 29]",
    ),
    case(
        "{{ x|int }}",
        "0",
        differs=("!ValueError", "a number with more digits than Python writes out is refused"),
        x=decimal.Decimal("1e5000"),
    ),
    case("{{ p|attr(5) }}", "", differs=("!TypeError", "the name is taken as text"), p=Point()),
]


@pytest.mark.parametrize("row", CASES, ids=str)
def test_renders(row: Case) -> None:
    assert render(row) == row.expected


@pytest.mark.parametrize("row", CASES, ids=str)
def test_jinja_renders_the_same(row: Case) -> None:
    assert render_with_jinja(row) == row.jinja
