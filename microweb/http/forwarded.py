"""Read what proxies say about the request they pass on. Anybody may claim it: trust is not here."""

import re

from microweb.http.lists import parse_list
from microweb.http.options import parse_options

__all__ = ["parse_forwarded", "parse_forwarded_for", "parse_node"]

_MAX_FIELD = 8192  # characters; a longer header is taken as missing
_MAX_HOPS = 64
# node = nodename [ ":" node-port ]                    RFC 7239 section 6
# nodename = IPv4address / "[" IPv6address "]" / "unknown" / obfnode
_NODE_RE = re.compile(
    r"(?:\[([0-9A-Fa-f:.]{2,45})\]|([0-9.]{7,15}|unknown|_[A-Za-z0-9._-]{1,64}))"
    r"(?::(?:[0-9]{1,5}|_[A-Za-z0-9._-]{1,64}))?|(?=[^:]*+:[^:]*+:)([0-9A-Fa-f:.]{2,45})",
    re.IGNORECASE,
)


def parse_node(value: str) -> str | None:
    """Give the address in a node, without its port and brackets; None for what is no node.

    RFC 7239 section 6.
    """
    match = _NODE_RE.fullmatch(value.strip(" \t"))
    return None if match is None else match[1] or match[2] or match[3]


def parse_forwarded(value: str) -> list[dict[str, str]]:
    """Split a Forwarded header into its hops, the client's first, each by parameter name.

    A header above 8192 characters, or with more than 64 hops, is taken as missing.

    RFC 7239 section 4.
    """
    elements = parse_list(value) if len(value) <= _MAX_FIELD else []
    if len(elements) > _MAX_HOPS:
        return []
    # As a header with options, of which the first stands before a semicolon too.
    return [parse_options(f";{element}")[1] for element in elements]


def parse_forwarded_for(value: str) -> list[str]:
    """Split an X-Forwarded-For header into addresses, the client's first.

    What is no address is left out; the bounds are those of `parse_forwarded`.
    """
    elements = value.split(",") if len(value) <= _MAX_FIELD else []
    if len(elements) > _MAX_HOPS:
        return []
    return [node for element in elements if (node := parse_node(element)) is not None]
