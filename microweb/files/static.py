"""StaticFolder: serves the files of one folder, as fast as a browser can ask for them."""

import os
from collections.abc import Iterable
from functools import cache
from wsgiref.types import StartResponse, WSGIEnvironment

from microweb.exceptions import NotFound
from microweb.files.kept import KeptFile, KeptFiles, Variant, sign
from microweb.files.sending import check_conditions, format_caching, send_from_directory
from microweb.http import values
from microweb.http.etags import is_etag_match
from microweb.paths import open_below
from microweb.responses.file_body import FileBody
from microweb.responses.response import Response

__all__ = ["StaticFolder", "find_static_folder"]

_MAX_CHOICES = 64  # Accept-Encoding headers whose outcome is kept
_PREFERENCE = ("br", "gzip", "identity")
_IMMUTABLE = "public, max-age=31536000, immutable"  # seconds: a year (RFC 8246)


class StaticFolder:
    """Serves the regular files below a folder, hidden ones apart.

    A `.br` or `.gz` file beside another, and not older, is sent in its place to clients that take
    it.

    RFC 9110 sections 8.4, 8.8, 12.5.3, 13 and 14.
    """

    def __init__(self, folder: str) -> None:
        """Serve the folder at a path."""
        self._folder = folder
        self._files = KeptFiles(folder)
        self._choices: dict[tuple[str | None, tuple[str, ...]], str] = {}

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
        kept = self._files.find(filename)
        if kept is None:
            raise NotFound
        variant = kept.variants[self._choose(environ, kept)]
        caching = format_caching(max_age)
        if is_hashed and self._is_current(filename, kept, environ):
            caching = _IMMUTABLE
        fields = [*variant.fields, ("Cache-Control", caching), *defaults]
        known = environ.get("HTTP_IF_NONE_MATCH")
        is_simple = not _has_conditions(environ)
        if is_simple and known is not None and is_etag_match(known, variant.tag):
            return _StaticResponse.not_modified(fields)
        fields.append(("Content-Type", kept.content_type))
        response = _StaticResponse.from_wire(variant.body or b"", fields)
        if variant.body is None and not self._put_file(response, filename, variant):
            return send_from_directory(self._folder, filename, environ, max_age=max_age)
        if not is_simple:
            response.make_conditional(environ, accept_ranges=True)
            check_conditions(response)
        return response

    def version(self, filename: str) -> str | None:
        """Give the hash of a file's content, as 16 hexadecimal digits; None if there is none."""
        found = self._files.hash_of(filename)
        return None if found is None else found[1]

    def _is_current(self, filename: str, kept: KeptFile, environ: WSGIEnvironment) -> bool:
        """Say whether the URL has the hash of the very content that is sent."""
        query: str = environ.get("QUERY_STRING", "")
        return query[:2] == "v=" and self._files.hash_of(filename) == (kept.signature, query[2:])

    def _put_file(self, response: Response, filename: str, variant: Variant) -> bool:
        """Make a file the body; False if it is no longer the one that is known."""
        number = open_below(self._folder, filename + variant.suffix)
        if number is None:
            return False
        if sign(os.fstat(number)) != variant.signature:
            os.close(number)
            return False
        # Unbuffered, as the pieces are large: 15 us of 65 for 200 KB.
        response.response = FileBody(os.fdopen(number, "rb", 0), variant.size)
        response.direct_passthrough = True
        response.headers.add("Content-Length", variant.size)
        return True

    def _choose(self, environ: WSGIEnvironment, kept: KeptFile) -> str:
        """Choose a coding; the outcome is kept for the few headers that browsers send."""
        if len(kept.variants) == 1:
            return "identity"
        codings = tuple(kept.variants)
        header: str | None = environ.get("HTTP_ACCEPT_ENCODING")
        chosen = self._choices.get((header, codings))
        if chosen is None:
            accept = values.EncodingAccept.from_header(header)
            offers = [coding for coding in _PREFERENCE if coding in codings]
            chosen = accept.best_match(offers) or "identity"
            if len(self._choices) < _MAX_CHOICES:
                self._choices[header, codings] = chosen
        return chosen


@cache
def find_static_folder(folder: str) -> StaticFolder:
    """Give what serves a folder: one for all apps that name it. There are as many as they name."""
    return StaticFolder(folder)


class _StaticResponse(Response):
    """A file with all its fields."""

    @classmethod
    def not_modified(cls, fields: list[tuple[str, str]]) -> "_StaticResponse":
        """Make a 304.

        RFC 9110 section 15.4.5.
        """
        self = cls.from_wire(b"", fields)
        self._status, self._status_code = "304 Not Modified", 304
        return self

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer; a 304 that nobody has looked at as it is, 3 us faster."""
        if self._status_code == 304 and self._headers is None and not self._on_close:
            start_response(self._status, self._fields)
            return []
        return super().__call__(environ, start_response)


def _has_conditions(environ: WSGIEnvironment) -> bool:
    """Say whether there is more to look at than If-None-Match, which is what browsers send."""
    return (
        "HTTP_RANGE" in environ
        or "HTTP_IF_MATCH" in environ
        or "HTTP_IF_UNMODIFIED_SINCE" in environ
        or ("HTTP_IF_MODIFIED_SINCE" in environ and "HTTP_IF_NONE_MATCH" not in environ)
    )
