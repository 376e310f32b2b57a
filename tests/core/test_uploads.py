"""Bodies of requests: files, forms, streams and bytes, in any order, within limits, then closed."""

import gc
import gzip
import io
import os
import stat
import time
import warnings
from concurrent.futures import ThreadPoolExecutor

import pytest

from microweb import App
from microweb import request as current
from microweb.exceptions import (
    BadRequest,
    BadRequestKeyError,
    HTTPException,
    RequestEntityTooLarge,
    RequestTimeout,
    UnsupportedMediaType,
)
from microweb.http import Headers, MultiDict, secure_filename
from microweb.requests.request import Limits, Request
from microweb.requests.uploads import FileStorage
from microweb.testing import make_environ

FORM = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data; boundary=B"
FIELD = b'--B\r\nContent-Disposition: form-data; name="a"\r\n\r\n'
FILE = b'--B\r\nContent-Disposition: form-data; name="f"; filename="f.txt"\r\n\r\n'
END = b"\r\n--B--\r\n"
SMALL = 512 * 1024


class Input:
    """A WSGI input that counts what was read of it, and may break."""

    def __init__(self, data=b"", *, most=1 << 30, error=None):
        self.stream, self.most, self.error, self.count = io.BytesIO(data), most, error, 0

    def read(self, size):
        piece = self.stream.read(min(size, self.most))
        if not piece and self.error:
            raise self.error
        self.count += len(piece)
        return piece

    def readline(self, size=-1):
        raise NotImplementedError

    readlines = __iter__ = readline


class Endless(Input):
    """A WSGI input that begins with some bytes and goes on with one, for ever."""

    def read(self, size):
        piece = super().read(size) or b"x" * size
        self.count += len(piece) if piece[:1] == b"x" else 0
        return piece


@pytest.fixture
def make():
    """Make requests, whose files are closed at the end."""
    made = []

    def make(data, content_type=MULTIPART, *, limits=None, **keys):
        environ = make_environ(method="POST", content_type=content_type)
        stream = io.BytesIO(data) if isinstance(data, bytes) else data
        length = str(len(data)) if isinstance(data, bytes) else ""
        environ |= {"wsgi.input": stream, "CONTENT_LENGTH": length, **keys}
        made.append(Request(environ, limits or Limits()))
        return made[-1]

    yield make
    for request in made:
        request.close()


def upload(data, *, filename="f.txt", **options):
    """Make the environ of a form with one file."""
    return make_environ(method="POST", data={"f": (io.BytesIO(data), filename)}, **options)


# Files.


def test_a_form_has_fields_and_files():
    data = {
        "title": "Grüße",
        "tag": ["a", "b"],
        "f": (io.BytesIO(b"one"), 'a "b".txt'),
        "g": [(io.BytesIO(b"two"), "c.bin", "x/y; z=1"), (io.BytesIO(b""), "d")],
    }
    with Request(make_environ(method="POST", data=data)) as it:
        assert it.form.to_dict(flat=False) == {"title": ["Grüße"], "tag": ["a", "b"]}
        assert it.form is it.form
        assert it.files is it.files
        assert list(it.files) == ["f", "g"]
        assert it.files["f"].filename == 'a "b".txt'
        assert it.files["f"].name == "f"
        assert it.files["f"].read() == b"one"
        assert it.files["f"].content_type == "text/plain"
        second = it.files["g"]
        assert (second.content_type, second.mimetype) == ("x/y; z=1", "x/y")
        assert second.mimetype_params == {"z": "1"}
        assert second.headers["content-disposition"] == 'form-data; name="g"; filename="c.bin"'
        assert it.values.to_dict() == {"title": "Grüße", "tag": "a"}


def test_t13_all_files_of_a_name_are_there():
    data = {"f": [(io.BytesIO(text), "x") for text in (b"1", b"2", b"3")]}
    with Request(make_environ(method="POST", data=data)) as it:
        assert [file.read() for file in it.files.getlist("f")] == [b"1", b"2", b"3"]
        assert it.files.get("f").tell() == 1


def test_a_form_without_a_chosen_file_has_one_without_a_name(make):
    it = make(FILE.replace(b"f.txt", b"") + END)
    assert it.files["f"].filename == ""
    assert not it.files["f"]


def test_a_missing_file_is_400_that_names_it(make):
    with pytest.raises(BadRequestKeyError, match=r"The form has no file 'x'\.$"):
        make(FILE + END).files["x"]
    with pytest.raises(BadRequestKeyError, match="The form has no value for 'f'"):
        make(FILE + END).form["f"]


def test_a_missing_file_of_a_form_that_cannot_have_any_says_what_to_do(make):
    with pytest.raises(BadRequestKeyError, match='has enctype="multipart/form-data"'):
        make(b"f=x", FORM).files["f"]


@pytest.mark.parametrize("content_type", ["", "text/plain", "application/json", "multipart/mixed"])
def test_another_kind_of_body_has_no_form_and_no_files(make, content_type):
    it = make(FIELD + b"1" + END, content_type)
    assert not it.form
    assert not it.files
    assert it.data == FIELD + b"1" + END


def test_a_multipart_form_without_a_body_is_empty(make):
    it = make(b"")
    assert not it.form
    assert not it.files


def test_files_cannot_be_changed(make):
    with pytest.raises(TypeError, match="cannot be changed"):
        make(FILE + END).files["x"] = FileStorage()


@pytest.mark.parametrize(("size", "on_disk"), [(SMALL, False), (SMALL + 1, True)])
def test_a_file_above_512_kib_is_on_disk(size, on_disk):
    with Request(upload(b"x" * size)) as it:
        file = it.files["f"]
        assert (not isinstance(file.stream._file, io.BytesIO)) is on_disk
        assert file.content_length == size
        assert len(file.read()) == size


def test_small_files_are_in_memory_up_to_16_mib_together():
    data = {"f": [(io.BytesIO(b"x" * SMALL), "f")] * 34}
    with Request(make_environ(method="POST", data=data), Limits(max_content_length=None)) as it:
        files = it.files.getlist("f")
        in_memory = [isinstance(file.stream._file, io.BytesIO) for file in files]
        assert in_memory == [True] * 32 + [False] * 2
        assert {file.content_length for file in files} == {SMALL}


def test_t76_a_file_on_disk_is_for_nobody_else():
    old = os.umask(0)
    try:
        with Request(upload(b"x" * (SMALL + 1))) as it:
            found = os.fstat(it.files["f"].stream.fileno())
            assert stat.S_IMODE(found.st_mode) == 0o600
            assert found.st_nlink == 0
    finally:
        os.umask(old)


def test_t10_the_file_name_is_as_sent_and_save_goes_where_it_is_told(tmp_path, make):
    it = make(FILE.replace(b"f.txt", b"../../x.txt") + b"one" + END)
    file = it.files["f"]
    assert file.filename == "../../x.txt"
    folder = tmp_path / "in" / "side"
    folder.mkdir(parents=True)
    file.save(folder / secure_filename(file.filename))
    assert [path.name for path in tmp_path.rglob("*.txt")] == ["x.txt"]
    assert (folder / "x.txt").read_bytes() == b"one"


# FileStorage.


def test_a_file_is_saved_to_a_path_or_an_open_file(tmp_path):
    for target in (tmp_path / "a", str(tmp_path / "b")):
        FileStorage(io.BytesIO(b"x" * 200_000), "f").save(target)
        assert os.path.getsize(target) == 200_000
    target = io.BytesIO()
    FileStorage(io.BytesIO(b"12345")).save(target, 2)
    assert target.getvalue() == b"12345"
    assert not target.closed


def test_saving_goes_on_where_the_stream_stands(tmp_path):
    file = FileStorage(io.BytesIO(b"12345"))
    file.seek(2)
    file.save(tmp_path / "a")
    assert (tmp_path / "a").read_bytes() == b"345"


def test_saving_to_a_folder_is_an_error(tmp_path):
    with pytest.raises(OSError, match="directory"):
        FileStorage(io.BytesIO(b"1")).save(tmp_path)


def test_a_file_acts_as_its_stream():
    file = FileStorage(io.BytesIO(b"a\nb\n"), "x.txt", name="f", content_type="text/plain")
    assert list(file) == [b"a\n", b"b\n"]
    assert file.tell() == 4
    file.seek(0)
    assert file.readline() == b"a\n"
    assert file.content_length == 4
    assert file.tell() == 2
    assert repr(file) == "<FileStorage 'x.txt' ('text/plain')>"
    with pytest.raises(AttributeError, match="nothing"):
        file.nothing  # noqa: B018
    with file as same:
        assert same is file
    assert file.stream.closed


def test_a_file_may_be_described_in_full():
    headers = Headers([("Content-Type", "a/b"), ("X", "y")])
    file = FileStorage(io.BytesIO(b"1"), "x", "f", "c/d", 7, headers)
    assert (file.filename, file.name, file.content_type) == ("x", "f", "c/d")
    assert file.content_length == 7
    assert file.headers["X"] == "y"


def test_an_empty_file_needs_nothing():
    file = FileStorage()
    assert file.read() == b""
    assert file.filename is None
    assert file.content_type is None
    assert (file.mimetype, file.mimetype_params, file.content_length) == ("", {}, 0)
    assert not file


def test_an_open_file_gives_its_name(tmp_path):
    (tmp_path / "a.txt").write_bytes(b"1")
    with open(tmp_path / "a.txt", "rb") as stream:
        assert FileStorage(stream).filename == str(tmp_path / "a.txt")
        assert FileStorage(stream, "b").filename == "b"
    with open(os.open(tmp_path / "a.txt", os.O_RDONLY), "rb") as stream:
        assert FileStorage(stream).filename is None


def test_the_size_of_what_cannot_seek_is_0():
    reading, writing = os.pipe()
    os.close(writing)
    with FileStorage(open(reading, "rb"), "x") as file:
        assert file.content_length == 0


def test_a_copy_in_the_making_is_no_endless_loop():
    with pytest.raises(AttributeError):
        FileStorage.__new__(FileStorage).stream  # noqa: B018


# The end of the request.


@pytest.fixture
def app():
    app = App("uploads")
    app.kept = []

    @app.post("/plain")
    def plain():
        from microweb import request

        app.kept.append(request.files["f"])
        return "ok"

    @app.post("/stream")
    def stream():
        from microweb import request

        file = request.files["f"]
        app.kept.append(file)
        return iter([file])

    @app.post("/fail")
    def fail():
        plain()
        raise RuntimeError

    @app.post("/form")
    def form():
        from microweb import request

        return request.form.to_dict()

    return app


def send(app, path, data=b"one", **options):
    return app.test_client().post(path, data={"f": (io.BytesIO(data), "f.txt")}, **options)


@pytest.mark.parametrize("size", [3, SMALL + 1])
@pytest.mark.parametrize("path", ["/plain", "/fail"])
def test_files_are_closed_at_the_end_of_the_request(app, path, size):
    send(app, path, b"x" * size)
    (file,) = app.kept
    assert file.stream.closed


def test_files_are_open_while_the_answer_is_streamed():
    app = App("streaming")
    kept = []

    @app.post("/")
    def view():
        from microweb import request

        kept.append(request.files["f"])
        return (line for line in request.files["f"])

    assert send(app, "/", b"a\nb\n").data == b"a\nb\n"
    assert kept[0].stream.closed


def test_teardown_hooks_can_still_read_the_files(app):
    seen = []
    app.teardown_request(lambda error: seen.append(app.kept[0].read()))
    send(app, "/plain")
    assert seen == [b"one"]
    assert app.kept[0].stream.closed


@pytest.mark.parametrize(
    ("end", "options"),
    [
        (b"", {}),
        (b"\r\n--Bx\r\n\r\n", {}),
        (b"\r\n" + FIELD + b"\xff" + END, {}),
        (END, {"limits": Limits(max_form_parts=1)}),
        (b"", {"CONTENT_LENGTH": "10000000"}),
    ],
)
def test_files_of_a_form_that_is_refused_are_closed(make, end, options):
    body = FILE + b"x" * (SMALL + 1) + b"\r\n" + FILE + b"x" + end
    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always")
        with pytest.raises(HTTPException):
            make(body, **options).files  # noqa: B018
        gc.collect()
    assert not seen


def test_a_request_is_a_context_that_closes_its_files():
    with Request(upload(b"1")) as it:
        file = it.files["f"]
    assert file.stream.closed


# In any order.

READERS = {
    "form": lambda it: it.form.to_dict(),
    "files": lambda it: {name: file.filename for name, file in it.files.items()},
    "data": lambda it: it.data,
    "json": lambda it: it.get_json(force=True, silent=True),
    "stream": lambda it: it.stream.read(),
}


@pytest.mark.parametrize("second", READERS)
@pytest.mark.parametrize("first", ["data", "json"])
def test_the_bytes_are_kept_for_whatever_asks_next(make, first, second):
    body = FIELD + b"1\r\n" + FILE + END
    expected = {
        "form": {"a": "1"},
        "files": {"f": "f.txt"},
        "data": body,
        "json": None,
        "stream": body,
    }
    it = make(body)
    READERS[first](it)
    assert READERS[second](it) == expected[second]


@pytest.mark.parametrize("second", READERS)
@pytest.mark.parametrize("first", ["form", "files"])
def test_a_multipart_form_leaves_nothing_but_itself(make, first, second):
    expected = {
        "form": {"a": "1"},
        "files": {"f": "f.txt"},
        "data": b"",
        "json": None,
        "stream": b"",
    }
    it = make(FIELD + b"1\r\n" + FILE + END)
    READERS[first](it)
    assert READERS[second](it) == expected[second]


@pytest.mark.parametrize("second", READERS)
@pytest.mark.parametrize("first", ["form", "data", "json"])
def test_the_bytes_of_a_urlencoded_form_are_kept(make, first, second):
    expected = {"form": {"1": ""}, "files": {}, "data": b"1", "json": 1, "stream": b"1"}
    it = make(b"1", FORM)
    READERS[first](it)
    assert READERS[second](it) == expected[second]


@pytest.mark.parametrize("second", READERS)
def test_what_was_read_from_the_stream_is_gone(make, second):
    expected = {"form": {"b": "2"}, "files": {}, "data": b"b=2", "json": None, "stream": b"b=2"}
    it = make(b"a=1&b=2", FORM)
    assert it.stream.read(4) == b"a=1&"
    assert READERS[second](it) == expected[second]


def test_a_multipart_form_may_begin_where_the_stream_stands(make):
    it = make(b"magic" + FIELD + b"1" + END)
    assert it.stream.read(5) == b"magic"
    assert it.form.to_dict() == {"a": "1"}


def test_data_that_is_not_kept_is_gone(make):
    it = make(b"a=1", FORM)
    assert it.get_data(cache=False) == b"a=1"
    assert it.get_data() == b""
    assert not it.form


def test_get_data_may_read_the_form_first(make):
    it = make(FIELD + b"1" + END)
    assert it.get_data(parse_form_data=True) == b""
    assert it.form["a"] == "1"
    it = make(b"a=1", FORM)
    assert it.get_data(parse_form_data=True, as_text=True) == "a=1"


def test_json_that_is_not_kept_is_gone(make):
    it = make(b"[1]", "application/json")
    assert it.get_json(cache=False) == [1]
    assert it.get_json(silent=True) is None
    it = make(b"[1]", "application/json")
    assert it.get_json() is it.get_json(cache=False)


# The stream.


def test_the_stream_is_a_file_that_ends_with_the_body(make):
    stream = Input(b"a\nb\nGET / HTTP/1.1\r\n", most=3)
    it = make(stream, "text/plain", CONTENT_LENGTH="4")
    assert it.stream is it.stream
    assert it.stream.readable()
    assert it.stream.readline() == b"a\n"
    assert list(it.stream) == [b"b\n"]
    assert it.stream.read(10) == b""
    assert stream.count == 4


def test_a_stream_larger_than_the_limit_is_refused_unread(make):
    stream = Input(b"x" * 11)
    it = make(stream, CONTENT_LENGTH="11", limits=Limits(max_content_length=10))
    with pytest.raises(RequestEntityTooLarge, match="MAX_CONTENT_LENGTH"):
        it.stream  # noqa: B018
    assert stream.count == 0


def test_t17_a_stream_without_a_length_is_counted(make):
    keys = {"wsgi.input_terminated": True, "limits": Limits(max_content_length=100_000)}
    assert len(make(Input(b"x" * 100_000), "", **keys).stream.read()) == 100_000
    stream = Endless()
    with pytest.raises(RequestEntityTooLarge, match=r"100001 bytes or more; up to 100000 are"):
        make(stream, "", **keys).stream.read()
    assert stream.count == 100_001


def test_the_stream_of_a_short_body_is_400_at_its_end(make):
    it = make(Input(b"abc"), "", CONTENT_LENGTH="10")
    with pytest.raises(BadRequest, match="ended after 3 of 10 bytes"):
        it.stream.read()


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("begun", [b"", FIELD + b"1"])
def test_a_broken_connection_is_400(make, reader, begun):
    it = make(Input(begun, error=ConnectionResetError(104, "reset")), CONTENT_LENGTH="1000")
    with pytest.raises(BadRequest, match=f"The connection broke after {len(begun)} bytes"):
        READERS[reader](it)


@pytest.mark.parametrize("reader", READERS)
def test_a_slow_client_is_408(make, reader):
    it = make(Input(FIELD, error=TimeoutError()), CONTENT_LENGTH="1000")
    with pytest.raises(RequestTimeout):
        READERS[reader](it)


@pytest.mark.parametrize(("data", "code"), [(None, 400), (b"", 408)])
def test_an_app_answers_a_broken_body(app, data, code):
    error = ConnectionResetError() if data is None else TimeoutError()
    keys = {"wsgi.input": Input(error=error), "CONTENT_LENGTH": "9", "CONTENT_TYPE": FORM}
    assert app.test_client().post("/form", environ_overrides=keys).status_code == code


# Chunked bodies, where the server ends the input.


@pytest.mark.parametrize("most", [1, 7, 1 << 20])
def test_a_form_without_a_length_is_read_to_the_end_of_the_input(make, most):
    stream = Input(FIELD + b"1\r\n" + FILE + b"x" * 100 + END, most=most)
    it = make(stream, **{"wsgi.input_terminated": True})
    assert it.form["a"] == "1"
    assert it.files["f"].read() == b"x" * 100


def test_t17_a_form_without_a_length_is_counted(make):
    keys = {"wsgi.input_terminated": True, "limits": Limits(max_content_length=300_000)}
    stream = Endless(FILE)
    with pytest.raises(RequestEntityTooLarge, match="MAX_CONTENT_LENGTH"):
        make(stream, **keys).files  # noqa: B018
    assert stream.count <= 300_001


def test_t17_a_urlencoded_form_without_a_length_is_counted(make):
    stream = Endless()
    keys = {"wsgi.input_terminated": True, "limits": Limits(max_form_memory_size=1000)}
    with pytest.raises(RequestEntityTooLarge, match="MAX_FORM_MEMORY_SIZE"):
        make(stream, FORM, **keys).form  # noqa: B018
    assert stream.count == 1001


def test_a_form_without_a_length_and_without_an_end_has_no_body(make):
    stream = Input(FIELD + b"1" + END)
    assert not make(stream).form
    assert stream.count == 0


@pytest.mark.parametrize("length", ["-1", "+5", "5_0", "0x5", " 5", "5, 5", "1e3", "1" * 30, "٣"])
@pytest.mark.parametrize("reader", READERS)
def test_t17_an_odd_length_is_400_unread(make, length, reader):
    stream = Input(FIELD + b"1" + END)
    with pytest.raises(BadRequest, match="Content-Length"):
        READERS[reader](make(stream, CONTENT_LENGTH=length))
    assert stream.count == 0


# Encoded bodies.


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "x-gzip", "identity, gzip", "GZIP"])
@pytest.mark.parametrize("reader", ["form", "files", "data", "json"])
def test_t19_an_encoded_body_is_415_unread(make, encoding, reader):
    data = gzip.compress(b"x" * 10_000_000)
    stream = Input(data)
    keys = {"HTTP_CONTENT_ENCODING": encoding, "CONTENT_LENGTH": str(len(data))}
    content_type = {"json": "application/json"}.get(reader, MULTIPART)
    with pytest.raises(UnsupportedMediaType, match="Content-Encoding"):
        READERS[reader](make(stream, content_type, **keys))
    assert stream.count == 0


@pytest.mark.parametrize("encoding", ["", "identity", "Identity"])
def test_a_body_as_it_is_may_say_so(make, encoding):
    it = make(FIELD + b"1" + END, HTTP_CONTENT_ENCODING=encoding)
    assert it.form["a"] == "1"
    assert it.content_encoding == encoding


def test_an_encoded_body_may_be_read_as_a_stream(make):
    it = make(gzip.compress(b"hello"), "text/plain", HTTP_CONTENT_ENCODING="gzip")
    assert gzip.GzipFile(fileobj=it.stream).read() == b"hello"


# Limits: the status, the key in the message, the config and the request.

HEAD = len(FIELD) - 7  # of the field, without its delimiter and the blank line's last CRLF
CASES = {
    "MAX_FORM_PARTS": (FIELD + b"1\r\n" + FIELD + b"2" + END, 2, 413),
    "MAX_FORM_MEMORY_SIZE": (FIELD + b"1" * 100 + END, HEAD + 100, 413),
    "MAX_PART_HEADERS": (FIELD[:-2] + b"X: y\r\n\r\n" + END, 2, 400),
    "MAX_PART_HEADER_SIZE": (FIELD + END, HEAD, 400),
    "MAX_CONTENT_LENGTH": (FIELD + b"1" + END, len(FIELD + b"1" + END), 413),
}


@pytest.mark.parametrize("key", CASES)
def test_a_limit_of_the_config_holds_and_is_named(app, key):
    body, value, code = CASES[key]
    client = app.test_client()
    app.config[key] = value + 2
    assert client.post("/form", data=body, content_type=MULTIPART).status_code == 200
    app.config[key] = 1
    response = client.post("/form", data=body, content_type=MULTIPART)
    assert response.status_code == code
    assert f"({key})" in response.text


@pytest.mark.parametrize("key", CASES)
def test_a_limit_may_be_set_for_one_request(make, key):
    body, _, code = CASES[key]
    name = key.lower()
    it = make(body)
    setattr(it, name, 1)
    assert getattr(it, name) == 1
    assert getattr(it.limits, name) == 1
    with pytest.raises(HTTPException) as info:
        it.form  # noqa: B018
    assert info.value.code == code
    it = make(body, limits=Limits()._replace(**{name: 1}))
    setattr(it, name, 1000)
    assert "a" in it.form


def test_a_limit_on_a_class_is_an_error_that_says_where_it_belongs():
    with pytest.raises(TypeError, match="set MAX_FORM_PARTS in the config"):
        type("Mine", (Request,), {"max_form_parts": 5})
    assert type("Mine", (Request,), {}).max_form_parts == 1000


def test_a_large_upload_may_be_let_in_before_it_is_read(app):
    app.config["MAX_CONTENT_LENGTH"] = 1000

    @app.before_request
    def allow():
        from microweb import request

        if request.path == "/plain":
            request.max_content_length = None

    assert send(app, "/plain", b"x" * 5000).status_code == 200
    assert send(app, "/form", b"x" * 5000).status_code == 413


@pytest.mark.parametrize("head", [FIELD, FILE])
def test_t1_1001_parts_are_413(app, head):
    body = (head + b"\r\n") * 1001 + END[2:]
    response = app.test_client().post("/form", data=body, content_type=MULTIPART)
    assert response.status_code == 413
    assert "more than 1000 parts (MAX_FORM_PARTS)" in response.text


def peak_of(call):
    import tracemalloc

    tracemalloc.start()
    try:
        call()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_t1_20_000_parts_cost_neither_time_nor_memory(app):
    body = (FILE + b"\r\n") * 20_000 + END[2:]
    keys = {"CONTENT_LENGTH": str(len(body)), "CONTENT_TYPE": MULTIPART}

    def post():
        keys["wsgi.input"] = io.BytesIO(body)
        assert app.test_client().post("/form", environ_overrides=keys).status_code == 413

    start = time.process_time()
    post()
    assert time.process_time() - start < 0.2
    assert peak_of(post) < 3_000_000


def test_t2_a_field_of_30_mb_is_413_after_little_more_than_the_limit(make):
    limit = 1024 * 1024
    stream = Endless(FIELD)
    it = make(stream, CONTENT_LENGTH=str(30_000_000), limits=Limits(max_content_length=None))
    with pytest.raises(RequestEntityTooLarge, match=r"bytes of fields \(MAX_FORM_MEMORY_SIZE\)"):
        it.form  # noqa: B018
    assert stream.count < 1.1 * limit


def test_without_a_limit_a_form_may_be_large(make):
    it = make(FIELD + b"x" * 20_000_000 + END)
    it.max_content_length = it.max_form_memory_size = None
    assert len(it.form["a"]) == 20_000_000


@pytest.mark.parametrize(
    ("head", "message"),
    [
        (b"X: y\r\n" * 200_000, "8192 bytes of headers in a part (MAX_PART_HEADER_SIZE)"),
        (b"X: " + b"y" * 1_000_000, "8192 bytes of headers in a part (MAX_PART_HEADER_SIZE)"),
        (b"X: y\r\n" * 40 + b"\r\n", "32 headers in a part (MAX_PART_HEADERS)"),
    ],
)
def test_t5_headers_beyond_a_limit_are_400(make, head, message):
    with pytest.raises(BadRequest) as info:
        make(FIELD[:-2] + head).form  # noqa: B018
    assert info.value.description == f"The form has more than {message}."


@pytest.mark.parametrize("length", [71, 20_000])
def test_t6_a_long_boundary_is_400(make, length):
    with pytest.raises(BadRequest, match="more than 70 characters in its boundary"):
        make(FIELD + END, f"multipart/form-data; boundary={'b' * length}").form  # noqa: B018


@pytest.mark.parametrize(
    "body", [FIELD, b"x" * 8_000_000, FIELD + END + b"x" * 8_000_000, b"\r\n--" * 2_000_000]
)
def test_t4_a_malformed_form_is_400(make, body):
    with pytest.raises(BadRequest, match="The form "):
        make(body).form  # noqa: B018


def test_t7_malformed_parts_are_one_answer_and_no_log(app, caplog):
    body = b"--B\r\nX\r\n\r\n\r\n" * 100_000
    response = app.test_client().post("/form", data=body, content_type=MULTIPART)
    assert response.status_code == 400
    assert len(caplog.records) <= 1


def test_t7_a_thousand_good_but_odd_parts_leave_no_log(app, caplog, capsys):
    body = (FIELD.replace(b'"a"', b'"\\x1b[31m\xc3\xa9"') + b"\r\n") * 1000 + END[2:]
    response = app.test_client().post("/form", data=body, content_type=MULTIPART)
    assert response.status_code < 500
    assert not caplog.records
    assert capsys.readouterr() == ("", "")


def test_t14_forms_that_go_to_disk_do_not_hold_up_other_requests():
    app = App("spools", static_folder=None)
    app.add_url_rule("/", "index", lambda: "")
    app.add_url_rule("/up", "up", lambda: str(current.files["f"].content_length), methods=["POST"])
    body = FILE + b"x" * (SMALL + 100_000) + END
    uploads = ThreadPoolExecutor(64)
    answers = [
        uploads.submit(app.test_client().post, "/up", data=body, content_type=MULTIPART)
        for _ in range(128)
    ]
    waits = []
    client = app.test_client()
    while not all(answer.done() for answer in answers):
        start = time.perf_counter()
        client.get("/")
        waits.append(time.perf_counter() - start)
    uploads.shutdown()
    assert {answer.result().text for answer in answers} == {str(SMALL + 100_000)}
    # A lock around what goes to disk would make each wait as long as them all.
    assert sorted(waits)[len(waits) // 2] < 0.25


def test_t18_files_of_one_name_take_no_more_memory_than_others(make):
    def peak(names):
        parts = [FILE.replace(b'"f"', b'"%d"' % name) + b"x" * 100 for name in names]
        it = make(b"\r\n".join(parts) + END)
        return peak_of(lambda: it.files)

    assert peak([1000] * 900) < 1.2 * peak(range(1000, 1900))


def test_t18_1000_files_of_one_name_take_less_than_a_second(make):
    it = make((FILE + b"x" * 100 + b"\r\n") * 1000 + END[2:])
    start = time.process_time()
    assert len(it.files.getlist("f")) == 1000
    assert time.process_time() - start < 1


def test_a_field_that_is_not_utf_8_is_400_that_names_it(make):
    with pytest.raises(BadRequest, match="the field 'a' is not UTF-8"):
        make(FIELD + b"\xff" + END).form  # noqa: B018


def test_a_character_may_be_cut_by_the_pieces_it_comes_in(make):
    text = "é" * 100_000
    stream = Input(FIELD + text.encode() + END, most=4097)
    assert make(stream, **{"wsgi.input_terminated": True}).form["a"] == text


def test_a_large_file_takes_no_memory(make):
    body = FILE + b"x" * 10_000_000 + END
    it = make(body)
    assert peak_of(lambda: it.files) < 2_000_000
    assert it.files["f"].content_length == 10_000_000


# The test client.


def echo(data, **options):
    """Send data through the client; give the fields and files that arrive."""
    app = App("echo")

    @app.post("/")
    def view():
        from microweb import request

        files = [
            [name, file.filename, file.content_type, file.read().decode()]
            for name, file in request.files.items(multi=True)
        ]
        return {"type": request.mimetype, "form": request.form.to_dict(flat=False), "files": files}

    return app.test_client().post("/", data=data, **options).json


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ((io.BytesIO(b"1"), "a.txt"), ["a.txt", "text/plain"]),
        ((io.BytesIO(b"1"), "a"), ["a", "application/octet-stream"]),
        ((io.BytesIO(b"1"), "a.txt", "x/y"), ["a.txt", "x/y"]),
        (FileStorage(io.BytesIO(b"1"), "a.png"), ["a.png", "image/png"]),
        (FileStorage(io.BytesIO(b"1"), 'é".txt', content_type="x/y"), ['é".txt', "x/y"]),
        (io.BytesIO(b"1"), ["", "application/octet-stream"]),
    ],
)
def test_the_client_sends_files(value, expected):
    answer = echo({"f": value, "a": ["1", 2], "b": None})
    assert answer == {
        "type": "multipart/form-data",
        "form": {"a": ["1", "2"]},
        "files": [["f", *expected, "1"]],
    }


def test_the_client_sends_several_files_of_one_name():
    pairs = [("f", (io.BytesIO(b"1"), "a")), ("f", (io.BytesIO(b"2"), "b")), ("a", "x")]
    files = echo(MultiDict(pairs))["files"]
    assert [[name, filename, text] for name, filename, _, text in files] == [
        ["f", "a", "1"],
        ["f", "b", "2"],
    ]


def test_the_client_sends_fields_as_multipart_when_told():
    answer = echo({"a": "1", 'q"\n': "é"}, content_type="multipart/form-data")
    assert answer["type"] == "multipart/form-data"
    assert answer["form"] == {"a": ["1"], 'q"%0A': ["é"]}


def test_the_client_keeps_a_boundary_that_is_given():
    assert echo({"a": "1"}, content_type=MULTIPART)["form"] == {"a": ["1"]}


def test_the_client_finds_a_boundary_that_is_not_in_the_data():
    text = "".join(f"\r\n------microweb{number}\r\n" for number in range(3))
    assert echo({"f": (io.BytesIO(text.encode()), "f")})["files"][0][3] == text


def test_fields_alone_are_urlencoded():
    answer = echo({"a": ("1", "2"), "b": ["x"]})
    assert answer["type"] == FORM
    assert answer["form"] == {"a": ["1", "2"], "b": ["x"]}


def test_a_file_is_sent_again_where_a_redirect_says_so():
    app = App("again")
    app.post("/old")(lambda: ("", 307, {"Location": "/new"}))

    @app.post("/new")
    def new():
        from microweb import request

        return request.files["f"].read()

    assert send(app, "/old", b"one", follow_redirects=True).data == b"one"


def test_a_stream_that_cannot_seek_is_sent():
    reading, writing = os.pipe()
    os.write(writing, b"piped")
    os.close(writing)
    with open(reading, "rb") as stream:
        assert echo({"f": (stream, "f")})["files"][0][3] == "piped"
