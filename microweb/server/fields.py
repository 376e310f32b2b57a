"""Parse one line of headers or trailers, for `reader` and `chunks`."""

from microweb.server.errors import ProtocolError
from microweb.server.grammar import FIELD_VALUE_RE, TOKEN_RE

__all__ = ["measure_line", "parse_field", "strip_line_end"]


def measure_line(line: bytes | bytearray) -> int:
    """Give the length of a line, whole or not, without the CR and LF that end it.

    A last CR counts as the line's end before it is known to be, so that a limit is met or missed
    alike however the line arrives.
    """
    length = len(line) - line.endswith(b"\n")
    return length - (length > 0 and line[length - 1] == 0x0D)


def strip_line_end(line: bytes) -> str:
    """Take CRLF off a line that ends in LF.

    Returns:
        The line, WSGI latin-1.

    Raises:
        ProtocolError: 400 for a CR or an LF that stands alone.

    RFC 9112 section 2.2.
    """
    if not line.endswith(b"\r\n"):
        raise ProtocolError(400, "a line ends in LF without CR (RFC 9112 section 2.2)")
    if b"\r" in line[:-2]:
        raise ProtocolError(400, "a CR without LF (RFC 9112 section 2.2)")
    return line[:-2].decode("latin-1")


def parse_field(text: str) -> tuple[str, str]:
    """Parse `field-name ":" OWS field-value OWS`.

    Args:
        text: A line that is not empty, without its CRLF.

    Returns:
        Name as sent, and value without the whitespace around it.

    Raises:
        ProtocolError: 400, naming the fault.

    RFC 9112 section 5.
    """
    if text[0] in " \t":
        raise ProtocolError(400, "a folded header line (RFC 9112 section 5.2)")
    name, colon, value = text.partition(":")
    if not colon:
        raise ProtocolError(400, "a header line without a colon (RFC 9112 section 5)")
    if name.endswith((" ", "\t")):
        raise ProtocolError(400, "whitespace before a header's colon (RFC 9112 section 5.1)")
    if not TOKEN_RE.fullmatch(name):
        raise ProtocolError(400, "a header name is not a token (RFC 9110 section 5.1)")
    if "_" in name:
        # In CGI's names, which WSGI uses, X_Y and X-Y are one: a client could speak for a proxy.
        raise ProtocolError(400, "an underscore in a header name (RFC 3875 section 4.1.18)")
    value = value.strip(" \t")
    if not FIELD_VALUE_RE.fullmatch(value):
        raise ProtocolError(400, "a control character in a header (RFC 9110 section 5.5)")
    return name, value
