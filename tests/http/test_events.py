"""Server-sent events: one event stays one event, whatever its text."""

import pytest

from microweb.http.events import HEARTBEAT, Event


@pytest.mark.parametrize(
    ("event", "text"),
    [
        (Event("hello"), "data: hello\n\n"),
        (Event(""), "data: \n\n"),
        (Event("a\nb\r\nc\rd"), "data: a\ndata: b\ndata: c\ndata: d\n\n"),
        (Event("x", "tick", "7", 3000), "event: tick\nid: 7\nretry: 3000\ndata: x\n\n"),
        (Event("ü\u2028\x0b"), "data: ü\u2028\x0b\n\n"),
        (Event("\udcff"), "data: ?\n\n"),
    ],
)
def test_an_event_is_written(event, text):
    assert event.encode() == text.encode()


@pytest.mark.parametrize("char", ["\r", "\n", "\x00"])
@pytest.mark.parametrize("name", ["event", "id"])
def test_t43_a_type_or_id_cannot_begin_another_event(name, char):
    with pytest.raises(ValueError, match=name):
        Event("x", **{name: f"a{char}data: evil"}).encode()


def test_a_heartbeat_is_a_comment():
    assert HEARTBEAT == b":\n\n"
