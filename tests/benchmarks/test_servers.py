"""The benchmarks of the server reach their goals in small."""

import sys
from shutil import which

import pytest

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc and sends signals")


def test_no_request_is_lost_or_cut_by_a_stop(run):
    result = run("stops.py", "--stops", "2", "--clients", "6")
    assert result.returncode == 0, result.stdout + result.stderr
    assert result.stdout.startswith("2 stops, ")


def test_slow_clients_are_cut_and_hold_nobody_up(run):
    result = run("slow_clients.py", "--clients", "60", "--deadline", "2")
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.skipif(which("wrk") is None, reason="needs wrk")
def test_the_server_answers_wrk(run):
    result = run("throughput.py", "--rounds", "1", "--seconds", "1", "--servers", "microweb")
    assert result.returncode == 0, result.stdout + result.stderr
    assert [line.split()[0] for line in result.stdout.splitlines()[1:3]] == ["hello", "login"]
