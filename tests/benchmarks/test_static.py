"""The benchmark of static files gives right answers before it gives figures."""

import subprocess
import sys
from importlib import util
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "benchmarks" / "static.py"


def run(*arguments):
    return subprocess.run(
        [sys.executable, str(SCRIPT), "--rounds", "1", *arguments],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_microweb_and_raw_wsgi_send_the_file_and_a_304():
    result = run("--peers", "microweb", "raw", "--markdown")
    assert result.returncode == 0, result.stderr
    assert len(result.stdout.split("\n\n")[0].splitlines()) == 6


@pytest.mark.parametrize("peer", ["falcon", "bottle", "flask", "django", "wheezy_web"])
def test_a_peer_sends_them_too(peer):
    if util.find_spec(peer.partition("_")[0]) is None:
        pytest.skip(f"{peer} is in the extra `bench`")
    result = run("--peers", "raw", peer)
    assert result.returncode == 0, result.stderr
