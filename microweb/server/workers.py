"""The threads that run the application: as many as are needed, up to a bound."""

import threading
import time
from collections.abc import Callable
from queue import SimpleQueue

__all__ = ["LONG", "WorkerPool"]


LONG = 30.0
"""After how many seconds a job is a long one."""


class WorkerPool:
    """Runs jobs in the order they come.

    Args:
        limit: How many threads there may be.
        report: Called with what a job raised.
        warn: Called once, with how many threads that are, when a job comes and more than half of
            the threads that there may be have long had the same one.
    """

    def __init__(
        self,
        limit: int,
        *,
        report: Callable[[Exception], None],
        warn: Callable[[int], None] | None = None,
    ) -> None:
        self._report = report
        self._warn = warn
        self._limit = limit
        self._begun: dict[int, float] = {}
        self._jobs: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        self._lock = threading.Lock()
        self._idle = 0
        self._threads: list[threading.Thread] = []

    def submit(self, job: Callable[[], None]) -> None:
        """Have a job run by a thread that is free."""
        with self._lock:
            self._idle -= 1
            if self._idle < 0 and len(self._threads) < self._limit:
                self._start_thread()
        self._jobs.put(job)
        if self._warn is not None and 2 * len(self._begun) > self._limit:
            self._look_for_long_jobs()

    def is_starved(self) -> bool:
        """Tell whether a job waits and every thread is taken."""
        return self._idle < 0 and len(self._threads) >= self._limit

    def is_half_taken(self) -> bool:
        """Tell whether half of the threads that there may be have something to do."""
        return 2 * (len(self._threads) - self._idle) >= self._limit

    def _look_for_long_jobs(self) -> None:
        latest = time.monotonic() - LONG
        # A copy in one step, for the threads go on.
        count = sum(begun <= latest for begun in list(self._begun.values()))
        if 2 * count > self._limit and self._warn is not None:
            warn, self._warn = self._warn, None
            warn(count)

    def stop(self, timeout: float) -> None:
        """Let each thread end after its jobs; wait for them, this many seconds at most."""
        deadline = time.monotonic() + timeout
        with self._lock:
            threads, self._threads = self._threads, []
        for _ in threads:
            self._jobs.put(None)
        for thread in threads:
            thread.join(max(0, deadline - time.monotonic()))

    def _start_thread(self) -> None:
        try:
            thread = threading.Thread(target=self._work, daemon=True)
            thread.start()
        except RuntimeError:
            # Where the system refuses a thread, those that run have to do.
            if not self._threads:
                raise
            return
        self._threads.append(thread)
        self._idle += 1

    def _work(self) -> None:
        thread = threading.get_ident()
        while (job := self._jobs.get()) is not None:
            self._begun[thread] = time.monotonic()
            try:
                job()
            except Exception as error:  # noqa: BLE001  the thread is needed for the next job
                self._report(error)
            del self._begun[thread]
            with self._lock:
                self._idle += 1
