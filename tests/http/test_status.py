"""Status lines: a code in 100 to 599 and a plain reason."""

from http import HTTPStatus

import pytest

from microweb.http.status import REASONS, format_status, parse_status


def test_every_code_of_the_standard_library_has_a_reason():
    assert {status.value for status in HTTPStatus} <= set(REASONS)


def test_a_known_code_gets_its_reason():
    assert format_status(404) == "404 Not Found"


@pytest.mark.parametrize("code", [100, 299, 499, 599])
def test_an_unknown_code_is_still_a_status(code):
    assert format_status(code).startswith(f"{code} ")


@pytest.mark.parametrize("code", [-1, 0, 99, 600, 1000, 10**30])
def test_other_numbers_are_refused(code):
    with pytest.raises(ValueError, match="100 to 599"):
        format_status(code)


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("404", 404, "404 Not Found"),
        ("404 ", 404, "404 Not Found"),
        ("404 Gone Fishing", 404, "404 Gone Fishing"),
        ("299 Odd", 299, "299 Odd"),
        ("299", 299, "299 Unknown"),
    ],
)
def test_a_line_is_split_and_completed(text, code, line):
    assert parse_status(text) == (code, line)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "OK",
        "20",
        "2000",
        "600 X",
        "099 X",
        " 200 OK",
        "200OK",
        "200\tOK",
        "٢٠٠ OK",
        "+20 OK",
        "200 OK\r\nX-Injected: y",
        "200 OK\n",
        "200 O\x00K",
        "200 O\x7fK",
        "200 <b>",
        "200 a < b",
        "200 a > b",
        "200 caf\u00e9",
        "200 \u2028",
    ],
)
def test_t44_anything_else_is_refused(text):
    with pytest.raises(ValueError, match="is not a status"):
        parse_status(text)
