"""Read and write a header value with parameters, such as Content-Type."""

import re
from collections.abc import Mapping

from microweb.http.percent import percent_encode

__all__ = ["ATTR_SAFE", "format_options", "parse_options"]

# parameters = *( OWS ";" OWS [ parameter ] )          RFC 9110 section 5.6.6
# parameter  = token "=" ( token / quoted-string )
# One regex, one pass: each alternative starts with another character, so it cannot backtrack.
_PARAMETER_RE = re.compile(
    r"[ \t]*;[ \t]*(?:(?P<name>[!#$%&'*+.^_`|~0-9A-Za-z-]+)="
    r"(?:(?P<token>[!#$%&'*+.^_`|~0-9A-Za-z-]+)|\"(?P<quoted>(?:[^\"\\]|\\.)*+)\"))?"
)
_ESCAPE_RE = re.compile(r"\\(.)", re.DOTALL)
# attr-char = ALPHA / DIGIT / "!" / "#" / "$" / "&" / "+" / "-" / "." / "^" / "_" / "`" / "|" / "~"
ATTR_SAFE = "!#$&+^`|"
"""What stands beside letters and digits in RFC 8187 section 3.2.1."""


def parse_options(value: str) -> tuple[str, dict[str, str]]:
    """Split `text/html; charset=utf-8` into its value and its parameters, both in lower case.

    Parameter values keep their case. Of two equal names the first wins. Reading stops at the
    first place that does not keep to the grammar.

    RFC 9110 section 5.6.6.
    """
    head, semicolon, _ = value.partition(";")
    options: dict[str, str] = {}
    if not semicolon:
        return head.strip(" \t").lower(), options
    at = len(head)
    while match := _PARAMETER_RE.match(value, at):
        at = match.end()
        if match["name"]:
            text = match["token"]
            if text is None:
                text = _ESCAPE_RE.sub(r"\1", match["quoted"])
            options.setdefault(match["name"].lower(), text)
    return head.strip(" \t").lower(), options


def format_options(value: str, parameters: Mapping[str, object]) -> str:
    """Write a value with its parameters; text beyond ASCII is percent-encoded, as `name*`.

    Args:
        value: Without parameters, such as `attachment`.
        parameters: By name; None for one to leave out.

    RFC 9110 section 5.6.6; RFC 8187 section 3.2.
    """
    from microweb.http.lists import quote  # no first answer needs that module

    parts = [value]
    for name, given in parameters.items():
        if given is None:
            continue
        text = str(given)
        if text.isascii():
            parts.append(f"{name}={quote(text)}")
        else:
            octets = percent_encode(text.encode("utf-8", "replace"), safe=ATTR_SAFE)
            parts.append(f"{name}*=UTF-8''{octets}")
    return "; ".join(parts)
