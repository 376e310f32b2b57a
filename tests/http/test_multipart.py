"""Multipart forms: what browsers send is read, what they never send is refused, in linear time."""

from pathlib import Path
from random import Random
from weakref import ref

import pytest

from microweb.http import Headers
from microweb.http.multipart import Data, MultipartParser, PartEnd, parse_boundary
from microweb.http.parts import MultipartError, MultipartLimitError, Part

FOLDER = Path(__file__).parents[1] / "data" / "multipart"
BROWSERS = sorted(FOLDER.glob("*.http"))
HOSTILE = sorted((FOLDER / "hostile").glob("*.http"))
FIELD = b'Content-Disposition: form-data; name="a"'
FILE = FIELD + b'; filename="f"'
FULL = 'Content-Disposition: form-data; name="a"; '


def load(path):
    """Give the Content-Type and the body of a file."""
    head, _, body = path.read_bytes().partition(b"\r\n\r\n")
    return head.decode("latin-1").removeprefix("Content-Type: "), body


def body_of(*parts, boundary=b"B", end=b"\r\n"):
    """Put heads and data together as a body."""
    pieces = [b"--" + boundary + b"\r\n" + head + b"\r\n\r\n" + data for head, data in parts]
    return b"\r\n".join([*pieces, b"--" + boundary + b"--"]) + end


def feed(parser, body, size):
    for start in range(0, len(body), size):
        yield from parser.receive_data(body[start : start + size])
    parser.finish()


def parse(body, *, boundary=b"B", size=1 << 30, **limits):
    """Give the events, with the data of a part in one piece."""
    events = []
    for event in feed(MultipartParser(boundary, **limits), body, size):
        if isinstance(event, Data) and isinstance(events[-1], Data):
            events[-1] = Data(events[-1].data + event.data)
        else:
            events.append(event)
    return events


def fields(body, **options):
    """Give name, file name and data of each part."""
    found = []
    for event in parse(body, **options):
        if isinstance(event, Part):
            found.append([event.name, event.filename, b""])
        elif isinstance(event, Data):
            found[-1][2] = event.data
    return [tuple(item) for item in found]


def outcome(content_type, body, size, **limits):
    """Give the events of a body, or the error, as values to compare."""
    try:
        return parse(body, boundary=parse_boundary(content_type), size=size, **limits)
    except MultipartLimitError as exc:
        return type(exc), str(exc), exc.limit, exc.most
    except MultipartError as exc:
        return type(exc), str(exc)


# What browsers send.

TITLE = 'Grüße "aus" Köln'.encode()
TEXT = "één\nregel\r\n".encode()
ALL_BYTES = bytes(range(256))
FORM = [
    ("title", None, TITLE),
    ('quo"te%0D%0Aline', None, b"1"),
    ("note", None, b"one\r\ntwo\r\n\r\nthree"),
    ("tag", None, b"a"),
    ("tag", None, b"b"),
    ("empty", None, b""),
    ("none", "", b""),
    ("text", 'naïve "файл".txt', TEXT),
]
CURL = [
    ("title", None, TITLE),
    ("note", None, b"one\ntwo"),
    ("tag", None, b"a"),
    ("tag", None, b"b"),
    ("empty", None, b""),
    ("text", 'naïve "файл".txt', TEXT),
    ("blob", "a.bin", ALL_BYTES + b"\r\n--------------------------\r\n-"),
    ("more", "back\\slash.txt", b"x"),
]


def blob(boundary):
    near = b"\r\n--\r\n--" + boundary + b"\r\n-"
    return ("blob", "a.bin", ALL_BYTES * 2 + near)


SENT = {
    "chrome": [*FORM, blob(b"----WebKitFormBoundary"), ("blob", "empty.dat", b"")],
    "curl": CURL,
    "curl-form-escape": CURL,
    "edge": [
        FORM[0],
        ('quo"te', None, b"1"),
        *FORM[2:7],
        ("text", "C:\\Users\\me\\new\\naïve файл.txt", TEXT),
        blob(b"---------------------------7e32f61b30"),
    ],
    "firefox": [*FORM, blob(b"----geckoformboundary8b1c3f0d9e27a6454f2b9c01d3e8a")],
    "firefox-60": [
        FORM[0],
        ('quo"te line', None, b"1"),
        *FORM[2:],
        blob(b"---------------------------1642850136121354871813629"),
    ],
    "safari": [
        *FORM[:7],
        ("text", 'nai\u0308ve "фаи\u0306л".txt', TEXT),
        blob(b"----WebKitFormBoundaryQ7uXw3mAzR2bK"),
    ],
}


@pytest.mark.parametrize("path", BROWSERS, ids=lambda path: path.stem)
def test_a_form_is_read_as_the_browser_filled_it_in(path):
    content_type, body = load(path)
    assert fields(body, boundary=parse_boundary(content_type)) == SENT[path.stem]


@pytest.mark.parametrize("path", BROWSERS, ids=lambda path: path.stem)
def test_any_chunking_of_a_form_gives_the_same_events(path):
    content_type, body = load(path)
    whole = outcome(content_type, body, len(body))
    assert isinstance(whole, list)
    for size in range(1, 71):
        assert outcome(content_type, body, size) == whole, size


@pytest.mark.parametrize("path", BROWSERS, ids=lambda path: path.stem)
def test_t12_every_beginning_of_a_form_ends_with_an_error(path):
    content_type, body = load(path)
    for end in range(len(body) - 2):
        assert outcome(content_type, body[:end], 64)[0] is MultipartError, end
    assert isinstance(outcome(content_type, body[:-2], 64), list)


@pytest.mark.parametrize("path", BROWSERS, ids=lambda path: path.stem)
def test_t12_every_changed_byte_gives_events_or_an_error(path):
    content_type, body = load(path)
    for at in range(len(body)):
        changed = body[:at] + bytes([body[at] ^ 0x20]) + body[at + 1 :]
        outcome(content_type, changed, 4096)


TOKENS = [b"\r", b"\n", b"\r\n", b"-", b"--", b"B", b"x", b" ", b"\r\n--B", b"--B--", b"\r\n\r\n"]
TOKENS += [FIELD, FILE, b"\r\n--B\r\n" + FIELD + b"\r\n\r\n", b"\r\n--B--", b"\r\n--B--\r\n"]


def test_any_cut_of_a_random_body_gives_the_same_outcome():
    random = Random(2046)
    seen = set()
    for _ in range(3000):
        body = b"--B\r\n" + FIELD + b"\r\n\r\n" + b"".join(random.choices(TOKENS, k=12))
        whole = outcome("m/f; boundary=B", body, len(body))
        seen.add(whole[1] if isinstance(whole, tuple) else "read")
        for size in (1, 2, 3, random.randrange(4, 20)):
            assert outcome("m/f; boundary=B", body, size) == whole, (body, size)
    assert len(seen) >= 6


def test_the_headers_of_a_part_are_kept():
    head = FILE + b"\r\nContent-Type: Text/Plain; charset=utf-8\r\nx-one:1 \r\nX-One:"
    part, data, end = parse(body_of((head, b"1")))
    assert part.headers == Headers(
        [
            ("Content-Disposition", 'form-data; name="a"; filename="f"'),
            ("Content-Type", "Text/Plain; charset=utf-8"),
            ("X-One", "1"),
            ("X-One", ""),
        ]
    )
    assert (data, end) == (Data(b"1"), PartEnd())


def test_a_part_without_data_has_no_data_event():
    assert [type(event) for event in parse(body_of((FILE, b"")))] == [Part, PartEnd]


def test_a_file_is_handed_on_in_the_pieces_it_came_in():
    parser = MultipartParser(b"B")
    parser.receive_data(b"--B\r\n" + FILE + b"\r\n\r\nbegin")
    for _ in range(3):
        piece = b"x" * 65_536
        (event,) = parser.receive_data(piece)
        assert event.data is piece


def test_a_parser_goes_away_with_its_last_user():
    parser = MultipartParser(b"B")
    parser.receive_data(body_of((FIELD, b"1")))
    gone = ref(parser)
    del parser
    assert gone() is None


# What the grammar allows.


@pytest.mark.parametrize(
    "body",
    [
        body_of((FIELD, b"1")),
        body_of((FIELD, b"1"), end=b""),
        body_of((FIELD, b"1"), end=b"\r\nepilogue\r\n--B\r\n"),
        body_of((FIELD, b"1"), end=b" \t\r\n"),
        b"preamble\r\n" + body_of((FIELD, b"1")),
        b"\r\n" + body_of((FIELD, b"1")),
        b"\r\n\r\n--A\r\n" + body_of((FIELD, b"1")),
        body_of((FIELD, b"1")).replace(b"--B\r\n", b"--B \t \r\n"),
        body_of((FIELD.upper().replace(b'NAME="A"', b'Name="a"'), b"1")),
        body_of((b"content-disposition:form-data;name=a", b"1")),
        body_of((b'Content-Disposition: form-data ; name="a" ; ', b"1")),
        body_of((FIELD + b"\r\nContent-Transfer-Encoding: BINARY", b"1")),
        body_of((FIELD + b"\r\nContent-Transfer-Encoding:\r\nX:\t y\t", b"1")),
    ],
)
def test_what_the_grammar_allows_is_read(body):
    for size in range(1, 71):
        assert fields(body, size=size) == [("a", None, b"1")]


def test_a_form_may_be_empty():
    assert parse(b"--B--\r\n") == parse(b"--B--") == []


def test_a_boundary_right_behind_a_head_ends_its_part():
    body = b"--B\r\n" + FIELD + b"\r\n\r\n--B\r\n" + FIELD + b"\r\n\r\n2\r\n--B--"
    for size in range(1, 71):
        assert fields(body, size=size) == [("a", None, b""), ("a", None, b"2")]


@pytest.mark.parametrize(
    "data",
    [
        b"\r",
        b"\n",
        b"\r\n",
        b"\r\r\n",
        b"\r\n-",
        b"\r\n--",
        b"x--B",
        b"\n--B--",
        b"\r--B",
        b"\r\n--A",
        b"\r\n--\r\n--\r",
        b"\r\n\r\n",
        b"-" * 200,
        b"\r\n--" * 50,
    ],
)
def test_data_near_a_boundary_is_data(data):
    body = body_of((FILE, data), (FIELD, data))
    for size in range(1, 71):
        assert fields(body, size=size) == [("a", "f", data), ("a", None, data)]


# Names.


def names(parameters):
    ((name, filename, _),) = fields(body_of((FULL.encode() + parameters, b"")))
    assert name == "a"
    return filename


@pytest.mark.parametrize(
    ("parameters", "filename"),
    [
        (rb'filename="a\"b.txt"', 'a"b.txt'),
        (rb'filename="a\\b.txt"', "a\\b.txt"),
        (rb'filename="C:\new\table.txt"', "C:\\new\\table.txt"),
        (b'filename="a%22b%0D%0A%41.txt"', 'a"b%0D%0A%41.txt'),
        (b'filename="a;b=c.txt"', "a;b=c.txt"),
        (b"filename=a.txt", "a.txt"),
        (b'filename=""', ""),
        ('filename="\u202etxt.exe"'.encode(), "\u202etxt.exe"),
        (b'FileName="a.txt"', "a.txt"),
        (b"filename*=UTF-8''na%C3%AFve%20%22.txt", 'naïve ".txt'),
        (b"filename*=utf-8'en'a.txt", "a.txt"),
    ],
)
def test_a_file_name_is_read_as_it_was_sent(parameters, filename):
    assert names(parameters) == filename


@pytest.mark.parametrize(
    "parameters",
    [
        b"filename=\"a.txt\"; filename*=UTF-8''b.php",
        b"filename*=UTF-8''b.php; filename=\"a.txt\"",
        b"filename*=utf-7''%ff; filename=\"a.txt\"",
    ],
)
def test_t9_the_plain_file_name_wins(parameters):
    assert names(parameters) == "a.txt"


@pytest.mark.parametrize("parameters", [b'filename*0="a."; filename*1="php"', b"filename*0*=a"])
def test_t9_a_file_name_in_pieces_is_none(parameters):
    assert names(parameters) is None


# What is refused.

REFUSALS = {
    "bad-extended-filename": "filename* .* not in UTF-8",
    "bare-cr-in-header": "malformed header line",
    "bare-lf-in-header": "malformed header line",
    "base64": "Content-Transfer-Encoding 'base64'",
    "boundary-ends-in-space": "names no boundary, or a malformed one",
    "boundary-goes-on": "starts with the boundary and goes on",
    "boundary-with-newline": "names no boundary, or a malformed one",
    "close-goes-on": "starts with the closing boundary and goes on",
    "cut-after-one-hyphen": "ends before its closing boundary",
    "cut-before-hyphens": "ends before its closing boundary",
    "cut-in-data": "ends before its closing boundary",
    "cut-in-delimiter": "ends before its closing boundary",
    "cut-in-headers": "ends before its closing boundary",
    "empty-boundary": "names no boundary",
    "endless-header": "more than 8192 bytes of headers in a part",
    "folded-header": "malformed header line",
    "header-without-colon": "malformed header line",
    "large-epilogue": "more than 8192 bytes outside of its parts",
    "large-field": "more than 2000 bytes of fields",
    "large-header": "more than 8192 bytes of headers in a part",
    "large-preamble": "more than 8192 bytes outside of its parts",
    "latin-1-filename": "not UTF-8",
    "line-feeds-only": "ends before its closing boundary",
    "long-boundary": "more than 70 characters in its boundary",
    "nested": "itself multipart",
    "never-a-boundary": "ends before its closing boundary",
    "no-boundary": "names no boundary",
    "no-disposition": "0 Content-Disposition headers",
    "no-headers": "malformed header line|more than|0 Content-Disposition|ends before",
    "no-name": "without a name",
    "nul-in-filename": "malformed header line",
    "open-quote": "malformed Content-Disposition|without a name",
    "other-boundary": "ends before its closing boundary",
    "other-charset-filename": "filename* .* not in UTF-8",
    "other-disposition": "Content-Disposition 'attachment",
    "quoted-printable": "Content-Transfer-Encoding 'Quoted-Printable'",
    "space-before-colon": "malformed header line",
    "too-many-headers": "more than 32 headers in a part",
    "too-many-parts": "more than 20 parts",
    "two-dispositions": "2 Content-Disposition headers",
    "two-filenames": "two parameters 'filename'",
    "two-names": "two parameters 'name'",
}
LIMITS = {"max_form_parts": 20, "max_form_memory_size": 2000}


def test_every_hostile_body_has_its_refusal():
    assert {path.stem for path in HOSTILE} == set(REFUSALS)
    assert len(HOSTILE) >= 30


@pytest.mark.parametrize("path", HOSTILE, ids=lambda path: path.stem)
def test_a_hostile_body_is_refused_in_words(path):
    content_type, body = load(path)
    with pytest.raises(MultipartError, match=REFUSALS[path.stem].replace("*", r"\*", 1)):
        parse(body, boundary=parse_boundary(content_type), **LIMITS)


@pytest.mark.parametrize("path", HOSTILE, ids=lambda path: path.stem)
def test_any_chunking_of_a_hostile_body_is_refused_alike(path):
    content_type, body = load(path)
    whole = outcome(content_type, body, len(body), **LIMITS)
    assert whole[0] in (MultipartError, MultipartLimitError)
    for size in range(1, 71):
        assert outcome(content_type, body, size, **LIMITS) == whole, size


@pytest.mark.parametrize(
    "encoding", [b"base64", b"quoted-printable", b"x-gzip", b"7bit, base64", b"8bit;x"]
)
def test_t11_a_part_that_is_encoded_is_refused(encoding):
    head = FIELD + b"\r\nContent-Transfer-Encoding: " + encoding
    with pytest.raises(MultipartError, match="Content-Transfer-Encoding"):
        parse(body_of((head, b"MQ==")))


# The limits, at the edge and one past it.


def limit_of(body, **limits):
    with pytest.raises(MultipartLimitError) as info:
        parse(body, **limits)
    return info.value.limit, info.value.most, info.value.value


def push(parser, piece, times):
    """Give how many bytes were taken before the refusal, and what that said."""
    for turn in range(times):
        try:
            parser.receive_data(piece)
        except MultipartLimitError as exc:
            return turn * len(piece), str(exc)
    return times * len(piece), None


def test_t1_as_many_parts_as_allowed():
    assert len(fields(body_of(*[(FIELD, b"")] * 1000))) == 1000


@pytest.mark.parametrize("head", [FIELD, FILE])
def test_t1_one_part_more_is_refused(head):
    assert limit_of(body_of(*[(head, b"")] * 1001)) == ("max_form_parts", 1000, 1001)


def test_t2_the_size_of_fields_counts_data_and_heads():
    size = 2 * (len(FIELD) + 2) + 10
    body = body_of((FIELD, b"12345"), (FIELD, b"67890"))
    assert len(fields(body, max_form_memory_size=size)) == 2
    assert limit_of(body, max_form_memory_size=size - 1)[:2] == ("max_form_memory_size", size - 1)


def test_t2_a_large_field_is_refused_while_it_arrives():
    parser = MultipartParser(b"B")
    parser.receive_data(b"--B\r\n" + FIELD + b"\r\n\r\n")
    taken, message = push(parser, b"x" * 65_536, 480)
    assert message == "more than 1048576 bytes of fields"
    assert taken <= 1_048_576


def test_the_size_of_fields_does_not_count_the_data_of_files():
    body = body_of((FILE, b"x" * 5000))
    assert fields(body, max_form_memory_size=100) == [("a", "f", b"x" * 5000)]


def test_without_a_limit_a_field_may_be_large():
    body = body_of((FIELD, b"x" * 3_000_000))
    assert len(fields(body, max_form_memory_size=None)[0][2]) == 3_000_000


def test_t5_as_many_headers_as_allowed():
    assert fields(body_of((FIELD + b"\r\nX: y" * 31, b"1"))) == [("a", None, b"1")]


def test_t5_one_header_more_is_refused():
    body = body_of((FIELD + b"\r\nX: y" * 32, b"1"))
    assert limit_of(body) == ("max_part_headers", 32, 33)


@pytest.mark.parametrize("size", range(1, 71))
def test_t5_a_head_as_large_as_allowed(size):
    head = FIELD + b"\r\nX: " + b"y" * 57
    most = len(head) + 2
    body = body_of((head, b"1"))
    assert fields(body, size=size, max_part_header_size=most) == [("a", None, b"1")]
    limit = limit_of(body, max_part_header_size=most - 1)
    assert limit == ("max_part_header_size", most - 1, most)


@pytest.mark.parametrize("line", [b"X: y\r\n", b"y" * 1_000_000])
def test_t5_a_head_without_end_is_refused_at_the_limit(line):
    parser = MultipartParser(b"B")
    parser.receive_data(b"--B\r\n" + FIELD + b"\r\n")
    taken, message = push(parser, line, 200_000)
    assert message == "more than 8192 bytes of headers in a part"
    assert taken <= 8192


def test_t6_a_boundary_of_70_characters_is_read():
    boundary = b"b" * 70
    assert parse_boundary(f"multipart/form-data; boundary={'b' * 70}") == boundary
    assert fields(body_of((FIELD, b"1"), boundary=boundary), boundary=boundary)


@pytest.mark.parametrize("length", [71, 20_000])
def test_t6_a_longer_boundary_is_refused(length):
    with pytest.raises(MultipartLimitError) as info:
        parse_boundary(f"multipart/form-data; boundary={'b' * length}")
    assert (info.value.limit, info.value.most) == ("max_boundary_length", 70)
    assert info.value.value == length


@pytest.mark.parametrize(
    ("parameter", "boundary"),
    [
        ("boundary=B", b"B"),
        ('Boundary="B"', b"B"),
        ("charset=utf-8; boundary=B", b"B"),
        ('boundary="a\'()+_,-./:=? b"', b"a'()+_,-./:=? b"),
        ("boundary=A; boundary=B", b"A"),
    ],
)
def test_a_boundary_is_read(parameter, boundary):
    assert parse_boundary(f"multipart/form-data; {parameter}") == boundary


@pytest.mark.parametrize("parameter", ["", "boundary", "boundary=", 'boundary="a*"', "boundary=é"])
def test_a_malformed_boundary_is_refused(parameter):
    with pytest.raises(MultipartError, match="boundary"):
        parse_boundary(f"multipart/form-data; {parameter}")


@pytest.mark.parametrize("size", [1, 7, 1 << 20])
def test_t4_as_much_around_the_parts_as_allowed(size):
    body = b"x" * 100 + b"\r\n" + body_of((FIELD, b"1"), end=b"\r\n" + b"x" * 98)
    assert fields(body, size=size, max_outer_size=100) == [("a", None, b"1")]
    for longer in (b"x" + body, body + b"x"):
        limit = limit_of(longer, size=size, max_outer_size=100)
        assert limit[:2] == ("max_outer_size", 100)


def test_t4_a_large_preamble_is_refused_at_the_limit():
    parser = MultipartParser(b"B")
    with pytest.raises(MultipartLimitError, match="8192 bytes outside"):
        parser.receive_data(b"\r\n--" * 2_000_000)


# Time.


def make_file(pattern, boundary):
    def make(size):
        data = pattern * (size // len(pattern))
        return body_of((FILE, data), boundary=boundary), boundary

    return make


def parse_in_pieces(argument):
    body, boundary = argument
    for _ in feed(MultipartParser(boundary), body, 65_536):
        pass


BOUNDARY = b"----WebKitFormBoundary" + b"x" * 48


@pytest.mark.parametrize(
    "pattern",
    [
        b"\r",
        b"\n",
        b"\r\n",
        b"-",
        b"\r\n--",
        b"x",
        b"\r\n--" + BOUNDARY[:-1],
        b"\r\n--" + BOUNDARY[:-2] + b"yx",
        b"\r\n--" + BOUNDARY[:30] + b"y" + BOUNDARY[31:],
        BOUNDARY,
    ],
    ids=repr,
)
def test_t3_data_that_looks_like_a_boundary_takes_linear_time(is_linear, pattern):
    assert is_linear(parse_in_pieces, make_file(pattern, BOUNDARY), 8_000_000, cap=0.5)


def parse_bytewise(argument):
    body, boundary = argument
    for _ in feed(MultipartParser(boundary), body, 1):
        pass


def test_t106_single_bytes_take_linear_time(is_linear):
    assert is_linear(parse_bytewise, make_file(b"\r\n--", BOUNDARY), 60_000, cap=1.0)


def read_head(argument):
    with pytest.raises(MultipartError):
        parse(body_of((argument, b"")), max_part_header_size=1 << 30, max_form_memory_size=None)


@pytest.mark.parametrize(
    "pattern", [b";", b"\\", b'"', b'\\"', b" ", b"; ", b';a="', b"\\\\", b"a=b;"], ids=repr
)
def test_t8_a_disposition_takes_linear_time(is_linear, pattern):
    def make(size):
        return b'Content-Disposition: form-data; x="' + pattern * (size // len(pattern))

    assert is_linear(read_head, make, 65_536, cap=0.05)


def test_t8_a_content_type_takes_linear_time(is_linear):
    def read(value):
        with pytest.raises(MultipartError):
            parse_boundary(value)

    for pattern in (";", "\\", '"', ' ;"', "a=;"):
        assert is_linear(read, lambda size, it=pattern: 'm/f; x="' + it * size, 65_536, cap=0.05)


@pytest.mark.parametrize("size", [1, 2, 7, 1000])
def test_a_delimiter_in_a_head_is_a_header_line(size):
    body = b'--B\r\nContent-Disposition: form-data; name="a"\r\n--B: x\r\n\r\none\r\n--B--\r\n'
    parser = MultipartParser(b"B")
    events = [
        event
        for at in range(0, len(body), size)
        for event in parser.receive_data(body[at : at + size])
    ]
    parser.finish()
    assert events[0].headers["--B"] == "x"
    assert b"".join(event.data for event in events[1:-1]) == b"one"
