import threading
import time

import pytest

from microweb.server import workers
from microweb.server.workers import WorkerPool


def test_jobs_run_side_by_side_up_to_the_bound():
    pool = WorkerPool(3, report=print)
    together = threading.Barrier(3, timeout=5)
    done = []

    def job():
        together.wait()
        done.append(threading.current_thread().name)

    for _ in range(6):
        pool.submit(job)
    pool.stop(5)
    assert (len(done), len(set(done))) == (6, 3)


def test_a_thread_that_is_free_takes_the_next_job():
    pool = WorkerPool(10, report=print)
    names = []
    for _ in range(20):
        done = threading.Event()
        pool.submit(lambda done=done: (names.append(threading.current_thread().name), done.set()))
        assert done.wait(5)
        time.sleep(0.01)
    pool.stop(5)
    assert len(set(names)) <= 2


def test_a_pool_is_starved_when_a_job_waits_for_a_thread():
    pool = WorkerPool(1, report=print)
    gate = threading.Event()
    pool.submit(gate.wait)
    assert not pool.is_starved()
    pool.submit(gate.wait)
    assert pool.is_starved()
    gate.set()
    pool.stop(5)
    assert not pool.is_starved()


def test_a_job_that_fails_is_reported_and_costs_no_thread():
    reported, done = [], threading.Event()
    pool = WorkerPool(1, report=reported.append)
    pool.submit(lambda: 1 // 0)
    pool.submit(done.set)
    assert done.wait(5)
    pool.stop(5)
    assert [type(error) for error in reported] == [ZeroDivisionError]


@pytest.fixture
def stream():
    """Gives jobs that last until the test is over, and waits until they run."""
    gate, running = threading.Event(), threading.Semaphore(0)

    def job():
        running.release()
        gate.wait(10)

    def fill(pool, count):
        for _ in range(count):
            pool.submit(job)
        for _ in range(count):
            assert running.acquire(timeout=5)

    yield fill
    gate.set()


def run_through(pool):
    done = threading.Event()
    pool.submit(done.set)
    assert done.wait(5)


def test_more_than_half_of_the_threads_in_long_jobs_are_told_once(stream, monkeypatch):
    monkeypatch.setattr(workers, "LONG", 0.05)
    told = []
    pool = WorkerPool(4, report=print, warn=told.append)
    stream(pool, 3)
    time.sleep(0.06)
    run_through(pool)
    run_through(pool)
    assert told == [3]


def test_half_of_the_threads_in_long_jobs_are_nothing_to_tell(stream, monkeypatch):
    monkeypatch.setattr(workers, "LONG", 0.05)
    told = []
    pool = WorkerPool(4, report=print, warn=told.append)
    stream(pool, 2)
    time.sleep(0.06)
    run_through(pool)
    stream(pool, 1)
    run_through(pool)
    assert told == []


def test_short_jobs_however_many_are_nothing_to_tell(stream):
    told = []
    pool = WorkerPool(4, report=print, warn=told.append)
    for _ in range(50):
        run_through(pool)
    stream(pool, 3)
    run_through(pool)
    assert told == []
