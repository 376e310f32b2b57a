"""`microweb new`."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def test_the_tests_of_a_new_project_pass(microweb, tmp_path):
    result = microweb("new", "guest_book", "--into", str(tmp_path))
    assert result.exit_code == 0, result.output
    assert "  guest_book/guest_book/templates/index.html\n" in result.output
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-W", "error", "-p", "no:cacheprovider"],
        capture_output=True,
        text=True,
        cwd=tmp_path / "guest_book",
        env={"PYTHONPATH": str(ROOT), "PATH": ""},
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    assert "6 passed" in run.stdout


def test_nothing_is_left_to_fill_in(microweb, tmp_path):
    microweb("new", "shop", "--into", str(tmp_path))
    for path in tmp_path.rglob("*.*"):
        if path.is_file():
            text = path.read_text(encoding="utf-8")
            assert "$" not in text, path
            assert "\r" not in text, path


def test_a_new_project_has_no_long_line_and_no_import_that_it_does_not_use(microweb, tmp_path):
    microweb("new", "shop", "--into", str(tmp_path))
    for path in tmp_path.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        assert max(map(len, text.splitlines())) <= 88, path
        tree = ast.parse(text)
        imported = {
            alias.asname or alias.name
            for node in ast.walk(tree)
            if isinstance(node, ast.Import | ast.ImportFrom)
            for alias in node.names
        }
        used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
        assert imported <= used, path


def test_nothing_is_overwritten(microweb, tmp_path):
    (tmp_path / "shop").mkdir()
    assert microweb("new", "shop", "--into", str(tmp_path)).exit_code == 0
    before = (tmp_path / "shop" / "README.md").read_text()
    (tmp_path / "shop" / "README.md").write_text(before + "mine")
    result = microweb("new", "shop", "--into", str(tmp_path))
    assert result.exit_code == 1
    assert "is there already; nothing was written" in result.stderr
    assert (tmp_path / "shop" / "README.md").read_text() == before + "mine"


@pytest.mark.parametrize("name", ["my-shop", "Shop", "class", "json", "microweb", "1st", "ä"])
def test_a_name_that_cannot_be_imported_is_refused(microweb, tmp_path, name):
    assert microweb("new", name, "--into", str(tmp_path)).exit_code == 2
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="needs a folder nobody writes to")
def test_a_folder_that_cannot_be_written_to_is_said(microweb):
    result = microweb("new", "shop", "--into", "/proc")
    assert result.exit_code == 1
    assert result.stderr == "Error: /proc/shop cannot be written: No such file or directory.\n"
