"""Answer a conditional request: 304, 412, or the ranges of a body that were asked for."""

from collections.abc import Callable, Iterable, Iterator
from typing import Protocol, Self
from wsgiref.types import WSGIEnvironment

from microweb.http import values
from microweb.responses.headers import ResponseHeaders

__all__ = ["ConditionalResponse", "HasEnviron"]


class HasEnviron(Protocol):
    """A request."""

    environ: WSGIEnvironment


class ConditionalResponse(ResponseHeaders):
    """The half of `Response` that looks at a request's conditions."""

    _body: bytes | Iterable[str | bytes] = b""

    def add_etag(self, *, overwrite: bool = False, weak: bool = False) -> None:
        """Set the entity tag to a hash of the body, unless there is one.

        Args:
            overwrite: Replace the one that is there.
            weak: Make a weak one.

        Raises:
            TypeError: The body is streamed: read it with `get_data()` first, or use `set_etag()`.
        """
        if not overwrite and "ETag" in self.headers:
            return
        if not isinstance(self._body, bytes):
            raise TypeError("a streamed body has no hash: call get_data() first, or set_etag()")
        from hashlib import sha256  # 3 ms, which a first request need not pay

        self.set_etag(sha256(self._body).hexdigest()[:32], weak=weak)

    def make_conditional(
        self,
        request_or_environ: HasEnviron | WSGIEnvironment,
        *,
        accept_ranges: bool | str = False,
        complete_length: int | None = None,
    ) -> Self:
        """Answer by the request's conditions, with what ETag and Last-Modified are set by then.

        A good copy in the client's hands makes this a 304, a failed condition a 412; ranges make it
        a 206, and ranges of which none can be satisfied a 416. Conditions mean nothing to a
        response that is not a success.

        Args:
            request_or_environ: The request.
            accept_ranges: Whether parts may be asked for; text is the unit to announce, and no part
                is sent of another than `bytes`.
            complete_length: Of a streamed body, in bytes, where Content-Length does not say it.

        Returns:
            The response itself.

        RFC 9110 sections 13.2 and 14.2.
        """
        if not 200 <= self._status_code < 300:
            return self
        environ = _environ_of(request_or_environ)
        unit = "bytes" if accept_ranges is True else accept_ranges
        if unit:
            self.accept_ranges = unit
        conditions = values.Preconditions(
            if_match=environ.get("HTTP_IF_MATCH"),
            if_none_match=environ.get("HTTP_IF_NONE_MATCH"),
            if_modified_since=environ.get("HTTP_IF_MODIFIED_SINCE"),
            if_unmodified_since=environ.get("HTTP_IF_UNMODIFIED_SINCE"),
            if_range=environ.get("HTTP_IF_RANGE"),
        )
        validators = values.Validators(self.headers.get("ETag"), self.last_modified)
        method = environ["REQUEST_METHOD"]
        status = conditions.evaluate(method, validators)
        if status != 200:
            self._send_nothing(status)
        elif method == "GET" and unit == "bytes" and self._status_code == 200:
            wanted = values.Range.from_header(environ.get("HTTP_RANGE"))
            if wanted is not None and conditions.allow_range(validators):
                self._send_ranges(wanted, complete_length)
        return self

    def _send_nothing(self, status: int) -> None:
        body, self._body = self._body, b""
        self.status = status
        if status != 304:
            self.headers.remove("Content-Encoding")
        _close(body)

    def _send_ranges(self, wanted: "values.Range", length: int | None) -> None:
        if isinstance(self._body, bytes):
            length = len(self._body)
        elif length is None:
            length = self.headers.get("Content-Length", type=int)
        if length is None:
            return
        parts = wanted.resolve(length)
        if not parts:
            self._send_nothing(416)
            self.content_range.set(None, None, length)
        elif len(parts) == 1:
            self._send_range(*parts[0], length)
        else:
            self._send_several(parts, length)

    def _send_range(self, start: int, stop: int, length: int) -> None:
        self.status = 206
        self.content_range.set(start, stop, length)
        self.headers.set("Content-Length", stop - start)
        if isinstance(self._body, bytes):
            self._body = self._body[start:stop]
        else:
            self._body = _Part(self._source().part(start, stop), self._body)

    def _send_several(self, parts: list[tuple[int, int]], length: int) -> None:
        """Send several ranges, or the whole where that is less.

        RFC 9110 section 15.3.7.2.
        """
        body = values.ByteRanges(parts, length=length, content_type=self.content_type)
        if body.content_length >= length:
            return
        self.status = 206
        self.headers.set("Content-Length", body.content_length)
        self.headers.set("Content-Type", body.content_type)
        self._body = _Part(body.read(self._source()), self._body)

    def _source(self) -> "values.Source":
        body = self._body
        if isinstance(body, bytes):
            return values.BytesSource(body)
        if isinstance(body, values.Source):
            return body
        pieces = (piece.encode() if isinstance(piece, str) else piece for piece in body)
        return values.StreamSource(pieces)


class _Part:
    """A part of a body; closing it closes the whole."""

    def __init__(self, pieces: Iterable[bytes], whole: object) -> None:
        self._pieces = iter(pieces)
        self._whole = whole

    def __iter__(self) -> Iterator[bytes]:
        return self._pieces

    def close(self) -> None:
        _close(self._whole)


def _close(body: object) -> None:
    close: Callable[[], object] | None = getattr(body, "close", None)
    if close is not None:
        close()


def _environ_of(request_or_environ: HasEnviron | WSGIEnvironment) -> WSGIEnvironment:
    if isinstance(request_or_environ, dict):
        return request_or_environ
    return request_or_environ.environ
