"""Content-Disposition: every name arrives as it was meant, and none reaches beyond its field."""

import pytest

from microweb.http import check_field
from microweb.http.content_disposition import ContentDisposition

NAMES = [
    "report.pdf",
    "two words.txt",
    'quo"te.txt',
    "back\\slash.txt",
    "semi;colon.txt",
    "per%cent.txt",
    "%41.txt",
    "comma,name.txt",
    "Grüße.txt",
    "日本語.pdf",
    "😀.png",
    "a\r\nSet-Cookie: x=1.txt",
    "a\x00b\x7f.txt",
    "sl/ash.txt",
    "it's.txt",
    "UTF-8''x",
    ";filename=evil.exe",
    'a"; filename="evil.bat',
    "",
    " ",
    "x" * 300,
    "\u202egpj.exe",
]


@pytest.mark.parametrize("name", NAMES)
def test_t45_a_name_is_parsed_back_equal(name):
    header = ContentDisposition("attachment", name).to_header()
    check_field("Content-Disposition", header)
    assert header.isascii()
    assert ContentDisposition.from_header(header) == ("attachment", name)


@pytest.mark.parametrize("name", NAMES)
def test_t45_there_is_one_field_for_old_and_one_for_new_clients(name):
    header = ContentDisposition("attachment", name).to_header()
    assert header.startswith('attachment; filename="')
    fallback, quote, rest = header.removeprefix('attachment; filename="').partition('"')
    assert quote == '"'
    assert not set(fallback) & set('\\"%\r\n\x00')
    assert rest == "" or rest.startswith("; filename*=UTF-8''")
    assert '"' not in rest
    assert rest.count(";") <= 1


def test_a_plain_name_is_sent_once():
    assert str(ContentDisposition("inline", "a b.txt")) == 'inline; filename="a b.txt"'


def test_without_a_name_there_is_the_type_alone():
    assert ContentDisposition("attachment").to_header() == "attachment"


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("ATTACHMENT", ("attachment", None)),
        ('attachment; filename="a.txt"', ("attachment", "a.txt")),
        ("attachment; filename=a.txt", ("attachment", "a.txt")),
        ("attachment; filename=a; filename*=UTF-8''%e2%82%ac", ("attachment", "€")),
        ("attachment; filename*=iso-8859-1'en'%A3; filename=b", ("attachment", "£")),
        ("attachment; filename=b; filename*=utf-7''%A3", ("attachment", "b")),
        ("attachment; filename=b; filename*=UTF-8''%ff", ("attachment", "\ufffd")),
        ("", None),
        (None, None),
    ],
)
def test_the_extended_name_wins(value, found):
    assert ContentDisposition.from_header(value) == found


def test_a_lone_surrogate_is_sent_as_a_question_mark():
    header = ContentDisposition("attachment", "a\udcff.txt").to_header()
    assert ContentDisposition.from_header(header) == ("attachment", "a?.txt")


@pytest.mark.parametrize("kind", ["", "in line", "a;b", "a\r\n"])
def test_t45_a_type_that_is_no_token_is_refused(kind):
    with pytest.raises(ValueError, match="token"):
        ContentDisposition(kind).to_header()
