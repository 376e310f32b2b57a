"""Payload: the half of a request that is in its body, as bytes, stream, form, files or JSON.

The body comes once, so the first to ask decides what becomes of it:

    data, json, a urlencoded form    the bytes are kept, and serve everything else after
    a multipart form                 is read as it comes; nothing is left for `data`
    stream                           what was read from it is gone; what is left serves the others
"""

from io import BytesIO
from typing import IO, Any, Generic, Literal, Self, TypeVar, cast, overload
from wsgiref.types import WSGIEnvironment

from microweb import exceptions, http
from microweb.requests import late
from microweb.requests.limits import Kind, Limits

__all__ = ["UPLOADS_KEY", "Payload", "close_uploads"]

UPLOADS_KEY = "microweb.uploads"
"""Where in the environ the files of a form are, for whoever ends the request."""

_FORM_TYPE = "application/x-www-form-urlencoded"
_MULTIPART_TYPE = "multipart/form-data"
_T = TypeVar("_T")


class _Limit(Generic[_T]):
    """One of a request's limits, to read and to set for this request alone."""

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    def __get__(self, payload: "Payload | None", owner: type) -> _T:
        limits = Limits() if payload is None else payload.limits
        return cast("_T", getattr(limits, self._name))

    def __set__(self, payload: "Payload", value: _T) -> None:
        changed: dict[str, Any] = {self._name: value}
        payload.limits = payload.limits._replace(**changed)


class Payload:
    """The body of a request. It is read when it is asked for, and checked before.

    Attributes:
        environ: The WSGI environ.
        limits: How much is accepted. Each limit is an attribute too, such as `max_content_length`:
            set it before the body is read.

    RFC 9110 section 6.4.
    """

    max_content_length = _Limit[int | None]()
    max_form_memory_size = _Limit[int | None]()
    max_json_size = _Limit[int | None]()
    max_json_items = _Limit[int | None]()
    max_form_parts = _Limit[int]()
    max_part_headers = _Limit[int]()
    max_part_header_size = _Limit[int]()

    _body: "late.Body | None" = None
    _stream: IO[bytes] | None = None
    _data: bytes | None = None
    _json: tuple[Any] | None = None
    _form: "late.Parameters[str] | None" = None
    _files: "late.Parameters[late.FileStorage] | None" = None

    def __init_subclass__(cls) -> None:
        for name in vars(cls).keys() & set(Limits._fields):
            raise TypeError(
                f"{cls.__name__}.{name} would not be looked at: set {name.upper()} in the config, "
                f"or `request.{name}` before the body is read"
            )

    def __init__(self, environ: WSGIEnvironment, limits: Limits = Limits()) -> None:  # noqa: B008  # immutable
        self.environ = environ
        self.limits = limits

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def content_type(self) -> str:
        """The Content-Type header, as sent; empty if there is none."""
        return cast("str", self.environ.get("CONTENT_TYPE") or "")

    @property
    def mimetype(self) -> str:
        """The media type of the body, in lower case, without parameters."""
        return http.parse_options(self.content_type)[0]

    @property
    def mimetype_params(self) -> dict[str, str]:
        """The parameters of the media type."""
        return http.parse_options(self.content_type)[1]

    @property
    def content_length(self) -> int | None:
        """The announced length of the body in bytes.

        Raises:
            BadRequest: The header is not a number of up to 18 digits.

        RFC 9110 section 8.6.
        """
        return late.parse_content_length(self.environ.get("CONTENT_LENGTH") or "")

    @property
    def content_encoding(self) -> str:
        """The Content-Encoding header; empty if there is none."""
        return cast("str", self.environ.get("HTTP_CONTENT_ENCODING", ""))

    # The bytes.

    @property
    def stream(self) -> IO[bytes]:
        """The body as a file that ends where the body ends.

        It is given as it was sent: a body with a Content-Encoding is yours to decode.

        Raises:
            BadRequest: The Content-Length is malformed. Reading raises it as well: see `get_data`.
            RequestEntityTooLarge: The body is larger than `MAX_CONTENT_LENGTH`, the same.
        """
        if self._stream is None:
            if self._data is not None:
                self._stream = BytesIO(self._data)
            else:
                self._stream = self._open_body().as_file()
        return self._stream

    @overload
    def get_data(
        self,
        *,
        cache: bool = True,
        as_text: Literal[False] = False,
        parse_form_data: bool = False,
    ) -> bytes: ...
    @overload
    def get_data(
        self, *, cache: bool = True, as_text: Literal[True], parse_form_data: bool = False
    ) -> str: ...
    def get_data(
        self, *, cache: bool = True, as_text: bool = False, parse_form_data: bool = False
    ) -> bytes | str:
        """Give the whole body, as bytes or as text.

        Args:
            cache: Keep it for whatever asks next; without, nothing is left of it.
            as_text: Decode it as UTF-8.
            parse_form_data: Read a form first, which leaves nothing of a multipart one.

        Raises:
            BadRequest: The body is shorter than announced, the connection broke, or the text is
                not UTF-8.
            RequestEntityTooLarge: It is larger than `MAX_CONTENT_LENGTH`.
            RequestTimeout: The client was too slow for the server.
            UnsupportedMediaType: It has a Content-Encoding.
        """
        if parse_form_data:
            self._load_form()
        data = self._read_data(cache=cache)
        if not as_text:
            return data
        try:
            return data.decode("utf-8")
        except UnicodeDecodeError as exc:
            raise exceptions.BadRequest(f"The body is not UTF-8 at byte {exc.start}.") from None

    @property
    def data(self) -> bytes:
        """The whole body."""
        return self.get_data()

    def _read_data(self, kind: Kind = "bytes", *, cache: bool = True) -> bytes:
        if self._data is not None:  # it may have been read as something else
            self.limits.check_size(len(self._data), kind)
            return self._data
        if "HTTP_CONTENT_ENCODING" in self.environ:
            self._refuse_encoding()
        if self._stream is not None:
            data = self._stream.read()
            self.limits.check_size(len(data), kind)
        else:
            data = self._open_body(kind).read_all()
        if cache:
            self._data = data
        return data

    def _open_body(self, kind: Kind = "bytes") -> "late.Body":
        if self._body is None:
            self._body = late.open_body(self.environ, self.limits, kind)
        return self._body

    def _refuse_encoding(self) -> None:
        """Refuse a compressed body: a small one could become any size.

        RFC 9110 section 8.4.
        """
        encoding = self.environ.get("HTTP_CONTENT_ENCODING")
        if encoding and encoding.lower() != "identity":
            raise exceptions.UnsupportedMediaType(
                f"Send the body as it is, without Content-Encoding {encoding[:40]!r}."
            )

    # Forms.

    @property
    def form(self) -> "late.Parameters[str]":
        """The form fields of the body; empty for other kinds of body.

        Raises:
            BadRequest: The body is not UTF-8, malformed or shorter than announced.
            RequestEntityTooLarge: It is larger than `MAX_CONTENT_LENGTH` or
                `MAX_FORM_MEMORY_SIZE`, or has more fields than `MAX_FORM_PARTS`.
            RequestTimeout: The client was too slow for the server.
            UnsupportedMediaType: It has a Content-Encoding.
        """
        form = self._form
        return self._load_form() if form is None else form

    @property
    def files(self) -> "late.Parameters[late.FileStorage]":
        """The files of a multipart form; empty for other kinds of body.

        The request closes them when it ends.

        Raises:
            HTTPException: As for `form`.
        """
        if self._files is None and self._form is None:
            self._load_form()
        if self._files is None:
            self._files = late.Parameters.of([], "form", kind="file", hint=self._explain_no_file())
        return self._files

    def _load_form(self) -> "late.Parameters[str]":
        # Most forms come with their type as it stands here: 1 us of 9 is not spent on parsing it.
        mimetype = self.environ.get("CONTENT_TYPE")
        if mimetype != _FORM_TYPE:
            mimetype = self.mimetype
        if mimetype == _MULTIPART_TYPE:
            form = self._load_multipart()
        else:
            data = self._read_data("form") if mimetype == _FORM_TYPE else b""
            form = late.Parameters.parse(data, "form", self.limits.max_form_parts)
        self._form = form
        return form

    def _load_multipart(self) -> "late.Parameters[str]":
        from microweb.requests.forms import receive_form  # 2 ms, for multipart forms alone

        self._refuse_encoding()
        if self._data is not None:
            source: IO[bytes] | late.Body = BytesIO(self._data)
        else:
            source = self._stream if self._stream is not None else self._open_body()
        form = receive_form(source.read, self.content_type, self.limits)
        self._files = late.Parameters.of(form.files, "form", kind="file")
        if form.files:
            self.environ.setdefault(UPLOADS_KEY, []).extend(file for _, file in form.files)
        fields: late.Parameters[str] = late.Parameters.of(form.fields, "form")
        return fields

    def _explain_no_file(self) -> str:
        if self.mimetype != _FORM_TYPE:
            return ""
        return f'A form that sends files has enctype="{_MULTIPART_TYPE}".'

    def close(self) -> None:
        """Close the files. An app does it at the end of a request; so does `with request:`."""
        close_uploads(self.environ)

    # JSON.

    @property
    def is_json(self) -> bool:
        """Whether the media type is JSON."""
        mimetype = self.mimetype
        return mimetype == "application/json" or (
            mimetype.startswith("application/") and mimetype.endswith("+json")
        )

    @property
    def json(self) -> Any:
        """The body read as JSON: see `get_json`."""
        return self.get_json()

    def get_json(self, *, force: bool = False, silent: bool = False, cache: bool = True) -> Any:
        """Read the body as JSON.

        Args:
            force: Read it whatever its media type.
            silent: Give None for a body that is not JSON, or has another media type.
            cache: Keep the value and the body for whatever asks next.

        Raises:
            UnsupportedMediaType: The media type is another.
            BadRequest: The body is not JSON, ambiguous, nested too deeply, or has more names and
                values than `MAX_JSON_ITEMS`; see `microweb.strict_json.parse_json`.
            RequestEntityTooLarge: It is larger than `MAX_CONTENT_LENGTH` or `MAX_JSON_SIZE`.
        """
        if not (force or self.is_json):
            if silent:
                return None
            came = f"came as {self.mimetype[:40]}" if self.mimetype else "has no media type"
            raise exceptions.UnsupportedMediaType(f"The body {came}; send it as application/json.")
        if self._json is not None:
            return self._json[0]
        try:
            data = self._read_data("json", cache=cache)
            value = http.parse_json(data, max_items=self.max_json_items)
        except ValueError as exc:
            if silent:
                return None
            raise exceptions.BadRequest(f"The body cannot be read as JSON: {exc}.") from None
        if cache:
            self._json = (value,)
        return value


def close_uploads(environ: WSGIEnvironment) -> None:
    """Close the files of the forms that were read from a request."""
    files: list[late.FileStorage] = environ.get(UPLOADS_KEY, [])
    for file in files:
        file.close()
