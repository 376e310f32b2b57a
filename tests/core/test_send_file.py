"""send_file and send_from_directory, as a view calls them."""

import io
import os
import sys
import threading
import tracemalloc

import pytest

from microweb import App, send_file, send_from_directory
from microweb.files.sending import send_file as core_send_file
from microweb.testing import make_environ

DATA = bytes(range(256)) * 1000
needs_pipes = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no named pipes")
needs_symlinks = pytest.mark.skipif(sys.platform == "win32", reason="symlinks ask for a right")


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "files").mkdir()
    (tmp_path / "files" / "data.bin").write_bytes(DATA)
    (tmp_path / "files" / "page.html").write_text("<p>Hi</p>")
    (tmp_path / "secret.txt").write_text("secret")
    return tmp_path


@pytest.fixture
def get(folder):
    """Give what a view that sends a file answers."""

    def call(make, *, method="GET", environ_overrides=None, **headers):
        app = App("demo", root_path=str(folder))
        app.add_url_rule("/", "view", make)
        fields = {name.replace("_", "-"): value for name, value in headers.items()}
        return app.test_client().open(
            "/", method=method, headers=fields, environ_overrides=environ_overrides
        )

    return call


def test_a_path_is_relative_to_the_app(get):
    response = get(lambda: send_file("files/page.html"))
    assert response.status_code == 200
    assert response.text == "<p>Hi</p>"
    assert response.headers["Content-Type"] == "text/html; charset=utf-8"
    assert response.headers["Content-Length"] == "9"
    assert response.headers["Cache-Control"] == "no-cache"
    assert response.accept_ranges == "bytes"
    assert response.etag
    assert response.last_modified
    assert "Content-Disposition" not in response.headers


def test_an_attachment_has_a_name(get):
    response = get(lambda: send_file("files/data.bin", as_attachment=True))
    assert response.content_disposition == ("attachment", "data.bin")
    response = get(
        lambda: send_file("files/data.bin", as_attachment=True, download_name='Ü "1".bin')
    )
    assert response.content_disposition == ("attachment", 'Ü "1".bin')


def test_a_download_name_that_was_given_is_sent_for_a_file_to_show(get):
    response = get(lambda: send_file("files/page.html", download_name="report.html"))
    assert response.content_disposition == ("inline", "report.html")
    assert response.text == "<p>Hi</p>"


def test_t45_a_download_name_cannot_end_its_header(get):
    name = 'a"\r\nSet-Cookie: x=1; filename=b.exe'
    response = get(lambda: send_file("files/data.bin", as_attachment=True, download_name=name))
    assert response.status_code == 200
    assert "Set-Cookie" not in response.headers
    assert response.content_disposition == ("attachment", name)


def test_the_options_are_those_of_flask(get):
    response = get(
        lambda: send_file(
            "files/data.bin", "text/csv", etag="mine", last_modified=784111777, max_age=60
        )
    )
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert response.etag == "mine"
    assert response.headers["Last-Modified"] == "Sun, 06 Nov 1994 08:49:37 GMT"
    assert response.headers["Cache-Control"] == "public, max-age=60"


def test_the_maximal_age_may_depend_on_the_name(get):
    response = get(lambda: send_file("files/data.bin", max_age={"data.bin": 7}.get))
    assert response.cache_control.max_age == 7


def test_validators_may_be_left_out(get):
    response = get(lambda: send_file("files/data.bin", etag=False, conditional=False))
    assert "ETag" not in response.headers
    assert "Accept-Ranges" not in response.headers


def test_a_file_object_needs_a_type_or_a_name(get):
    response = get(lambda: send_file(io.BytesIO(b"a,b"), download_name="x.csv"))
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert response.content_disposition == ("inline", "x.csv")
    assert response.headers["Content-Length"] == "3"
    environ = make_environ()
    with pytest.raises(TypeError, match="mimetype"):
        core_send_file(io.BytesIO(b""), environ)
    with pytest.raises(TypeError, match="download_name"):
        core_send_file(io.BytesIO(b""), environ, mimetype="text/plain", as_attachment=True)


def test_a_file_object_is_sent_from_its_beginning_in_parts_and_closed(get):
    file = io.BytesIO(DATA)
    file.seek(100)
    response = get(lambda: send_file(file, "application/x"), range="bytes=5-9")
    assert (response.status_code, response.data) == (206, DATA[5:10])
    assert file.closed


def test_a_pipe_is_sent_as_it_comes(get):
    reader, writer = os.pipe()
    os.write(writer, b"no\nlines")
    os.close(writer)
    file = os.fdopen(reader, "rb")
    response = get(lambda: send_file(file, "text/plain"), range="bytes=0-0")
    assert (response.status_code, response.data) == (200, b"no\nlines")
    assert "Content-Length" not in response.headers
    assert "Accept-Ranges" not in response.headers
    assert file.closed


@pytest.mark.parametrize("path", ["missing", "files", "files/data.bin/", ""])
def test_what_is_no_regular_file_is_a_programmers_error(folder, path):
    with pytest.raises(FileNotFoundError, match="no regular file"):
        core_send_file(os.path.join(folder, path), make_environ())


@needs_pipes
def test_t75_a_named_pipe_neither_blocks_nor_is_sent(folder):
    os.mkfifo(folder / "pipe")
    with pytest.raises(FileNotFoundError):
        core_send_file(folder / "pipe", make_environ())


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"if_none_match": "*"}, 304),
        ({"if_match": '"other"'}, 412),
        ({"range": "bytes=0-0"}, 206),
        ({"range": "bytes=256000-"}, 416),
        ({"range": "bytes=0-0", "if_range": '"other"'}, 200),
    ],
)
def test_t73_conditions_are_answered(get, headers, status):
    assert get(lambda: send_file("files/data.bin"), **headers).status_code == status


def test_a_range_that_fails_is_the_apps_own_error_page(folder):
    app = App("demo", root_path=str(folder))
    app.add_url_rule("/", "view", lambda: send_file("files/data.bin"))
    app.register_error_handler(416, lambda error: (f"of {error.length}", 416))
    response = app.test_client().get("/", headers={"Range": "bytes=999999-"})
    assert (response.status_code, response.text) == (416, "of 256000")
    response = App("demo").test_client().get("/")
    assert response.status_code == 404


@pytest.mark.parametrize(
    ("spec", "part"),
    [
        ("0-0", slice(0, 1)),
        ("255990-", slice(255990, None)),
        ("-10", slice(-10, None)),
        ("1000-99999", slice(1000, 100_000)),
    ],
)
def test_a_part_of_a_file_is_its_bytes(get, spec, part):
    response = get(lambda: send_file("files/data.bin"), range=f"bytes={spec}")
    assert (response.status_code, response.data) == (206, DATA[part])


def test_several_parts_of_a_file_are_read_in_one_go(get):
    response = get(lambda: send_file("files/data.bin"), range="bytes=-5,0-4,100000-100004")
    assert response.status_code == 206
    bodies = [part.partition(b"\r\n\r\n")[2] for part in response.data.split(b"\r\n--")[1:-1]]
    assert bodies == [DATA[:5], DATA[100_000:100_005], DATA[-5:]]
    assert response.headers["Content-Length"] == str(len(response.data))


@pytest.mark.parametrize("spec", [",".join(["0-"] * 6000), ",".join(["0-"] * 32), "-" + "9" * 5000])
def test_t72_no_range_sends_more_than_the_file(get, spec):
    response = get(lambda: send_file("files/data.bin"), range=f"bytes={spec}")
    assert response.status_code in (200, 206)
    assert response.data == DATA


@pytest.mark.parametrize("headers", [{}, {"Range": "bytes=100-200000"}])
def test_t72_a_file_that_shrinks_ends_early(folder, headers):
    path = folder / "files" / "data.bin"
    response = core_send_file(path, make_environ(headers=headers))
    pieces = iter(response.response)
    first = next(pieces)
    os.truncate(path, 70_000)
    sent = len(first) + sum(map(len, pieces))
    response.close()
    assert sent <= 70_000


def test_head_has_the_length_and_no_body(get):
    response = get(lambda: send_file("files/data.bin"), method="HEAD")
    assert (response.headers["Content-Length"], response.data) == ("256000", b"")


def test_t74_a_file_of_one_line_is_read_in_pieces(tmp_path):
    path = tmp_path / "line.txt"
    with open(path, "wb") as file:
        file.truncate(50_000_000)
    tracemalloc.start()
    response = core_send_file(path, make_environ())
    assert sum(map(len, response.response)) == 50_000_000
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    response.close()
    assert peak < 1_000_000


def test_send_from_directory_is_relative_to_the_app(get):
    response = get(lambda: send_from_directory("files", "page.html"))
    assert (response.status_code, response.text) == (200, "<p>Hi</p>")
    response = get(lambda: send_from_directory("files", "page.html", as_attachment=True))
    assert response.content_disposition == ("attachment", "page.html")


@pytest.mark.parametrize(
    "path", ["../secret.txt", "/etc/passwd", "missing", "", ".", "a\x00b", "C:\\x", "page.html/"]
)
def test_t64_send_from_directory_stays_below_its_folder(get, path):
    assert get(lambda: send_from_directory("files", path)).status_code == 404


@needs_symlinks
def test_t68_a_folder_on_the_way_that_keeps_turning_into_a_link_leaks_nothing(folder):
    """A whole folder is swapped, not the file: what O_NOFOLLOW alone does not see."""
    from microweb.exceptions import NotFound
    from microweb.files.sending import send_from_directory as core

    root = folder / "files"
    inner, outer = root / "inner", folder / "outer"
    inner.mkdir()
    outer.mkdir()
    (inner / "x.txt").write_text("public")
    (outer / "x.txt").write_text("secret")
    link, kept = root / "link", root / "kept"
    link.symlink_to(outer)
    stop = threading.Event()

    def swap():
        while not stop.is_set():
            os.rename(inner, kept)
            os.rename(link, inner)
            os.rename(inner, link)
            os.rename(kept, inner)

    thread = threading.Thread(target=swap)
    thread.start()
    seen = {"public": 0, "missing": 0}
    try:
        for _ in range(10_000):
            try:
                response = core(root, "inner/x.txt", make_environ())
            except NotFound:
                seen["missing"] += 1
            else:
                seen[response.get_data(as_text=True)] += 1
    finally:
        stop.set()
        thread.join()
    assert seen["public"] + seen["missing"] == 10_000
    assert seen["public"]


@needs_symlinks
def test_t77_a_link_to_a_hidden_file_is_as_hidden(folder):
    from microweb.exceptions import NotFound
    from microweb.files.sending import send_from_directory as core

    (folder / "files" / ".env").write_text("secret")
    (folder / "files" / "env.txt").symlink_to(".env")
    with pytest.raises(NotFound):
        core(folder / "files", "env.txt", make_environ())


class Wrapper:
    """A server's way to send files."""

    def __init__(self, file, size):
        self.file = file
        self.close = file.close

    def __iter__(self):
        return iter(lambda: self.file.read(1000), b"")


def run(app, environ):
    started = []
    body = app(environ, lambda *args: started.append(args))
    return started[0][0], dict(started[0][1]), body


def test_a_whole_file_is_handed_to_a_server_that_has_a_way_of_its_own(folder):
    closed = []
    app = App("demo", root_path=str(folder))
    app.add_url_rule("/", "view", lambda: send_file("files/data.bin"))
    app.teardown_request(lambda error: closed.append(error))
    environ = make_environ(environ_overrides={"wsgi.file_wrapper": Wrapper})
    status, headers, body = run(app, environ)
    assert (status, headers["Content-Length"]) == ("200 OK", "256000")
    assert isinstance(body, Wrapper)
    assert os.fstat(body.file.fileno()).st_size == 256_000
    assert body.file.tell() == 0
    assert b"".join(body) == DATA
    assert closed == []
    body.close()
    assert closed == [None]
    with pytest.raises(ValueError, match="closed"):
        body.file.tell()


def test_a_wrapper_reads_no_further_than_was_announced(folder):
    app = App("demo", root_path=str(folder))
    app.add_url_rule("/", "view", lambda: send_file("files/data.bin"))
    _, _, body = run(app, make_environ(environ_overrides={"wsgi.file_wrapper": Wrapper}))
    with open(folder / "files" / "data.bin", "ab") as file:
        file.write(b"more")
    assert b"".join(body) == DATA
    assert body.file.read() == b""
    body.file.seek(0)
    assert body.file.read() == DATA
    body.close()


@pytest.mark.parametrize("headers", [{"Range": "bytes=0-99"}, {"If-None-Match": "*"}])
def test_a_part_is_not_handed_over(folder, headers):
    app = App("demo", root_path=str(folder))
    app.add_url_rule("/", "view", lambda: send_file("files/data.bin"))
    environ = make_environ(headers=headers, environ_overrides={"wsgi.file_wrapper": Wrapper})
    _, _, body = run(app, environ)
    assert not isinstance(body, Wrapper)
    if hasattr(body, "close"):
        body.close()
