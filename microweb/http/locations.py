"""Decide whether a redirect target says what a browser will do with it."""

import re

__all__ = ["check_location"]

# A browser strips leading blanks and control bytes, drops TAB, CR and LF anywhere and reads "\" as
# "/" (URL Standard, URL parsing), so a target with any of them goes elsewhere than it says.
_MISREAD_RE = re.compile(r"[\x00-\x20\x7f\\]")
# absolute-URI of the two schemes, with an authority that has no user info
_ABSOLUTE_RE = re.compile(r"https?://(?P<authority>[^/?#@]+)(?:[/?#].*)?", re.IGNORECASE)
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
