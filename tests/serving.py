"""Run a program that serves, as a person does: Python in a folder, and the URL that it prints."""

import re
import subprocess
import sys
import time
from contextlib import contextmanager

_URL_RE = re.compile(r"https?://[0-9.]+:[0-9]+")
_START_SECONDS = 30
_STOP_SECONDS = 20


@contextmanager
def serving(arguments, *, home, log, environ):
    """Run `python ARGUMENTS` in a folder, and end it; give the URL. Its output goes to the log."""
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
            _stop(process)


def wait_for_url(process, log):
    """Wait for the URL that a process writes to its log."""
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        if found := _URL_RE.search(log.read_text()):
            return found.group()
        time.sleep(0.02)
    raise RuntimeError(f"the server printed no URL:\n{log.read_text()}")


def _stop(process):
    process.terminate()
    try:
        process.wait(_STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
