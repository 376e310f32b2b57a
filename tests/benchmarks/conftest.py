"""What the tests of the benchmarks share: a way to run one as its user would."""

import subprocess
import sys
from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parents[2] / "benchmarks"


@pytest.fixture
def run():
    """Run a program of the benchmarks; give what it printed and how it ended."""

    def run_program(name, *arguments):
        return subprocess.run(
            [sys.executable, str(FOLDER / name), *arguments],
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    return run_program
