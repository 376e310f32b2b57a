"""event_stream: events as they come, heartbeats in between, and an end when the client has gone."""

import threading
import time

import pytest

from microweb import App, request
from microweb.event_stream import Event, event_stream
from microweb.testing import make_environ


def read(response):
    body = iter(response.response)
    try:
        return b"".join(body)
    finally:
        response.close()


def start(events, **options):
    """Give the response, and its body once the stream has begun."""
    response = event_stream(events, **options)
    body = iter(response.response)
    assert next(body).startswith((b":", b"retry"))
    return response, body


def test_it_has_the_headers_of_a_stream():
    response = event_stream([])
    assert response.headers["Content-Type"] == "text/event-stream"
    assert response.headers["Cache-Control"] == "no-cache"
    assert response.headers["X-Accel-Buffering"] == "no"
    assert response.is_streamed
    response.close()


def test_events_are_sent_in_order():
    events = [f"number {number}" for number in range(100)]
    text = read(event_stream([*events, None, Event("end", "bye")])).decode()
    assert text == ":\n\n" + "".join(f"data: {event}\n\n" for event in events) + (
        "event: bye\ndata: end\n\n"
    )


def test_the_time_to_come_back_is_sent_first():
    assert read(event_stream([], retry=2000)) == b"retry: 2000\n\n"


def test_silence_is_filled_with_heartbeats():
    go = threading.Event()

    def events():
        go.wait(5)
        yield "late"

    response, body = start(events(), heartbeat=0.02)
    assert [next(body), next(body)] == [b":\n\n", b":\n\n"]
    go.set()
    assert b"data: late\n\n" in body
    response.close()


def test_a_disconnect_ends_the_generator():
    ended = threading.Event()

    def events():
        try:
            while True:
                yield None
                time.sleep(0.001)
        finally:
            ended.set()

    response, _ = start(events(), heartbeat=0.01)
    response.close()
    assert ended.wait(1)


def test_a_disconnect_waits_a_moment_for_the_generator_to_end():
    ended = []

    def events():
        try:
            while True:
                yield None
        finally:
            time.sleep(0.1)
            ended.append(True)

    response, _ = start(events(), heartbeat=0.01)
    response.close()
    assert ended == [True]


def test_a_disconnect_ends_a_generator_whose_client_is_slow():
    ended = threading.Event()

    def events():
        try:
            while True:
                yield "x"
        finally:
            ended.set()

    response, body = start(events())
    assert next(body) == b"data: x\n\n"
    response.close()
    assert ended.wait(2)


def test_a_stream_that_was_never_sent_is_closed_too():
    ended = []

    def events():
        try:
            yield "x"
        finally:
            ended.append(True)

    generator = events()
    next(generator)
    event_stream(generator).close()
    assert ended == [True]


def test_the_generator_is_only_a_few_events_ahead():
    made = []

    def events():
        for number in range(1000):
            made.append(number)
            yield "x"

    response, _ = start(events())
    time.sleep(0.1)
    assert len(made) <= 20
    response.close()


def test_an_error_in_the_generator_reaches_the_server():
    def events():
        yield "x"
        raise LookupError("broken")

    response, body = start(events())
    assert next(body) == b"data: x\n\n"
    with pytest.raises(LookupError, match="broken"):
        next(body)
    response.close()


@pytest.mark.parametrize("heartbeat", [0, -1])
def test_a_heartbeat_takes_time(heartbeat):
    with pytest.raises(ValueError, match="heartbeat"):
        event_stream([], heartbeat=heartbeat)


def test_the_generator_runs_in_the_context_of_its_request():
    app = App(__name__)
    torn_down = []
    app.teardown_request(torn_down.append)

    @app.get("/events")
    def events():
        def generate():
            yield request.args["name"]
            yield request.path

        return event_stream(generate())

    response = app.test_client().get("/events?name=Ada")
    assert response.text == ":\n\ndata: Ada\n\ndata: /events\n\n"
    assert torn_down == [None]


def test_the_server_that_closes_the_body_ends_the_generator():
    app = App(__name__)
    ended = threading.Event()

    @app.get("/")
    def events():
        def generate():
            try:
                while True:
                    yield "tick"
            finally:
                ended.set()

        return event_stream(generate())

    body = app(make_environ(), lambda *args: None)
    pieces = iter(body)
    next(pieces)
    next(pieces)
    body.close()
    assert ended.wait(2)


def test_no_thread_is_left():
    before = threading.active_count()
    for _ in range(20):
        read(event_stream(["a"]))
    assert threading.active_count() <= before


@pytest.mark.parametrize("event", [{"a": 1}, 5, b"bytes"])
def test_what_is_no_event_is_an_error_that_says_what_one_is(event):
    stream = event_stream([event])
    with pytest.raises(TypeError, match="an event is text or an Event, not"):
        stream.get_data()
