"""Parse the head of one part of a multipart form, for the parser in `multipart`."""

import re
from typing import NamedTuple

from microweb.http.headers import Headers
from microweb.http.percent import percent_decode

__all__ = ["MultipartError", "MultipartLimitError", "Part", "check_limit", "parse_part_head"]

# field-line = field-name ":" OWS field-value OWS      RFC 9112 section 5
# Without obs-fold; the value in UTF-8, as browsers send it: RFC 7578 section 5.1.
_FIELD_RE = re.compile(r"([!#$%&'*+.^_`|~0-9A-Za-z-]+):([^\x00-\x08\x0a-\x1f\x7f]*)")
# disposition-parm = ";" token "=" ( token / quoted-string )     RFC 2183 section 2
# One pass: each alternative starts with another character, so it cannot backtrack.
_PARAMETER_RE = re.compile(
    r"[ \t]*;[ \t]*(?:(?P<name>[!#$%&'*+.^_`|~0-9A-Za-z-]+)="
    r"(?:\"(?P<quoted>[^\"\\]*+(?:\\.[^\"\\]*+)*+)\"|(?P<token>[^\s\";]+)))?"
)
# ext-value = charset "'" [ language ] "'" value-chars           RFC 8187 section 3.2.1
_EXTENDED_RE = re.compile(r"(?i:utf-8)'[A-Za-z0-9-]*'([^\s\"';,\\]*)")
_IDENTITY_ENCODINGS = frozenset({"", "7bit", "8bit", "binary"})


class MultipartError(ValueError):
    """A multipart body that does not keep to the grammar; the message says where."""


class MultipartLimitError(MultipartError):
    """A multipart body that is beyond a limit.

    Attributes:
        limit: The keyword of `MultipartParser` that sets the limit.
        most: The limit.
        value: What had been counted when it was passed; the whole may be more.
    """

    def __init__(self, message: str, *, limit: str, most: int, value: int) -> None:
        super().__init__(message)
        self.limit = limit
        self.most = most
        self.value = value


def check_limit(what: str, *, limit: str, most: int | None, value: int) -> None:
    """Refuse a value above a limit.

    Args:
        what: What is counted, for the message.
        limit: The keyword that sets the limit.
        most: The limit; None for none.
        value: What was counted.

    Raises:
        MultipartLimitError: The value is above the limit.
    """
    if most is not None and value > most:
        raise MultipartLimitError(f"more than {most} {what}", limit=limit, most=most, value=value)


class Part(NamedTuple):
    """A part begins: a file if it has a `filename`, else a field."""

    name: str
    filename: str | None
    """As sent, so it may look like a path; empty where a form was sent with no file chosen."""

    headers: Headers

    @property
    def is_file(self) -> bool:
        """Whether it is a file."""
        return self.filename is not None


def parse_part_head(block: bytes, *, max_part_headers: int) -> Part:
    """Parse what stands between the boundary of a part and the blank line before its data.

    Args:
        block: The rest of the boundary's line, then the header lines, CRLF between them.
        max_part_headers: The most header lines to accept.

    Raises:
        MultipartLimitError: There are more lines than that.
        MultipartError: The block is not UTF-8 or not a list of header fields, there is not exactly
            one `Content-Disposition: form-data` with a name, or the part is encoded or is itself
            multipart.

    RFC 7578 section 4.
    """
    padding, *lines = block.split(b"\r\n")
    if padding.strip(b" \t"):
        raise MultipartError("a line starts with the boundary and goes on")
    check_limit(
        "headers in a part", limit="max_part_headers", most=max_part_headers, value=len(lines)
    )
    headers = Headers.from_wsgi([_parse_field(line) for line in lines])
    dispositions = headers.getlist("Content-Disposition")
    if len(dispositions) != 1:
        raise MultipartError(f"a part has {len(dispositions)} Content-Disposition headers, not one")
    _check_encoding(headers)
    return Part(*_parse_disposition(dispositions[0]), headers)


def _parse_field(line: bytes) -> tuple[str, str]:
    try:
        match = _FIELD_RE.fullmatch(line.decode("utf-8"))
    except UnicodeDecodeError:
        raise MultipartError("a header of a part is not UTF-8") from None
    if match is None:
        raise MultipartError(f"a part has a malformed header line: {line[:80]!r}")
    return match[1], match[2].strip(" \t")


def _check_encoding(headers: Headers) -> None:
    """Refuse what would have to be decoded before it is what was sent (RFC 7578 section 4.7)."""
    for encoding in headers.getlist("Content-Transfer-Encoding"):
        if encoding.lower() not in _IDENTITY_ENCODINGS:
            raise MultipartError(f"a part has the Content-Transfer-Encoding {encoding[:40]!r}")
    types = headers.getlist("Content-Type")
    if len(types) > 1:
        raise MultipartError(f"a part has {len(types)} Content-Type headers")
    if types and types[0].lower().startswith("multipart/"):
        raise MultipartError("a part is itself multipart")


def _parse_disposition(value: str) -> tuple[str, str | None]:
    """Give the name and the file name; the plain form of the latter wins (RFC 7578 section 4.2)."""
    kind, _, _ = value.partition(";")
    parameters = _parse_parameters(value, len(kind))
    if kind.strip(" \t").lower() != "form-data" or "name" not in parameters:
        raise MultipartError(f"a part has the Content-Disposition {value[:80]!r}, without a name")
    filename = parameters.get("filename")
    if filename is None and "filename*" in parameters:
        filename = _decode_extended(parameters["filename*"])
    return parameters["name"], filename


def _parse_parameters(value: str, at: int) -> dict[str, str]:
    parameters: dict[str, str] = {}
    while match := _PARAMETER_RE.match(value, at):
        at = match.end()
        if match["name"]:
            name = match["name"].lower()
            if name in parameters:
                raise MultipartError(f"a Content-Disposition has two parameters {name!r}")
            parameters[name] = match["token"] or _unescape(match["quoted"])
    if value[at:].strip(" \t"):
        raise MultipartError(f"a part has a malformed Content-Disposition: {value[:80]!r}")
    return parameters


def _unescape(quoted: str) -> str:
    # A backslash before anything but a quote or another is one: old browsers sent whole paths.
    text = "\\".join(piece.replace('\\"', '"') for piece in quoted.split("\\\\"))
    # Browsers write a quote as %22 now, and wrote \" before. Their %0D and %0A stay as they are,
    # so that no name has a line break in it.   HTML, "multipart/form-data encoding algorithm"
    return text.replace("%22", '"')


def _decode_extended(value: str) -> str:
    match = _EXTENDED_RE.fullmatch(value)
    try:
        if match is not None:
            return percent_decode(match[1].encode()).decode("utf-8")
    except UnicodeDecodeError:
        pass
    raise MultipartError(f"a part has the filename* {value[:80]!r}, which is not in UTF-8")
