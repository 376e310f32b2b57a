"""The bound on connections, and the threads behind it."""

import threading
import time


def test_connections_beyond_the_bound_get_a_503(serve, receive):
    running = serve(max_connections=2, header_timeout=2)
    idle = [running.connect(), running.connect()]
    try:
        time.sleep(0.1)
        response = running.get()
        assert response.startswith(b"HTTP/1.1 503 ")
        assert b"Connection: close\r\n" in response
    finally:
        for client in idle:
            client.close()
    deadline = time.monotonic() + 2
    while not (response := running.get()).startswith(b"HTTP/1.1 200 "):
        assert time.monotonic() < deadline, response


def test_the_503_arrives_whole_although_the_request_was_not_read(serve, receive):
    running = serve(max_connections=1, header_timeout=2)
    with running.connect():
        time.sleep(0.1)
        for _ in range(20):
            response = running.send(b"POST / HTTP/1.1\r\n" + b"x" * 10_000)
            assert response.startswith(b"HTTP/1.1 503 ")
            assert response.endswith(b"try again soon.\n")


def test_many_refusals_leave_nothing_behind(serve):
    running = serve(max_connections=1, header_timeout=3)
    with running.connect():
        time.sleep(0.1)
        threads = threading.active_count()
        clients = [running.connect() for _ in range(100)]
        assert clients[-1].recv(12) == b"HTTP/1.1 503"
        assert threading.active_count() == threads
        for client in clients:
            client.close()


def test_requests_run_side_by_side(serve):
    barrier = threading.Barrier(5, timeout=5)

    def app(environ, start_response):
        barrier.wait()
        start_response("200 OK", [])
        return [b"together"]

    running = serve(app)
    responses = []
    threads = [threading.Thread(target=lambda: responses.append(running.get())) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [response.endswith(b"together") for response in responses] == [True] * 5
