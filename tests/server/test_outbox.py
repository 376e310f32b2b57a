import io
import socket

import pytest

from microweb.server.outbox import Outbox
from microweb.server.transport import Transport

SLICE = 256 * 1024


class Client:
    """The other end of a transport that takes so many bytes at a time."""

    def __init__(self, at_once):
        self.at_once, self.taken, self.pieces = at_once, bytearray(), []
        self.outbox = Outbox(self)

    def send(self, data):
        self.pieces.append(len(data))
        taken = bytes(data[: self.at_once])
        self.taken += taken
        return len(taken)


def test_what_fits_is_sent_without_waiting():
    client = Client(10)
    client.outbox.put(b"0123456789")
    assert (bytes(client.taken), bool(client.outbox)) == (b"0123456789", False)


def test_the_rest_is_sent_in_order():
    client = Client(3)
    for data in (b"01234", b"56", b"789"):
        client.outbox.put(data)
    assert (bytes(client.taken), client.outbox.size) == (b"012", 7)
    client.outbox.flush()
    assert (bytes(client.taken), client.outbox.sent) == (b"0123456789", 10)


def test_a_client_that_takes_all_gets_a_slice_at_a_time():
    client = Client(10**9)
    client.outbox.put(b"x" * 1_000_000)
    assert SLICE <= len(client.taken) < SLICE + 65536
    for _ in range(4):
        client.outbox.flush()
    assert (len(client.taken), bool(client.outbox)) == (1_000_000, False)


def test_a_piece_that_was_not_taken_is_offered_again_as_it_was():
    client = Client(0)
    client.outbox.put(b"x" * 100_000)
    client.outbox.put(b"y")
    client.outbox.flush()
    assert len(set(client.pieces)) == 1


def test_a_file_comes_last_and_is_read_in_pieces():
    client = Client(10**9)
    file = io.BytesIO(b"f" * 100_000)
    client.outbox.put(b"head")
    client.outbox.put_file(file.read, 90_000)
    client.outbox.flush()
    assert bytes(client.taken) == b"head" + b"f" * 90_000
    assert (file.tell(), client.outbox.missing) == (90_000, 0)


@pytest.mark.parametrize("error", [None, ValueError("closed")])
def test_a_file_that_ends_early_is_noticed(error):
    def read(size):
        if error is not None:
            raise error
        return b""

    client = Client(10**9)
    client.outbox.put_file(read, 5)
    client.outbox.flush()
    assert (client.outbox.missing, bool(client.outbox)) == (5, False)


def test_what_was_given_up_is_forgotten():
    client = Client(0)
    client.outbox.put(b"abc")
    client.outbox.clear()
    assert not client.outbox


def test_a_transport_never_waits():
    ours, theirs = socket.socketpair()
    with ours, theirs:
        transport = Transport(ours)
        assert transport.receive(10) is None
        while transport.send(b"x" * 65536):
            pass
        assert transport.send(b"x") == 0
