"""Tell the developer what the content policy of a page has stopped, on the server's console.

    browser --POST application/csp-report--> PolicyReports --> one line on wsgi.errors

In debug mode the app has this at `policy.REPORT_PATH`, and its pages name that path. The lines are
bounded in length and in number, and only a browser on this machine is listened to.
"""

import json
import re
from collections.abc import Iterable
from typing import cast
from wsgiref.types import StartResponse, WSGIEnvironment

from microweb.stores import MemoryStore, Store

__all__ = ["PolicyReports", "describe_report"]

MAX_REPORT_SIZE = 16 * 1024
"""The longest body that is read, in bytes; a report repeats the policy and two addresses."""

MAX_LINES = 20
"""So many reports are shown in each `PERIOD`."""

PERIOD = 10.0
"""In seconds."""

_MAX_LENGTH = 200  # characters of one value
_LENGTH_RE = re.compile("[0-9]{1,6}")
_LOOPBACK_RE = re.compile(r"(?:::ffff:)?127(?:\.[0-9]{1,3}){3}|::1")
_OWN = {None, "same-origin"}  # Sec-Fetch-Site


class PolicyReports:
    """A WSGI application that takes reports and shows them; the answer is always an empty 204.

    W3C Content Security Policy Level 3, section 5.
    """

    def __init__(self, *, store: Store | None = None) -> None:
        """Begin with nothing shown.

        Args:
            store: Counts the lines; by default this process does.
        """
        self._store = store or MemoryStore()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Show the report in a request."""
        line = describe_report(_read(environ)) if _is_wanted(environ) else None
        if line is not None and not self._store.hit("reports", limit=MAX_LINES, period=PERIOD):
            environ["wsgi.errors"].write(f"{line}\n")
            environ["wsgi.errors"].flush()
        start_response("204 No Content", [])
        return []


def describe_report(body: bytes) -> str | None:
    """Say in a line of printable ASCII what was stopped; None if the body is no report.

    Args:
        body: As it was sent, `application/csp-report`.

    W3C Content Security Policy Level 3, section 5.3.
    """
    try:
        sent: object = json.loads(body)
    except (ValueError, RecursionError):
        return None
    report: object = cast("dict[str, object]", sent).get("csp-report") if _is_dict(sent) else None
    if not _is_dict(report):
        return None
    known = cast("dict[str, object]", report)
    directive = known.get("effective-directive") or known.get("violated-directive")
    place = f"{_quote(known.get('source-file') or known.get('document-uri'))}"
    if known.get("line-number"):
        place += f" line {_quote(known['line-number'])}"
    parts = [
        f"Content-Security-Policy: {_quote(directive)} stopped {_quote(known.get('blocked-uri'))}",
        f"on {_quote(known.get('document-uri'))}",
        f"from {place}",
    ]
    if known.get("script-sample"):
        parts.append(f"beginning {_quote(known['script-sample'])}")
    return " ".join(parts)


def _is_wanted(environ: WSGIEnvironment) -> bool:
    """Tell whether a browser on this machine, and a page of this site, sent a request."""
    return (
        environ["REQUEST_METHOD"] == "POST"
        and _LOOPBACK_RE.fullmatch(environ.get("REMOTE_ADDR", "")) is not None
        and environ.get("HTTP_SEC_FETCH_SITE") in _OWN
    )


def _read(environ: WSGIEnvironment) -> bytes:
    length = environ.get("CONTENT_LENGTH", "")
    if not _LENGTH_RE.fullmatch(length) or int(length) > MAX_REPORT_SIZE:
        return b""
    body: bytes = environ["wsgi.input"].read(int(length))
    return body


def _is_dict(value: object) -> bool:
    return isinstance(value, dict)


def _quote(value: object) -> str:
    """Write a value so that it ends where it ends: JSON in ASCII, without control characters."""
    if isinstance(value, int):
        return str(value)[:20] if abs(value) < 10**9 else "?"
    text = value if isinstance(value, str) else ""
    text = text if len(text) <= _MAX_LENGTH else f"{text[:_MAX_LENGTH]}..."
    return json.dumps(text).replace("\x7f", "\\u007f")
