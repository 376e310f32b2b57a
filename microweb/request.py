"""Request: what the client sent, read from the WSGI environ when it is asked for."""

from typing import Any, Literal, cast, overload
from wsgiref.types import WSGIEnvironment

from microweb.body import Limits, parse_content_length, read_body
from microweb.exceptions import BadRequest, UnsupportedMediaType
from microweb.http import Headers, parse_cookie, parse_host, parse_options, percent_encode
from microweb.json import parse_json
from microweb.parameters import Parameters, parse_parameters
from microweb.routing import Rule

__all__ = ["MATCH_KEY", "Limits", "Parameters", "Request"]

MATCH_KEY = "microweb.match"
"""Where in the environ the app puts the rule that matched, with its arguments."""

_FORM_TYPE = "application/x-www-form-urlencoded"
# pchar = unreserved / pct-encoded / sub-delims / ":" / "@"      RFC 3986 section 3.3
_PATH_SAFE = "!$&'()*+,/:;=@"
# query = *( pchar / "/" / "?" )                                 RFC 3986 section 3.4
_QUERY_SAFE = _PATH_SAFE + "?%"
_DEFAULT_PORTS = {"http": 80, "https": 443}
_CONTENT_KEYS = ("CONTENT_TYPE", "CONTENT_LENGTH")


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
        """The path below the place where the app is mounted, percent-decoded, after a slash.

        Raises:
            BadRequest: The path is not UTF-8, or has a NUL.
        """
        path: str = self.environ.get("PATH_INFO") or "/"
        if not (path.isascii() and path.isprintable()):
            path = _decode_path(path)
        return path if path[0] == "/" else f"/{path}"

    @property
    def script_root(self) -> str:
        """The path at which the app is mounted, percent-decoded, without a slash at the end."""
        root = _decode_path(self.environ.get("SCRIPT_NAME", "")).rstrip("/")
        return f"/{root}" if root and root[0] != "/" else root

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
        value: str = self.environ.get("HTTP_HOST") or _server_host(self.environ)
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
        query = percent_encode(self.query_string, safe=_QUERY_SAFE)
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
            data = self._read_body(is_form=True) if self.mimetype == _FORM_TYPE else b""
            self._form = self._parse(data, "form")
        return self._form

    @property
    def values(self) -> Parameters:
        """Query string and form together; the query string first."""
        pairs = [*self.args.items(multi=True), *self.form.items(multi=True)]
        return Parameters(pairs, "request")

    def _parse(self, data: bytes, source: str) -> Parameters:
        return parse_parameters(data, source, max_fields=self.limits.max_form_parts)

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
        return parse_content_length(self.environ.get("CONTENT_LENGTH") or "")

    def _read_body(self, *, is_form: bool = False) -> bytes:
        if self._data is None:
            self._data = read_body(self.environ, self.limits, is_form=is_form)
        elif is_form:
            self.limits.check_size(len(self._data), is_form=True)
        return self._data

    @overload
    def get_data(self, *, as_text: Literal[False] = False) -> bytes: ...
    @overload
    def get_data(self, *, as_text: Literal[True]) -> str: ...
    def get_data(self, *, as_text: bool = False) -> bytes | str:
        """Give the whole body, as bytes or as text; it is kept.

        Raises:
            BadRequest: The body is shorter than announced, or the text is not UTF-8.
            RequestEntityTooLarge: It is larger than `MAX_CONTENT_LENGTH`.
        """
        data = self._read_body()
        if not as_text:
            return data
        try:
            return data.decode("utf-8")
        except UnicodeDecodeError as exc:
            raise BadRequest(f"The body is not UTF-8 at byte {exc.start}.") from None

    @property
    def data(self) -> bytes:
        """The whole body."""
        return self.get_data()

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


def _server_host(environ: WSGIEnvironment) -> str:
    """Give what stands for a missing Host header; the name may be an IPv6 address."""
    name, port = environ["SERVER_NAME"], environ["SERVER_PORT"]
    return f"[{name}]:{port}" if ":" in name and name[0] != "[" else f"{name}:{port}"


def _header_fields(environ: WSGIEnvironment) -> list[tuple[str, str]]:
    # The two content fields have keys of their own; with HTTP_ they are a client's forgery.
    fields = [
        (key[5:].replace("_", "-").title(), value)
        for key, value in environ.items()
        if key.startswith("HTTP_") and isinstance(value, str) and key[5:] not in _CONTENT_KEYS
    ]
    fields += [
        (key.replace("_", "-").title(), environ[key]) for key in _CONTENT_KEYS if environ.get(key)
    ]
    return fields
