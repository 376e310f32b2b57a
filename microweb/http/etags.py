"""Entity tags: read, write and compare them."""

import re
from collections.abc import Iterable, Iterator

__all__ = ["ETags", "is_etag_match", "quote_etag", "unquote_etag"]

# entity-tag = [ weak ] opaque-tag                     RFC 9110 section 8.8.3
# opaque-tag = DQUOTE *etagc DQUOTE
_TAG_RE = re.compile(r'(?:W/)?"([\x21\x23-\x7e\x80-\xff]*)"')
_OPAQUE_RE = re.compile(r"[\x21\x23-\x7e\x80-\xff]*")
_MAX_FIELD = 8192  # characters of a list of tags that are looked at


def is_etag_match(field: str, tag: str) -> bool:
    """Say whether an If-None-Match header names a tag, by weak comparison.

    Args:
        field: The field value; `*` names every tag.
        tag: The opaque tag, without quotes.

    RFC 9110 section 13.1.2.
    """
    if field == f'"{tag}"' or field.strip() == "*":
        return True  # nearly every client sends back the one tag it was given: 0.9 us less
    return any(match[1] == tag for match in _TAG_RE.finditer(field[:_MAX_FIELD]))


def quote_etag(tag: str, *, weak: bool = False) -> str:
    """Write an opaque tag as an entity tag.

    Raises:
        ValueError: The tag has a quote, a blank or a control byte, or a character outside latin-1.

    RFC 9110 section 8.8.3.
    """
    if not _OPAQUE_RE.fullmatch(tag):
        raise ValueError(f"the ETag {tag[:80]!r} has a character that RFC 9110 does not allow")
    return f'W/"{tag}"' if weak else f'"{tag}"'


def unquote_etag(field: str | None) -> tuple[str, bool] | tuple[None, None]:
    """Read one entity tag.

    Returns:
        The opaque tag and whether it is weak; a pair of None for anything else.

    RFC 9110 section 8.8.3.
    """
    match = _TAG_RE.fullmatch(field.strip(" \t")) if field else None
    return (None, None) if match is None else (match[1], match[0][0] == "W")


class ETags:
    """The tags of If-Match or If-None-Match: strong ones, weak ones, or `*` for any.

    Tags are given without their quotes.

    RFC 9110 sections 8.8.3.2 and 13.1.
    """

    __slots__ = ("_strong", "_weak", "star_tag")

    def __init__(
        self,
        strong_etags: Iterable[str] = (),
        weak_etags: Iterable[str] = (),
        *,
        star_tag: bool = False,
    ) -> None:
        """Hold tags; `star_tag` stands for all of them."""
        self._strong = frozenset(() if star_tag else strong_etags)
        self._weak = frozenset(() if star_tag else weak_etags)
        self.star_tag = star_tag

    @classmethod
    def from_header(cls, value: str | None) -> "ETags":
        """Read the header; at most 8192 characters of it, and what is no tag is left out."""
        if value is None:
            return cls()
        if value.strip(" \t") == "*":
            return cls(star_tag=True)
        found = [(match[0][0] == "W", match[1]) for match in _TAG_RE.finditer(value[:_MAX_FIELD])]
        return cls(
            (tag for is_weak, tag in found if not is_weak),
            (tag for is_weak, tag in found if is_weak),
        )

    def contains(self, tag: str) -> bool:
        """Say whether a strong tag is among them, by strong comparison."""
        return self.star_tag or tag in self._strong

    def contains_weak(self, tag: str) -> bool:
        """Say whether a tag is among them, by weak comparison."""
        return self.star_tag or tag in self._strong or tag in self._weak

    def contains_raw(self, field: str) -> bool:
        """Say whether an entity tag as it is sent is among them: a weak one by weak comparison."""
        tag, is_weak = unquote_etag(field)
        if tag is None:
            return False
        return self.contains_weak(tag) if is_weak else self.contains(tag)

    def is_strong(self, tag: str) -> bool:
        """Say whether a tag was sent as a strong one."""
        return tag in self._strong

    def is_weak(self, tag: str) -> bool:
        """Say whether a tag was sent as a weak one."""
        return tag in self._weak

    def as_set(self, *, include_weak: bool = False) -> set[str]:
        """Give the strong tags, with the weak ones if asked."""
        return {*self._strong, *(self._weak if include_weak else ())}

    def __contains__(self, tag: object) -> bool:
        return isinstance(tag, str) and self.contains(tag)

    def __iter__(self) -> Iterator[str]:
        return iter(self._strong)

    def __len__(self) -> int:
        return len(self._strong) + len(self._weak)

    def __bool__(self) -> bool:
        return self.star_tag or bool(self._strong or self._weak)

    def __str__(self) -> str:
        return self.to_header()

    def __repr__(self) -> str:
        return f"<ETags {self.to_header()!r}>"

    def to_header(self) -> str:
        """Write the header."""
        if self.star_tag:
            return "*"
        strong = [quote_etag(tag) for tag in sorted(self._strong)]
        return ", ".join([*strong, *(quote_etag(tag, weak=True) for tag in sorted(self._weak))])
