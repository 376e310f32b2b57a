"""Opening files below a root, with and without a system that can hold folders open."""

import os
import sys

import pytest

from microweb import paths
from microweb.media_types import guess_media_type
from microweb.paths import open_below, open_regular

needs_symlinks = pytest.mark.skipif(sys.platform == "win32", reason="symlinks ask for a right")


@pytest.fixture(params=[True, False], ids=["walk", "resolve"])
def root(request, tmp_path, monkeypatch):
    """Give a folder, opened in both ways that there are."""
    if request.param and not paths._CAN_WALK:
        pytest.skip("the system cannot open a file below an open folder")
    monkeypatch.setattr(paths, "_CAN_WALK", request.param)
    folder = tmp_path / "root"
    (folder / "a" / "b").mkdir(parents=True)
    (folder / "a" / "b" / "file.txt").write_text("deep")
    (folder / "file.txt").write_text("here")
    (folder / ".hidden").write_text("secret")
    (tmp_path / "secret.txt").write_text("secret")
    (tmp_path / "root_secret").mkdir()
    (tmp_path / "root_secret" / "file.txt").write_text("secret")
    return folder


def read(root, path):
    number = open_below(str(root), path)
    if number is None:
        return None
    with os.fdopen(number) as file:
        return file.read()


def test_regular_files_are_opened(root):
    assert read(root, "file.txt") == "here"
    assert read(root, "a/b/file.txt") == "deep"


@pytest.mark.parametrize(
    "path",
    [
        *("", ".", "..", "a", "a/b", "none", "file.txt/", "file.txt/x", "../secret.txt"),
        *("/etc/passwd", "a/../file.txt", "a//b/file.txt", ".hidden", "a\x00", "a\\b"),
        "x" * 5000,
        "\udcff",
    ],
)
def test_t64_t65_nothing_else_is(root, path):
    assert read(root, path) is None


@needs_symlinks
def test_t68_links_lead_to_files_below_the_root_alone(root):
    (root / "inner").symlink_to("a/b")
    (root / "alias.txt").symlink_to("file.txt")
    (root / "out.txt").symlink_to("../secret.txt")
    (root / "outer").symlink_to("..")
    (root / "sibling").symlink_to("../root_secret")
    (root / "hidden.txt").symlink_to(".hidden")
    (root / "circle").symlink_to("circle")
    assert read(root, "inner/file.txt") == "deep"
    assert read(root, "alias.txt") == "here"
    for path in ("out.txt", "outer/secret.txt", "sibling/file.txt", "hidden.txt", "circle"):
        assert read(root, path) is None, path


@needs_symlinks
def test_the_root_may_be_a_link(root, tmp_path):
    (tmp_path / "link").symlink_to("root")
    assert read(tmp_path / "link", "a/b/file.txt") == "deep"


def test_no_descriptor_stays_open(root):
    if not os.path.isdir("/proc/self/fd"):
        pytest.skip("there is no /proc")
    (root / "link").symlink_to("a")
    before = len(os.listdir("/proc/self/fd"))
    for path in ("a", "a/b", "none/x", "file.txt/x", "a/b/none", "link", "link/b/none"):
        assert open_below(str(root), path) is None
    assert len(os.listdir("/proc/self/fd")) == before


def test_a_trusted_path_may_be_a_link_but_must_be_a_file(root):
    number = open_regular(root / "file.txt")
    assert number is not None
    os.close(number)
    assert open_regular(root) is None
    assert open_regular("a\x00b") is None


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("a.CSS", "text/css"),
        ("a.mjs", "text/javascript"),
        ("a.tar.gz", "application/octet-stream"),
        ("a.doc", "application/msword"),
        ("a.nonsense", "application/octet-stream"),
        ("a", "application/octet-stream"),
        ("", "application/octet-stream"),
    ],
)
def test_the_type_follows_the_name(name, kind):
    assert guess_media_type(name) == kind
