import http.client
import json
import urllib.error
import urllib.request

import pytest


@pytest.fixture
def connection(site):
    made = http.client.HTTPConnection("127.0.0.1", site.server.port, timeout=10)
    yield made
    made.close()


def test_one_connection_serves_many_requests(connection):
    sockets = set()
    for path, body in [("/", b"hello"), ("/stream", b"piece" * 1000), ("/", b"hello")] * 5:
        connection.request("GET", path)
        response = connection.getresponse()
        assert (response.status, response.read()) == (200, body)
        sockets.add(connection.sock)
    assert len(sockets) == 1


def test_chunks_in_both_directions(connection):
    connection.request("POST", "/echo", iter([b"a" * 1000, b"b" * 2000]), encode_chunked=True)
    answer = json.loads(connection.getresponse().read())
    assert (answer["length"], answer["content_length"]) == (3000, None)
    connection.request("GET", "/stream")
    response = connection.getresponse()
    assert response.headers["Transfer-Encoding"] == "chunked"
    assert response.read() == b"piece" * 1000


def test_head_and_not_modified_leave_the_connection_usable(connection):
    connection.request("HEAD", "/static/letters.txt")
    response = connection.getresponse()
    assert (response.read(), response.headers["Content-Length"]) == (b"", "104000")
    tag = {"If-None-Match": response.headers["ETag"]}
    connection.request("GET", "/static/letters.txt", headers=tag)
    again = connection.getresponse()
    assert (again.status, again.read()) == (304, b"")
    connection.request("GET", "/")
    assert connection.getresponse().read() == b"hello"


def test_a_body_that_nobody_reads_does_not_confuse_the_next_request(connection):
    connection.request("POST", "/missing", b"GET / HTTP/1.1\r\n\r\n" * 10)
    response = connection.getresponse()
    assert (response.status, response.read() != b"") == (404, True)
    connection.request("GET", "/")
    assert connection.getresponse().read() == b"hello"


def test_urllib_reads_an_error_as_one(site):
    with pytest.raises(urllib.error.HTTPError) as caught:
        urllib.request.urlopen(f"{site.url}/fail", timeout=10)
    assert caught.value.code == 500
    caught.value.close()
