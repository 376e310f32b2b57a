"""Programs that load a server: h2load in its HTTP/1.1 mode, slowhttptest, wrk."""

import re
import threading
import time
from urllib.request import urlopen

import pytest

from microweb.server import Limits


@pytest.mark.parametrize("path", ["/", "/stream", "/static/letters.txt"])
def test_h2load_over_http_1_1_loses_no_request(run_tool, site, path):
    result = run_tool("h2load", "--h1", "-n", "100", "-c", "20", "-t", "1", f"{site.url}{path}")
    assert b"Application protocol: http/1.1" in result.stdout
    assert b"100 succeeded, 0 failed, 0 errored, 0 timeout" in result.stdout
    assert b"status codes: 100 2xx" in result.stdout


def test_h2load_may_send_ahead(run_tool, site):
    # With `-m` it has several requests under way on each connection.
    result = run_tool("h2load", "--h1", "-n", "500", "-c", "5", "-m", "10", f"{site.url}/")
    assert b"500 succeeded, 0 failed, 0 errored, 0 timeout" in result.stdout


def test_wrk_sees_no_errors(run_tool, site):
    result = run_tool("wrk", "-t1", "-c20", "-d1s", f"{site.url}/")
    assert re.search(rb"Requests/sec:\s+[0-9]{2,}", result.stdout), result.stdout
    assert b"Socket errors" not in result.stdout
    assert b"Non-2xx" not in result.stdout


MODES = {
    "headers": ["-H", "-i", "1"],
    "body": ["-B", "-i", "1", "-s", "8192"],
    "ranges": ["-R"],
    "reading": ["-X", "-w", "10", "-y", "20", "-n", "1", "-z", "32", "-k", "2"],
}
PATHS = {"body": "/echo", "ranges": "/static/letters.txt", "reading": "/static/letters.txt"}


@pytest.mark.parametrize("mode", MODES)
def test_slowhttptest_does_not_keep_others_waiting(run_tool, open_site, tmp_path, mode):
    site = open_site(
        limits=Limits(
            max_workers=4, header_timeout=2.0, body_timeout=2.0, write_timeout=2.0, grace=0.5
        )
    )
    waits, over = [], threading.Event()

    def ask():
        while not over.is_set():
            began = time.monotonic()
            with urlopen(f"{site.url}/", timeout=10) as response:
                response.read()
            waits.append(time.monotonic() - began)
            time.sleep(0.02)

    client = threading.Thread(target=ask)
    client.start()
    try:
        result = run_tool(
            "slowhttptest", *MODES[mode], "-c", "200", "-r", "200", "-l", "3", "-p", "2", "-v", "1",
            "-g", "-o", str(tmp_path / "slow"), "-u", f"{site.url}{PATHS.get(mode, '/')}",
        )  # fmt: skip
    finally:
        over.set()
        client.join(10)
    assert b"service available:   YES" in _plain(result.stdout), result.stdout
    assert len(waits) > 20
    # 100 ms is the aim on a machine of one's own.
    assert sorted(waits)[int(len(waits) * 0.95)] < 1.0


def _plain(output):
    return re.sub(rb"\x1b\[[0-9;]*m", b"", output)
