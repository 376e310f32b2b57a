"""The benchmark of static files gives right answers before it gives figures."""

from importlib import util

import pytest


def test_microweb_and_raw_wsgi_send_the_file_and_a_304(run):
    result = run("static.py", "--rounds", "1", "--peers", "microweb", "raw", "--markdown")
    assert result.returncode == 0, result.stderr
    assert len(result.stdout.split("\n\n")[0].splitlines()) == 6


@pytest.mark.parametrize("peer", ["falcon", "bottle", "flask", "django", "wheezy_web"])
def test_a_peer_sends_them_too(run, peer):
    if util.find_spec(peer.partition("_")[0]) is None:
        pytest.skip(f"{peer} is in the extra `bench`")
    result = run("static.py", "--rounds", "1", "--peers", "raw", peer)
    assert result.returncode == 0, result.stderr
