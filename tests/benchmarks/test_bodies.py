"""The benchmarks of large bodies check what they time."""

import sys
from importlib import util

import pytest

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="memory is read as POSIX has it")


@pytest.mark.parametrize("peer", ["microweb", "werkzeug", "falcon"])
def test_a_peer_takes_the_upload_in_constant_memory(run, peer):
    if util.find_spec(peer) is None:
        pytest.skip(f"{peer} is in the extra `bench`")
    result = run("upload.py", "--peers", peer, "--megabytes", "32", "--rounds", "1")
    assert result.returncode == 0, result.stderr
    name, *figures = result.stdout.splitlines()[1].split()
    assert name == peer
    assert float(figures[2]) <= 4


def test_a_json_body_that_is_too_large_is_413_in_constant_memory(run):
    result = run("large_json.py", "--megabytes", "300")
    assert result.returncode == 0, result.stdout + result.stderr
    assert [line.split()[-3] for line in result.stdout.splitlines()[1:]] == ["413", "413"]
