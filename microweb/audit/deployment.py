"""Look for settings that are fine on a desk, and unsafe on the internet.

OWASP Application Security Verification Standard 4.0.3, chapters 3 and 14.
"""

from collections.abc import Iterator
from typing import Any

from microweb.app import App
from microweb.audit.content_policy import audit_content_policy
from microweb.audit.files import audit_files
from microweb.audit.findings import Finding, Level
from microweb.audit.keys import audit_keys
from microweb.audit.kinds import sound_settings
from microweb.audit.reach import audit_reach
from microweb.config import DEFAULTS
from microweb.stores import MemoryStore

__all__ = ["audit_deployment"]


def audit_deployment(app: App) -> list[Finding]:
    """Look for what is unsafe where strangers reach the app. Nothing of the app is run.

    Returns:
        What was found in its settings, its middleware, and the files of its instance folder.
    """
    config = sound_settings(app.config)  # what `audit` finds wrong is nothing to look into
    return [
        *_audit_modes(config),
        *audit_keys(app, config),
        *audit_reach(app, config),
        *_audit_cookies(config),
        *_audit_protections(config),
        *audit_content_policy(config["CONTENT_SECURITY_POLICY"]),
        *audit_files(app),
    ]


def _audit_modes(config: dict[str, Any]) -> Iterator[Finding]:
    if config["DEBUG"]:
        yield Finding(
            "error",
            "debug-on",
            "DEBUG is on: errors show source code and data",
            "Write DEBUG = False, and leave MICROWEB_DEBUG unset.",
        )
    if config["TESTING"]:
        yield Finding(
            "error",
            "testing-on",
            "TESTING is on: an error leaves the app instead of becoming its page",
            'Set it in tests alone: create_app({"TESTING": True}).',
        )
    for key, code in _TRAPS.items():
        if config[key]:
            yield Finding(
                "warning",
                code,
                f"{key} is on: the server answers errors, not the app",
                f"Write {key} = {DEFAULTS[key]}.",
            )


_TRAPS = {
    "PROPAGATE_EXCEPTIONS": "exceptions-propagate",
    "TRAP_HTTP_EXCEPTIONS": "exceptions-trapped",
}


def _audit_cookies(config: dict[str, Any]) -> Iterator[Finding]:
    if config["SESSION_COOKIE_SECURE"] is False:
        yield Finding(
            "error",
            "cookie-not-secure",
            "SESSION_COOKIE_SECURE is False: the session goes over plain http too",
            "Write SESSION_COOKIE_SECURE = True; None follows the request's scheme.",
        )
    if not config["SESSION_COOKIE_HTTPONLY"]:
        yield Finding(
            "error",
            "cookie-for-scripts",
            "SESSION_COOKIE_HTTPONLY is off: any script of the page can read the session",
            "Write SESSION_COOKIE_HTTPONLY = True.",
        )
    if config["SESSION_COOKIE_SAMESITE"] not in ("Lax", "Strict"):
        yield Finding(
            "warning",
            "cookie-for-other-sites",
            f"SESSION_COOKIE_SAMESITE is {config['SESSION_COOKIE_SAMESITE']!r}: browsers send the "
            "session along with other sites' requests",
            'Write SESSION_COOKIE_SAMESITE = "Lax".',
        )
    yield from _audit_store(config["SESSION_STORE"])


def _audit_store(store: object) -> Iterator[Finding]:
    if store is None:
        yield Finding(
            "hint",
            "cookie-sessions",
            "SESSION_STORE is not set, so sessions live in signed cookies: a copied one works "
            "until it expires, logout or not",
            'For logins write SESSION_STORE = "sqlite:///sessions.db", so that they can be ended.',
        )
    elif store == "memory:" or isinstance(store, MemoryStore):
        yield Finding(
            "warning",
            "memory-sessions",
            "SESSION_STORE is in memory: each process has sessions of its own, and a restart ends "
            "them all",
            'Write SESSION_STORE = "sqlite:///sessions.db", or the redis:// of a server.',
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
                f"Leave {key} at its default, {DEFAULTS[key]!r}; {_exception(key)}.",
            )


def _exception(key: str) -> str:
    """Say what to do about the few views that need another."""
    if key == "CSRF_PROTECTION":
        return "@csrf_exempt is for views that other programs call"
    if key.startswith("MAX_"):
        return f"a view that needs more sets request.{key.lower()}"
    return "a view that needs another sets the header itself"
