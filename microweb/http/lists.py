"""Split and join comma-separated field values, for the modules of single header fields.

A quoted string may hold commas, so a list is never split at the bare character.
"""

import re
from collections.abc import Iterable

__all__ = ["format_list", "format_parameters", "parse_directives", "parse_list", "quote", "unquote"]

# token         = 1*tchar                              RFC 9110 section 5.6.2
_TOKEN_RE = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
# #element      = [ element ] *( OWS "," OWS [ element ] )   RFC 9110 section 5.6.1.2
# quoted-string = DQUOTE *( qdtext / quoted-pair ) DQUOTE    RFC 9110 section 5.6.4
# A quote that is never closed reaches to the end. Possessive, so that nothing is tried twice.
_ELEMENT_RE = re.compile(r'(?:[^",]|"(?:[^"\\]|\\.)*+"?)++', re.DOTALL)
_ESCAPE_RE = re.compile(r"\\(.)", re.DOTALL)
_SPECIAL_RE = re.compile(r'(["\\])')


def parse_list(value: str) -> list[str]:
    """Split a list at the commas outside of quotes; elements are stripped, empty ones left out.

    RFC 9110 section 5.6.1.
    """
    elements = (match[0].strip(" \t") for match in _ELEMENT_RE.finditer(value))
    return [element for element in elements if element]


def format_list(elements: Iterable[str]) -> str:
    """Write a list, each element as a token where it is one, else as a quoted string.

    RFC 9110 section 5.6.1.
    """
    return ", ".join(map(quote, elements))


def quote(text: str) -> str:
    """Write text as a token where it is one, else as a quoted string.

    RFC 9110 section 5.6.4.
    """
    if _TOKEN_RE.fullmatch(text):
        return text
    return '"' + _SPECIAL_RE.sub(r"\\\1", text) + '"'


def unquote(text: str) -> str:
    """Read a token or a quoted string; a quote that is never closed stays as it is.

    RFC 9110 section 5.6.4.
    """
    if len(text) < 2 or text[0] != '"' or text[-1] != '"':
        return text
    return _ESCAPE_RE.sub(r"\1", text[1:-1])


def parse_directives(value: str) -> dict[str, str | None]:
    """Read a list of names, in lower case, each with a value or None.

    Of two equal names the first wins. A name that is no token is left out.

    RFC 9111 section 5.2; RFC 9110 section 11.2.
    """
    directives: dict[str, str | None] = {}
    for element in parse_list(value):
        name, equals, text = element.partition("=")
        name = name.rstrip(" \t").lower()
        if _TOKEN_RE.fullmatch(name):
            directives.setdefault(name, unquote(text.lstrip(" \t")) if equals else None)
    return directives


def format_parameters(parameters: Iterable[tuple[str, str | None]]) -> str:
    """Write names with their values, quoted where they must be, as a list."""
    return ", ".join(
        name if value is None else f"{name}={quote(value)}" for name, value in parameters
    )
