import time

from microweb.server.patience import Patience


def test_waiting_brings_the_end_nearer_and_a_pause_does_not():
    patience = Patience(1.0, 100)
    first = patience.begin() - time.monotonic()
    time.sleep(0.1)
    patience.pause()
    time.sleep(0.1)
    second = patience.begin() - time.monotonic()
    assert 0.99 < first <= 1.0
    assert 0.8 < second < 0.91


def test_bytes_take_off_what_was_waited():
    patience = Patience(1.0, 100)
    patience.begin()
    time.sleep(0.1)
    assert patience.move(5) - time.monotonic() > 0.9
    assert patience.move(5) - time.monotonic() > 0.95


def test_bytes_that_came_fast_buy_no_time():
    patience = Patience(1.0, 100)
    patience.begin()
    assert patience.move(10**9) - time.monotonic() <= 1.0
