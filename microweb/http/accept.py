"""Choose among media types by an Accept header."""

import re
from collections.abc import Sequence

__all__ = ["best_match", "parse_accept", "split_accept"]

# weight = OWS ";" OWS "q=" qvalue                     RFC 9110 section 12.4.2
# qvalue = ( "0" [ "." 0*3DIGIT ] ) / ( "1" [ "." 0*3("0") ] )
_QUALITY_RE = re.compile(r"0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?")
_MAX_ACCEPT = 8192  # characters; no browser sends a tenth of it


def parse_accept(value: str) -> list[tuple[str, float]]:
    """Split an Accept header into media ranges, in lower case, and their weights from 0 to 1.

    A header above 8192 characters is taken as missing; a malformed weight counts as 1.

    RFC 9110 section 12.5.1.
    """
    return [(name.lower(), weight) for name, weight in split_accept(value)]


def split_accept(value: str) -> list[tuple[str, float]]:
    """Do the same, but leave the case of the ranges as it was sent, for people to read.

    RFC 9110 section 12.5.1.
    """
    if len(value) > _MAX_ACCEPT:
        return []
    ranges: list[tuple[str, float]] = []
    for item in value.split(","):
        media_range, *parameters = item.split(";")
        name = media_range.strip()
        if name:
            ranges.append((name, _quality(parameters)))
    return ranges


def _quality(parameters: list[str]) -> float:
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "q":
            text = value.strip()
            return float(text) if _QUALITY_RE.fullmatch(text) else 1.0
    return 1.0


def _weight(offer: str, weights: dict[str, float]) -> float:
    """Give the weight of an offer: the most specific range that covers it decides."""
    for candidate in (offer, offer.partition("/")[0] + "/*", "*/*"):
        if candidate in weights:
            return weights[candidate]
    return 0.0


def best_match(value: str, offers: Sequence[str]) -> str | None:
    """Give the offer the client likes best; of equals the first; None when it accepts none.

    Args:
        value: The Accept header; empty means that anything will do.
        offers: Media types in lower case, the server's favourite first.

    RFC 9110 section 12.5.1.
    """
    if offers and (value in ("", "*/*") or value.partition(",")[0] == offers[0]):
        return offers[0]  # what nearly every client sends; no more of it can outweigh this
    # Of equal ranges the first wins.
    weights = dict(reversed(parse_accept(value)))
    if not weights:
        return offers[0] if offers else None
    best, best_weight = None, 0.0
    for offer in offers:
        weight = _weight(offer, weights)
        if weight > best_weight:
            best, best_weight = offer, weight
    return best
