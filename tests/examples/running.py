"""Serve an example as a person does: Python in a folder, and the URL that it prints."""

import os
import urllib.request
from contextlib import contextmanager
from pathlib import Path

from tests.serving import serving

ROOT = Path(__file__).parents[2]
OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))


@contextmanager
def running(home, *arguments):
    """Run Python in a folder, whose packages come before the repository's; give its URL."""
    folders = os.pathsep.join([str(home), str(ROOT)])
    environ = {**os.environ, "PYTHONUNBUFFERED": "1", "PYTHONPATH": folders, "PORT": "0"}
    with serving(arguments, home=home, log=home / "log", environ=environ) as url:
        yield url


def ask(url):
    with OPENER.open(url, timeout=20) as response:
        return response.read().decode()
