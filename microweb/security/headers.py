"""The response headers that make a browser careful, as every answer carries them by default."""

from collections.abc import Mapping
from typing import Any

from microweb.http import check_field
from microweb.security.policy import ContentPolicy

__all__ = ["POLICY_HEADER", "SECURITY_HEADERS", "security_headers"]

POLICY_HEADER = "Content-Security-Policy"
SECURITY_HEADERS: tuple[str, ...] = (
    "X-Content-Type-Options",
    "X-Frame-Options",
    "Referrer-Policy",
    "Cross-Origin-Opener-Policy",
    "Cross-Origin-Resource-Policy",
    "Permissions-Policy",
    POLICY_HEADER,
)
"""The headers; the config key of each is its name in upper case with underscores.

OWASP HTTP Security Response Headers Cheat Sheet.
"""


def security_headers(config: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Give the fields that the config asks for, for a response that no template made.

    A value of None leaves a field out.

    Raises:
        ValueError: A value cannot be sent.
    """
    fields: list[tuple[str, str]] = []
    for name in SECURITY_HEADERS:
        value = config.get(name.upper().replace("-", "_"))
        if name == POLICY_HEADER:
            value = ContentPolicy.from_setting(value).plain
        if value is not None:
            check_field(name, value)
            fields.append((name, value))
    return fields
