"""The secret key: made on first run, then kept in a file that only its owner reads."""

import os
import secrets
import time
from pathlib import Path

from microweb.stores.privacy import make_private

__all__ = ["load_secret_key"]

_KEY_SIZE = 32  # in bytes, two hexadecimal digits each
_READ_TRIES = 100


def load_secret_key(path: Path) -> str:
    """Read the key, or make it; of several processes that start at once, one makes it.

    Raises:
        RuntimeError: If the file holds something else.
    """
    try:
        # O_EXCL: exactly one process succeeds. The mode is 0600 whatever the umask.
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        make_private(path)
        return _read(path)
    key = secrets.token_hex(_KEY_SIZE)
    with open(descriptor, "w", encoding="ascii") as file:
        file.write(key)
    return key


def _read(path: Path) -> str:
    for _ in range(_READ_TRIES):
        key = path.read_text(encoding="ascii").strip()
        if len(key) >= 2 * _KEY_SIZE:
            return key
        time.sleep(0.01)  # another process has made the file and is about to fill it
    raise RuntimeError(f"{path} does not hold a secret key; remove it, and a new one is made")
