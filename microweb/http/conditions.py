"""Decide by a request's preconditions whether to answer at all, and whether with a part.

Sans I/O: header values go in, a decision comes out.
"""

import time
from datetime import datetime
from typing import NamedTuple

from microweb.http.dates import parse_http_date
from microweb.http.etags import ETags, unquote_etag
from microweb.http.if_range import IfRange

__all__ = ["Preconditions", "Validators"]

_READING = frozenset({"GET", "HEAD"})
_WITHOUT = frozenset({"CONNECT", "OPTIONS", "TRACE"})


class Validators(NamedTuple):
    """What identifies the representation that would be sent.

    RFC 9110 section 8.8.
    """

    etag: str | None = None
    """The entity tag as it is sent, with quotes."""

    last_modified: datetime | None = None
    """When it last changed, with a zone."""

    def _is_strong_date(self, now: float) -> bool:
        """Say whether it cannot have changed twice in its second (section 8.8.2.2)."""
        return self.last_modified is not None and self.last_modified.timestamp() <= now - 1

    def satisfies(self, if_range: IfRange, now: float) -> bool:
        """Say whether ranges may be sent.

        Args:
            if_range: The client's validator.
            now: Unix time, seconds.

        RFC 9110 section 13.1.5.
        """
        if if_range.etag is not None:
            tag, is_weak = unquote_etag(self.etag)
            return not if_range.is_weak and not is_weak and tag == if_range.etag
        if if_range.date is None or self.last_modified is None:
            return False
        same = int(self.last_modified.timestamp()) == int(if_range.date.timestamp())
        return same and self._is_strong_date(now)


class Preconditions(NamedTuple):
    """The conditional header fields of a request, as sent; None for a missing one.

    RFC 9110 section 13.1.
    """

    if_match: str | None = None
    if_none_match: str | None = None
    if_modified_since: str | None = None
    if_unmodified_since: str | None = None
    if_range: str | None = None

    def evaluate(self, method: str, validators: Validators) -> int:
        """Give the status they lead to, in their order of precedence.

        Returns:
            200 to go on, 304 for a good copy in the client's hands, 412 for a failed condition.

        RFC 9110 section 13.2.2.
        """
        if method in _WITHOUT:
            return 200
        if not self._may_go_on(validators):
            return 412
        if self._has_copy(method, validators):
            return 304 if method in _READING else 412
        return 200

    def _may_go_on(self, validators: Validators) -> bool:
        """Evaluate If-Match, or else If-Unmodified-Since."""
        if self.if_match is not None:
            wanted = ETags.from_header(self.if_match)
            tag, is_weak = unquote_etag(validators.etag)
            return wanted.star_tag or (tag is not None and not is_weak and wanted.contains(tag))
        return not _is_later(validators.last_modified, self.if_unmodified_since)

    def _has_copy(self, method: str, validators: Validators) -> bool:
        """Evaluate If-None-Match, or else If-Modified-Since."""
        if self.if_none_match is not None:
            known = ETags.from_header(self.if_none_match)
            tag, _ = unquote_etag(validators.etag)
            return known.star_tag or (tag is not None and known.contains_weak(tag))
        if method not in _READING or validators.last_modified is None:
            return False
        date = parse_http_date(self.if_modified_since or "")
        return date is not None and not _is_later(validators.last_modified, self.if_modified_since)

    def allow_range(self, validators: Validators, now: float | None = None) -> bool:
        """Say whether If-Range lets ranges be sent; without it they may.

        Args:
            validators: Of the whole.
            now: Unix time, seconds; by default the clock's.

        RFC 9110 section 13.1.5.
        """
        if self.if_range is None:
            return True
        moment = time.time() if now is None else now
        return validators.satisfies(IfRange.from_header(self.if_range), moment)


def _is_later(last_modified: datetime | None, field: str | None) -> bool:
    """Say whether the representation changed after a date; where either is unknown it did not."""
    date = parse_http_date(field) if field else None
    if date is None or last_modified is None:
        return False
    # The header has whole seconds, the file's time may have more.
    return int(last_modified.timestamp()) > int(date.timestamp())
