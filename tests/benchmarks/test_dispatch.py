"""The benchmark gives right answers before it gives figures."""

from importlib import util

import pytest


def test_microweb_and_raw_wsgi_give_the_same_answers_on_every_row(run):
    result = run("dispatch.py", "--rounds", "1", "--peers", "microweb", "raw")
    assert result.returncode == 0, result.stderr
    assert len(result.stdout.split("\n\n")[0].splitlines()) == 6


@pytest.mark.parametrize("peer", ["falcon", "bottle", "flask", "wheezy_web"])
def test_a_peer_gives_the_same_answers_on_every_row(run, peer):
    if util.find_spec(peer.partition("_")[0]) is None:
        pytest.skip(f"{peer} is in the extra `bench`")
    result = run("dispatch.py", "--rounds", "1", "--peers", "raw", peer)
    assert result.returncode == 0, result.stderr


def test_markdown_is_the_table_of_the_readme(run):
    lines = run(
        "dispatch.py",
        "--rounds",
        "1",
        "--peers",
        "microweb",
        "raw",
        "--rows",
        "hello",
        "--markdown",
    ).stdout.splitlines()
    assert lines[0].split(" | ")[0].strip() == "| microseconds a request"
    assert lines[1].startswith("| ---")
    assert lines[2].startswith("| hello")
