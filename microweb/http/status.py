"""Reason phrases and status lines, as `start_response` wants them."""

import re

__all__ = ["REASONS", "format_status", "parse_status"]

# status-code   = 3DIGIT                              RFC 9112 section 4
# reason-phrase = 1*( HTAB / SP / VCHAR / obs-text )
# "<" and ">" are legal there but have no use outside of attacks on error pages.
_STATUS_RE = re.compile(r"([1-5][0-9]{2})(?: ([\t\x20-\x3b\x3d\x3f-\x7e]*))?")

REASONS: dict[int, str] = {
    100: "Continue",
    101: "Switching Protocols",
    102: "Processing",
    103: "Early Hints",
    200: "OK",
    201: "Created",
    202: "Accepted",
    203: "Non-Authoritative Information",
    204: "No Content",
    205: "Reset Content",
    206: "Partial Content",
    207: "Multi-Status",
    208: "Already Reported",
    226: "IM Used",
    300: "Multiple Choices",
    301: "Moved Permanently",
    302: "Found",
    303: "See Other",
    304: "Not Modified",
    305: "Use Proxy",
    307: "Temporary Redirect",
    308: "Permanent Redirect",
    400: "Bad Request",
    401: "Unauthorized",
    402: "Payment Required",
    403: "Forbidden",
    404: "Not Found",
    405: "Method Not Allowed",
    406: "Not Acceptable",
    407: "Proxy Authentication Required",
    408: "Request Timeout",
    409: "Conflict",
    410: "Gone",
    411: "Length Required",
    412: "Precondition Failed",
    413: "Content Too Large",
    414: "URI Too Long",
    415: "Unsupported Media Type",
    416: "Range Not Satisfiable",
    417: "Expectation Failed",
    418: "I'm a teapot",
    421: "Misdirected Request",
    422: "Unprocessable Content",
    423: "Locked",
    424: "Failed Dependency",
    425: "Too Early",
    426: "Upgrade Required",
    428: "Precondition Required",
    429: "Too Many Requests",
    431: "Request Header Fields Too Large",
    451: "Unavailable For Legal Reasons",
    500: "Internal Server Error",
    501: "Not Implemented",
    502: "Bad Gateway",
    503: "Service Unavailable",
    504: "Gateway Timeout",
    505: "HTTP Version Not Supported",
    506: "Variant Also Negotiates",
    507: "Insufficient Storage",
    508: "Loop Detected",
    510: "Not Extended",
    511: "Network Authentication Required",
}
"""Status codes and their reason phrases (IANA HTTP Status Code Registry)."""

_LINES = {code: f"{code} {reason}" for code, reason in REASONS.items()}


def format_status(code: int) -> str:
    """Give the status line of a code, such as `"404 Not Found"`.

    Raises:
        ValueError: The code is not in 100 to 599.

    RFC 9110 section 15.
    """
    line = _LINES.get(code)
    if line is not None:
        return line
    if not 100 <= code <= 599:
        raise ValueError(f"status {code} is not in 100 to 599 (RFC 9110 section 15)")
    return f"{code} Unknown"


def parse_status(status: str) -> tuple[int, str]:
    """Split a status line into its code and itself, with a reason phrase added where it has none.

    Raises:
        ValueError: The text is not a status code, alone or before a space and a plain reason.

    RFC 9112 section 4.
    """
    match = _STATUS_RE.fullmatch(status)
    if match is None:
        raise ValueError(f"{status!r} is not a status: expected a form such as '404 Not Found'")
    code = int(match[1])
    return code, status if match[2] else format_status(code)
