"""Serve files: only regular ones below a root, with validators that let a browser keep them."""

import os
import stat
from collections.abc import Iterator
from typing import IO
from wsgiref.types import WSGIEnvironment

from microweb.exceptions import NotFound
from microweb.http import format_http_date, parse_http_date
from microweb.http.etags import is_etag_match
from microweb.response import Response

__all__ = ["safe_join", "send_from_directory"]

_CHUNK = 64 * 1024  # bytes a read: a file is never in memory as a whole
# Without O_NONBLOCK a named pipe would block. Windows has only the last of these.
_FLAGS = (
    os.O_RDONLY
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_BINARY", 0)
)
_WINDOWS_NAMES = frozenset(
    ["CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"]
    + [f"{stem}{digit}" for stem in ("COM", "LPT") for digit in "0123456789¹²³"]
)
_TYPES = {
    ".css": "text/css",
    ".gif": "image/gif",
    ".html": "text/html",
    ".ico": "image/vnd.microsoft.icon",
    ".jpg": "image/jpeg",
    ".js": "text/javascript",
    ".json": "application/json",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
}
"""The types of a web page's own files, the same on every host; others come from `mimetypes`."""


def safe_join(root: str, path: str) -> str | None:
    """Join a path from a URL to a root; None when it could lead anywhere but below it.

    Refused on every system: empty, `.`, `..` and hidden segments, backslashes, colons, NUL,
    trailing dots and blanks, and the device names of Windows.

    Args:
        root: The folder.
        path: The rest, percent-decoded, with slashes.

    OWASP Path Traversal.
    """
    for segment in path.split("/"):
        stem = segment.partition(".")[0].rstrip(" ").upper()
        if (
            not segment
            or segment[0] == "."
            or segment[-1] in ". "
            or any(char in segment for char in "\\:\x00")
            or stem in _WINDOWS_NAMES
        ):
            return None
    return os.path.join(root, *path.split("/"))


def _open_below(root: str, path: str) -> IO[bytes] | None:
    """Open a regular file whose real place is below the root's."""
    joined = safe_join(root, path)
    if joined is None:
        return None
    try:
        real_root = os.path.realpath(root)
        real = os.path.realpath(joined, strict=True)
        if os.path.commonpath([real_root, real]) != real_root:
            return None
        number = os.open(real, _FLAGS)
    except (OSError, ValueError):
        return None
    if not stat.S_ISREG(os.fstat(number).st_mode):
        os.close(number)
        return None
    return os.fdopen(number, "rb")


def _guess_type(name: str) -> str:
    known = _TYPES.get(os.path.splitext(name)[1].lower())
    if known is not None:
        return known
    from mimetypes import guess_type  # reads the system's tables, 10 ms

    mimetype, encoding = guess_type(name)
    return "application/octet-stream" if mimetype is None or encoding else mimetype


def _pieces(file: IO[bytes], size: int) -> Iterator[bytes]:
    """Give the file piece by piece, and no more of it than was announced."""
    with file:
        while size > 0 and (piece := file.read(min(_CHUNK, size))):
            size -= len(piece)
            yield piece


def _is_not_modified(environ: WSGIEnvironment, tag: str, modified: int) -> bool:
    """Say whether the client's copy is good (RFC 9110 section 13.2.2)."""
    tags = environ.get("HTTP_IF_NONE_MATCH")
    if tags is not None:
        return is_etag_match(tags, tag)
    since = parse_http_date(environ.get("HTTP_IF_MODIFIED_SINCE", ""))
    return since is not None and modified <= since.timestamp()


def send_from_directory(
    directory: str, path: str, environ: WSGIEnvironment, *, max_age: int | None = None
) -> Response:
    """Give a response with a file, or a 304 when the client has it.

    Args:
        directory: The folder.
        path: The file below it, with slashes, as it comes from a URL.
        environ: The request's, for its validators.
        max_age: How long the client may use it without asking, in seconds; None: it must ask.

    Raises:
        NotFound: There is no such regular file below the folder.

    RFC 9110 sections 8.8 and 13.
    """
    file = _open_below(directory, path)
    if file is None:
        raise NotFound
    info = os.fstat(file.fileno())
    modified = int(info.st_mtime)
    tag = f"{info.st_mtime_ns:x}-{info.st_size:x}"
    response = Response(mimetype=_guess_type(path))
    response.headers.set("ETag", f'"{tag}"')
    response.headers.set("Last-Modified", format_http_date(modified))
    caching = "no-cache" if max_age is None else f"public, max-age={max_age}"
    response.headers.set("Cache-Control", caching)
    if _is_not_modified(environ, tag, modified):
        file.close()
        response.status = 304
        return response
    response.headers.set("Content-Length", info.st_size)
    response.response = _pieces(file, info.st_size)
    response.call_on_close(file.close)
    return response
