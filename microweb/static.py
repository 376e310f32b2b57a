"""StaticFolder: the files of one folder, as fast as a browser can ask for them.

Small files are kept in memory with their headers; one `stat` tells whether a kept file is still
the one on disk. What is kept was read through the same checks as any other file, so a name that
comes to lead elsewhere is found out by its `stat`, and refused.
"""

import os
import time
from collections.abc import Iterable, Iterator
from typing import NamedTuple
from wsgiref.types import StartResponse, WSGIEnvironment

from microweb.exceptions import NotFound
from microweb.files import check_conditions, format_caching, format_file_tag, send_file
from microweb.head import add_charset
from microweb.http import format_http_date, values
from microweb.http.etags import is_etag_match
from microweb.media_types import guess_media_type
from microweb.paths import open_below, safe_join
from microweb.response import Response

__all__ = ["StaticFolder"]

MAX_KEPT_FILE = 64 * 1024
"""Bytes of a file that is kept in memory."""

MAX_KEPT = 8 * 1024 * 1024
"""Bytes of all files of a folder that are kept."""

MAX_VERSIONS = 10_000
"""Files of a folder whose content hashes are kept."""

_KEPT_SECONDS = 10  # until a kept file is read anew: a new .br beside it changes no stat of its own
_MAX_CHOICES = 64  # Accept-Encoding headers whose outcome is kept
_CODINGS = (("br", ".br"), ("gzip", ".gz"))
_IMMUTABLE = "public, max-age=31536000, immutable"  # seconds: a year (RFC 8246)

Signature = tuple[int, int, int, int, int]


class _Variant(NamedTuple):
    """One coding of a kept file."""

    body: bytes
    tag: str
    fields: list[tuple[str, str]]


class _Kept(NamedTuple):
    """A file in memory."""

    location: str
    signature: Signature
    until: float
    variants: dict[str, _Variant]
    size: int


class StaticFolder:
    """Serves the regular files below a folder, hidden ones apart.

    A `.br` or `.gz` file beside another, and not older, is sent in its place to clients that take
    it.

    RFC 9110 sections 8.4, 8.8, 12.5.3, 13 and 14.
    """

    def __init__(self, folder: str) -> None:
        """Serve the folder at a path."""
        self._folder = folder
        self._kept: dict[str, _Kept] = {}
        self._kept_size = 0
        self._choices: dict[tuple[str | None, tuple[str, ...]], str] = {}
        self._versions: dict[str, tuple[Signature, str]] = {}

    def respond(
        self,
        filename: str,
        environ: WSGIEnvironment,
        *,
        max_age: int | None = None,
        is_hashed: bool = True,
        defaults: Iterable[tuple[str, str]] = (),
    ) -> Response:
        """Give a response with a file.

        Args:
            filename: The path below the folder, with slashes, as it comes from a URL.
            environ: The request's.
            max_age: How long a client may use it without asking, in seconds; None: it must ask.
            is_hashed: Whether a URL with the content's hash lets it keep the file for ever: see
                `version`.
            defaults: The fields that the framework adds to every response.

        Raises:
            NotFound: There is no such file.
            PreconditionFailed: The request's condition does not hold.
            RequestedRangeNotSatisfiable: None of the ranges asked for lies in the file.
        """
        kept = self._find(filename)
        if kept is None:
            return self._respond_from_disk(filename, environ, max_age, is_hashed=is_hashed)
        coding = self._choose(environ, tuple(kept.variants))
        body, tag, fields = kept.variants[coding]
        caching = format_caching(max_age)
        if is_hashed and self._is_current(filename, kept.signature, environ):
            caching = _IMMUTABLE
        response = _KeptResponse.from_wire(
            body, [*fields, ("Cache-Control", caching), *defaults], is_complete=bool(defaults)
        )
        if "HTTP_RANGE" in environ or "HTTP_IF_MATCH" in environ or _has_since(environ):
            response.make_conditional(environ, accept_ranges=True)
            check_conditions(response)
        else:
            known = environ.get("HTTP_IF_NONE_MATCH")
            if known is not None and is_etag_match(known, tag):
                response.become_not_modified()
        return response

    def version(self, filename: str) -> str | None:
        """Give the hash of a file's content, as 16 hexadecimal digits; None if there is none."""
        location = safe_join(self._folder, filename)
        try:
            signature = _sign(os.stat(location)) if location is not None else None
        except (OSError, ValueError):
            return None
        if signature is None:
            return None
        found = self._versions.get(filename)
        if found is None or found[0] != signature:
            number = open_below(self._folder, filename)
            if number is None:
                return None
            if len(self._versions) >= MAX_VERSIONS:
                self._versions.clear()
            found = self._versions[filename] = (signature, _hash_file(number))
        return found[1]

    def _is_current(self, filename: str, signature: Signature, environ: WSGIEnvironment) -> bool:
        """Say whether the URL has the hash of the very content that is sent."""
        query: str = environ.get("QUERY_STRING", "")
        if not query.startswith("v=") or self.version(filename) != query[2:]:
            return False
        return self._versions.get(filename) == (signature, query[2:])

    def _find(self, filename: str) -> _Kept | None:
        """Give a kept file that is still the one on disk; None for one that is not to be kept."""
        kept = self._kept.get(filename)
        if kept is not None and time.monotonic() < kept.until:
            try:
                if _sign(os.stat(kept.location)) == kept.signature:
                    return kept
            except OSError:
                pass
        return self._read(filename)

    def _read(self, filename: str) -> _Kept | None:
        old = self._kept.pop(filename, None)
        if old is not None:
            self._kept_size -= old.size
        number = open_below(self._folder, filename)
        if number is None:
            raise NotFound
        with os.fdopen(number, "rb") as file:
            info = os.fstat(number)
            data = file.read(MAX_KEPT_FILE + 1) if info.st_size <= MAX_KEPT_FILE else b""
        if len(data) != info.st_size:
            return None
        kept = self._make_kept(filename, info, data)
        if self._kept_size + kept.size > MAX_KEPT:
            self._kept.clear()
            self._kept_size = 0
        self._kept[filename] = kept
        self._kept_size += kept.size
        return kept

    def _make_kept(self, filename: str, info: os.stat_result, data: bytes) -> _Kept:
        bodies = {"identity": (data, info)}
        for coding, number, found in self._siblings(filename, info):
            with os.fdopen(number, "rb") as file:
                if found.st_size <= MAX_KEPT_FILE:
                    bodies[coding] = (file.read(MAX_KEPT_FILE), found)
        content_type = add_charset(guess_media_type(filename))
        variants: dict[str, _Variant] = {}
        for coding, (body, found) in bodies.items():
            tag = _tag(found, coding)
            fields = [
                ("Content-Type", content_type),
                ("ETag", f'"{tag}"'),
                ("Last-Modified", format_http_date(int(info.st_mtime))),
                ("Accept-Ranges", "bytes"),
            ]
            if len(bodies) > 1:
                fields.append(("Vary", "Accept-Encoding"))
            if coding != "identity":
                fields.append(("Content-Encoding", coding))
            variants[coding] = _Variant(body, tag, fields)
        return _Kept(
            location=os.path.join(self._folder, *filename.split("/")),
            signature=_sign(info),
            until=time.monotonic() + _KEPT_SECONDS,
            variants=variants,
            size=sum(len(variant.body) for variant in variants.values()) + 1024,
        )

    def _siblings(
        self, filename: str, info: os.stat_result
    ) -> Iterator[tuple[str, int, os.stat_result]]:
        """Give the compressed files beside a file: the coding, an open descriptor, its stat."""
        for coding, suffix in _CODINGS:
            number = open_below(self._folder, filename + suffix)
            if number is None:
                continue
            found = os.fstat(number)
            # Tools keep the time of what they compress, some of them in whole seconds.
            if int(found.st_mtime) >= int(info.st_mtime):
                yield coding, number, found
            else:
                os.close(number)

    def _choose(self, environ: WSGIEnvironment, codings: tuple[str, ...]) -> str:
        """Choose a coding; the outcome is kept for the few headers that browsers send."""
        if len(codings) == 1:
            return "identity"
        header: str | None = environ.get("HTTP_ACCEPT_ENCODING")
        chosen = self._choices.get((header, codings))
        if chosen is None:
            offers = [name for name, _ in _CODINGS if name in codings]
            accept = values.EncodingAccept.from_header(header)
            chosen = accept.best_match([*offers, "identity"]) or "identity"
            if len(self._choices) < _MAX_CHOICES:
                self._choices[header, codings] = chosen
        return chosen

    def _respond_from_disk(
        self, filename: str, environ: WSGIEnvironment, max_age: int | None, *, is_hashed: bool
    ) -> Response:
        """Send a file that is too large to be kept."""
        number = open_below(self._folder, filename)
        if number is None:
            raise NotFound
        info = os.fstat(number)
        opened = {"identity": (number, info)}
        opened |= {coding: (sent, found) for coding, sent, found in self._siblings(filename, info)}
        coding = self._choose(environ, tuple(opened))
        for name, (other, _) in opened.items():
            if name != coding:
                os.close(other)
        number, found = opened[coding]
        response = send_file(
            os.fdopen(number, "rb"),
            environ,
            mimetype=guess_media_type(filename),
            conditional=False,
            etag=_tag(found, coding),
            last_modified=int(info.st_mtime),
            max_age=max_age,
        )
        if is_hashed and self._is_current(filename, _sign(info), environ):
            response.cache_control = _IMMUTABLE
        if len(opened) > 1:
            response.add_vary("Accept-Encoding")
        if coding != "identity":
            response.content_encoding = coding
        response.make_conditional(environ, accept_ranges=True)
        check_conditions(response)
        return response


class _KeptResponse(Response):
    """A file in memory with all its fields."""

    def become_not_modified(self) -> None:
        """Make it a 304, which has the fields without the body and its type.

        RFC 9110 section 15.4.5.
        """
        self._status, self._status_code = "304 Not Modified", 304
        self._body = b""
        del self._fields[0]

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer; a 304 that nobody has looked at in a tenth of the time."""
        if self._status_code == 304 and self._headers is None and not self._on_close:
            start_response(self._status, self._fields)
            return []
        return super().__call__(environ, start_response)


def _has_since(environ: WSGIEnvironment) -> bool:
    return (
        "HTTP_IF_MODIFIED_SINCE" in environ and "HTTP_IF_NONE_MATCH" not in environ
    ) or "HTTP_IF_UNMODIFIED_SINCE" in environ


def _sign(info: os.stat_result) -> Signature:
    """Give what tells one state of a file from another."""
    return info.st_mtime_ns, info.st_size, info.st_ino, info.st_dev, info.st_ctime_ns


def _tag(info: os.stat_result, coding: str) -> str:
    """Give the opaque tag of a variant: each coding has one of its own (RFC 9110 section 8.8.3)."""
    tag = format_file_tag(info)
    return tag if coding == "identity" else f"{tag}-{coding}"


def _hash_file(number: int) -> str:
    from hashlib import sha256  # 3 ms, which a first request need not pay

    digest = sha256()
    with os.fdopen(number, "rb") as file:
        while piece := file.read(MAX_KEPT_FILE):
            digest.update(piece)
    return digest.hexdigest()[:16]
