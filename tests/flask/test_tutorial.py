"""Flask's own tutorial, the blog `flaskr`, moves over by its import lines, tests included."""

import shutil

import pytest

from tests.flask.fetching import fetch_source, run_tests
from tests.flask.porting import port_folder

pytest.importorskip("flask", reason="Flask's tutorial is a test of the dev extra")


def test_the_tutorial_passes_its_own_tests_with_its_imports_changed(tmp_path):
    source = fetch_source("flask~=3.1.0", tmp_path / "download")
    folder = tmp_path / "tutorial"
    shutil.copytree(source / "examples" / "tutorial", folder)
    changes = port_folder(folder)
    assert all("import" in change for change in changes)
    outcome = run_tests(folder)
    assert (outcome.passed, outcome.failed) == (24, set()), outcome.output
