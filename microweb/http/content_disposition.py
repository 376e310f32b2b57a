"""Content-Disposition: whether to show or to save a response, and under which name."""

import re
from typing import NamedTuple

from microweb.http.options import ATTR_SAFE, parse_options
from microweb.http.percent import percent_decode, percent_encode

__all__ = ["ContentDisposition"]

# What every browser reads the same inside of quotes. RFC 6266 appendix D advises against "%" and
# "\"; a control byte or a quote would end the value.
_PLAIN_RE = re.compile(r"[^\x00-\x1f\"%\\\x7f-\U0010ffff]*")
_ODD_RE = re.compile(r"[\x00-\x1f\"%\\/\x7f-\U0010ffff]")
# ext-value = charset "'" [ language ] "'" value-chars               RFC 8187 section 3.2.1
_EXTENDED_RE = re.compile(r"(utf-8|iso-8859-1)'[A-Za-z0-9-]*'([^']*)", re.IGNORECASE)
_TOKEN_RE = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")


class ContentDisposition(NamedTuple):
    """What to do with a response.

    RFC 6266.
    """

    type: str
    """`"inline"` or `"attachment"`, in lower case."""

    filename: str | None = None
    """The name to save it under, as text."""

    @classmethod
    def from_header(cls, value: str | None) -> "ContentDisposition | None":
        """Read the header; of the two file names `filename*` wins. None for a missing one.

        RFC 6266 section 4.3.
        """
        kind, options = parse_options(value or "")
        if not kind:
            return None
        extended = _EXTENDED_RE.fullmatch(options.get("filename*", ""))
        if extended is not None:
            octets = percent_decode(extended[2].encode("latin-1", "replace"))
            return cls(kind, octets.decode(extended[1], "replace"))
        return cls(kind, options.get("filename"))

    def to_header(self) -> str:
        """Write the header.

        A name that is not plain ASCII is sent twice: with underscores for old clients, and as it
        is, percent-encoded, in `filename*`.

        Raises:
            ValueError: The type is not a token.

        RFC 6266 sections 4.1 and 4.3; RFC 8187.
        """
        if not _TOKEN_RE.fullmatch(self.type):
            raise ValueError(f"Content-Disposition {self.type[:40]!r} is not a token")
        if self.filename is None:
            return self.type
        if _PLAIN_RE.fullmatch(self.filename):
            return f'{self.type}; filename="{self.filename}"'
        fallback = _ODD_RE.sub("_", self.filename)
        octets = self.filename.encode("utf-8", "replace")
        exact = percent_encode(octets, safe=ATTR_SAFE)
        return f"{self.type}; filename=\"{fallback}\"; filename*=UTF-8''{exact}"

    def __str__(self) -> str:
        return self.to_header()
