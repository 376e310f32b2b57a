"""The static folder: kept in memory, hashed, precompressed, and nothing else is served."""

import gzip
import os
import sys
import threading
import time

import pytest

from microweb import App, Blueprint, url_for
from microweb.exceptions import NotFound
from microweb.files.kept import MAX_KEPT, MAX_KEPT_FILE
from microweb.files.static import StaticFolder
from microweb.testing import make_environ

needs_symlinks = pytest.mark.skipif(sys.platform == "win32", reason="symlinks ask for a right")
CSS = "body { color: red }"


@pytest.fixture
def root(tmp_path):
    folder = tmp_path / "static"
    folder.mkdir()
    (folder / "site.css").write_text(CSS)
    (folder / "large.bin").write_bytes(b"x" * (MAX_KEPT_FILE + 1))
    return folder


@pytest.fixture
def app(tmp_path, root):
    return App("demo", root_path=str(tmp_path))


@pytest.fixture
def get(app):
    def call(path, *, method="GET", **headers):
        fields = {name.replace("_", "-"): value for name, value in headers.items()}
        return app.test_client().open(path, method=method, headers=fields)

    return call


def add_sibling(root, name, suffix, data, *, older_by=0):
    path = root / (name + suffix)
    path.write_bytes(data)
    moment = os.stat(root / name).st_mtime - older_by
    os.utime(path, (moment, moment))


@pytest.mark.parametrize("name", ["site.css", "large.bin"])
def test_a_file_is_sent_with_its_headers(get, root, name):
    for _ in range(2):
        response = get(f"/static/{name}")
        assert response.status_code == 200
        assert response.data == (root / name).read_bytes()
        assert response.headers["Content-Length"] == str(len(response.data))
        assert response.headers["Cache-Control"] == "no-cache"
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert response.accept_ranges == "bytes"
        assert response.last_modified is not None
        assert response.get_etag()[1] is False
        assert "Vary" not in response.headers


def test_t71_text_has_a_charset(get):
    assert get("/static/site.css").headers["Content-Type"] == "text/css; charset=utf-8"


@pytest.mark.parametrize("name", ["site.css", "large.bin"])
def test_t73_conditions_are_answered(get, name):
    first = get(f"/static/{name}")
    tag, date = first.headers["ETag"], first.headers["Last-Modified"]
    for headers, status in [
        ({"if_none_match": tag}, 304),
        ({"if_none_match": f'"x", W/{tag}'}, 304),
        ({"if_none_match": '"x"'}, 200),
        ({"if_none_match": '"x"', "if_modified_since": date}, 200),
        ({"if_modified_since": date}, 304),
        ({"if_unmodified_since": "Sun, 06 Nov 1994 08:49:37 GMT"}, 412),
        ({"if_match": '"x"'}, 412),
        ({"range": "bytes=0-3"}, 206),
        ({"range": "bytes=0-3", "if_none_match": tag}, 304),
        ({"range": "bytes=999999-"}, 416),
    ]:
        response = get(f"/static/{name}", **headers)
        assert response.status_code == status, headers
        if status == 304:
            assert response.data == b""
            assert response.headers["ETag"] == tag
            assert response.headers["Cache-Control"] == "no-cache"
            assert "Content-Type" not in response.headers
            assert "Content-Length" not in response.headers
        if status == 206:
            assert response.data == first.data[:4]


def test_head_has_no_body(get):
    response = get("/static/site.css", method="HEAD")
    assert (response.status_code, response.data) == (200, b"")
    assert response.headers["Content-Length"] == str(len(CSS))


def test_a_changed_file_is_sent_at_once(get, root):
    tag = get("/static/site.css").headers["ETag"]
    (root / "site.css").write_text("p {}")
    response = get("/static/site.css", if_none_match=tag)
    assert (response.status_code, response.text) == (200, "p {}")
    (root / "site.css").unlink()
    assert get("/static/site.css").status_code == 404
    (root / "site.css").write_text("q {}")
    assert get("/static/site.css").text == "q {}"


def test_a_kept_file_costs_one_stat(root, monkeypatch):
    folder = StaticFolder(str(root))
    environ = make_environ()
    folder.respond("site.css", environ)
    calls = []
    stat = os.stat
    monkeypatch.setattr(os, "stat", lambda path: calls.append(path) or stat(path))
    monkeypatch.setattr(os, "open", lambda *args, **options: pytest.fail("opened"))
    assert folder.respond("site.css", environ).get_data(as_text=True) == CSS
    assert calls == [str(root / "site.css")]


def test_what_is_kept_is_bounded(root):
    folder = StaticFolder(str(root))
    for number in range(200):
        (root / f"{number}.bin").write_bytes(bytes(MAX_KEPT_FILE))
        folder.respond(f"{number}.bin", make_environ())
    kept = folder._files._kept
    assert sum(entry.measure() for entry in kept.values()) == folder._files.size <= MAX_KEPT
    assert 0 < len(kept) < 200


def test_t53_names_that_do_not_exist_leave_nothing_behind(root):
    folder = StaticFolder(str(root))
    for number in range(1000):
        with pytest.raises(NotFound):
            folder.respond(f"{number}.css", make_environ())
        assert folder.version(f"{number}.css") is None
        (root / "site.css.gz").touch()
        folder.respond("site.css", make_environ(headers={"Accept-Encoding": f"x{number}"}))
    assert (len(folder._files._kept), len(folder._files._hashes)) == (1, 0)
    assert len(folder._choices) <= 64


@pytest.mark.parametrize("name", ["site.css", "large.bin"])
@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("gzip, deflate, br", "br"),
        ("gzip", "gzip"),
        ("br;q=0.5, gzip", "gzip"),
        ("gzip;q=0", None),
        ("identity", None),
        ("", None),
        ("*", "br"),
    ],
)
def test_a_compressed_sibling_is_sent_to_who_takes_it(get, root, name, accepted, coding):
    compressed = gzip.compress((root / name).read_bytes())
    add_sibling(root, name, ".gz", compressed)
    add_sibling(root, name, ".br", b"not really brotli")
    response = get(f"/static/{name}", accept_encoding=accepted)
    bodies = {None: (root / name).read_bytes(), "gzip": compressed, "br": b"not really brotli"}
    assert response.content_encoding == coding
    assert response.data == bodies[coding]
    assert response.headers["Vary"] == "Accept-Encoding"
    assert response.mimetype == ("text/css" if name == "site.css" else "application/octet-stream")


def test_each_coding_has_a_tag_of_its_own(get, root):
    add_sibling(root, "site.css", ".gz", gzip.compress(CSS.encode()))
    plain = get("/static/site.css").headers["ETag"]
    packed = get("/static/site.css", accept_encoding="gzip").headers["ETag"]
    assert plain != packed
    response = get("/static/site.css", accept_encoding="gzip", if_none_match=packed)
    assert (response.status_code, response.headers["Vary"]) == (304, "Accept-Encoding")
    assert get("/static/site.css", accept_encoding="gzip", if_none_match=plain).status_code == 200


def test_a_part_of_a_coding_is_of_its_bytes(get, root):
    packed = gzip.compress(CSS.encode())
    add_sibling(root, "site.css", ".gz", packed)
    response = get("/static/site.css", accept_encoding="gzip", range="bytes=0-5")
    assert (response.status_code, response.data) == (206, packed[:6])


def test_an_older_sibling_is_of_an_older_file(get, root):
    add_sibling(root, "site.css", ".gz", b"stale", older_by=10)
    response = get("/static/site.css", accept_encoding="gzip")
    assert (response.content_encoding, response.text) == (None, CSS)


@needs_symlinks
def test_t68_a_sibling_that_leads_out_is_left_alone(get, root, tmp_path):
    (tmp_path / "secret").write_text("secret")
    (root / "site.css.gz").symlink_to("../secret")
    assert get("/static/site.css", accept_encoding="gzip").text == CSS


def test_url_for_has_the_hash_of_the_content(app, get, root):
    url = app.url_for("static", filename="site.css")
    assert url == "/static/site.css?v=925e8741be6978ff"
    assert app.url_for("static", filename="site.css") == url
    response = get(url)
    assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert get(url, if_none_match=response.headers["ETag"]).cache_control.immutable
    large = app.url_for("static", filename="large.bin")
    assert get(large).cache_control.immutable
    (root / "site.css").write_text("p {}")
    assert app.url_for("static", filename="site.css") != url
    assert get(url).headers["Cache-Control"] == "no-cache"
    assert not get(large.replace("v=", "v=0")).cache_control.immutable
    assert get("/static/site.css?x=1").headers["Cache-Control"] == "no-cache"


def test_url_for_what_is_not_there_has_no_hash(app):
    for name in ("none.css", "../x", "a\x00b"):
        assert "?" not in app.url_for("static", filename=name)
    assert app.url_for("static", filename="site.css", v="1") == "/static/site.css?v=1"


def test_hashes_are_off_by_the_config(app, get):
    url = app.url_for("static", filename="site.css")
    app.config["STATIC_HASHED_URLS"] = False
    assert app.url_for("static", filename="site.css") == "/static/site.css"
    assert get(url).headers["Cache-Control"] == "no-cache"


def test_the_maximal_age_is_of_the_config(app, get):
    from datetime import timedelta

    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = timedelta(hours=1)
    for name in ("site.css", "large.bin"):
        assert get(f"/static/{name}").headers["Cache-Control"] == "public, max-age=3600"


def test_a_blueprints_files_have_hashes_too(app, tmp_path):
    (tmp_path / "assets").mkdir()
    (tmp_path / "assets" / "a.js").write_text("1")
    blueprint = Blueprint("bp", "demo", static_folder="assets", root_path=str(tmp_path))
    blueprint.add_url_rule("/here", "here", lambda: url_for(".static", filename="a.js"))
    app.register_blueprint(blueprint)
    url = app.test_client().get("/here").text
    assert url.startswith("/assets/a.js?v=")
    assert app.url_for("bp.static", filename="a.js") == url
    assert app.test_client().get(url).cache_control.immutable


def test_hooks_may_change_a_kept_answer_and_not_what_is_kept(app, get):
    @app.after_request
    def mark(response):
        response.headers["X-Seen"] = "1"
        response.headers.remove("ETag")
        return response

    for _ in range(2):
        response = get("/static/site.css")
        assert response.headers.getlist("X-Seen") == ["1"]
        assert "ETag" not in response.headers
    response = get("/static/site.css", if_none_match="*")
    assert (response.status_code, response.headers["X-Seen"]) == (304, "1")


@pytest.mark.parametrize("path", ["", "css", "css/", "../secret", "%2e%2e/secret", ".env", "x%00y"])
def test_t64_t65_t69_t70_t77_nothing_else_is_served(get, root, tmp_path, path):
    (root / "css").mkdir()
    (root / ".env").write_text("secret")
    (tmp_path / "secret").write_text("secret")
    response = get(f"/static/{path}")
    assert response.status_code == (400 if "%00" in path else 404)
    assert "Location" not in response.headers


@needs_symlinks
def test_t68_a_kept_file_that_turns_into_a_link_is_refused(get, root, tmp_path):
    (tmp_path / "secret").write_text("secret")
    assert get("/static/site.css").text == CSS
    (root / "site.css").unlink()
    (root / "site.css").symlink_to("../secret")
    assert get("/static/site.css").status_code == 404


@needs_symlinks
def test_t68_ten_thousand_swaps_leak_nothing(root, tmp_path):
    (tmp_path / "secret").write_text("secret")
    (root / "a.txt").write_text("public")
    folder, stop = StaticFolder(str(root)), threading.Event()

    def swap():
        (root / "link").symlink_to("../secret")
        while not stop.is_set():
            os.rename(root / "a.txt", root / "kept")
            os.rename(root / "link", root / "a.txt")
            os.rename(root / "a.txt", root / "link")
            os.rename(root / "kept", root / "a.txt")

    thread = threading.Thread(target=swap)
    thread.start()
    seen = {"public": 0, "missing": 0}
    try:
        for _ in range(10_000):
            try:
                seen[folder.respond("a.txt", make_environ()).get_data(as_text=True)] += 1
            except NotFound:
                seen["missing"] += 1
    finally:
        stop.set()
        thread.join()
    assert sum(seen.values()) == 10_000


def test_threads_may_share_a_folder(root):
    folder, errors = StaticFolder(str(root)), []
    until = time.monotonic() + 0.5

    def ask():
        while time.monotonic() < until:
            try:
                assert folder.respond("site.css", make_environ()).status_code == 200
                folder._files._kept.clear()
            except (OSError, LookupError, RuntimeError, NotFound, AssertionError) as error:
                errors.append(error)

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
