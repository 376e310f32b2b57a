"""What users write passes both type checkers, and what is wrong does not."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
GOOD, BAD = HERE / "must_check.py", HERE / "must_not_check.py"


def errors_of_mypy(path: Path) -> set[int]:
    pytest.importorskip("mypy", reason="checks with mypy")
    run = subprocess.run(
        [sys.executable, "-m", "mypy", "--no-error-summary", path],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode in (0, 1), run.stderr
    lines = [re.search(rf"{path.name}:(\d+): error", line) for line in run.stdout.splitlines()]
    found = {int(match[1]) for match in lines if match}
    assert found or not run.stdout.strip(), run.stdout
    return found


def errors_of_pyright(path: Path) -> set[int]:
    pytest.importorskip("pyright", reason="checks with pyright")
    run = subprocess.run(
        [sys.executable, "-m", "pyright", "--outputjson", path],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    report = json.loads(run.stdout[run.stdout.index("{") :])
    return {
        entry["range"]["start"]["line"] + 1
        for entry in report["generalDiagnostics"]
        if entry["severity"] == "error"
    }


CHECKERS = pytest.mark.parametrize("errors_of", [errors_of_mypy, errors_of_pyright])


@CHECKERS
def test_what_users_write_is_accepted(errors_of):
    assert errors_of(GOOD) == set()


@CHECKERS
def test_every_wrong_line_is_refused_and_no_other(errors_of):
    wrong = {
        number
        for number, line in enumerate(BAD.read_text().splitlines(), start=1)
        if line.endswith("# wrong")
    }
    assert len(wrong) > 30
    assert errors_of(BAD) == wrong
