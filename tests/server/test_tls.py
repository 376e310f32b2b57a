"""https with a certificate that signs itself, for localhost."""

import io
import socket
import ssl
from contextlib import suppress
from pathlib import Path

import pytest

from microweb.server import CertificateError, Limits, Server
from microweb.server.tls import load_certificate

CERTIFICATE = Path(__file__).with_name("localhost.pem")


def app(environ, start_response):
    body = environ["wsgi.input"].read()
    start_response("200 OK", [])
    if environ["PATH_INFO"] == "/large":
        return [b"x" * 3_000_000]
    return [environ["wsgi.url_scheme"].encode() + b" " + body]


@pytest.fixture
def server():
    limits = Limits(header_timeout=0.7, keep_alive_timeout=2, linger_timeout=0.5, grace=2)
    log = io.StringIO()
    with Server(app, port=0, certificate=CERTIFICATE, limits=limits, log=log) as running:
        running.text = log.getvalue
        yield running


def connect(server):
    context = ssl.create_default_context(cafile=CERTIFICATE)
    sock = socket.create_connection(("127.0.0.1", server.port), timeout=5)
    return context.wrap_socket(sock, server_hostname="localhost")


def receive_all(sock):
    data = b""
    while piece := sock.recv(65536):
        data += piece
    return data


def test_a_request_inside_of_tls_is_served(server):
    assert server.url == f"https://127.0.0.1:{server.port}"
    with connect(server) as client:
        client.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc")
        assert client.recv(1000).endswith(b"\r\n\r\nhttps abc")
        client.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        assert receive_all(client).endswith(b"\r\n\r\nhttps "), "the end is a clean one"


def test_large_bodies_pass_both_ways(server):
    body = b"y" * 500_000
    with connect(server) as client:
        head = b"POST /large HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 500000"
        client.sendall(head + b"\r\n\r\n" + body)
        assert len(receive_all(client).partition(b"\r\n\r\n")[2]) == 3_000_000


def test_old_protocols_are_not_spoken(server):
    with connect(server) as client:
        assert client.version() in {"TLSv1.2", "TLSv1.3"}
        assert client.selected_alpn_protocol() is None


def test_plain_http_on_the_port_gets_an_answer_that_says_so(server):
    with socket.create_connection(("127.0.0.1", server.port), timeout=5) as client:
        client.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        answer = receive_all(client)
    assert answer.startswith(b"HTTP/1.1 400 ")
    assert b"this port speaks https:// only" in answer


def test_a_handshake_has_a_deadline_and_holds_no_worker():
    limits = Limits(header_timeout=0.7, max_workers=1, grace=2)
    with Server(app, port=0, certificate=CERTIFICATE, limits=limits, log=io.StringIO()) as server:
        silent = [
            socket.create_connection(("127.0.0.1", server.port), timeout=5) for _ in range(30)
        ]
        try:
            for sock in silent[::2]:
                sock.sendall(b"\x16\x03\x01\x02")
            with connect(server) as client:
                client.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
                assert receive_all(client).endswith(b"https ")
            assert [sock.recv(1) for sock in silent] == [b""] * 30
        finally:
            for sock in silent:
                sock.close()


def test_nonsense_for_a_handshake_ends_the_connection(server):
    with socket.create_connection(("127.0.0.1", server.port), timeout=5) as client:
        client.sendall(b"\x16\x03\x01\x00\x05hello" + b"\x00" * 100)
        with suppress(ConnectionResetError):
            receive_all(client)
    with connect(server) as client:
        client.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        assert receive_all(client).endswith(b"https ")
    assert "Traceback" not in server.text()


def test_a_certificate_that_is_not_there_is_explained(tmp_path):
    with pytest.raises(CertificateError, match="There is no file"):
        Server(app, port=0, certificate=tmp_path / "none.pem")


def test_a_certificate_that_is_none_is_explained(tmp_path):
    path = tmp_path / "bad.pem"
    path.write_text("no certificate")
    with pytest.raises(CertificateError, match=r"bad.pem is not a certificate in PEM .* use --key"):
        Server(app, port=0, certificate=path)
    with pytest.raises(CertificateError, match=r"bad.pem and .*bad.pem are not a certificate"):
        Server(app, port=0, certificate=path, key=path)


def test_a_client_cannot_ask_for_another_handshake():
    assert load_certificate(CERTIFICATE, None).options & ssl.OP_NO_RENEGOTIATION
