"""The Accept family as values: what a client likes, and how much, for `Request`.

Every look-up is in a dict, so a header with thousands of ranges costs what a short one does.
"""

from collections.abc import Iterable, Iterator
from typing import Self, overload

from microweb.http.accept import split_accept

__all__ = ["Accept", "CharsetAccept", "EncodingAccept", "LanguageAccept", "MIMEAccept"]

_MAX_SUBTAGS = 8  # of a language range whose shorter forms are tried; tags in use have up to four


class Accept:
    """Values with weights from 0 to 1, the best first; of equal ones the first sent.

    An absent header, or one above 8192 characters, accepts everything.

    RFC 9110 section 12.4.
    """

    __slots__ = ("_ranges", "_weights")

    def __init__(self, ranges: Iterable[tuple[str, float]] = ()) -> None:
        """Hold pairs of a value, in any case, and its weight; of equal values the first wins."""
        self._weights: dict[str, float] = {}
        kept: list[tuple[str, float]] = []
        for value, weight in ranges:
            if value.lower() not in self._weights:
                self._weights[value.lower()] = weight
                kept.append((value, weight))
        self._ranges = sorted(kept, key=lambda item: -item[1])

    @classmethod
    def from_header(cls, value: str | None) -> Self:
        """Read the header.

        RFC 9110 sections 12.5.1 to 12.5.4.
        """
        return cls(split_accept(value or ""))

    @property
    def provided(self) -> bool:
        """Whether the client said anything."""
        return bool(self._ranges)

    @property
    def best(self) -> str | None:
        """What the client likes best, wildcards included."""
        return self._ranges[0][0] if self._ranges else None

    def __iter__(self) -> Iterator[tuple[str, float]]:
        return iter(self._ranges)

    def __len__(self) -> int:
        return len(self._ranges)

    def __contains__(self, offer: object) -> bool:
        return isinstance(offer, str) and self.quality(offer) > 0

    @overload
    def __getitem__(self, offer: str) -> float: ...
    @overload
    def __getitem__(self, offer: int) -> tuple[str, float]: ...
    def __getitem__(self, offer: str | int) -> float | tuple[str, float]:
        """Give the weight of an offer, or the entry at a place, with its weight."""
        return self._ranges[offer] if isinstance(offer, int) else self.quality(offer)

    def __str__(self) -> str:
        return self.to_header()

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._ranges!r})"

    def values(self) -> Iterator[str]:
        """Give the values without their weights."""
        return (value for value, _ in self._ranges)

    def to_header(self) -> str:
        """Write the header."""
        return ", ".join(
            value if weight == 1 else f"{value};q={weight:g}" for value, weight in self._ranges
        )

    def quality(self, offer: str) -> float:
        """Give the weight of an offer, in any case: the most specific range that covers it decides.

        Returns:
            0 for what is not accepted.
        """
        if not self._weights:
            return self._default(offer.lower())
        for candidate in self._candidates(offer.lower()):
            if candidate in self._weights:
                return self._weights[candidate]
        return 0.0

    def best_match(self, offers: Iterable[str], default: str | None = None) -> str | None:
        """Give the offer with the highest weight; of equals the first.

        Args:
            offers: The server's favourite first.
            default: What to give when none is accepted.
        """
        best, best_weight = default, 0.0
        for offer in offers:
            weight = self.quality(offer)
            if weight > best_weight:
                best, best_weight = offer, weight
        return best

    def _default(self, offer: str) -> float:  # encodings differ
        return 1.0

    def _candidates(self, offer: str) -> Iterator[str]:
        """Give the ranges that cover an offer, the most specific first."""
        yield offer
        yield "*"


class CharsetAccept(Accept):
    """Accept-Charset.

    RFC 9110 section 12.5.2.
    """

    __slots__ = ()


class MIMEAccept(Accept):
    """Accept: media types. Parameters of a range other than its weight are not looked at.

    RFC 9110 section 12.5.1.
    """

    __slots__ = ()

    def _candidates(self, offer: str) -> Iterator[str]:
        essence = offer.partition(";")[0].rstrip()
        yield essence
        yield essence.partition("/")[0] + "/*"
        yield "*/*"

    @property
    def accept_html(self) -> bool:
        """Whether HTML will do."""
        return "text/html" in self or self.accept_xhtml

    @property
    def accept_xhtml(self) -> bool:
        """Whether XHTML will do."""
        return "application/xhtml+xml" in self or "application/xml" in self

    @property
    def accept_json(self) -> bool:
        """Whether JSON will do."""
        return "application/json" in self


class EncodingAccept(Accept):
    """Accept-Encoding: `identity` will do unless it is refused.

    RFC 9110 section 12.5.3.
    """

    __slots__ = ()

    def _default(self, offer: str) -> float:
        # Anything is allowed then, yet a client that says nothing may be one that cannot decode.
        return 1.0 if offer == "identity" else 0.0

    def quality(self, offer: str) -> float:
        """Give the weight of a coding; `identity` has a little where it is not named."""
        weight = super().quality(offer)
        if offer == "identity" and not {"identity", "*"} & self._weights.keys():
            return weight or 0.001
        return weight


class LanguageAccept(Accept):
    """Accept-Language: `en` covers `en-GB`, and who asks for `en-GB` may be given `en`.

    RFC 9110 section 12.5.4; RFC 4647 sections 3.3.1 and 3.4.
    """

    __slots__ = ("_shorter",)

    def __init__(self, ranges: Iterable[tuple[str, float]] = ()) -> None:
        super().__init__((value.replace("_", "-"), weight) for value, weight in ranges)
        # What lookup falls back to: the beginnings of each range, by the best weight.
        self._shorter: dict[str, float] = {}
        for value, weight in self._ranges:
            for beginning in _beginnings(value.lower()):
                self._shorter.setdefault(beginning, weight)

    def quality(self, offer: str) -> float:
        """Give the weight of a language tag."""
        tag = offer.lower().replace("_", "-")
        for candidate in (tag, *_beginnings(tag)):
            if candidate in self._weights:
                return self._weights[candidate]
        if tag in self._shorter:
            return self._shorter[tag]
        return super().quality(tag)


def _beginnings(tag: str) -> Iterator[str]:
    """Give what is left of a tag without its last subtags, the longest first."""
    if tag.count("-") < _MAX_SUBTAGS:
        while "-" in tag:
            tag = tag.rpartition("-")[0]
            yield tag
