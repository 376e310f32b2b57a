from dataclasses import replace

import pytest

from microweb.server.limits import Limits, fit_open_files

resource = pytest.importorskip("resource", reason="Windows has no limit on open files")


@pytest.fixture
def files():
    """Set the limit of the process, and set it back."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    yield lambda limit: resource.setrlimit(resource.RLIMIT_NOFILE, (limit, hard))
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def test_the_limit_on_open_files_is_raised_for_the_connections(files):
    files(512)
    limits = Limits(max_connections=600)
    assert fit_open_files(limits) == limits
    assert resource.getrlimit(resource.RLIMIT_NOFILE)[0] == 800


def test_a_limit_that_is_high_enough_stays(files):
    files(1000)
    fit_open_files(Limits(max_connections=100))
    assert resource.getrlimit(resource.RLIMIT_NOFILE)[0] == 1000


def test_where_it_cannot_be_raised_there_are_fewer_connections(files):
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    if hard == resource.RLIM_INFINITY:
        pytest.skip("this system has no bound")
    limits = Limits(max_connections=hard * 2)
    assert fit_open_files(limits) == replace(limits, max_connections=hard - 200)
