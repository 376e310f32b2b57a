"""The benchmark of sessions gives right answers before it gives figures."""

from importlib import util

import pytest


def test_microweb_and_raw_wsgi_keep_both_kinds_of_session(run):
    result = run("sessions.py", "--rounds", "1", "--peers", "microweb", "raw", "--markdown")
    assert result.returncode == 0, result.stderr
    assert len(result.stdout.split("\n\n")[0].splitlines()) == 6


@pytest.mark.parametrize("peer", ["bottle", "flask", "django"])
def test_a_peer_keeps_them_too(run, peer):
    if util.find_spec(peer) is None:
        pytest.skip(f"{peer} is in the extra `bench`")
    result = run("sessions.py", "--rounds", "1", "--peers", "raw", peer)
    assert result.returncode == 0, result.stderr
