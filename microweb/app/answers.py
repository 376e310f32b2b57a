"""Turn what a view returned into a Response."""

from collections.abc import Callable, Coroutine, Generator, Iterable, Iterator, Mapping
from typing import Any, cast
from wsgiref.types import WSGIApplication, WSGIEnvironment

from microweb.app.endpoints import Endpoint, locate
from microweb.http import FieldError, Headers, HeaderSource
from microweb.json import JSONProvider
from microweb.requests.payload import UPLOADS_KEY
from microweb.requests.request import MATCH_KEY
from microweb.responses.response import Response

__all__ = ["AnswerMaker"]


class AnswerMaker:
    """Makes responses with the headers that never change already on.

    A view may return text, bytes, a dict or list (as JSON), an iterator (streamed), a `Response`, a
    WSGI callable, or a tuple `(body, status)`, `(body, headers)` or `(body, status, headers)`.

    Attributes:
        page_fields: The header fields of a plain page, but for Content-Length.
    """

    def __init__(
        self,
        *,
        response_class: type[Response],
        json: JSONProvider,
        headers: list[tuple[str, str]],
    ) -> None:
        """Put the fields together.

        Args:
            response_class: What to make.
            json: Writes dicts and lists.
            headers: The fields that every response starts with.
        """
        self._response_class = response_class
        self._from_wire = response_class.from_wire
        self._json = json
        content_type = response_class("").headers["Content-Type"]
        self.page_fields = (("Content-Type", content_type), *headers)
        self._json_fields = (("Content-Type", json.mimetype), *headers)

    def make(self, value: Any, environ: WSGIEnvironment, endpoint: Endpoint) -> Response:
        """Give the response.

        Args:
            value: What the view returned.
            environ: The request's, for a WSGI callable.
            endpoint: The view's, for an error message.

        Raises:
            TypeError: The value is none of the kinds above.
        """
        if value.__class__ is str:
            return self.make_page(value.encode())
        if isinstance(value, Response):
            return value
        if isinstance(value, tuple):
            return self._from_tuple(cast("tuple[Any, ...]", value), environ, endpoint)
        if isinstance(value, dict | list):
            # A cast would be a call, 0.05 us of 3.4.
            return self.make_json(value)  # pyright: ignore[reportUnknownArgumentType]
        return self._from_rare(value, environ, endpoint)

    def make_page(self, body: bytes) -> Response:
        """Give a plain page."""
        return self._from_wire(body, [*self.page_fields])

    def make_json(self, value: object) -> Response:
        """Give a JSON response, with a line feed at the end."""
        body = self._json.dumps(value) + "\n"
        return self._from_wire(body.encode(), [*self._json_fields])

    def _from_rare(self, value: object, environ: WSGIEnvironment, endpoint: Endpoint) -> Response:
        if isinstance(value, Generator):
            value = _check_pieces(cast("Generator[object]", value), endpoint)
        if isinstance(value, str | bytes | bytearray | Iterator):
            return self._response_class(cast("Iterable[bytes]", value))
        if callable(value):
            return run_wsgi(cast("WSGIApplication", value), environ, self._response_class)
        raise TypeError(
            f"{endpoint.describe()} returned {_explain(value)}; a view returns text, bytes, a dict "
            "or list, an iterator, a Response, a WSGI callable, or a tuple of a body with a status "
            "or headers"
        )

    def _from_tuple(
        self, value: tuple[Any, ...], environ: WSGIEnvironment, endpoint: Endpoint
    ) -> Response:
        status: int | str | None = None
        headers: HeaderSource | None = None
        if len(value) == 3:
            body, status, headers = value
        elif len(value) == 2 and isinstance(value[1], Mapping | list | tuple | Headers):
            body, headers = value
        elif len(value) == 2:
            body, status = value
        else:
            raise TypeError(
                f"{endpoint.describe()} returned a tuple of {len(value)}; the forms are "
                "(body, status), (body, headers) and (body, status, headers)"
            )
        response = self.make(body, environ, endpoint)
        if status is not None:
            try:
                response.status = status
            except (TypeError, ValueError) as error:
                raise type(error)(f"{endpoint.describe()} returned a tuple: {error}") from None
        if headers:
            _add_headers(response, headers, endpoint)
        return response


def _add_headers(response: Response, headers: HeaderSource, endpoint: Endpoint) -> None:
    try:
        response.headers.update(headers)
    except FieldError:  # what a client sent is in it: a 400
        raise
    except (TypeError, ValueError) as error:
        raise TypeError(
            f"{endpoint.describe()} returned a tuple with {headers!r:.80} for headers, which are a "
            f"dict or a list of pairs: {error}"
        ) from None


def _check_pieces(pieces: Generator[object], endpoint: Endpoint) -> Iterator[str | bytes]:
    """Stream what a view yields, and name the view where that is not text."""
    try:
        for piece in pieces:
            if not isinstance(piece, str | bytes):
                raise TypeError(
                    f"{endpoint.describe()} yielded {piece!r:.80}; it yields text or bytes"
                )
            yield piece
    finally:
        pieces.close()


def _explain(value: object) -> str:
    """Say what a view returned, and what that may come from."""
    if value is None:
        return "None: it may lack a return"
    if isinstance(value, Coroutine):
        # Or Python warns later, somewhere else, that it was never awaited.
        cast("Coroutine[Any, Any, Any]", value).close()
        return (
            "a coroutine: something called an `async def` without `await`, such as a decorator; "
            "let its wrapper call `app.ensure_sync(view)(...)`"
        )
    if isinstance(value, set | frozenset):
        kind = "set" if isinstance(value, set) else "frozenset"
        return f"a {kind}, which has no order: make it a list"
    if isinstance(value, int | float):
        return f"{value!r}: make it text with str(), or put a body before it if it is a status"
    if hasattr(value, "keys"):
        return f"a {type(value).__name__}: make it a dict with dict()"
    return f"an object of the type {type(value).__name__}"


def run_wsgi(app: WSGIApplication, environ: WSGIEnvironment, cls: type[Response]) -> Response:
    """Call a WSGI application and give its answer as a response that streams its body.

    PEP 3333.
    """
    started: list[tuple[str, list[tuple[str, str]]]] = []
    written: list[bytes] = []

    def start_response(
        status: str, headers: list[tuple[str, str]], _exc_info: object = None, /
    ) -> Callable[[bytes], object]:
        started.append((status, headers))
        return written.append

    # What this app found out about the request is not true below it, and its files are its own
    # to close.
    inner = {**environ, MATCH_KEY: None}
    inner.pop(UPLOADS_KEY, None)
    body = app(inner, start_response)
    pieces = _Pieces(written, body)
    if not started:
        pieces.prefetch()
    if not started:
        pieces.close()
        raise TypeError(f"the WSGI callable {locate(app)} did not call start_response")
    status, headers = started[-1]
    response = cls(pieces, status, cast("HeaderSource", headers))
    if "content-type" not in {name.lower() for name, _ in headers}:
        response.headers.remove("Content-Type")
    return response


class _Pieces:
    """The body of a WSGI application: what it wrote, what came first, then the rest."""

    def __init__(self, written: list[bytes], body: Iterable[bytes]) -> None:
        self._ready = written
        self._body = body
        self._rest = iter(body)

    def prefetch(self) -> None:
        """Run the application up to its first piece, by which it must have started."""
        for piece in self._rest:
            self._ready.append(piece)
            return

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        return self._ready.pop(0) if self._ready else next(self._rest)

    def close(self) -> None:
        """Close the application's body."""
        if close := getattr(self._body, "close", None):
            close()
