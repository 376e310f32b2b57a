"""The benchmark of the login tells users apart where their times differ, and only there."""

import pytest

from benchmarks.login_timing import area


def test_t92_default_23_a_known_and_an_unknown_user_take_the_same_time(run):
    # 400 tries have a standard deviation of 0.03, so these bounds are wider than the program's.
    result = run("login_timing.py", "--tries", "400", "--iterations", "3000")
    assert not result.stderr
    rows = [line.rsplit(maxsplit=1) for line in result.stdout.splitlines()[1:]]
    fair, careless, half = (float(value) for _, value in rows)
    assert 0.35 < fair < 0.65
    assert careless > 0.8
    assert 0.3 < half < 0.75


@pytest.mark.parametrize(
    ("ones", "others", "expected"),
    [([2, 4], [1, 3], 0.75), ([1, 2], [3, 4], 0), ([3, 4], [1, 2], 1), ([1, 4], [2, 3], 0.5)],
)
def test_the_area_says_how_often_one_is_above_the_other(ones, others, expected):
    assert area(ones, others) == expected
