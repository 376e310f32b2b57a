import io
import os
import socket
import subprocess
import sys
from urllib.request import urlopen

from microweb.server import Server
from microweb.server.listening import listen


def hello(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", "5")])
    return [b"hello"]


def test_clients_of_a_shared_socket_wait_for_the_next_server():
    log = io.StringIO()
    with listen("127.0.0.1", 0, socket_mode=0) as listener:
        port = listener.getsockname()[1]
        with Server(hello, listener=listener.dup(), log=log) as server:
            assert server.port == port
            assert urlopen(server.url).read() == b"hello"
        # Nobody serves now, yet none of these is turned away.
        clients = [socket.create_connection(("127.0.0.1", port), timeout=5) for _ in range(20)]
        for client in clients:
            client.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        with Server(hello, listener=listener.dup(), log=log):
            for client in clients:
                answer = b"".join(iter(lambda client=client: client.recv(65536), b""))
                assert answer.endswith(b"hello")
                client.close()


def test_a_client_that_came_during_the_stop_is_left_to_the_next_server():
    with listen("127.0.0.1", 0, socket_mode=0) as listener:
        server = Server(hello, listener=listener.dup(), log=io.StringIO())
        # As between its last look and the stop.
        with socket.create_connection(listener.getsockname(), timeout=5) as client:
            server._loop.close_listener()
            listener.setblocking(True)
            listener.settimeout(5)
            taken, address = listener.accept()
            taken.close()
            assert address == client.getsockname()
        server.stop()


def test_a_path_stays_with_whoever_made_it(tmp_path):
    path = tmp_path / "http.sock"
    with listen(f"unix:{path}", 0, socket_mode=0o600) as listener:
        with Server(hello, host=f"unix:{path}", listener=listener.dup(), log=io.StringIO()):
            pass
        assert path.exists()


def test_a_process_without_a_parent_of_ours_inherits_nothing():
    code = (
        "from microweb.server.handover import take_inherited\n"
        "import os\n"
        "print(take_inherited(), 'MICROWEB_INHERITED' in os.environ)"
    )
    for value in ("", "junk", "0 1 0.0 1", "a b c d"):
        result = subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "MICROWEB_INHERITED": value},
            capture_output=True,
            text=True,
            timeout=20,
        )
        assert result.stdout == "None False\n", result.stderr
