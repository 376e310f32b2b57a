"""Look at the secret keys of an app: whether there is one, and whether it can be guessed."""

import re
from collections.abc import Iterator
from typing import Any

from microweb.app import App
from microweb.audit.findings import Finding
from microweb.audit.usage import find_key_use, signs_sessions
from microweb.security.common import is_common

__all__ = ["audit_keys"]

_MIN_KEY_SIZE = 16  # bytes; below it a key can be guessed
# What stands in tutorials, to be replaced. One random key in a million has such a word by chance.
_PLACEHOLDER_RE = re.compile(
    r"secret|change|password|example|default|insecure|replace|random|(?:my|your|the)[ _-]?key",
    re.IGNORECASE,
)
_FIX = "Set SECRET_KEY to what `microweb secret` prints, from outside of the source."


def audit_keys(app: App, config: dict[str, Any]) -> Iterator[Finding]:
    """Check SECRET_KEY and SECRET_KEY_FALLBACKS."""
    if not config["SECRET_KEY"]:
        yield from _audit_absence(app)
    for name, value in _keys(config):
        if value and _is_weak(value):
            message = f"{name} is short or easily guessed: who has it can forge a login"
            yield Finding("error", "weak-secret-key", message, _FIX)


def _audit_absence(app: App) -> Iterator[Finding]:
    use = find_key_use(app)
    if use:
        message = f"there is no SECRET_KEY, but {use}: nothing is kept, and a write is a 500"
        yield Finding("error", "no-secret-key", message, _FIX)
    elif signs_sessions(app):
        message = "there is no SECRET_KEY: nothing can be kept in a session"
        yield Finding("warning", "no-secret-key", message, _FIX)


def _keys(config: dict[str, Any]) -> list[tuple[str, Any]]:
    fallbacks = config["SECRET_KEY_FALLBACKS"] or ()
    return [
        ("SECRET_KEY", config["SECRET_KEY"]),
        *(("a key of SECRET_KEY_FALLBACKS", key) for key in fallbacks),
    ]


def _is_weak(key: str | bytes) -> bool:
    text = key if isinstance(key, str) else key.decode("latin-1")
    is_short = len(text) < _MIN_KEY_SIZE or len(set(text)) < _MIN_KEY_SIZE // 2
    return is_short or _PLACEHOLDER_RE.search(text) is not None or is_common(text)
