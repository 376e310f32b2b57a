"""What all tests share: Ctrl-C that works, and a clock that tells linear from quadratic."""

import signal
import time

import pytest

# A shell's job in the background is deaf to it, and so would be the programs that tests start.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


def cpu_time(function, argument):
    """Give the CPU time of a call in seconds, the best of five."""
    times = []
    for _ in range(5):
        start = time.process_time()
        function(argument)
        times.append(time.process_time() - start)
    return min(times)


@pytest.fixture
def is_linear():
    """Say whether twice the input takes at most 2.6 times the time, and both stay below a cap."""

    def check(function, make, size, *, cap=1.0):
        for _ in range(4):
            once, twice = cpu_time(function, make(size)), cpu_time(function, make(2 * size))
            if twice < cap and twice < 2.6 * once + 0.002:
                return True
        return False

    return check
