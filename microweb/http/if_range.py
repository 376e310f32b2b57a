"""If-Range: the validator on which a client's ranges depend."""

from datetime import datetime

from microweb.http.dates import format_http_date, parse_http_date
from microweb.http.etags import quote_etag, unquote_etag

__all__ = ["IfRange"]


class IfRange:
    """An entity tag or a date.

    Attributes:
        etag: The tag without quotes, None if there is none.
        is_weak: Whether the tag is weak, and so never matches.
        date: The date, None if there is none.

    RFC 9110 section 13.1.5.
    """

    __slots__ = ("date", "etag", "is_weak")

    def __init__(
        self, etag: str | None = None, date: datetime | None = None, *, is_weak: bool = False
    ) -> None:
        self.etag = etag
        self.date = date
        self.is_weak = is_weak

    @classmethod
    def from_header(cls, value: str | None) -> "IfRange":
        """Read the header; a malformed one has neither tag nor date."""
        tag, is_weak = unquote_etag(value)
        if tag is not None:
            return cls(tag, is_weak=bool(is_weak))
        return cls(date=parse_http_date(value.strip(" \t")) if value else None)

    def __str__(self) -> str:
        return self.to_header()

    def __repr__(self) -> str:
        return f"<IfRange {self.to_header()!r}>"

    def to_header(self) -> str:
        """Write the header; empty if there is nothing to write."""
        if self.etag is not None:
            return quote_etag(self.etag, weak=self.is_weak)
        return "" if self.date is None else format_http_date(self.date)
