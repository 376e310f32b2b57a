import errno
import os
import socket

import pytest

from microweb.server import BindError, Server


def bind(host="127.0.0.1", port=0):
    def app(environ, start_response):
        raise NotImplementedError

    with pytest.raises(BindError) as caught:
        Server(app, host=host, port=port)
    return str(caught.value)


def test_a_taken_port_is_named_with_the_way_out():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        message = bind(port=port)
    assert f"Port {port} on 127.0.0.1 is in use" in message
    assert f"--port {port + 1 if port < 65535 else 8000}" in message


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="needs a user without rights")
def test_a_privileged_port_is_explained():
    assert "Port 80 needs the rights of an administrator" in bind(port=80)


def test_an_address_of_another_machine_is_explained():
    assert "192.0.2.1 is not an address of this machine" in bind(host="192.0.2.1")


@pytest.mark.parametrize("host", ["no-such-host.invalid", "a" * 70 + ".example", "a..b"])
def test_an_unknown_host_name_is_explained(host):
    assert f"The host name {host!r} is unknown" in bind(host=host)


@pytest.mark.parametrize(
    ("host", "wanted"),
    [
        ("localhost:5000", "--host localhost --port 5000"),
        ("http://localhost", "--host localhost --port 0"),
        ("https://127.0.0.1:8443/", "--host 127.0.0.1 --port 8443"),
        ("[::1]", "--host ::1 --port 0"),
        ("http://[::1]:80", "--host ::1 --port 80"),
    ],
)
def test_an_address_with_more_than_a_host_is_taken_apart(host, wanted):
    assert bind(host=host) == f"{host!r} is more than a host: write {wanted}."


@pytest.mark.parametrize("port", [-1, 65536])
def test_a_port_that_cannot_be_is_explained(port):
    assert f"There is no port {port}" in bind(port=port)


def test_every_other_error_is_passed_on():
    from microweb.server.binding import explain_bind_error

    error = OSError(errno.EAFNOSUPPORT, "no such family")
    assert "Cannot listen on ::1 port 80: " in explain_bind_error(error, "::1", 80)
    assert "administrator" in explain_bind_error(PermissionError(errno.EACCES, "no"), "", 80)
