"""Serve an example as a person does: Python in a folder, and the URL that it prints."""

import os
import re
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[2]
OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))


@contextmanager
def running(home, *arguments):
    """Run Python in a folder, whose packages come before the repository's; give its URL."""
    log = home / "log"
    folders = os.pathsep.join([str(home), str(ROOT)])
    environ = {**os.environ, "PYTHONUNBUFFERED": "1", "PYTHONPATH": folders, "PORT": "0"}
    with (
        log.open("w") as output,
        subprocess.Popen(
            [sys.executable, *arguments],
            cwd=home,
            env=environ,
            stdout=output,
            stderr=subprocess.STDOUT,
        ) as process,
    ):
        try:
            yield wait_for_url(process, log)
        finally:
            process.terminate()
            process.wait(20)


def wait_for_url(process, log):
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and process.poll() is None:
        if found := re.search(r"http://[0-9.]+:[0-9]+", log.read_text()):
            return found.group()
        time.sleep(0.02)
    raise RuntimeError(f"no URL was printed:\n{log.read_text()}")


def ask(url):
    with OPENER.open(url, timeout=20) as response:
        return response.read().decode()
