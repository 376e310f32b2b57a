"""Check that an origin in a setting is written as browsers write it, so that it can ever match."""

import re

from microweb.http.hosts import parse_host

__all__ = ["find_origin_problem"]

_DEFAULT_PORTS = {"http": 80, "https": 443}

# origin = scheme "://" host [ ":" port ]              RFC 6454 section 6.2
_ORIGIN_RE = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://([^/?#@\s]+)/?")


def find_origin_problem(origin: str) -> str | None:
    """Say why a text is no origin that a browser sends; None for one that is.

    `null` is none: any sandboxed page has it.

    RFC 6454 section 6.1.
    """
    match = _ORIGIN_RE.fullmatch(origin)
    if match is None:
        return f"{origin!r} is not an origin such as 'https://shop.example'"
    scheme = match[1].lower()
    try:
        name, port = parse_host(match[2])
    except ValueError:
        return f"{origin!r} is not an origin, for {match[2]!r} is no host"
    sent = f"{scheme}://{name}"
    if port not in (None, _DEFAULT_PORTS.get(scheme)):
        sent += f":{port}"
    if origin != sent:
        return f"{origin!r} is not how a browser writes this origin; that is {sent!r}"
    return None
