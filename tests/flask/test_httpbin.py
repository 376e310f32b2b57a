"""httpbin moves over by its import lines, and answers the requests of its own tests."""

import pytest

from tests.flask.fetching import fetch_source, install, run_tests
from tests.flask.porting import port_folder

pytest.importorskip("flask", reason="httpbin is a test of the dev extra")

# What differs on purpose: `redirect()` sends a 303, where httpbin's tests want a 302; and of a form
# whose last boundary stands behind a bare line feed we say that it is malformed (RFC 2046 5.1.1).
ON_PURPOSE = {
    "test_absolute_redirect_n_equals_to_1",
    "test_redirect_n_equals_to_1",
    "test_post_file_with_missing_content_type_header",
}


def test_httpbin_passes_its_own_tests_with_its_imports_changed(tmp_path):
    folder = fetch_source("httpbin==0.10.4", tmp_path / "download")
    others = tmp_path / "others"
    install(["brotlicffi", "decorator", "six"], others)
    port_folder(folder)
    outcome = run_tests(folder, others)
    assert (outcome.passed, outcome.failed) == (67, ON_PURPOSE), outcome.output
