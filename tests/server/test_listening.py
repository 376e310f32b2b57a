"""Unix sockets; what concerns ports is in `test_binding` and `test_serving`."""

import io
import socket
import stat
from contextlib import ExitStack, suppress

import pytest

from microweb.server import BindError, Server

pytestmark = pytest.mark.skipif(not hasattr(socket, "AF_UNIX"), reason="needs unix sockets")


def app(environ, start_response):
    start_response("200 OK", [])
    names = ("REMOTE_ADDR", "SERVER_NAME", "SERVER_PORT")
    return [repr([environ[name] for name in names]).encode()]


def ask(path):
    with socket.socket(socket.AF_UNIX) as client:
        client.settimeout(5)
        client.connect(str(path))
        client.sendall(b"GET /a HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        data = b""
        while piece := client.recv(65536):
            data += piece
    return data


def serve(path, **options):
    return Server(app, host=f"unix:{path}", log=io.StringIO(), **options)


def test_a_unix_socket_is_served_and_removed_at_the_end(tmp_path):
    path = tmp_path / "app.sock"
    with serve(path) as server:
        assert server.url == f"unix:{path}"
        assert ask(path).endswith(b"\r\n\r\n['', 'localhost', '80']")
        log = server._hub.log.stream
    assert ' unix "GET /a" 200 ' in log.getvalue()
    assert not path.exists()


@pytest.mark.parametrize("mode", [0o600, 0o660])
def test_its_permissions_are_those_asked_for(tmp_path, mode):
    path = tmp_path / "app.sock"
    with serve(path, socket_mode=mode):
        assert stat.S_IMODE(path.stat().st_mode) == mode


def test_others_have_no_access_by_default(tmp_path):
    with serve(tmp_path / "app.sock"):
        assert stat.S_IMODE((tmp_path / "app.sock").stat().st_mode) == 0o600


def test_a_socket_that_was_left_behind_is_replaced(tmp_path):
    path = tmp_path / "app.sock"
    with socket.socket(socket.AF_UNIX) as left:
        left.bind(str(path))
    with serve(path):
        assert ask(path).startswith(b"HTTP/1.1 200 ")


def test_the_socket_of_a_living_server_is_left_alone(tmp_path):
    path = tmp_path / "app.sock"
    with serve(path):
        with pytest.raises(BindError, match="in use"):
            serve(path)
        assert ask(path).startswith(b"HTTP/1.1 200 ")


def test_the_socket_of_a_server_that_is_too_busy_to_answer_is_left_alone(tmp_path):
    path = tmp_path / "app.sock"
    with socket.socket(socket.AF_UNIX) as busy, ExitStack() as stack:
        busy.bind(str(path))
        busy.listen(0)
        for _ in range(3):
            waiting = stack.enter_context(socket.socket(socket.AF_UNIX))
            waiting.setblocking(False)
            with suppress(BlockingIOError):
                waiting.connect(str(path))
        with pytest.raises(BindError, match="in use"):
            serve(path)
        assert path.exists()


def test_a_file_that_is_no_socket_is_left_alone(tmp_path):
    path = tmp_path / "notes.txt"
    path.write_text("dear diary")
    with pytest.raises(BindError, match="a file that is not a socket"):
        serve(path)
    assert path.read_text() == "dear diary"


def test_a_socket_of_another_server_is_not_removed_at_the_end(tmp_path):
    path = tmp_path / "app.sock"
    with serve(path):
        path.unlink()
        other = serve(path)
    assert path.exists()
    other.stop()
    assert not path.exists()


def test_a_folder_that_is_not_there_is_explained(tmp_path):
    with pytest.raises(BindError, match="does not exist"):
        serve(tmp_path / "none" / "app.sock")


def test_a_path_that_is_too_long_is_explained(tmp_path):
    with pytest.raises(BindError, match="Cannot listen on"):
        serve(tmp_path / ("a" * 200))
