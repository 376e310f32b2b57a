"""What is said about the end of a response, by request and by status."""

import pytest

from microweb.server.errors import ApplicationError
from microweb.server.heads import HeadReader
from microweb.server.response import Framing, choose_framing, format_head, read_head


def request(method="GET", version="1.1"):
    return HeadReader().feed(f"{method} / HTTP/{version}\r\nHost: x\r\n\r\n".encode())


@pytest.mark.parametrize(
    ("status", "headers", "method", "version", "framing"),
    [
        ("200 OK", [("Content-Length", "3")], "GET", "1.1", Framing.LENGTH),
        ("200 OK", [], "GET", "1.1", Framing.CHUNKED),
        ("200 OK", [], "GET", "1.0", Framing.CLOSE),
        ("200 OK", [("Content-Length", "3")], "GET", "1.0", Framing.LENGTH),
        ("200 OK", [], "HEAD", "1.1", Framing.NONE),
        ("200 OK", [("Content-Length", "3")], "HEAD", "1.1", Framing.NONE),
        ("204 No Content", [("Content-Length", "0")], "GET", "1.1", Framing.NONE),
        ("304 Not Modified", [("Content-Length", "3")], "GET", "1.1", Framing.NONE),
    ],
)
def test_the_framing_follows_from_request_status_and_length(
    status, headers, method, version, framing
):
    assert choose_framing(read_head(status, headers), request(method, version)) is framing


@pytest.mark.parametrize(
    ("version", "keep_alive", "line"),
    [
        ((1, 1), True, None),
        ((1, 1), False, "Connection: close"),
        ((1, 0), True, "Connection: keep-alive"),
        ((1, 0), False, "Connection: close"),
    ],
)
def test_the_connection_header_says_what_is_not_the_default(version, keep_alive, line):
    head = read_head("200 OK", [])
    text = format_head(head, Framing.NONE, version=version, keep_alive=keep_alive).decode()
    lines = [one for one in text.split("\r\n") if one.startswith("Connection")]
    assert lines == ([line] if line else [])


def test_chunks_are_announced():
    head = format_head(read_head("200 OK", []), Framing.CHUNKED, version=(1, 1), keep_alive=True)
    assert b"\r\nTransfer-Encoding: chunked\r\n" in head


def test_what_the_application_says_stays_as_it_is():
    head = read_head("200 Fine", [("x-a", "é"), ("Set-Cookie", "a"), ("Set-Cookie", "b")])
    text = format_head(head, Framing.NONE, version=(1, 1), keep_alive=True).decode("latin-1")
    assert text.startswith("HTTP/1.1 200 Fine\r\nx-a: é\r\nSet-Cookie: a\r\nSet-Cookie: b\r\n")


@pytest.mark.parametrize("value", ["keep-alive", "upgrade", "close, x-a", ""])
def test_of_connection_an_application_may_send_close_alone(value):
    with pytest.raises(ApplicationError, match="close alone"):
        read_head("200 OK", [("Connection", value)])


def test_connection_close_is_not_sent_twice():
    head = read_head("200 OK", [("connection", "close"), ("A", "b")])
    assert head.fields == "A: b\r\n"
    assert "connection" in head.special
