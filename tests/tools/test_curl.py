import json
import re
import socket

import pytest

from microweb.server import Limits


@pytest.fixture
def curl(run_tool):
    def run(*arguments, **options):
        quiet = ("--silent", "--show-error", "--max-time", "20", "--noproxy", "*", "--globoff")
        result = run_tool("curl", *quiet, *arguments, **options)
        assert result.returncode == 0, result.stderr
        return result

    return run


def test_a_connection_is_kept_for_the_next_request(curl, site):
    result = curl("-v", f"{site.url}/", f"{site.url}/stream", f"{site.url}/")
    assert result.stdout == b"hello" + b"piece" * 1000 + b"hello"
    assert result.stderr.count(b"Re-using existing connection") == 2


def test_an_upload_in_chunks_arrives(curl, site):
    result = curl(
        "-X", "POST", "-H", "Transfer-Encoding: chunked", "-H", "Expect:",
        "--data-binary", "@-", f"{site.url}/echo", input=b"x" * 1_000_000,
    )  # fmt: skip
    assert json.loads(result.stdout)["length"] == 1_000_000


def test_an_upload_from_a_pipe_arrives(curl, site):
    result = curl("-T", "-", f"{site.url}/echo", input=b"y" * 300_000)
    assert json.loads(result.stdout)["length"] == 300_000


def test_a_client_that_waits_for_100_continue_gets_it(curl, site):
    result = curl(
        "-v", "-H", "Expect: 100-continue", "--expect100-timeout", "15",
        "--data-binary", "@-", f"{site.url}/echo", input=b"z" * 100_000,
    )  # fmt: skip
    assert b"< HTTP/1.1 100 Continue" in result.stderr
    assert json.loads(result.stdout)["length"] == 100_000


def test_a_client_of_http_1_0_gets_an_end_that_it_understands(curl, site):
    result = curl("--http1.0", "-i", f"{site.url}/stream")
    head, _, body = result.stdout.partition(b"\r\n\r\n")
    assert body == b"piece" * 1000
    assert b"transfer-encoding" not in head.lower()


def test_head_gives_the_length_and_nothing_more(curl, site):
    result = curl("--head", f"{site.url}/static/letters.txt", "--head", f"{site.url}/")
    assert result.stdout.startswith(b"HTTP/1.1 200 OK\r\n")
    assert b"content-length: 104000\r\n" in result.stdout.lower()
    assert b"abc" not in result.stdout


def test_a_range_of_a_file(curl, site):
    result = curl("-i", "-r", "2-5", f"{site.url}/static/letters.txt")
    head, _, body = result.stdout.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 206 ")
    assert b"content-range: bytes 2-5/104000" in head.lower()
    assert body == b"cdef"


def test_a_download_goes_on_where_it_ended(curl, site, tmp_path):
    path = tmp_path / "part"
    path.write_bytes(b"abcdefghijklmnopqrstuvwxyz" * 4000)
    path.write_bytes(path.read_bytes()[:1000])
    curl("-C", "-", "-o", str(path), f"{site.url}/static/letters.txt")
    assert path.read_bytes() == b"abcdefghijklmnopqrstuvwxyz" * 4000


def test_what_has_not_changed_is_not_sent_again(curl, site, tmp_path):
    tag = str(tmp_path / "tag")
    curl("--etag-save", tag, "-o", str(tmp_path / "a"), f"{site.url}/static/letters.txt")
    result = curl("--etag-compare", tag, "-w", "%{http_code}", f"{site.url}/static/letters.txt")
    assert result.stdout == b"304"


@pytest.mark.skipif(not hasattr(socket, "AF_UNIX"), reason="needs unix sockets")
def test_a_unix_socket(curl, open_site, tmp_path):
    path = tmp_path / "http.sock"
    open_site(host=f"unix:{path}")
    result = curl("--unix-socket", str(path), "http://localhost/", "http://localhost/")
    assert result.stdout == b"hellohello"


def test_many_at_once(curl, site):
    result = curl("--parallel", "--parallel-max", "20", f"{site.url}/?n=[1-100]", "--no-globoff")
    assert result.stdout == b"hello" * 100


def test_a_body_that_is_too_large_is_refused_while_it_is_sent(curl, site):
    result = curl(
        "-i", "-H", "Expect:", "--data-binary", "@-", f"{site.url}/echo",
        input=b"x" * (20 * 1024 * 1024),
    )  # fmt: skip
    assert result.stdout.startswith(b"HTTP/1.1 413 ")


def test_a_failure_is_text_and_the_server_lives(curl, site):
    result = curl("-w", "%{http_code}", f"{site.url}/fail", "--next", "-s", f"{site.url}/")
    assert b"500" in result.stdout
    assert result.stdout.endswith(b"hello")
    assert b"Traceback" not in result.stdout


def test_requests_sent_in_one_go_are_answered_in_order(site):
    paths = ["/", "/stream", "/missing", "/static/letters.txt", "/"]
    lines = [f"GET {path} HTTP/1.1\r\nHost: localhost\r\n" for path in paths]
    lines[-1] += "Connection: close\r\n"
    with socket.create_connection(("127.0.0.1", site.server.port), 10) as client:
        client.sendall("".join(f"{line}\r\n" for line in lines).encode())
        answer = b"".join(iter(lambda: client.recv(65536), b""))
    statuses = re.findall(rb"HTTP/1\.1 (\d+) ", answer)
    assert statuses == [b"200", b"200", b"404", b"200", b"200"]
    assert answer.endswith(b"hello")


def test_a_slow_upload_is_served_while_another_client_is(curl, open_site):
    site = open_site(limits=Limits(max_workers=1, grace=2.0))
    result = curl("--limit-rate", "100K", "--data-binary", "@-", "-H", "Expect:",
                  f"{site.url}/echo", input=b"x" * 100_000)  # fmt: skip
    assert json.loads(result.stdout)["length"] == 100_000
