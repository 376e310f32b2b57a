"""Tell the media type of a file by its name."""

import os.path

__all__ = ["guess_media_type"]

_TYPES = {
    ".avif": "image/avif",
    ".css": "text/css",
    ".csv": "text/csv",
    ".gif": "image/gif",
    ".htm": "text/html",
    ".html": "text/html",
    ".ico": "image/vnd.microsoft.icon",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".js": "text/javascript",
    ".json": "application/json",
    ".map": "application/json",
    ".md": "text/markdown",
    ".mjs": "text/javascript",
    ".mp4": "video/mp4",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain",
    ".wasm": "application/wasm",
    ".webmanifest": "application/manifest+json",
    ".webp": "image/webp",
    ".woff": "font/woff",
    ".woff2": "font/woff2",
    ".xml": "application/xml",
}
"""The types of a web page's own files, the same on every host; others come from `mimetypes`."""


def guess_media_type(name: str) -> str:
    """Give the media type of a file name, `application/octet-stream` for an unknown one.

    A compressed file is of no type, since its content is not what its name says.
    """
    known = _TYPES.get(os.path.splitext(name)[1].lower())
    if known is not None:
        return known
    from mimetypes import guess_type  # reads the system's tables, 10 ms

    mimetype, encoding = guess_type(name)
    return "application/octet-stream" if mimetype is None or encoding else mimetype
