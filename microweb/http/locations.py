"""Decide whether a redirect target says what a browser will do with it."""

import re

__all__ = ["check_location", "is_local_location"]

# A browser strips leading blanks and control bytes, drops TAB, CR and LF anywhere and reads "\" as
# "/" (URL Standard, URL parsing), so a target with any of them goes elsewhere than it says.
_MISREAD_RE = re.compile(r"[\x00-\x20\x7f\\]")
# absolute-URI of the two schemes, with an authority that has no user info
_ABSOLUTE_RE = re.compile(r"https?://(?P<authority>[^/?#@]+)(?:[/?#].*)?", re.IGNORECASE)
_OWN_PORTS = {"http": ":80", "https": ":443"}
_SCHEME_RE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")


def check_location(target: str) -> str:
    """Give back a redirect target that a browser reads as it is written.

    A target is a path (absolute or relative, with query and fragment) or an http(s) URL. The
    decision is made on the raw text.

    Raises:
        ValueError: The target has blanks, control bytes or backslashes, starts with `//`, has
            user info, or another scheme.

    URL Standard, URL parsing; RFC 9110 section 10.2.2.
    """
    if found := _MISREAD_RE.search(target):
        raise ValueError(f"redirect target {target[:80]!r} has {found[0]!r} in it")
    if target.startswith("//"):
        raise ValueError(f"redirect target {target[:80]!r} names a host without a scheme")
    if _SCHEME_RE.match(target) and not _ABSOLUTE_RE.fullmatch(target):
        raise ValueError(f"redirect target {target[:80]!r} is not a path or an http(s) URL")
    return target


def is_local_location(target: str, origin: str) -> bool:
    """Say whether a redirect target stays on an origin.

    Args:
        target: The raw text, of which nothing is cleaned or decoded.
        origin: Scheme and host as in `https://example.com:8443`, in lower case, without a default
            port.

    URL Standard, origin; OWASP Unvalidated Redirects and Forwards.
    """
    try:
        check_location(target)
    except ValueError:
        return False
    if not target.isascii() or not target:
        return False
    if target[0] == "/":
        return True
    absolute = _ABSOLUTE_RE.fullmatch(target)
    if absolute is None:
        # A relative path: its first segment has no colon, or it would be read as a scheme.
        return ":" not in re.split(r"[/?#]", target, maxsplit=1)[0]
    scheme, _, _ = target.partition(":")
    authority = absolute["authority"].lower()
    if authority.endswith(_OWN_PORTS[scheme.lower()]):
        authority = authority.rpartition(":")[0]
    return f"{scheme.lower()}://{authority}" == origin
