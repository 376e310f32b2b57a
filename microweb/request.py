"""Request: what the client sent, read from the WSGI environ when it is asked for."""

import re
from typing import IO, Any, NamedTuple, NoReturn, cast
from wsgiref.types import WSGIEnvironment

from microweb.exceptions import (
    BadRequest,
    BadRequestKeyError,
    RequestEntityTooLarge,
    UnsupportedMediaType,
)
from microweb.http import (
    Headers,
    MultiDict,
    TooManyFieldsError,
    parse_cookie,
    parse_host,
    parse_options,
    parse_query,
    percent_encode,
)
from microweb.json import parse_json
from microweb.routing import Rule

__all__ = ["MATCH_KEY", "Limits", "Parameters", "Request"]

MATCH_KEY = "microweb.match"
"""Where in the environ the app puts the rule that matched, with its arguments."""

# Content-Length = 1*DIGIT                             RFC 9110 section 8.6
_LENGTH_RE = re.compile(r"[0-9]{1,18}")
_FORM_TYPE = "application/x-www-form-urlencoded"
_PATH_SAFE = "!$&'()*+,/:;=@"
_DEFAULT_PORTS = {"http": 80, "https": 443}


class Limits(NamedTuple):
    """How much of a request is accepted; each field has the name of its config key."""

    max_content_length: int | None = 16 * 1024 * 1024
    """Bytes of any body."""

    max_form_memory_size: int | None = 1024 * 1024
    """Bytes of form fields, files apart."""

    max_form_parts: int = 1000
    """Fields of a form, and values of a query string."""


class Parameters(MultiDict[str]):
    """What a query string or form holds: a `MultiDict` that cannot be changed.

    A missing key is a 400 that names it, as well as a `KeyError`.
    """

    __slots__ = ("_source",)

    def __init__(self, pairs: list[tuple[str, str]], source: str) -> None:
        super().__init__(pairs)
        self._source = source

    def __getitem__(self, key: str) -> str:
        values = self._lists.get(key)
        if values is None:
            raise BadRequestKeyError(f"The {self._source} has no value for {key!r}.", key=key)
        return values[0]

    def _refuse(self) -> NoReturn:
        raise TypeError(f"the {self._source} of a request cannot be changed; use .copy()")

    def __setitem__(self, key: str, value: str) -> None:
        self._refuse()

    def __delitem__(self, key: str) -> None:
        self._refuse()

    def add(self, key: str, value: str) -> None:
        """Refuse: see `MultiDict.copy`."""
        self._refuse()

    def setlist(self, key: str, values: object) -> None:
        """Refuse: see `MultiDict.copy`."""
        self._refuse()


class Request:
    """One request. Everything is read from `environ` on first use, and most of it kept.

    Attributes:
        environ: The WSGI environ.
        limits: How much is accepted.

    PEP 3333, "environ Variables".
    """

    _args: Parameters | None = None
    _form: Parameters | None = None
    _cookies: dict[str, str] | None = None
    _headers: Headers | None = None
    _data: bytes | None = None
    _json: tuple[Any] | None = None

    def __init__(self, environ: WSGIEnvironment, limits: Limits = Limits()) -> None:  # noqa: B008  # immutable
        self.environ = environ
        self.limits = limits

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.method} {self.full_path!r}>"

    @property
    def method(self) -> str:
        """The method, as sent."""
        return cast("str", self.environ["REQUEST_METHOD"])

    @property
    def path(self) -> str:
        """The path below the place where the app is mounted, percent-decoded.

        Raises:
            BadRequest: The path is not UTF-8, or has a NUL.
        """
        path: str = self.environ.get("PATH_INFO") or "/"
        if path.isascii() and path.isprintable():
            return path
        return _decode_path(path)

    @property
    def script_root(self) -> str:
        """The path at which the app is mounted, percent-decoded, without a slash at the end."""
        root: str = self.environ.get("SCRIPT_NAME", "")
        return _decode_path(root).rstrip("/")

    root_path = script_root

    @property
    def query_string(self) -> bytes:
        """What stands behind the question mark, as sent."""
        return cast("str", self.environ.get("QUERY_STRING", "")).encode("latin-1")

    @property
    def full_path(self) -> str:
        """The path with the query string, percent-decoded and as sent; always with a `?`."""
        return f"{self.path}?{self.environ.get('QUERY_STRING', '')}"

    @property
    def scheme(self) -> str:
        """`"http"` or `"https"`."""
        return cast("str", self.environ["wsgi.url_scheme"])

    @property
    def is_secure(self) -> bool:
        """Whether the request came over https."""
        return self.scheme == "https"

    @property
    def host(self) -> str:
        """The host the client named, with its port unless that is the scheme's own.

        Raises:
            BadRequest: The Host header is malformed.
        """
        value: str = self.environ.get("HTTP_HOST", "")
        if not value:
            value = f"{self.environ['SERVER_NAME']}:{self.environ['SERVER_PORT']}"
        try:
            name, port = parse_host(value)
        except ValueError as exc:
            raise BadRequest(f"{exc}.") from None
        return name if port in (None, _DEFAULT_PORTS.get(self.scheme)) else f"{name}:{port}"

    @property
    def host_url(self) -> str:
        """Scheme and host, with a slash at the end."""
        return f"{self.scheme}://{self.host}/"

    @property
    def url_root(self) -> str:
        """The URL at which the app is mounted, with a slash at the end."""
        return f"{self.scheme}://{self.host}{self._encoded_root()}/"

    @property
    def base_url(self) -> str:
        """The URL without its query string, percent-encoded."""
        path = percent_encode(self.path, safe=_PATH_SAFE)
        return f"{self.scheme}://{self.host}{self._encoded_root()}{path}"

    @property
    def url(self) -> str:
        """The URL, percent-encoded."""
        query = self.environ.get("QUERY_STRING", "")
        return f"{self.base_url}?{query}" if query else self.base_url

    def _encoded_root(self) -> str:
        return percent_encode(self.script_root, safe=_PATH_SAFE)

    @property
    def remote_addr(self) -> str | None:
        """The address of the peer."""
        return self.environ.get("REMOTE_ADDR")

    @property
    def url_rule(self) -> Rule[Any] | None:
        """The rule that matched, if one did."""
        match: tuple[Rule[Any], dict[str, Any]] | None = self.environ.get(MATCH_KEY)
        return None if match is None else match[0]

    @property
    def view_args(self) -> dict[str, Any] | None:
        """The arguments that the rule gave, if one matched."""
        match: tuple[Rule[Any], dict[str, Any]] | None = self.environ.get(MATCH_KEY)
        return None if match is None else match[1]

    @property
    def endpoint(self) -> str | None:
        """The name of the view, if a rule matched."""
        return None if self.url_rule is None else self.url_rule.endpoint

    @property
    def blueprint(self) -> str | None:
        """The name of the view's blueprint, if it has one."""
        return (self.endpoint or "").rpartition(".")[0] or None

    @property
    def blueprints(self) -> list[str]:
        """The names of the view's blueprint and those around it, innermost first."""
        names: list[str] = []
        name = self.blueprint or ""
        while name:
            names.append(name)
            name = name.rpartition(".")[0]
        return names

    @property
    def headers(self) -> Headers:
        """The header fields, one for each name."""
        if self._headers is None:
            self._headers = Headers.from_wsgi(_header_fields(self.environ))
        return self._headers

    @property
    def cookies(self) -> dict[str, str]:
        """The cookies, by name."""
        if self._cookies is None:
            self._cookies = parse_cookie(self.environ.get("HTTP_COOKIE", ""))
        return self._cookies

    @property
    def referrer(self) -> str | None:
        """The Referer header."""
        return self.environ.get("HTTP_REFERER")

    @property
    def user_agent(self) -> str:
        """The User-Agent header."""
        return cast("str", self.environ.get("HTTP_USER_AGENT", ""))

    @property
    def args(self) -> Parameters:
        """The query string.

        Raises:
            BadRequest: It is not UTF-8 or has more values than `MAX_FORM_PARTS`.
        """
        if self._args is None:
            self._args = self._parse(self.query_string, "query string")
        return self._args

    @property
    def form(self) -> Parameters:
        """The form fields of the body; empty for other kinds of body.

        Raises:
            BadRequest: The body is not UTF-8 or shorter than announced.
            RequestEntityTooLarge: It is larger than `MAX_CONTENT_LENGTH` or
                `MAX_FORM_MEMORY_SIZE`, or has more fields than `MAX_FORM_PARTS`.
            UnsupportedMediaType: It is a multipart form.
        """
        if self._form is None:
            if self.mimetype == "multipart/form-data":
                raise UnsupportedMediaType(f"Send the form as {_FORM_TYPE}.")
            data = b""
            if self.mimetype == _FORM_TYPE:
                data = self._read_body("MAX_FORM_MEMORY_SIZE", self.limits.max_form_memory_size)
            self._form = self._parse(data, "form")
        return self._form

    @property
    def values(self) -> Parameters:
        """Query string and form together; the query string first."""
        pairs = [*self.args.items(multi=True), *self.form.items(multi=True)]
        return Parameters(pairs, "request")

    def _parse(self, data: bytes, source: str) -> Parameters:
        try:
            return Parameters(parse_query(data, max_fields=self.limits.max_form_parts), source)
        except TooManyFieldsError as exc:
            error = RequestEntityTooLarge if source == "form" else BadRequest
            raise error(f"The {source} has {exc} (MAX_FORM_PARTS).") from None
        except UnicodeDecodeError:
            raise BadRequest(f"The {source} is not UTF-8.") from None

    @property
    def content_type(self) -> str:
        """The Content-Type header, as sent; empty if there is none."""
        return cast("str", self.environ.get("CONTENT_TYPE") or "")

    @property
    def mimetype(self) -> str:
        """The media type of the body, in lower case, without parameters."""
        return parse_options(self.content_type)[0]

    @property
    def content_length(self) -> int | None:
        """The announced length of the body in bytes.

        Raises:
            BadRequest: The header is not a number of up to 18 digits.

        RFC 9110 section 8.6.
        """
        value: str = self.environ.get("CONTENT_LENGTH") or ""
        if not value:
            return None
        if not _LENGTH_RE.fullmatch(value):
            raise BadRequest(f"The Content-Length {value[:40]!r} is not a number of bytes.")
        return int(value)

    def _read_body(self, limit_name: str, limit: int | None) -> bytes:
        if self._data is not None:
            return self._data
        length = self.content_length or 0
        limits = (
            ("MAX_CONTENT_LENGTH", self.limits.max_content_length),
            (limit_name, limit),
        )
        for name, most in limits:
            if most is not None and length > most:
                raise RequestEntityTooLarge(
                    f"The body has {length} bytes; up to {most} are accepted ({name})."
                )
        stream: IO[bytes] = self.environ["wsgi.input"]
        data = stream.read(length) if length else b""
        if len(data) < length:
            raise BadRequest(f"The body ended after {len(data)} of {length} bytes.")
        self._data = data
        return data

    def get_data(self, *, as_text: bool = False) -> Any:
        """Give the whole body, as bytes or as text; it is kept.

        Raises:
            BadRequest: The body is shorter than announced, or the text is not UTF-8.
            RequestEntityTooLarge: It is larger than `MAX_CONTENT_LENGTH`.
        """
        data = self._read_body("MAX_CONTENT_LENGTH", self.limits.max_content_length)
        if not as_text:
            return data
        try:
            return data.decode("utf-8")
        except UnicodeDecodeError as exc:
            raise BadRequest(f"The body is not UTF-8 at byte {exc.start}.") from None

    @property
    def data(self) -> bytes:
        """The whole body."""
        return cast("bytes", self.get_data())

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

    def get_json(self, *, force: bool = False, silent: bool = False) -> Any:
        """Read the body as JSON.

        Args:
            force: Read it whatever its media type.
            silent: Give None for a body that is not JSON, or has another media type.

        Raises:
            UnsupportedMediaType: The media type is another.
            BadRequest: The body is not JSON; see `microweb.json.parse_json`.
            RequestEntityTooLarge: It is larger than `MAX_CONTENT_LENGTH`.
        """
        if not (force or self.is_json):
            if silent:
                return None
            raise UnsupportedMediaType("Send the body as application/json.")
        if self._json is None:
            try:
                self._json = (parse_json(self.data),)
            except ValueError as exc:
                if silent:
                    return None
                raise BadRequest(f"The body is not JSON: {exc}.") from None
        return self._json[0]


def _decode_path(path: str) -> str:
    try:
        text = path.encode("latin-1").decode("utf-8")
    except UnicodeError:
        raise BadRequest("The address is not UTF-8.") from None
    if "\x00" in text:
        raise BadRequest("The address has a NUL in it.")
    return text


def _header_fields(environ: WSGIEnvironment) -> list[tuple[str, str]]:
    fields = [
        (key[5:].replace("_", "-").title(), value)
        for key, value in environ.items()
        if key.startswith("HTTP_") and isinstance(value, str)
    ]
    fields += [
        (key.replace("_", "-").title(), environ[key])
        for key in ("CONTENT_TYPE", "CONTENT_LENGTH")
        if environ.get(key)
    ]
    return fields
