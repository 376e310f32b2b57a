"""Compression: sends text with gzip to the clients that take it."""

import zlib
from collections.abc import Callable, Iterable, Iterator

from microweb.requests.request import Request
from microweb.responses.response import Response

__all__ = ["COMPRESSED_TYPES", "Compression"]

COMPRESSED_TYPES: tuple[str, ...] = (
    "+json",
    "+xml",
    "application/javascript",
    "application/json",
    "application/wasm",
    "application/xml",
    "text/css",
    "text/csv",
    "text/html",
    "text/javascript",
    "text/markdown",
    "text/plain",
    "text/xml",
)
"""What is worth it. Not `text/event-stream`: an event gains little, and proxies hold it back."""

_GZIP = 16 + zlib.MAX_WBITS  # how zlib is told to write gzip's header and trailer
_UNCOMPRESSED = frozenset({204, 205, 206, 304})
# A coding is there already; or a digest of the bytes as they are sent (RFC 9530).
_FINAL_FIELDS = ("Content-Encoding", "Content-Range", "Content-Digest", "Repr-Digest")


class Compression:
    """Compresses the bodies of responses with gzip, where the client prefers it.

        app.use(Compression())

    It reads the headers of the finished response, so it is registered with `app.use`. A streamed
    body stays a stream: each piece is sent on when it comes, and Content-Length is taken out. A
    strong ETag becomes a weak one, so a later `If-Match` with it fails: views that take part in
    such an exchange say `Cache-Control: no-transform`.

    **What is secret is not compressed.** A stranger who makes a browser ask for a page with a guess
    in the address sees by the length of the answer whether the guess is in the page (BREACH). So
    a response that sets a cookie, or whose Vary names `Cookie` or `*`, is sent as it is. The app
    puts `Vary: Cookie` on every response for which the session was looked at, and a CSRF token is
    part of the session. A view that shows a secret from elsewhere says
    `Cache-Control: no-transform`, which is always obeyed.

    RFC 9110 sections 8.4, 8.8.1 and 12.5.3; RFC 9111 section 5.2.2.6; RFC 1952.
    """

    def __init__(
        self, *, min_size: int = 500, level: int = 6, types: Iterable[str] = COMPRESSED_TYPES
    ) -> None:
        """Say what to compress.

        Args:
            min_size: The shortest body, in bytes; a stream of unknown length is always long enough.
            level: From 1, fast, to 9, small.
            types: Media types in lower case, such as `text/html`; `text/*` for all of a kind,
                `+json` for all that end so.

        Raises:
            TypeError: The types are text.
            ValueError: The size or the level is out of range, or a type is none.
        """
        if isinstance(types, str):
            raise TypeError(f"Compression: types={types!r} is text; write types=[{types!r}]")
        if min_size < 0:
            raise ValueError(f"Compression: min_size={min_size}, but no body is that short")
        if not 1 <= level <= 9:
            raise ValueError(f"Compression: level={level} is not from 1 to 9")
        self._types = frozenset(types)
        for name in self._types:
            if name != name.lower() or not ("/" in name or name.startswith("+")):
                raise ValueError(f"Compression: {name!r} is not a type such as 'text/html'")
        self._min_size = min_size
        self._level = level

    def __call__(self, request: Request, call_next: Callable[[Request], Response]) -> Response:
        """Let the request through and compress its response."""
        response = call_next(request)
        if response.status_code == 304:
            _repeat_weak_etag(request, response)
            response.add_vary("Accept-Encoding")
        elif self._suits(response) and not _is_final(response) and not _is_secret(response):
            response.add_vary("Accept-Encoding")
            if request.accept_encodings.best_match(("gzip", "identity")) == "gzip":
                self._compress(response)
        return response

    def _suits(self, response: Response) -> bool:
        """Say whether type and size are worth it."""
        kind = response.mimetype or ""
        major, _, minor = kind.partition("/")
        _, plus, suffix = minor.rpartition("+")
        length = response.content_length
        return not self._types.isdisjoint((kind, f"{major}/*", plus + suffix)) and (
            length is None or length >= self._min_size
        )

    def _compress(self, response: Response) -> None:
        if response.is_streamed:
            response.response = _GzipStream(response.response, self._level)
            response.headers.remove("Content-Length")
        else:
            data = response.get_data()
            smaller = zlib.compress(data, self._level, _GZIP)
            if len(smaller) >= len(data):
                return
            response.set_data(smaller)
        response.content_encoding = "gzip"
        response.accept_ranges = None  # parts are those of the plain body
        tag, is_weak = response.get_etag()
        if tag is not None and not is_weak:
            response.set_etag(tag, weak=True)


def _is_final(response: Response) -> bool:
    """Say whether the bytes must be sent as they are."""
    return (
        response.status_code in _UNCOMPRESSED
        or any(name in response.headers for name in _FINAL_FIELDS)
        or response.cache_control.no_transform
    )


def _is_secret(response: Response) -> bool:
    """Say whether the response is one client's own."""
    vary = response.vary
    return "Set-Cookie" in response.headers or "Cookie" in vary or "*" in vary


def _repeat_weak_etag(request: Request, response: Response) -> None:
    """Let a 304 name the tag that the client holds, weak since the body was compressed.

    RFC 9111 section 4.3.4: a strong tag would update no stored response.
    """
    tag, is_weak = response.get_etag()
    known = request.if_none_match
    if tag is not None and not is_weak and known.is_weak(tag) and not known.is_strong(tag):
        response.set_etag(tag, weak=True)


class _GzipStream:
    """A body, compressed while it is sent; closing it closes the body."""

    def __init__(self, body: Iterable[str | bytes], level: int) -> None:
        self._body = body
        self._level = level

    def __iter__(self) -> Iterator[bytes]:
        # A body that fails half-way ends without gzip's trailer, so that the client sees it.
        gzip = zlib.compressobj(self._level, zlib.DEFLATED, _GZIP)
        for piece in self._body:
            data = piece.encode() if isinstance(piece, str) else piece
            yield gzip.compress(data) + gzip.flush(zlib.Z_SYNC_FLUSH) if data else b""
        yield gzip.flush()

    def close(self) -> None:
        close: Callable[[], object] | None = getattr(self._body, "close", None)
        if close is not None:
            close()
