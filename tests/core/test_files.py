"""Files: only regular ones below the folder, and only as many bytes as were announced."""

import itertools
import os
import subprocess
import sys
import threading
from pathlib import Path
from urllib.parse import unquote

import pytest

from microweb.exceptions import NotFound
from microweb.files.sending import safe_join, send_from_directory
from microweb.testing import make_environ

needs_symlinks = pytest.mark.skipif(sys.platform == "win32", reason="symlinks ask for a right")
needs_pipes = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no named pipes")
needs_proc = pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="there is no /proc")

SECRET = b"top secret"


@pytest.fixture
def root(tmp_path):
    """Give a folder of public files, with secrets all around it."""
    folder = tmp_path / "static"
    (folder / "css").mkdir(parents=True)
    (folder / "css" / "site.css").write_text("body {}")
    (folder / "hello.txt").write_text("Hello!")
    (folder / "empty.txt").write_text("")
    (folder / ".env").write_bytes(SECRET)
    (folder / ".git").mkdir()
    (folder / ".git" / "config").write_bytes(SECRET)
    (tmp_path / "secret.txt").write_bytes(SECRET)
    (tmp_path / "static_secret").mkdir()
    (tmp_path / "static_secret" / "secret.txt").write_bytes(SECRET)
    return folder


def get(root, path, *, method="GET", max_age=None, **headers):
    """Give the status, the headers and the body of an answer."""
    fields = {name.replace("_", "-"): value for name, value in headers.items()}
    environ = make_environ(method=method, headers=fields)
    response = send_from_directory(str(root), path, environ, max_age=max_age)
    started = []
    body = response(environ, lambda *args: started.append(args))
    try:
        data = b"".join(body)
    finally:
        if hasattr(body, "close"):
            body.close()
    return started[0][0], dict(started[0][1]), data


def is_missing(root, path):
    try:
        get(root, path)
    except NotFound:
        return True
    return False


def open_files():
    return len(os.listdir("/proc/self/fd"))


# What is served.


def test_a_file_is_sent_with_its_type_length_and_validators(root):
    status, headers, data = get(root, "hello.txt")
    assert (status, data) == ("200 OK", b"Hello!")
    assert headers["Content-Type"] == "text/plain; charset=utf-8"
    assert headers["Content-Length"] == "6"
    assert headers["ETag"].strip('"')
    assert headers["Last-Modified"].endswith(" GMT")
    assert headers["Cache-Control"] == "no-cache"


def test_a_file_in_a_folder_and_an_empty_one_are_sent(root):
    assert get(root, "css/site.css")[2] == b"body {}"
    status, headers, data = get(root, "empty.txt")
    assert (status, headers["Content-Length"], data) == ("200 OK", "0", b"")


def test_head_sends_no_body(root):
    status, headers, data = get(root, "hello.txt", method="HEAD")
    assert (status, headers["Content-Length"], data) == ("200 OK", "6", b"")


def test_a_maximal_age_lets_the_client_keep_it(root):
    assert get(root, "hello.txt", max_age=60)[1]["Cache-Control"] == "public, max-age=60"
    assert get(root, "hello.txt", max_age=0)[1]["Cache-Control"] == "public, max-age=0"


@pytest.mark.parametrize(
    ("name", "content_type"),
    [
        ("a.css", "text/css; charset=utf-8"),
        ("a.html", "text/html; charset=utf-8"),
        ("a.HTML", "text/html; charset=utf-8"),
        ("a.js", "text/javascript; charset=utf-8"),
        ("a.txt", "text/plain; charset=utf-8"),
        ("a.svg", "image/svg+xml; charset=utf-8"),
        ("a.csv", "text/csv; charset=utf-8"),
        ("a.json", "application/json"),
        ("a.png", "image/png"),
        ("a.pdf", "application/pdf"),
        ("a.tar.gz", "application/octet-stream"),
        ("a.unknown", "application/octet-stream"),
        ("README", "application/octet-stream"),
    ],
)
def test_t71_the_type_follows_the_name_and_text_has_a_charset(root, name, content_type):
    (root / name).write_text("x")
    assert get(root, name)[1]["Content-Type"] == content_type


@pytest.mark.parametrize(
    "name", ["a b.txt", "é.txt", "%2e.txt", "a..b.txt", "con1.txt", "~x", "a-$"]
)
def test_odd_but_harmless_names_are_served(root, name):
    (root / name).write_text("x")
    assert get(root, name)[2] == b"x"


def test_the_folder_may_be_relative_or_itself_a_link(root, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert get("static", "hello.txt")[2] == b"Hello!"


@needs_symlinks
def test_a_linked_folder_is_a_folder(root, tmp_path):
    (tmp_path / "link").symlink_to(root)
    assert get(tmp_path / "link", "hello.txt")[2] == b"Hello!"


# What is not.

SEGMENTS = ["..", ".", "", "...", "..;", "%2e%2e", "..\\", "..%5c", "..%2f", "%252e%252e"]
PREFIXES = ["", "/", "//", "\\", "css/", "./", "C:", "C:/", "file:///", "\\\\host\\share\\", "\x00"]
ENDINGS = ["secret.txt", "static_secret/secret.txt", "etc/passwd", "secret.txt\x00.css", ".env"]
TRAVERSALS = [
    prefix + joint.join([segment] * depth) + joint + ending
    for prefix, segment, ending in itertools.product(PREFIXES, SEGMENTS, ENDINGS)
    for joint, depth in (("/", 1), ("\\", 2))
]


def test_t64_no_traversal_gives_a_byte_from_outside(root):
    assert len(TRAVERSALS) >= 1000
    for payload in TRAVERSALS:
        for path in (payload, unquote(payload), unquote(unquote(payload))):
            assert is_missing(root, path), path


@pytest.mark.parametrize("path", [".env", ".git/config", "css/.env", ".", "..", "css/..", "css/."])
def test_t77_hidden_files_are_not_served(root, path):
    (root / "css" / ".env").write_bytes(SECRET)
    assert is_missing(root, path)


@pytest.mark.parametrize(
    "path",
    ["../static_secret/secret.txt", "_secret/secret.txt", "../static/../static_secret/secret.txt"],
)
def test_t63_a_sibling_with_the_same_prefix_is_outside(root, path):
    assert is_missing(root, path)


@needs_symlinks
def test_t63_a_link_to_a_sibling_with_the_same_prefix_is_outside(root, tmp_path):
    (root / "side").symlink_to(tmp_path / "static_secret")
    assert is_missing(root, "side/secret.txt")


@pytest.mark.parametrize("path", ["\x00", "hello.txt\x00", "\x00hello.txt", "css\x00/site.css"])
def test_t65_a_nul_is_missing(root, path):
    assert is_missing(root, path)
    assert safe_join(str(root), path) is None


@pytest.mark.parametrize(
    "name",
    [
        "CON",
        "con",
        "con.txt",
        "Con .txt",
        "PRN",
        "aux.tar.gz",
        "NUL",
        "x/NUL",
        "NUL/x",
        "COM1",
        "com1 ",
        "COM0.txt",
        "com¹",
        "LPT²",
        "lpt3.css",
        "CONIN$",
        "conout$.txt",
        "a:b",
        "hello.txt::$DATA",
        "hello.txt:stream",
        "hello.txt.",
        "hello.txt ",
        "css /site.css",
        "css./site.css",
        "css\\site.css",
        "\\\\host\\share\\x",
        "//host/share/x",
        "C:\\x",
        "C:x",
        "D:/x",
    ],
)
def test_t66_names_that_windows_reads_otherwise_are_refused_everywhere(root, name):
    assert safe_join(str(root), name) is None
    assert is_missing(root, name)


def test_t67_an_absolute_path_is_refused_before_the_system_is_asked(root, monkeypatch):
    def refuse(*args, **kwargs):
        raise RuntimeError(f"the system was asked: {args}")

    environ = make_environ()
    monkeypatch.setattr(os, "open", refuse)
    monkeypatch.setattr(os.path, "realpath", refuse)
    for path in ("/etc/passwd", "//host/share", "\\\\host\\share", "C:/x", "../x", ".env", ""):
        with pytest.raises(NotFound):
            send_from_directory(str(root), path, environ)


def test_t67_no_system_call_ever_gets_the_name(root):
    """An audit hook sees every name that the interpreter hands to the system, os.stat apart."""
    program = """if True:
        import os, sys
        from functools import partial
        from microweb.exceptions import NotFound
        from microweb.files.sending import send_from_directory
        from microweb.files.static import StaticFolder
        from microweb.testing import make_environ
        root, environ, seen = sys.argv[1], make_environ(), []
        folder = StaticFolder(root)
        real = os.stat
        def stat(path, *args, **kwargs):
            seen.append(str(path))
            return real(path, *args, **kwargs)
        os.stat = os.lstat = stat
        sys.addaudithook(lambda event, args: seen.append(repr((event, args))))
        names = ["/etc/passwd", "//host/share", "\\\\\\\\host\\\\share", "C:/evil", "a/../../x"]
        for name in names:
            for serve in (partial(send_from_directory, root), folder.respond):
                try:
                    serve(name, environ)
                except NotFound:
                    pass
                else:
                    sys.exit(f"{name} was served")
        words = ("passwd", "share", "evil", "..")
        sys.exit(next((line for line in seen if any(word in line for word in words)), None))
    """
    result = subprocess.run(
        [sys.executable, "-c", program, str(root)],
        capture_output=True, text=True, timeout=60, cwd=Path(__file__).parents[2],
    )  # fmt: skip
    assert (result.returncode, result.stderr) == (0, "")


@needs_symlinks
@pytest.mark.parametrize("target", ["../secret.txt", "/etc/passwd", "..", "/", "/dev/null", "loop"])
def test_t68_a_link_out_of_the_folder_is_not_followed(root, target):
    (root / "loop").symlink_to(target)
    assert is_missing(root, "loop")
    assert is_missing(root, "loop/secret.txt")
    assert is_missing(root, "loop/etc/passwd")


@needs_symlinks
def test_a_link_within_the_folder_is_followed(root):
    (root / "again.txt").symlink_to("hello.txt")
    (root / "style").symlink_to("css")
    assert get(root, "again.txt")[2] == b"Hello!"
    assert get(root, "style/site.css")[2] == b"body {}"


@needs_symlinks
def test_t68_a_file_that_turns_into_a_link_before_it_is_opened_is_missing(root, monkeypatch):
    resolve = os.path.realpath

    def resolve_then_turn(path, **options):
        real = resolve(path, **options)
        if real.endswith("hello.txt"):
            os.unlink(real)
            os.symlink("../secret.txt", real)
        return real

    (root / "alias").symlink_to("hello.txt")
    monkeypatch.setattr(os.path, "realpath", resolve_then_turn)
    assert is_missing(root, "alias")


@needs_symlinks
def test_t68_a_file_that_keeps_turning_into_a_link_leaks_nothing(root):
    public, other = root / "turning.txt", root / "other.txt"
    other.write_text("public")
    stop = threading.Event()

    def turn():
        for _ in range(3000):
            if stop.is_set():
                return
            for target in ("../secret.txt", "other.txt"):
                spare = root / "spare"
                spare.symlink_to(target)
                spare.replace(public)

    thread = threading.Thread(target=turn)
    public.write_text("public")
    thread.start()
    try:
        seen = set()
        for _ in range(1000):
            try:
                seen.add(get(root, "turning.txt")[2])
            except NotFound:
                continue
    finally:
        stop.set()
        thread.join()
    assert SECRET not in seen
    assert b"public" in seen


@pytest.mark.parametrize("path", ["css", "css/", "/", "", "//css", "css//", "css//site.css"])
def test_t69_t70_a_folder_is_neither_listed_nor_redirected_to(root, path):
    assert is_missing(root, path)


@needs_pipes
def test_t75_a_named_pipe_neither_blocks_nor_is_served(root):
    os.mkfifo(root / "pipe")
    assert is_missing(root, "pipe")


@pytest.mark.parametrize(
    "path", ["none.txt", "hello.txt/", "hello.txt/x", "x" * 300, "x/" * 3000 + "x", "\ud800"]
)
def test_what_is_not_there_is_missing(root, path):
    assert is_missing(root, path)


def test_a_missing_folder_has_no_files(tmp_path):
    assert is_missing(tmp_path / "none", "hello.txt")


@needs_proc
def test_no_file_stays_open(root):
    if hasattr(os, "mkfifo"):
        os.mkfifo(root / "pipe")
    tag = get(root, "hello.txt")[1]["ETag"]
    before = open_files()
    for _ in range(20):
        for path in ("css", "pipe", "none", ".env"):
            assert is_missing(root, path)
        get(root, "hello.txt")
        get(root, "hello.txt", method="HEAD")
        get(root, "hello.txt", If_None_Match=tag)
    assert open_files() == before


# Validators.


def test_a_client_that_has_the_file_gets_304(root):
    _, headers, _ = get(root, "hello.txt", max_age=5)
    for given in (
        {"If_None_Match": headers["ETag"]},
        {"If_None_Match": f'"x", W/{headers["ETag"]}'},
        {"If_None_Match": "*"},
        {"If_Modified_Since": headers["Last-Modified"]},
        {"If_Modified_Since": "Fri, 01 Jan 2100 00:00:00 GMT"},
    ):
        status, fields, data = get(root, "hello.txt", max_age=5, **given)
        assert (status, data) == ("304 Not Modified", b"")
        assert fields["ETag"] == headers["ETag"]
        assert fields["Cache-Control"] == "public, max-age=5"
        assert "Content-Length" not in fields


def test_a_client_that_has_another_gets_the_file(root):
    modified = get(root, "hello.txt")[1]["Last-Modified"]
    for given in (
        {"If_None_Match": '"x"'},
        {"If_None_Match": ""},
        {"If_Modified_Since": "Thu, 01 Jan 1970 00:00:00 GMT"},
        {"If_Modified_Since": "yesterday"},
        {"If_None_Match": '"x"', "If_Modified_Since": modified},
    ):
        assert get(root, "hello.txt", **given)[0] == "200 OK"


def test_another_content_has_another_tag(root):
    first = get(root, "hello.txt")[1]["ETag"]
    (root / "hello.txt").write_text("Hello, again!")
    assert get(root, "hello.txt")[1]["ETag"] != first


def test_another_time_of_the_same_size_has_another_tag(root):
    first = get(root, "hello.txt")[1]["ETag"]
    os.utime(root / "hello.txt", ns=(1, 1))
    assert get(root, "hello.txt")[1]["ETag"] != first


# A file that changes while it is sent.


def start(root, name):
    environ = make_environ()
    response = send_from_directory(str(root), name, environ)
    started = []
    body = response(environ, lambda *args: started.append(args))
    return int(dict(started[0][1])["Content-Length"]), body


def test_a_file_that_grows_is_sent_at_its_announced_length(root):
    path = root / "log.txt"
    path.write_bytes(b"a" * 100_000)
    length, body = start(root, "log.txt")
    with path.open("ab") as file:
        file.write(b"b" * 100_000)
    data = b"".join(body)
    body.close()
    assert len(data) == length == 100_000
    assert b"b" not in data


def test_a_file_that_shrinks_ends_early_without_hanging(root):
    path = root / "log.txt"
    path.write_bytes(b"a" * 200_000)
    length, body = start(root, "log.txt")
    pieces = iter(body)
    first = next(pieces)
    os.truncate(path, 0)
    rest = b"".join(pieces)
    body.close()
    assert len(first) + len(rest) < length


def test_t74_a_large_file_is_sent_in_pieces(root):
    (root / "large.bin").write_bytes(b"x" * 1_000_000)
    length, body = start(root, "large.bin")
    sizes = [len(piece) for piece in body]
    body.close()
    assert sum(sizes) == length == 1_000_000
    assert max(sizes) <= 64 * 1024


@needs_proc
def test_a_download_that_is_given_up_closes_the_file(root):
    (root / "large.bin").write_bytes(b"x" * 1_000_000)
    before = open_files()
    _, body = start(root, "large.bin")
    next(iter(body))
    body.close()
    _, body = start(root, "large.bin")
    body.close()
    assert open_files() == before
