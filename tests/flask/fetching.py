"""Fetch the sources of other projects for a test, and run their own tests in a new process."""

import os
import re
import subprocess
import sys
import tarfile
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parents[2]
_FAILED_RE = re.compile(r"^(?:FAILED|ERROR) .*?(\w+)(?:\[.*?\])?(?: - |$)", re.MULTILINE)
_PASSED_RE = re.compile(r"\b(\d+) passed\b")


class Outcome(NamedTuple):
    """What became of a run of tests."""

    passed: int
    failed: set[str]
    output: str


def fetch_source(requirement: str, folder: Path) -> Path:
    """Give the unpacked source distribution of a project; skip the test where it cannot be had."""
    name = re.split(r"[=~<>]", requirement)[0]
    download = ["download", "--no-deps", "--no-binary", name, "--dest", str(folder), requirement]
    _run_pip(requirement, download)
    (archive,) = folder.glob(f"{name}-*.tar.gz")
    with tarfile.open(archive) as file:
        file.extractall(folder, filter="data")
    return folder / archive.name.removesuffix(".tar.gz")


def install(requirements: list[str], folder: Path) -> None:
    """Install packages into a folder of their own; skip the test where they cannot be had."""
    _run_pip(", ".join(requirements), ["install", "--target", str(folder), *requirements])


def _run_pip(wanted: str, words: list[str]) -> None:
    command = [sys.executable, "-m", "pip", "-q", "--retries", "0", "--timeout", "10", *words]
    try:
        run = subprocess.run(command, capture_output=True, text=True, timeout=180)
    except subprocess.TimeoutExpired:
        pytest.skip(f"pip took too long to fetch {wanted}")
    if run.returncode:
        reason = run.stderr.strip().splitlines()[-1:] or ["no reason given"]
        pytest.skip(f"pip cannot fetch {wanted}: {reason[0]}")


def run_tests(folder: Path, *paths: Path) -> Outcome:
    """Run the tests below a folder, which may import from it, from us and from some other paths."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--tb=short", "-rfE"]
    path = os.pathsep.join(map(str, [folder, ROOT, *paths]))
    run = subprocess.run(
        [*command, str(folder / "tests")],
        capture_output=True,
        text=True,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": path},
        timeout=300,
    )
    passed = _PASSED_RE.search(run.stdout)
    return Outcome(
        int(passed[1]) if passed else 0,
        set(_FAILED_RE.findall(run.stdout)),
        run.stdout[-20_000:] + run.stderr[-2000:],
    )
