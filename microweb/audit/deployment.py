"""Look for settings that are fine on a desk, and unsafe on the internet.

OWASP Application Security Verification Standard 4.0.3, chapters 3 and 14.
"""

import os
import re
import stat
from collections.abc import Iterator
from typing import Any

from microweb.app import App
from microweb.audit.findings import Finding, Level
from microweb.middleware import CORS
from microweb.requests.request import Request
from microweb.responses.response import Response
from microweb.security.common import is_common

__all__ = ["audit_deployment"]

_MIN_KEY_SIZE = 16  # bytes; below it a key can be guessed
# What stands in tutorials, to be replaced. One random key in a million has such a word by chance.
_PLACEHOLDER_RE = re.compile(
    r"secret|change|password|example|default|insecure|replace|random|(?:my|your|the)[ _-]?key",
    re.IGNORECASE,
)
_DATABASES = (".db", ".sqlite", ".sqlite3")


def audit_deployment(app: App) -> list[Finding]:
    """Look for what is unsafe where strangers reach the app. Nothing of the app is run.

    Returns:
        What was found in its settings, its middleware, and the files of its instance folder.
    """
    config: dict[str, Any] = app.config
    return [
        *_audit_modes(config),
        *_audit_keys(config),
        *_audit_transport(config),
        *_audit_cookies(config),
        *_audit_protections(config),
        *_audit_origins(app),
        *_audit_files(app),
    ]


def _audit_modes(config: dict[str, Any]) -> Iterator[Finding]:
    if config["DEBUG"]:
        yield Finding(
            "error",
            "debug-on",
            "debug mode is on: errors show source code and data",
            "Set DEBUG to False, and leave MICROWEB_DEBUG unset.",
        )
    if config["TESTING"]:
        yield Finding("error", "testing-on", "TESTING is on", "Set it in tests alone.")
    if config["PROPAGATE_EXCEPTIONS"]:
        yield Finding(
            "warning",
            "exceptions-propagate",
            "PROPAGATE_EXCEPTIONS is on: the server answers errors, not the app",
            "Leave it at None.",
        )


def _audit_keys(config: dict[str, Any]) -> Iterator[Finding]:
    fix = "Set SECRET_KEY to what `microweb secret` prints, from outside of the source."
    key = config["SECRET_KEY"]
    if not key:
        yield Finding(
            "warning",
            "no-secret-key",
            "there is no SECRET_KEY: nothing can be kept in a session",
            fix,
        )
    for name, value in [("SECRET_KEY", key), *_fallbacks(config)]:
        if value and _is_weak(value):
            yield Finding("error", "weak-secret-key", f"{name} is short or easily guessed", fix)


def _fallbacks(config: dict[str, Any]) -> list[tuple[str, Any]]:
    return [("a key of SECRET_KEY_FALLBACKS", key) for key in config["SECRET_KEY_FALLBACKS"]]


def _is_weak(key: str | bytes) -> bool:
    text = key if isinstance(key, str) else key.decode("latin-1")
    is_short = len(text) < _MIN_KEY_SIZE or len(set(text)) < _MIN_KEY_SIZE // 2
    return is_short or _PLACEHOLDER_RE.search(text) is not None or is_common(text)


def _audit_transport(config: dict[str, Any]) -> Iterator[Finding]:
    if not config["TRUSTED_HOSTS"]:
        yield Finding(
            "warning",
            "no-trusted-hosts",
            "TRUSTED_HOSTS is not set: the app answers under any name",
            'Name the hosts it serves: TRUSTED_HOSTS = ["shop.example"].',
        )
    if config["PREFERRED_URL_SCHEME"] != "https":
        yield Finding(
            "warning",
            "plain-http",
            "PREFERRED_URL_SCHEME is http: links made outside of a request are not safe",
            'Serve https, and set PREFERRED_URL_SCHEME = "https"; behind a proxy add ProxyFix.',
        )
    if not config["STRICT_TRANSPORT_SECURITY"]:
        yield Finding(
            "hint",
            "no-hsts",
            "STRICT_TRANSPORT_SECURITY is not set: a first visit may go over plain http",
            'When all of the host is https: STRICT_TRANSPORT_SECURITY = "max-age=31536000".',
        )


def _audit_cookies(config: dict[str, Any]) -> Iterator[Finding]:
    if config["SESSION_COOKIE_SECURE"] is False:
        yield Finding(
            "error",
            "cookie-not-secure",
            "SESSION_COOKIE_SECURE is False: the session goes over plain http too",
            "Set it to True; None follows the request's scheme.",
        )
    if not config["SESSION_COOKIE_HTTPONLY"]:
        yield Finding(
            "error",
            "cookie-for-scripts",
            "SESSION_COOKIE_HTTPONLY is off: any script of the page can read the session",
            "Leave it on.",
        )
    if config["SESSION_COOKIE_SAMESITE"] not in ("Lax", "Strict"):
        yield Finding(
            "warning",
            "cookie-for-other-sites",
            f"SESSION_COOKIE_SAMESITE is {config['SESSION_COOKIE_SAMESITE']!r}: browsers send the "
            "session along with other sites' requests",
            'Set it to "Lax".',
        )
    if config["SESSION_STORE"] is None:
        yield Finding(
            "hint",
            "cookie-sessions",
            "sessions live in signed cookies: a copied one works until it expires, logout or not",
            'For logins set SESSION_STORE, as "sqlite:///sessions.db", so that they can be ended.',
        )


_PROTECTIONS: dict[str, tuple[Level, str]] = {
    "CSRF_PROTECTION": ("error", "other sites can post in the name of a visitor"),
    "CONTENT_SECURITY_POLICY": ("warning", "an injected script runs"),
    "X_CONTENT_TYPE_OPTIONS": ("warning", "browsers may guess what an upload is"),
    "X_FRAME_OPTIONS": ("warning", "older browsers show the pages in other sites' frames"),
    "REFERRER_POLICY": ("hint", "other sites learn the whole URL a visitor comes from"),
    "MAX_CONTENT_LENGTH": ("error", "one request can fill the disk"),
    "MAX_FORM_MEMORY_SIZE": ("warning", "one form can fill the memory"),
    "MAX_FORM_PARTS": ("warning", "one form can keep a worker busy"),
}


def _audit_protections(config: dict[str, Any]) -> Iterator[Finding]:
    for key, (level, consequence) in _PROTECTIONS.items():
        if not config[key]:
            code = f"{key.lower().replace('_', '-')}-off"
            yield Finding(
                level,
                code,
                f"{key} is off: {consequence}",
                "Leave it at its default, or set it for the few views that need another.",
            )


def _audit_origins(app: App) -> Iterator[Finding]:
    if any(isinstance(one, CORS) and _lets_all_read(one) for one in app.middleware):
        yield Finding(
            "warning",
            "cors-for-all",
            "CORS lets the scripts of every site read the answers",
            "Name the origins, unless all of it is public.",
        )


def _lets_all_read(cors: CORS) -> bool:
    """Ask the middleware about an origin that nobody can have. RFC 2606 section 2."""
    environ = {"REQUEST_METHOD": "GET", "HTTP_ORIGIN": "https://audit.invalid"}
    response = cors(Request(environ), lambda _: Response())
    return "Access-Control-Allow-Origin" in response.headers


def _audit_files(app: App) -> Iterator[Finding]:
    if os.name != "posix":
        return  # elsewhere the mode does not say who may read a file
    for path in sorted({*_private_files(app.instance_path), *_databases(app)}):
        if os.stat(path).st_mode & stat.S_IROTH:
            yield Finding(
                "warning",
                "readable-by-all",
                f"every user of this machine can read {path}",
                f"chmod o-rwx {path}",
            )


def _databases(app: App) -> Iterator[str]:
    """Give the database files that the settings name, or have as a store of sessions."""
    for value in app.config.values():
        name: object = getattr(value, "path", value)
        if isinstance(name, str) and name.endswith(_DATABASES):
            name = name.removeprefix("sqlite:///")
            # A store's path begins where the program was started, an app's own often elsewhere.
            paths = {os.path.abspath(name), os.path.join(app.instance_path, name)}
            yield from (path for path in paths if os.path.isfile(path))


def _private_files(folder: str) -> Iterator[str]:
    """Give the databases, settings and keys in the instance folder."""
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError:
        return
    for entry in entries:
        name = entry.name.lower()
        if entry.is_file() and (
            name.endswith((*_DATABASES, ".py", ".toml", ".json", ".key", ".pem"))
            or "secret" in name
        ):
            yield entry.path
