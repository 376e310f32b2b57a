"""The grammar of a request's head, each rule as a regex under its ABNF, for `reader`.

All work on text decoded from latin-1, one character a byte, and are used with `fullmatch` where
nothing else is said. What a repetition could give back is possessive or cannot overlap with what
follows, so each is linear in its input.
"""

import re

__all__ = [
    "ABSOLUTE_FORM_RE",
    "AUTHORITY_RE",
    "BROKEN_ESCAPE_RE",
    "CHUNK_SIZE_RE",
    "ESCAPE_RE",
    "FIELD_RE",
    "FIELD_SECTION_RE",
    "FIELD_VALUE_RE",
    "LENGTH_RE",
    "ORIGIN_FORM_RE",
    "REQUEST_LINE_RE",
    "TOKEN_RE",
    "VERSION_RE",
]

# token  = 1*tchar    ; RFC 9110 section 5.6.2
# tchar  = "!" / "#" / "$" / "%" / "&" / "'" / "*" / "+" / "-" / "." /
#          "^" / "_" / "`" / "|" / "~" / DIGIT / ALPHA
# method = token      ; RFC 9110 section 9.1
# field-name = token  ; RFC 9110 section 5.1
TOKEN_RE = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")

# HTTP-version = "HTTP/" DIGIT "." DIGIT
# RFC 9112 section 2.3. Case-sensitive.
VERSION_RE = re.compile(r"HTTP/(?P<major>[0-9])\.(?P<minor>[0-9])")

# origin-form = absolute-path [ "?" query ]
# RFC 9112 section 3.2.1. Any visible ASCII, which is wider than RFC 3986: browsers leave bars,
# brackets, braces, carets and backslashes as they are. Only a fragment never belongs in a request.
_PATH = r"/[\x21\x22\x24-\x3e\x40-\x7e]*"
_QUERY = r"(?:\?(?P<query>[\x21\x22\x24-\x7e]*))?"
ORIGIN_FORM_RE = re.compile(rf"(?P<path>{_PATH}){_QUERY}")

# absolute-form = absolute-URI
# RFC 9112 section 3.2.2, for the schemes that an origin server answers for.
ABSOLUTE_FORM_RE = re.compile(
    rf"[Hh][Tt][Tt][Pp][Ss]?://(?P<authority>[^/?#]*)(?P<path>{_PATH})?{_QUERY}"
)

# Host     = uri-host [ ":" port ]
# uri-host = IP-literal / IPv4address / reg-name
# reg-name = *( unreserved / pct-encoded / sub-delims )
# RFC 9110 section 7.2, RFC 3986 section 3.2.2. Not empty, and without the userinfo, which no
# http URI may carry (RFC 9110 section 4.2.4).
AUTHORITY_RE = re.compile(
    r"(?:\[[0-9A-Fa-f:.]+\]|(?:[A-Za-z0-9\-._~!$&'()*+,;=]|%[0-9A-Fa-f]{2})+)"
    r"(?::(?P<port>[0-9]{0,5}))?"
)

# pct-encoded = "%" HEXDIG HEXDIG
# RFC 3986 section 2.1.
ESCAPE_RE = re.compile(r"%([0-9A-Fa-f]{2})")
BROKEN_ESCAPE_RE = re.compile(r"%(?![0-9A-Fa-f]{2})")

# field-value   = *field-content
# field-content = field-vchar [ 1*( SP / HTAB / field-vchar ) field-vchar ]
# field-vchar   = VCHAR / obs-text
# RFC 9110 section 5.5, the whitespace around it taken off beforehand.
FIELD_VALUE_RE = re.compile(r"[\t\x20-\x7e\x80-\xff]*")

# Content-Length = 1*DIGIT
# RFC 9110 section 8.6. Eighteen digits are an exabyte and fit 64 bits.
LENGTH_RE = re.compile(r"[0-9]{1,18}")

# chunk-size = 1*HEXDIG
# RFC 9112 section 7.1. Fifteen digits stay below 64 bits. The one rule on bytes.
CHUNK_SIZE_RE = re.compile(rb"[0-9A-Fa-f]{1,15}")

# The head of an ordinary request in three steps, for `quick`: each accepts less than the rules
# above and nothing else. `match`, then `fullmatch` from where that ended, then `findall`.
REQUEST_LINE_RE = re.compile(rf"([A-Z]+) ({_PATH}(?:\?[\x21\x22\x24-\x7e]*)?) HTTP/1\.([01])\r\n")
# Without the underscore.
_NAME = r"[!#$%&'*+\-.^`|~0-9A-Za-z]+"
_VALUE = r"[\t\x20-\x7e\x80-\xff]*"
FIELD_SECTION_RE = re.compile(rf"(?:{_NAME}:{_VALUE}\r\n)*+")
FIELD_RE = re.compile(rf"({_NAME}):[\t ]*({_VALUE})\r\n")
