"""Response: what a view answers, as a WSGI callable."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any, Self, TypeAlias
from wsgiref.types import StartResponse, WSGIEnvironment

from microweb.http import (
    Headers,
    HeaderSource,
    dump_cookie,
    format_status,
    parse_options,
    parse_status,
)
from microweb.json import parse_json

__all__ = ["Body", "Response"]

Body: TypeAlias = str | bytes | bytearray | Iterable[str | bytes]
"""What a response can be made of."""

_TEXT_TYPES = frozenset({"application/xml", "application/javascript", "application/ecmascript"})
_BODYLESS = frozenset({204, 304})


def _with_charset(mimetype: str) -> str:
    """Add the charset to a media type that is text."""
    if mimetype.startswith("text/") or mimetype in _TEXT_TYPES or mimetype.endswith("+xml"):
        return f"{mimetype}; charset=utf-8"
    return mimetype


class Response:
    """A status, headers and a body: bytes in memory, or an iterable that is streamed.

    RFC 9110 section 6; PEP 3333.
    """

    default_mimetype: str = "text/html"
    status_code: int = 200
    """The three digits."""

    has_defaults: bool = False
    """Whether it was made with the headers that the framework adds to every response."""

    _headers: Headers | None = None
    _status: str = "200 OK"
    _body: bytes | Iterable[str | bytes] = b""
    _auto_secure: tuple[str, ...] = ()
    _on_close: tuple[Callable[[], object], ...] = ()

    def __init__(
        self,
        response: Body | None = None,
        status: int | str | None = None,
        headers: HeaderSource | None = None,
        mimetype: str | None = None,
        content_type: str | None = None,
    ) -> None:
        """Make a response.

        Args:
            response: The body. Text is sent as UTF-8; a list or tuple is joined; any other
                iterable is streamed and its `close()` called at the end.
            status: A code, or a status line such as `"404 Not Found"`.
            headers: Fields to start with.
            mimetype: The media type; text types get `charset=utf-8`.
            content_type: The whole Content-Type, as it is sent; wins over `mimetype`.

        Raises:
            ValueError: The status or a header cannot be sent.
        """
        self._fields: list[tuple[str, str]] = []
        self._headers = Headers.from_wsgi(self._fields)
        if headers is not None:
            self._headers.extend(headers)
        if status is not None:
            self.status = status
        if content_type is None and (mimetype is not None or "Content-Type" not in self.headers):
            content_type = _with_charset(mimetype or self.default_mimetype)
        if content_type is not None:
            self.headers.set("Content-Type", content_type)
        if response is not None:
            self.response = response

    @classmethod
    def from_wire(cls, body: bytes, fields: list[tuple[str, str]]) -> Self:
        """Make a 200 from a body and the complete list of fields, known to be good; it is kept.

        A tenth of the cost of the constructor: the framework's way for plain views.
        """
        self = cls.__new__(cls)
        self._body = body
        self._fields = fields
        self.has_defaults = True
        return self

    def __repr__(self) -> str:
        size = "streamed" if self.is_streamed else f"{len(self.get_data())} bytes"
        return f"<{type(self).__name__} {self.status}, {size}>"

    @property
    def headers(self) -> Headers:
        """The header fields."""
        if self._headers is None:
            self._headers = Headers.from_wsgi(self._fields)
        return self._headers

    @property
    def status(self) -> str:
        """The status line, such as `"200 OK"`; set it to a code or a line."""
        return self._status

    @status.setter
    def status(self, value: int | str) -> None:
        if isinstance(value, str):
            self.status_code, self._status = parse_status(value)
        else:
            self.status_code, self._status = int(value), format_status(int(value))

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
            self._body = value

    @property
    def is_streamed(self) -> bool:
        """Whether the body is sent piece by piece, its length unknown."""
        return not isinstance(self._body, bytes)

    def get_data(self) -> bytes:
        """Give the body; a streamed one is read to its end and kept."""
        if not isinstance(self._body, bytes):
            stream, self._body = self._body, b""
            try:
                self._body = b"".join(_encode(stream))
            finally:
                if close := getattr(stream, "close", None):
                    close()
        return self._body

    def set_data(self, value: str | bytes | bytearray) -> None:
        """Replace the body."""
        self._body = value.encode("utf-8") if isinstance(value, str) else bytes(value)

    data = property(get_data, set_data, doc="The body, as bytes; text may be assigned.")

    @property
    def text(self) -> str:
        """The body as text."""
        return self.get_data().decode("utf-8", "replace")

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
            return parse_json(self.get_data())
        except ValueError:
            if silent:
                return None
            raise

    @property
    def content_type(self) -> str | None:
        """The Content-Type header as it is sent."""
        return self.headers.get("Content-Type")

    @content_type.setter
    def content_type(self, value: str) -> None:
        self.headers.set("Content-Type", value)

    @property
    def mimetype(self) -> str | None:
        """The media type, in lower case, without parameters; text types get a charset when set."""
        value = self.headers.get("Content-Type")
        return None if value is None else parse_options(value)[0]

    @mimetype.setter
    def mimetype(self, value: str) -> None:
        self.headers.set("Content-Type", _with_charset(value))

    @property
    def content_length(self) -> int | None:
        """The length of the body in bytes, where it is known."""
        if isinstance(self._body, bytes):
            return len(self._body)
        return self.headers.get("Content-Length", type=int)

    @property
    def location(self) -> str | None:
        """The Location header."""
        return self.headers.get("Location")

    @location.setter
    def location(self, value: str) -> None:
        self.headers.set("Location", value)

    def add_vary(self, name: str) -> None:
        """Add a field name to Vary unless it or `*` is there.

        RFC 9110 section 12.5.5.
        """
        known = [item.strip() for item in ",".join(self.headers.getlist("Vary")).split(",") if item]
        if "*" not in known and name.lower() not in (item.lower() for item in known):
            self.headers.set("Vary", ", ".join([*known, name]))

    def set_cookie(
        self,
        key: str,
        value: str = "",
        *,
        max_age: timedelta | int | None = None,
        expires: datetime | float | None = None,
        path: str | None = "/",
        domain: str | None = None,
        secure: bool | None = None,
        httponly: bool = True,
        samesite: str | None = "Lax",
        partitioned: bool = False,
    ) -> None:
        """Add a cookie: see `dump_cookie` for the arguments.

        Args:
            secure: None means: when the request came over https.

        Raises:
            ValueError: See `dump_cookie`.
        """
        prefixed = key.lower().startswith(("__host-", "__secure-"))
        must = prefixed or partitioned or (samesite or "").lower() == "none"
        field = dump_cookie(
            key,
            value,
            max_age=max_age,
            expires=expires,
            path=path,
            domain=domain,
            secure=must if secure is None else secure,
            httponly=httponly,
            samesite=samesite,
            partitioned=partitioned,
        )
        if secure is None and not must:
            self._auto_secure = (*self._auto_secure, field)
        self.headers.add("Set-Cookie", field)

    def delete_cookie(
        self,
        key: str,
        *,
        path: str | None = "/",
        domain: str | None = None,
        secure: bool | None = None,
        httponly: bool = True,
        samesite: str | None = "Lax",
        partitioned: bool = False,
    ) -> None:
        """Make the client drop a cookie; path, domain and flags are those it was set with."""
        self.set_cookie(
            key,
            max_age=0,
            expires=0,
            path=path,
            domain=domain,
            secure=secure,
            httponly=httponly,
            samesite=samesite,
            partitioned=partitioned,
        )

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
        if self._headers is not None or self._on_close or self.status_code in _BODYLESS:
            return self._send(environ, start_response)
        if not isinstance(body, bytes):
            return self._send(environ, start_response)
        start_response(self._status, [*self._fields, ("Content-Length", str(len(body)))])
        return [body] if environ["REQUEST_METHOD"] != "HEAD" else []

    def _send(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        body = self._body
        fields = self._wire_fields(is_https=environ["wsgi.url_scheme"] == "https")
        start_response(self._status, fields)
        if self.status_code in _BODYLESS or environ["REQUEST_METHOD"] == "HEAD":
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
        if self.status_code in _BODYLESS:
            dropped = ("content-type", "content-length")
            return [field for field in fields if field[0].lower() not in dropped]
        if isinstance(self._body, bytes):
            fields = [field for field in fields if field[0].lower() != "content-length"]
            fields.append(("Content-Length", str(len(self._body))))
        return fields


class _Stream:
    """A response's body on its way to the server, which closes it."""

    def __init__(self, response: Response) -> None:
        self._pieces = _encode(response.response)
        self.close = response.close

    def __iter__(self) -> Iterator[bytes]:
        return self._pieces

    def __next__(self) -> bytes:
        return next(self._pieces)


def _encode(pieces: Iterable[str | bytes]) -> Iterator[bytes]:
    for piece in pieces:
        yield piece.encode("utf-8") if isinstance(piece, str) else piece
