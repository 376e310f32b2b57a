"""What the page about deploying says is what the servers do that it names."""

import http.client
import json
import os
import shutil
import socket
import subprocess
import sys
import time
from contextlib import contextmanager

import pytest

from tests.pages import ROOT, add_to_file, read_blocks

PAGE = ROOT / "docs" / "deploying.md"
SERVERS = {
    "gunicorn": [
        "-m",
        "gunicorn",
        "--bind",
        "127.0.0.1:{port}",
        "--workers",
        "2",
        "--threads",
        "8",
    ],
    "waitress": [
        "-m",
        "waitress",
        "--listen=127.0.0.1:{port}",
        "--no-clear-untrusted-proxy-headers",
    ],
}
FORWARDED = {
    "Host": "shop.example",
    "X-Forwarded-For": "203.0.113.9",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Host": "shop.example",
}


@pytest.fixture
def folder(tmp_path):
    """The files of the page, with a view that tells what the app knows of a request."""
    for block in read_blocks(PAGE):
        if block.name:
            add_to_file(block, tmp_path)
    with (tmp_path / "wsgi.py").open("a", encoding="utf-8") as file:
        file.write(
            "\n\n@app.get('/asked')\ndef asked():\n"
            "    from microweb import request\n\n"
            "    return [request.remote_addr, request.url]\n"
        )
    return tmp_path


@contextmanager
def serving(folder, server):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    arguments = [argument.format(port=port) for argument in SERVERS[server]]
    process = subprocess.Popen(
        [sys.executable, *arguments, "wsgi:app"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), "SHOP_SECRET_KEY": "0" * 64},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_for(port)
        yield port
    finally:
        process.terminate()
        process.wait(20)


def wait_for(port):
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return


def ask(port, path, headers=None):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        connection.request("GET", path, headers=headers or {})
        response = connection.getresponse()
        return response.status, json.loads(response.read() or "null") if path != "/" else None
    finally:
        connection.close()


@pytest.mark.parametrize("server", sorted(SERVERS))
def test_the_server_serves_it_and_the_app_knows_who_asked_the_proxy(folder, server):
    pytest.importorskip(server, reason=f"needs {server}")
    with serving(folder, server) as port:
        assert ask(port, "/health") == (200, {"status": "ok"})
        assert ask(port, "/asked", FORWARDED) == (
            200,
            ["203.0.113.9", "https://shop.example/asked"],
        )
        assert ask(port, "/", {"Host": "evil.example"})[0] == 400


def test_the_check_of_the_page_finds_no_error(folder):
    done = subprocess.run(
        [sys.executable, "-m", "microweb", "--app", "wsgi", "check", "--deploy"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), "SHOP_SECRET_KEY": os.urandom(32).hex()},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    assert "ERROR" not in done.stdout


def test_systemd_understands_the_unit(tmp_path):
    tool = shutil.which("systemd-analyze")
    if tool is None:
        pytest.skip("needs systemd-analyze")
    (text,) = (block.source for block in read_blocks(PAGE) if block.language == "ini")
    unit = tmp_path / "shop.service"
    unit.write_text(text.replace("/srv/shop/.venv/bin/gunicorn", shutil.which("true")))
    done = subprocess.run(
        [tool, "verify", str(unit)], capture_output=True, text=True, timeout=60, check=False
    )
    assert "shop.service" not in done.stderr
