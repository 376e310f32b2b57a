"""Compare entity tags."""

import re

__all__ = ["is_etag_match"]

# entity-tag = [ weak ] opaque-tag                     RFC 9110 section 8.8.3
# opaque-tag = DQUOTE *etagc DQUOTE
_TAG_RE = re.compile(r'(?:W/)?"([\x21\x23-\x7e\x80-\xff]*)"')
_MAX_FIELD = 8192  # characters of If-None-Match that are looked at


def is_etag_match(field: str, tag: str) -> bool:
    """Say whether an If-None-Match header names a tag, by weak comparison.

    Args:
        field: The field value; `*` names every tag.
        tag: The opaque tag, without quotes.

    RFC 9110 section 13.1.2.
    """
    if field.strip() == "*":
        return True
    return any(match[1] == tag for match in _TAG_RE.finditer(field[:_MAX_FIELD]))
