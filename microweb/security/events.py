"""Log what matters for security: one line an event, that no client can break or forge.

    login_failed user="42" address="192.0.2.7" request="5f0c..." reason="password"

The logger is `microweb.security`, apart from the app's own, so that the lines can go elsewhere. The
fields are also in the record's `security` attribute, a dict, for a formatter that writes JSON.
"""

import json
import re
from wsgiref.types import WSGIEnvironment

from microweb.logs import Logger, make_logger

__all__ = ["EVENTS", "LOGGER_NAME", "fingerprint", "log_event"]

Value = str | int | float | bool | None

LOGGER_NAME = "microweb.security"

_INFO, _WARNING = 20, 30  # of the logging module, which takes 8 ms to import

EVENTS: dict[str, int] = {
    "access_denied": _WARNING,
    "browser_forgotten": _INFO,
    "csrf_refused": _WARNING,
    "login": _INFO,
    "login_failed": _WARNING,
    "logout": _INFO,
    "password_changed": _INFO,
    "remember_stolen": _WARNING,
    "session_refused": _WARNING,
    "session_revoked": _INFO,
    "sessions_revoked": _INFO,
    "throttled": _WARNING,
    "token_created": _INFO,
    "token_refused": _WARNING,
    "token_revoked": _INFO,
}
"""The levels of microweb's own events; one of another name is a warning, unless it says its own."""

_MAX_LENGTH = 128  # characters of one value
_NAME_RE = re.compile(r"[a-z][a-z0-9_.]*")
_SECRET_RE = re.compile("password|passwd|secret|token|cookie|authorization|api_key")
_REQUEST_ID_KEY = "microweb.request_id"  # where `middleware.RequestID` puts it
_FINGERPRINT_SIZE = 6  # bytes


def log_event(
    name: str,
    environ: WSGIEnvironment | None = None,
    *,
    user: str | None = None,
    level: int | None = None,
    **fields: Value,
) -> None:
    """Log one event.

    A value is written as a JSON string of ASCII, cut after 128 characters; one whose name speaks of
    a password, token, cookie or the like is left out.

    Args:
        name: One of `EVENTS`, or of your own: lower case, with underscores and dots.
        environ: The request's, for its address and its id (see `middleware.RequestID`).
        user: The user's id. Not what somebody typed as a name: that may be a password.
        level: Of an event of your own, as `logging.INFO`; by default a warning.
        **fields: What else is known. Not a whole session id or token: give its `fingerprint`.

    Raises:
        ValueError: The name has other characters, or is one of `EVENTS`, whose level is known.

    OWASP Logging Cheat Sheet; OWASP ASVS 5.0 sections 16.2.5, 16.3.1 and 16.4.1.
    """
    if not _NAME_RE.fullmatch(name):
        raise ValueError(f"{name!r} is no event; a name is like 'login_failed'")
    if level is not None and name in EVENTS:
        raise ValueError(f"{name!r} has its level in EVENTS: give none, or log another event")
    known: dict[str, Value] = {"user": user}
    if environ is not None:
        known |= {"address": environ.get("REMOTE_ADDR"), "request": environ.get(_REQUEST_ID_KEY)}
    known |= {key: "***" if _SECRET_RE.search(key) else value for key, value in fields.items()}
    known = {key: value for key, value in known.items() if value is not None}
    line = " ".join((name, *(f"{key}={_quote(value)}" for key, value in known.items())))
    event = {"event": name, **known}
    rank = EVENTS.get(name, _WARNING) if level is None else level
    _logger().log(rank, "%s", line, extra={"security": event})


def fingerprint(secret: str) -> str:
    """Give 12 hexadecimal digits that tell one random secret from another, for a log line.

    Args:
        secret: A session id or a token: what nobody can guess. Of a password this would tell it.
    """
    from hashlib import sha256  # late: with the first event

    return sha256(secret.encode("utf-8", "surrogatepass")).digest()[:_FINGERPRINT_SIZE].hex()


def _quote(value: Value) -> str:
    """Write a value so that it ends where it ends: JSON in ASCII, without control characters."""
    if isinstance(value, str):
        value = value if len(value) <= _MAX_LENGTH else value[:_MAX_LENGTH] + "..."
    return json.dumps(value)


def _logger() -> Logger:
    logger = make_logger(LOGGER_NAME, debug=False)
    if not logger.level:
        logger.setLevel(_INFO)  # a login that succeeds is an event, too
    return logger
