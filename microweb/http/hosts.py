"""Parse the Host header and compare it with a list of trusted hosts."""

import re
from collections.abc import Iterable

__all__ = ["is_trusted_host", "parse_host"]

# Host = uri-host [ ":" port ]                        RFC 9110 section 7.2
# uri-host is narrowed to what names a server: labels of letters, digits, "-" and "_", an IPv4
# address, or an IPv6 address in brackets without a zone. No percent-encoding, no trailing dot.
_HOST_RE = re.compile(
    r"(?P<name>(?:[a-z0-9_](?:[a-z0-9_-]{0,62})\.)*[a-z0-9_](?:[a-z0-9_-]{0,62})"
    r"|\[[0-9a-f:.]{2,45}\])"
    r"(?::(?P<port>[0-9]{1,5})?)?",
    re.IGNORECASE | re.ASCII,
)
_MAX_HOST = 260  # 253 octets of name (RFC 1035 section 2.3.4), a colon and a port


def parse_host(value: str) -> tuple[str, int | None]:
    """Split a Host header into its name, in lower case, and its port.

    Args:
        value: The field value, WSGI latin-1.

    Raises:
        ValueError: The value is not a host, or its port is above 65535; the message says which.

    RFC 9110 section 7.2; RFC 3986 section 3.2.2.
    """
    match = _HOST_RE.fullmatch(value) if len(value) <= _MAX_HOST else None
    if match is None:
        raise ValueError(f"the Host header {value[:80]!r} is not a host name with an optional port")
    port = int(match["port"]) if match["port"] else None
    if port is not None and port > 65535:
        raise ValueError(f"the Host header {value!r} has a port above 65535")
    name = match["name"].lower()
    if name[0] == "[" and not _is_ipv6(name[1:-1]):
        raise ValueError(f"the Host header {value!r} has no IPv6 address in its brackets")
    return name, port


def _is_ipv6(text: str) -> bool:
    from ipaddress import IPv6Address  # 4 ms, for a rare form

    try:
        IPv6Address(text)
    except ValueError:
        return False
    return True


def is_trusted_host(name: str, trusted: Iterable[str]) -> bool:
    """Say whether a host name, in lower case, is on the list.

    Args:
        name: A name as `parse_host` gives it.
        trusted: Names; one that starts with a dot stands for the domain and all below it.
    """
    for entry in trusted:
        known = entry.lower()
        if name == known or (known.startswith(".") and (name == known[1:] or name.endswith(known))):
            return True
    return False
