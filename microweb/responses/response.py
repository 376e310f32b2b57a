"""Response: what a view answers, as a WSGI callable."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Literal, Self, TypeAlias, overload
from wsgiref.types import StartResponse, WSGIEnvironment

from microweb import http
from microweb.http import HeaderSource
from microweb.responses.conditional import ConditionalResponse
from microweb.responses.file_body import FileBody
from microweb.responses.head import add_charset

__all__ = ["Body", "Response"]

Body: TypeAlias = str | bytes | bytearray | Iterable[str | bytes]
"""What a response can be made of."""

_BODYLESS = frozenset({204, 304})


class Response(ConditionalResponse):
    """A status, headers and a body: bytes in memory, or an iterable that is streamed.

    Attributes:
        direct_passthrough: A mark for hooks that rewrite bodies: this one is to stay as it is. A
            file that is read while it is sent has it.

    RFC 9110 section 6; PEP 3333.
    """

    default_mimetype: str = "text/html"
    direct_passthrough: bool = False

    _on_close: tuple[Callable[[], object], ...] = ()

    def __init__(
        self,
        response: Body | None = None,
        status: int | str | None = None,
        headers: HeaderSource | None = None,
        mimetype: str | None = None,
        content_type: str | None = None,
        *,
        direct_passthrough: bool = False,
    ) -> None:
        """Make a response.

        Args:
            response: The body. Text is sent as UTF-8; a list or tuple is joined; any other
                iterable is streamed and its `close()` called at the end.
            status: A code, or a status line such as `"404 Not Found"`.
            headers: Fields to start with.
            mimetype: The media type; text types get `charset=utf-8`.
            content_type: The whole Content-Type, as it is sent; wins over `mimetype`.
            direct_passthrough: See the attribute.

        Raises:
            ValueError: The status or a header cannot be sent.
        """
        super().__init__(status, headers)
        if content_type is None and (mimetype is not None or "Content-Type" not in self.headers):
            content_type = add_charset(mimetype or self.default_mimetype)
        if content_type is not None:
            self.headers.set("Content-Type", content_type)
        if response is not None:
            self.response = response
        if direct_passthrough:
            self.direct_passthrough = True

    @classmethod
    def from_wire(
        cls, body: bytes, fields: list[tuple[str, str]], *, is_complete: bool = True
    ) -> Self:
        """Make a 200 from a body and a list of fields known to be good; the list is kept.

        A tenth of the cost of the constructor: the framework's way for plain views.

        Args:
            body: The body.
            fields: The fields, Content-Length apart.
            is_complete: Whether those that the framework adds to every response are among them.
        """
        self = cls.__new__(cls)
        self._body = body
        self._fields = fields
        self.has_defaults = is_complete
        return self

    def __repr__(self) -> str:
        size = "streamed" if self.is_streamed else f"{len(self.get_data())} bytes"
        return f"<{type(self).__name__} {self.status}, {size}>"

    @property
    def response(self) -> Iterable[bytes] | Iterable[str | bytes]:
        """The body as an iterable; set it to any `Body`."""
        return [self._body] if isinstance(self._body, bytes) else self._body

    @response.setter
    def response(self, value: Body) -> None:
        if isinstance(value, str | bytes | bytearray):
            self.set_data(value)
        elif isinstance(value, list | tuple):
            self._body = b"".join(_encode(value))
        else:
            _refuse_other(value)
            self._body = value

    @property
    def is_streamed(self) -> bool:
        """Whether the body is sent piece by piece, its length unknown."""
        return not isinstance(self._body, bytes)

    @overload
    def get_data(self, *, as_text: Literal[False] = False) -> bytes: ...
    @overload
    def get_data(self, *, as_text: Literal[True]) -> str: ...
    def get_data(self, *, as_text: bool = False) -> bytes | str:
        """Give the body; a streamed one is read to its end, closed and kept."""
        if not isinstance(self._body, bytes):
            stream, self._body = self._body, b""
            try:
                self._body = b"".join(_encode(stream))
            finally:
                if close := getattr(stream, "close", None):
                    close()
        return self._body.decode("utf-8", "replace") if as_text else self._body

    def set_data(self, value: str | bytes | bytearray) -> None:
        """Replace the body."""
        self._body = value.encode("utf-8") if isinstance(value, str) else bytes(value)

    @property
    def data(self) -> bytes:
        """The body; text may be assigned."""
        return self.get_data()

    @data.setter
    def data(self, value: str | bytes | bytearray) -> None:
        self.set_data(value)

    @property
    def text(self) -> str:
        """The body as text."""
        return self.get_data(as_text=True)

    @property
    def is_json(self) -> bool:
        """Whether the media type is JSON."""
        mimetype = self.mimetype or ""
        return mimetype == "application/json" or (
            mimetype.startswith("application/") and mimetype.endswith("+json")
        )

    @property
    def json(self) -> Any:
        """The body read as JSON; None when the media type is another."""
        return self.get_json()

    def get_json(self, *, force: bool = False, silent: bool = False) -> Any:
        """Read the body as JSON.

        Args:
            force: Read it whatever its media type.
            silent: Give None for a body that is not JSON.

        Raises:
            ValueError: The body is not JSON.
        """
        if not (force or self.is_json):
            return None
        try:
            return http.parse_json(self.get_data())
        except ValueError:
            if silent:
                return None
            raise

    @property
    def content_length(self) -> int | None:
        """The length of the body in bytes, where it is known."""
        if isinstance(self._body, bytes):
            return len(self._body)
        return self.headers.get("Content-Length", type=int)

    @content_length.setter
    def content_length(self, value: int | None) -> None:
        """Say the length of a stream; that of bytes in memory is counted whatever is said."""
        if value is None:
            self.headers.remove("Content-Length")
        else:
            self.headers.set("Content-Length", value)

    def call_on_close(self, function: Callable[[], object]) -> Callable[[], object]:
        """Call a function when the body has been sent or given up; usable as a decorator."""
        self._on_close = (*self._on_close, function)
        return function

    def close(self) -> None:
        """Close a streamed body and call what `call_on_close` was given, in that order."""
        try:
            if close := getattr(self._body, "close", None):
                close()
        finally:
            callbacks, self._on_close = self._on_close, ()
            for function in callbacks:
                function()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer as a WSGI application.

        RFC 9110 sections 9.3.2 (HEAD), 15.3.5 and 15.4.5 (204 and 304 have no body).
        """
        body = self._body
        # Nobody has looked at the headers since `from_wire`: the short way is 1.1 us of 1.5.
        if self._headers is not None or self._on_close or self._status_code in _BODYLESS:
            return self._send(environ, start_response)
        if self._auto_secure or not isinstance(body, bytes):
            return self._send(environ, start_response)
        start_response(self._status, [*self._fields, ("Content-Length", str(len(body)))])
        return [body] if environ["REQUEST_METHOD"] != "HEAD" else []

    def _send(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        body = self._body
        fields = self._wire_fields(is_https=environ["wsgi.url_scheme"] == "https")
        start_response(self._status, fields)
        if self._status_code in _BODYLESS or environ["REQUEST_METHOD"] == "HEAD":
            self.close()
            return []
        if isinstance(body, bytes) and not self._on_close:
            return [body]
        return _Stream(self)

    def _wire_fields(self, *, is_https: bool) -> list[tuple[str, str]]:
        """Give the fields to send: with Content-Length where it is known, and Secure cookies."""
        fields = list(self._fields)
        if self._auto_secure and is_https:
            fields = [
                (name, value + "; Secure" if value in self._auto_secure else value)
                for name, value in fields
            ]
        if self._status_code in _BODYLESS:
            dropped = ("content-type", "content-length")
            return [field for field in fields if field[0].lower() not in dropped]
        if isinstance(self._body, bytes):
            if self._headers is not None:  # else nobody can have put one there
                fields = [field for field in fields if field[0].lower() != "content-length"]
            fields.append(("Content-Length", str(len(self._body))))
        return fields


class _Stream:
    """A response's body on its way to the server, which closes it.

    Attributes:
        file: The body, if it is a whole file, which some servers can send faster.
    """

    def __init__(self, response: Response) -> None:
        body = response.response
        self.file = body if isinstance(body, FileBody) else None
        self._pieces = _encode(body)
        self.close = response.close

    def __iter__(self) -> Iterator[bytes]:
        return self._pieces

    def __next__(self) -> bytes:
        return next(self._pieces)


def _refuse_other(value: object) -> None:
    """Refuse what would fail, or send its keys, long after the view has returned."""
    kind = type(value)
    if issubclass(kind, Mapping) or not hasattr(kind, "__iter__"):
        raise TypeError(
            "a response is made of text, bytes or an iterable of them, "
            f"not of a {kind.__name__}; for JSON there is jsonify()"
        )


def _encode(pieces: Iterable[str | bytes]) -> Iterator[bytes]:
    for piece in pieces:
        yield piece.encode("utf-8") if isinstance(piece, str) else piece
