import socket

from microweb.server.errors import PHRASES
from microweb.server.refusal import FarewellQueue, format_refusal


def test_a_refusal_is_a_whole_response_in_plain_text():
    for status, phrase in PHRASES.items():
        head, _, body = format_refusal(status, "the reason").decode().partition("\r\n\r\n")
        lines = head.split("\r\n")
        assert lines[0] == f"HTTP/1.1 {status} {phrase}"
        assert {
            "Connection: close",
            "Content-Type: text/plain; charset=utf-8",
            f"Content-Length: {len(body)}",
        } <= set(lines)
        assert body == f"{status} {phrase}\n\nthe reason\n"


def test_a_refused_socket_is_kept_open_for_the_request_on_its_way():
    queue = FarewellQueue()
    ours, theirs = socket.socketpair()
    with theirs:
        queue.refuse(ours)
        queue.sweep()
        theirs.sendall(b"GET / HTTP/1.1\r\n\r\n")
        assert theirs.recv(1000).startswith(b"HTTP/1.1 503 ")
        queue.sweep(everything=True)
        assert ours.fileno() == -1


def test_the_oldest_refused_socket_makes_room():
    queue = FarewellQueue()
    pairs = [socket.socketpair() for _ in range(129)]
    for ours, _ in pairs:
        queue.refuse(ours)
    assert [ours.fileno() == -1 for ours, _ in pairs] == [True] + [False] * 128
    queue.sweep(everything=True)
    for _, theirs in pairs:
        theirs.close()
